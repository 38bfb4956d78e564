"""The thread in seeds/, credited to the letter."""

import re
from pathlib import Path

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import ParsedPost, Passage, PassageKind

SEED = Path(__file__).parents[2] / "seeds" / "trump-putin-rapport.txt"


@pytest.fixture(name="posts", scope="module")
def _posts() -> list[ParsedPost]:
    """Cut the seed at its separators by hand: attribution is tested without a reader."""
    text = SEED.read_text("utf-8")
    posts: list[ParsedPost] = []
    for block in re.split(r"\n\xa0\n", text):
        lines = block.strip("\n").split("\n")
        if lines[0] == "Users who are viewing this thread":
            continue
        if not posts:
            lines = lines[2:]
        posts.append(ParsedPost(author=lines[0], body="\n".join(lines[3:])))
    return posts


def _quotes(passages: tuple[Passage, ...]) -> list[Passage]:
    return [passage for passage in passages if passage.kind is PassageKind.QUOTE]


def test_the_seed_has_nine_posts(posts: list[ParsedPost]) -> None:
    assert [post.author for post in posts] == [
        "raharris1973",
        "WolfBear",
        "Agent23",
        "WolfBear",
        "Agent23",
        "WolfBear",
        "Atarlost",
        "Agent23",
        "Airedale260",
    ]


def test_every_box_of_the_seed_is_credited_to_the_post_that_said_it(posts: list[ParsedPost]) -> None:
    credited = [
        [(quote.author, quote.number) for quote in _quotes(passages)] for passages in attribute(posts)
    ]

    assert credited == [
        [],
        [],
        [("WolfBear", 2)],
        [("Agent23", 3)],
        [("WolfBear", 4)],
        [("Agent23", 5)],
        [("WolfBear", 2)],
        [("WolfBear", 6)],
        [("raharris1973", 1)],
    ]


@pytest.mark.parametrize(
    ("number", "starts", "ends"),
    [
        (3, "Not if the neocons", "anything to say about it."),
        (4, "So, something should", "2020 election! :D ;)"),
        (5, "That, good sir", "phone call recording."),
        (6, "Which phone call", "work of fiction, though! ;)"),
        (7, "That wouldn't satisfy", "as what we've got."),
        (8, "pardon, it is Current", "various reasons."),
    ],
)
def test_own_words_of_the_seed_start_right_after_the_box(
    posts: list[ParsedPost], number: int, starts: str, ends: str
) -> None:
    body = posts[number - 1].body
    quote, own = attribute(posts)[number - 1]

    assert quote.start == 0
    assert quote.kind is PassageKind.QUOTE
    assert own.kind is PassageKind.OWN
    assert body[own.start : own.end].strip().startswith(starts)
    assert body[own.start : own.end].strip().endswith(ends)


def test_a_box_in_the_middle_of_the_last_post_of_the_seed_is_the_whole_opening_post(
    posts: list[ParsedPost],
) -> None:
    body = posts[8].body
    before, box, after = attribute(posts)[8]

    assert body[before.start : before.end].strip().startswith("Short answer: Nothing.")
    assert body[before.start : before.end].strip().endswith("World War I.")
    assert body[box.start : box.end] == posts[0].body.strip()
    assert (box.source_start, box.source_end) == (0, len(posts[0].body.strip(" \n")))
    assert box.confidence == 1.0
    assert body[after.start : after.end].strip().startswith("None of that is possible.")
    assert body.rstrip().endswith("U.S.).")
