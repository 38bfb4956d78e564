"""Reddit: comments in any file and order, and signs that are no quotes."""

import json
from itertools import permutations
from typing import Any

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import MarkKind, ParsedThread, PassageKind
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.source import Source

Thing = dict[str, Any]


def comment(number: str, parent: str, body: str, author: str = "tilda") -> Thing:
    data = {"id": number, "name": f"t1_{number}", "link_id": "t3_p", "parent_id": parent, "author": author}
    return {"kind": "t1", "data": {**data, "body": body, "subreddit": "tea", "created_utc": 1600000000}}


def listing(*things: Thing) -> Thing:
    return {"kind": "Listing", "data": {"children": list(things)}}


OPENING = {
    "kind": "t3",
    "data": {"id": "p", "name": "t3_p", "title": "Pots", "selftext": "Warm it?", "subreddit": "tea"},
}
THREAD = [
    listing(OPENING),
    listing(comment("a", "t3_p", "never"), {"kind": "more", "data": {"count": 2, "children": ["c", "d"]}}),
]
MORE = {
    "json": {"errors": [], "data": {"things": [comment("d", "t1_c", "two"), comment("c", "t1_a", "one")]}}
}


def read(*values: object) -> ParsedThread:
    sources = [Source(f"{number}.json", json.dumps(value).encode()) for number, value in enumerate(values)]
    [thread] = merge(found for source in sources for found in reader_for(source).read(source))
    return thread


@pytest.mark.parametrize("order", list(permutations([THREAD, MORE])), ids=["thread first", "more first"])
def test_more_comments_join_their_thread_behind_what_they_answer(order: list[object]) -> None:
    thread = read(*order)
    assert (thread.title, thread.notices) == ("Pots", ())
    assert [post.ref for post in thread.posts] == ["t3_p", "t1_a", "t1_c", "t1_d"]


def test_comments_that_were_not_asked_for_are_counted() -> None:
    assert [str(notice.text) for notice in read(THREAD).notices] == [
        "2 of the 4 posts of 'Pots' were not given."
    ]


def test_things_alone_and_under_a_frame_are_the_same() -> None:
    things = MORE["json"]["data"]["things"]  # type: ignore[index]
    for value in ({"things": things}, {"data": {"things": things}}, MORE):
        assert [post.ref for post in read(value).posts] == ["t1_d", "t1_c"]


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        ("&gt; warm it\n\nno", ["> warm it"]),
        ("&gt;warm it\n\nno", [">warm it"]),
        ("&gt;!a spoiler!&lt; of mine", []),
        ("    &gt; code", []),
        ("```\n&gt; code\n```\n\n&gt; warm it", ["> warm it"]),
        ("1 &gt; 0", []),
    ],
)
def test_a_quote_is_what_reddit_shows_as_one(body: str, quoted: list[str]) -> None:
    post = read([listing(OPENING), listing(comment("a", "t3_p", body))]).posts[1]
    assert [post.body[mark.start : mark.end] for mark in post.marks if mark.kind is MarkKind.QUOTE] == quoted


def test_two_who_say_the_same_are_no_quote() -> None:
    said = "so it turns out that the kettle does not sing at all"
    things = [comment("a", "t3_p", said, "ada"), comment("b", "t3_p", f"{said}\n\nand nobody minds")]
    tiles = attribute(read([listing(OPENING), listing(*things)]).posts)
    assert {tile.kind for each in tiles for tile in each} == {PassageKind.OWN}
