"""Letters that tell whose words others hold: in files of their own, late, or mailed on."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.attribution import attribute
from bot.archive.model import PassageKind
from bot.importers.merging import merge
from tests.importers.mail.letters import (
    ASKED,
    BLOCKS,
    asked,
    box,
    by,
    copied,
    letter,
    read,
    spoken,
    spoken_in,
)


def test_a_letter_that_came_after_its_answers_is_quoted_by_them_all_the_same() -> None:
    signed = "\n".join(f"> {line}" for line in ASKED.split("\n"))
    first, second = (
        by("Olaf", "1", "Tea is at five, as it always was."),
        by("Nora", "2", f"{signed}\n\nAda has it."),
    )
    last = by("Pia", "4", "In article <2@tea.example> nora@tea.example (Nora) writes:\n> Ada has it.\n\nNo.")

    [thread] = merge(read(box(first, second, by("Marten", "3", ASKED), last)))

    found = [
        (number, tile.author, tile.number)
        for number, tiles in enumerate(attribute(thread.posts), 1)
        for tile in tiles
        if tile.kind is PassageKind.QUOTE
    ]
    assert found == [(2, "Marten", 3), (4, "Nora", 2)]


def test_words_that_somebody_mailed_on_without_signs_are_whoever_wrote_them() -> None:
    said, answered = ASKED.split("\n\n", maxsplit=1)[0], "I warmed it twice on Monday, and nobody thanked me."
    first = by("Osse", "1", said)
    second = by("Val", "2", f"{answered}\n\nOn 4 Mar 2008, Osse wrote:\n> {said}")
    third = by("Pia", "3", f"On 5 Mar 2008, Val wrote:\n> {answered}\n>\n> {said}\n\nThank you both.")

    [thread] = read(box(first, second, third))

    quotes = [tile for tile in attribute(thread.posts)[2] if tile.kind is PassageKind.QUOTE]
    assert [(tile.author, tile.number) for tile in quotes] == [("Val", 2), ("Osse", 1)]


def test_who_repeats_a_letter_that_came_before_is_not_quoted_by_its_answers() -> None:
    signed = "\n".join(f"> {line}" for line in ASKED.split("\n"))
    letters = by("Olaf", "1", ASKED), by("Nora", "2", f"{signed}\n\nAda has it."), by("Pia", "3", ASKED)

    [thread] = read(box(*letters))

    assert next(one for one in spoken_in(thread, 1) if one[0] != "-") == ("Olaf", signed)


@given(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=6), st.sampled_from(["plain", "html"]))
def test_letters_in_files_of_their_own_are_read_as_if_they_were_in_one(blocks: list[str], kind: str) -> None:
    body = "\n\n".join(blocks)
    if kind == "html":
        body = "".join(f"<p>{escape(block)}</p>" for block in blocks).replace("\n", "<br>")
    answer = letter(body, kind=kind, more="In-Reply-To: <t0@tea.example>\n")

    [apart] = merge([*read(asked()), *read(answer)])

    assert spoken_in(apart) == spoken(box(asked(), answer))


@pytest.mark.parametrize(
    "heading", ["On Tue, Mar 4, 2008 at 7:15 PM Osse Line <osse@tea.example> wrote:", copied("en")]
)
def test_an_answer_below_an_original_without_signs_is_the_posters_whatever_file_that_came_in(
    heading: str,
) -> None:
    answer = letter(f"{heading}\n\n{ASKED}\n\nAda has it.", more="In-Reply-To: <t0@tea.example>\n")

    [apart] = merge([*read(asked()), *read(answer)])

    assert spoken_in(apart) == [("-", heading), ("Osse Line", ASKED), ("own", "Ada has it.")]
