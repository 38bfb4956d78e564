"""Answers that an archive holds before what they answer."""

from dataclasses import replace

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import Mark, MarkKind, ParsedPost, Passage, PassageKind, QuoteKeeping

QUESTION = """Last week the harbour board put new lamps along the whole of the eastern quay,
and since then no boat that comes in after dark can tell the green light at
the end of the mole from the lamps behind it. Has anybody asked them whether
they mean to shade the lamps, or do they wait until somebody hits the mole?"""
ANSWER = "We asked in spring. They said that shades were ordered, and that ordering them is all they can do."
FAREWELL = "Marten"


def attributed(*posts: tuple[str, str]) -> list[tuple[Passage, ...]]:
    return attribute([ParsedPost(author=author, body=body) for author, body in posts])


def quoted(passages: tuple[Passage, ...], body: str) -> list[tuple[str | None, int | None, str]]:
    return [
        (each.author, each.number, body[each.start : each.end].strip())
        for each in passages
        if each.kind is PassageKind.QUOTE
    ]


@pytest.mark.parametrize(
    "farewell",
    [
        "",
        FAREWELL,
        "Thanks,\nMarten",
        "see you\nBas",
        "- Marten Holm\nmarten@quay.example",
        "Marten Holm\nOffice of Piers and Moles, second floor\nQuay Street 4, Harbour Town",
    ],
)
def test_an_answer_archived_before_what_it_answers_quotes_it(farewell: str) -> None:
    answer, question = f"{QUESTION}\n\n{ANSWER}", f"{QUESTION}\n\n{farewell}".strip()

    first, second = attributed(("Nora", answer), ("Marten Holm", question))

    assert quoted(first, answer) == [("Marten Holm", 2, QUESTION)]
    assert quoted(second, question) == []


def test_a_short_answer_below_a_quote_is_its_writers_where_another_quotes_both() -> None:
    short = "Tar is cheap this year, and the ladders of the board are never locked at night."
    above, below = f"{QUESTION}\n\n{short}\n\n{ANSWER}", f"{QUESTION}\n\nMarten\n\n{short}"

    found = attributed(("Nora", above), ("Marten", f"{QUESTION}\n\nMarten"), ("Pia", below))

    assert quoted(found[0], above) == [("Marten", 2, QUESTION), ("Pia", 3, short)]
    assert quoted(found[2], below)[0][0] == "Marten"
    assert short not in str(quoted(found[2], below))


def test_answers_between_the_lines_are_answers_whatever_is_left_below() -> None:
    first, second = QUESTION.split(". ")
    footer = "--\nHarbour Gazette, the paper that reads the tide tables"
    answer = f"{first}.\n\n{ANSWER}\n\n{second}\n\n{footer}\n\nMarten"
    question = f"{first}.\n{second}\n\n{footer}\n\nMarten"

    found = attributed(("Nora", answer), ("Marten Holm", question))

    assert [(author, number) for author, number, _ in quoted(found[0], answer)] == [("Marten Holm", 2)] * 2
    assert quoted(found[1], question) == []


def test_what_a_later_post_quotes_is_credited_to_whoever_wrote_it_not_to_the_answer_above() -> None:
    later = f"{QUESTION}\n\nThe shades came on Monday, and they are the wrong size by a hand."

    _, _, third = attributed(
        ("Nora", f"{QUESTION}\n\n{ANSWER}"), ("Marten", f"{QUESTION}\n\n{FAREWELL}"), ("Olaf", later)
    )

    assert quoted(third, later) == [("Marten", 2, QUESTION)]


