"""Threads that print nothing but names above their posts, where a signature or a heading looks like one."""

import pytest

from bot.importers.source import Source
from bot.importers.text import TextReader

FOOT = "Users who are viewing this thread\n\nTop  \n"
OPENING = (
    "tidewaiter7",
    "Has anybody moored at the old quay since they dredged it? I hear the rings are gone.",
)
ANSWER = ("Greta Vane", "The rings are there, but two of the four are loose.\n\nBring a line of your own.")
THIRD = ("harbour_lights", "I was there in May and found all four as tight as ever they were.")
LAST = ("tidewaiter7", "Then I shall take the two on the left. Thank you both for looking.")


def read(posts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    text = "The old quay\n\n" + "".join(f"{name}\n\n{body}\n\n" for name, body in posts) + FOOT
    (thread,) = TextReader().read(Source("quay.txt", text.encode()))
    return [(post.author, post.body) for post in thread.posts]


def signed(posts: list[tuple[str, str]], author: str, signature: str) -> list[tuple[str, str]]:
    return [(name, body + signature if name == author else body) for name, body in posts]


ROUND = [
    OPENING,
    ANSWER,
    THIRD,
    LAST,
    ("Greta Vane", "You are welcome. Mind the ladder, it has lost a rung."),
]


@pytest.mark.parametrize(
    "posts",
    [
        pytest.param(signed(ROUND, "Greta Vane", "\n\nRegards,\n\nGreta"), id="a first name under every post"),
        pytest.param(signed(ROUND, "Greta Vane", "\n\nGreta Vane"), id="the whole name under every post"),
        pytest.param(signed(ROUND, "Greta Vane", "\n\nGreta\n\nPS: The inn is shut."), id="a postscript below it"),
        pytest.param(signed(ROUND, "Greta Vane", "\n\nGreta\n\n--\n\nQuay Road 4"), id="a rule below it"),
        pytest.param(
            [*ROUND, ("harbour_lights", "One more for the list.\n\nRegards,\n\nMarten")],
            id="a name above the end of the page",
        ),
        pytest.param(
            [OPENING, ANSWER, ("Greta Vane", "Continued: the ladder is gone, too."), THIRD, LAST],
            id="two posts of one author in a row",
        ),
        pytest.param(
            [*ROUND, ("quayside", "Hallo,\n\nI can see it from here."), ("marlin52", "Hallo,\n\nSo can I.")],
            id="the same greeting of two people",
        ),
    ],
)  # fmt: skip
def test_what_looks_like_a_name_inside_a_post_stays_in_it(posts: list[tuple[str, str]]) -> None:
    assert read(posts) == posts


def test_lines_that_end_letters_are_no_user_titles() -> None:
    posts = [
        (OPENING[0], "The place: the old quay\nThe question: " + OPENING[1]),
        *(("Greta Vane", f"Ring {ring} is loose.\n\nThank you\n\nRegards,\nGreta, ring {ring}") for ring in "ABC"),
        THIRD, LAST,
    ]  # fmt: skip
    assert [name for name, _ in read(posts)] == [name for name, _ in posts]
