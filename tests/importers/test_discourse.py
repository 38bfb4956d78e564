"""Discourse posts without a topic around them."""

import json
from typing import Any

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import PassageKind
from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.source import Source


def post(number: int, **more: Any) -> dict[str, Any]:
    told = {
        "id": 100 + number,
        "username": "tilda",
        "cooked": f"<p>words {number}</p>",
        "post_number": number,
    }
    return {**told, "topic_id": 9, "topic_slug": "on-lids", **more}


POSTS = [post(1), post(2, reply_to_post_number=1, topic_title="On lids!"), post(3)]
LINES = [json.dumps(each) for each in POSTS]


def shapes() -> dict[str, list[str]]:
    """The same posts in one file or several."""
    return {
        "a file each": LINES,
        "one a line": ["\n".join(LINES) + "\n"],
        "one a line with blank ones": ["\n" + "\r\n\r\n".join(LINES)],
        "one after the other over several lines": ["\n".join(json.dumps(each, indent=1) for each in POSTS)],
        "an array": [json.dumps(POSTS)],
        "under a name": [json.dumps({"posts": POSTS})],
        "each under a name": [json.dumps({"post": each}) for each in POSTS],
        "a topic and a post": [
            json.dumps({"id": 9, "title": "On lids!", "post_stream": {"posts": POSTS[:2]}}),
            LINES[2],
        ],
        "last file first": LINES[::-1],
    }


@pytest.mark.parametrize("files", shapes().values(), ids=shapes().keys())
def test_posts_are_one_topic_however_they_are_given(files: list[str]) -> None:
    sources = [Source(f"{place}.json", text.encode()) for place, text in enumerate(files)]
    [thread] = merge(found for source in sources for found in reader_for(source).read(source))
    assert [(each.number, each.body) for each in thread.posts] == [(n, f"words {n}") for n in (1, 2, 3)]
    assert [each.parent_ref for each in thread.posts] == [None, "101", None]
    assert thread.title.startswith("On lids") or thread.title == "on lids"


def test_own_words_stay_the_posters_where_nobody_quotes() -> None:
    said = "so it turns out that the kettle does not sing at all"
    posts = [post(1, cooked=f"<p>{said}</p>"), post(2, cooked=f"<p>{said}</p><p>anyone got a dredger?</p>")]
    source = Source("posts.json", json.dumps(posts).encode())
    [thread] = merge(reader_for(source).read(source))
    assert {tile.kind for tiles in attribute(thread.posts) for tile in tiles} == {PassageKind.OWN}


def test_topics_of_two_sites_with_one_number_stay_apart_in_one_file_and_in_two() -> None:
    theirs = [post(1, topic_slug="on-spouts", id=901), post(2, topic_slug="on-spouts", id=902)]
    for files in ([[*POSTS, *theirs]], [POSTS, theirs]):
        sources = [Source(f"{place}.json", json.dumps(posts).encode()) for place, posts in enumerate(files)]
        threads = merge(found for source in sources for found in reader_for(source).read(source))
        assert [len(thread.posts) for thread in threads] == [3, 2]


def test_a_line_cut_off_is_named() -> None:
    source = Source("posts.jsonl", "\n".join([*LINES[:2], LINES[2][:30]]).encode())
    with pytest.raises(BadArchive, match=r"^posts\.jsonl:3: This is not well-formed JSON"):
        list(reader_for(source).read(source))