def test_an_answer_quotes_what_two_later_posts_say_one_of_them_quoting_the_other() -> None:
    more = """I would not wait for the board, which has never shaded anything in its life. Take a
bucket of tar up the ladders some evening and paint the landward half of every
lamp; nobody will notice it before the insurance asks who did them the favour."""
    above = f"{QUESTION}\n\n{more}\n\nPia\n\n{ANSWER}"
    between = f"{QUESTION}\n\n{more}\n\nPia"

    first, second, third = attributed(("Nora", above), ("Marten", QUESTION), ("Pia", between))

    assert [(author, number) for author, number, _ in quoted(first, above)] == [("Marten", 2), ("Pia", 3)]
    assert quoted(second, QUESTION) == []
    assert quoted(third, between) == [("Marten", 2, QUESTION)]


@pytest.mark.parametrize(
    "below",
    [
        "Exactly.",
        "Thanks",
        "Succinctly put :)",
        "We asked in spring, and nobody answered us at all until the autumn came.",
    ],
)
def test_a_quote_with_a_word_below_is_no_original(below: str) -> None:
    original, answer = f"{QUESTION}\n\n{ANSWER}", f"{QUESTION}\n\n{below}"

    first, second = attributed(("Marten", original), ("Nora", answer))

    assert quoted(first, original) == []
    assert quoted(second, answer) == [("Marten", 1, QUESTION)]


def test_a_letter_copied_below_an_answer_and_its_heading_is_a_quote() -> None:
    original = f"{QUESTION}\n\n{ANSWER}"
    answer = f"Ask them again.\n\nOn 3 May 2004, Marten <m@quay.example> wrote:\n\n{QUESTION}\n\nNora"

    first, second = attributed(("Marten", original), ("Nora", answer))

    assert quoted(first, original) == []
    assert quoted(second, answer)[-1] == ("Marten", 1, QUESTION)


def test_who_quotes_an_answer_without_what_that_answered_is_not_quoted_by_it() -> None:
    letter = """They have been told. The board says that the lamps are the ministry's, the ministry says
that the mole is the board's, and both say that whoever comes in after dark does so
on his own account. I have it in writing from both, with stamps."""
    above = f"{letter}\n\n{QUESTION}"
    below = f"Frame it.\n\n{letter}\n\nOlaf"

    _, second, third = attributed(("Marten", QUESTION), ("Nora", above), ("Olaf", below))

    assert quoted(second, above) == [("Marten", 1, QUESTION)]
    assert quoted(third, below) == [("Nora", 2, letter)]


def test_two_posts_that_quote_an_earlier_one_stay_in_their_order() -> None:
    first = f"{ANSWER}\n\n{QUESTION}\n\nWrite to the board, all of you, and copy the insurance people in."
    second, third = f"{QUESTION}\n\nThey will not answer any letter of ours at all.", f"{QUESTION}\n\nNora"

    found = attributed(("Marten", first), ("Nora", second), ("Nora", third))

    assert [quoted(each, body) for each, body in zip(found[1:], (second, third), strict=True)] == [
        [("Marten", 1, QUESTION)],
        [("Marten", 1, QUESTION)],
    ]


def test_those_who_carried_words_of_a_stranger_are_told_by_their_places_in_the_archive() -> None:
    carried, stranger = "So they told me at the office:", "The board has no lamps at all."
    body = f"{carried}\n{stranger}\nI doubt it."
    inner = len(carried) + 1
    boxes = (
        Mark(0, inner + len(stranger), MarkKind.QUOTE, author="Nora", ref="n"),
        Mark(inner, inner + len(stranger), MarkKind.QUOTE, author="Gustav"),
    )
    letters = [
        ParsedPost("Nora", QUESTION, ref="n", marks=(Mark(0, len(QUESTION), MarkKind.QUOTE),)),
        ParsedPost("Marten", QUESTION),
        ParsedPost("Pia", body, marks=boxes),
    ]

    found = attribute([replace(each, quotes=QuoteKeeping.ANSWERED) for each in letters])

    assert quoted(found[0], QUESTION) == [("Marten", 2, QUESTION)]
    assert [each.via for each in found[2] if each.author == "Gustav"] == [(1,)]
