"""Which fragments are one thread: a title is no identity."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.model import ParsedPost, ParsedThread
from bot.importers.merging import merge

BEGAN = datetime(2004, 5, 6, 7, 8)  # noqa: DTZ001 - forums print no zone
TITLE = "x:title:Leaking kettle"


def post(
    author: str, day: int | None = None, ref: int | None = None, number: int | None = None
) -> ParsedPost:
    return ParsedPost(
        author,
        f"{author} on day {day}, {ref or number or ''}",
        posted_at=None if day is None else BEGAN + timedelta(days=day),
        ref=None if ref is None else str(ref),
        number=number,
    )


def file(
    *posts: ParsedPost, page: int | None = None, pages: int | None = None, key: str = TITLE
) -> ParsedThread:
    source = f"{posts[0].author}-{page}.html"
    return ParsedThread("Leaking kettle", posts, source, "x", key=key, page=page, pages=pages)


def authors(threads: Iterable[ParsedThread]) -> list[str]:
    return sorted("".join(each.author for each in thread.posts) for thread in threads)


A, B, C, D, E, F = "ABCDEF"

APART = {
    "two threads with ids for their posts": [
        file(post(A, 1, 10), post(B, 2, 11)),
        file(post(C, 40, 90), post(D, 41, 91), post(E, 42, 92)),
    ],
    "two threads without any id": [file(post(A), post(B)), file(post(C), post(D))],
    "pages of a thread and a thread of one page": [
        file(post(A, 1), page=1, pages=2),
        file(post(B, 2), page=2, pages=2),
        file(post(C, 1), post(D, 2), page=1, pages=1),
    ],
    "threads whose declared numbers begin anew": [
        file(post(A, number=1), post(B, number=2)),
        file(post(C, number=1), post(D, number=2)),
    ],
    "two threads of two pages each, one after the other": [
        file(post(A, 1), page=1, pages=2),
        file(post(B, 2), page=2, pages=2),
        file(post(C, 11), page=1, pages=2),
        file(post(D, 12), page=2, pages=2),
    ],
    "two threads of two pages each at one time": [
        file(post(A, 1), post(A, 5), page=1, pages=2),
        file(post(B, 5), post(B, 9), page=2, pages=2),
        file(post(C, 2), post(C, 7), page=1, pages=2),
        file(post(D, 7), post(D, 9), page=2, pages=2),
    ],
}
WHOLE = {
    "two threads with ids for their posts": ["AB", "CDE"],
    "two threads without any id": ["AB", "CD"],
    "pages of a thread and a thread of one page": ["AB", "CD"],
    "threads whose declared numbers begin anew": ["AB", "CD"],
    "two threads of two pages each, one after the other": ["AB", "CD"],
    "two threads of two pages each at one time": ["AABB", "CCDD"],
}


@pytest.mark.parametrize("which", APART)
def test_threads_of_one_title_stay_apart_in_any_order_and_say_so(which: str) -> None:
    for order in permutations(APART[which]):
        threads = merge(order)
        assert authors(threads) == WHOLE[which]
        assert all("is called" in str(thread.notices[-1].text) for thread in threads)


TOGETHER = {
    "pages that say which they are": [
        file(post(A, 1), page=1, pages=3),
        file(post(B, 2), page=2, pages=3),
        file(post(C, 3), page=3, pages=3),
    ],
    "numbers that go on": [
        file(post(A, number=1), post(B, number=2)),
        file(post(C, number=3), post(D, number=4)),
    ],
    "numbers with a gap nobody else claims": [file(post(A, number=1)), file(post(C, number=7))],
    "a post that both hold by its id": [
        file(post(A, 1, 10), post(B, 2, 11)),
        file(post(B, 2, 11), post(C, 3, 12)),
    ],
    "a post that both hold by its minute": [file(post(A, 1), post(B, 2)), file(post(B, 2), post(C, 3))],
    "posts in a row that both hold": [file(post(A), post(B), post(C)), file(post(B), post(C), post(D))],
}


@pytest.mark.parametrize("which", TOGETHER)
def test_files_that_say_so_are_one_thread(which: str) -> None:
    for order in permutations(TOGETHER[which]):
        (thread,) = merge(order)
        assert not any("is called" in str(notice.text) for notice in thread.notices)
        assert sorted({each.author for each in thread.posts}) == sorted(
            {each.author for one in order for each in one.posts}
        )


def test_an_id_is_an_identity_whatever_the_pages_say() -> None:
    pages = [file(post(A, 1), key="x:thread:7"), file(post(B, 1), key="x:thread:7")]
    assert authors(merge(pages)) == ["AB"]


def test_one_line_said_in_two_threads_of_one_title_makes_them_no_thread() -> None:
    said = replace(post(A), body="+1")
    assert authors(merge([file(post(B), said), file(post(C), said, post(D))])) == ["BA", "CAD"]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.randoms())
def test_pages_of_threads_that_follow_each_other_come_apart(lengths: list[int], random: Random) -> None:
    files = [
        file(post(f"{thread}.{page};", thread * 100 + page), page=page, pages=length)
        for thread, length in enumerate(lengths)
        for page in range(1, length + 1)
    ]
    random.shuffle(files)
    whole = [
        "".join(f"{thread}.{page};" for page in range(1, length + 1)) for thread, length in enumerate(lengths)
    ]
    assert authors(merge(files)) == sorted(whole)
