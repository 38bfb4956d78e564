"""Discussions of Flarum: what its API answers, and what a saved page holds of that."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.archive.model import ParsedThread
from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.source import Source

PAGES = Path(__file__).parent / "pages"
ANSWER = json.loads((PAGES / "flarum-api.json").read_text("utf-8"))


def read(*files: object) -> list[ParsedThread]:
    told = [file if isinstance(file, str) else json.dumps(file) for file in files]
    sources = [Source(f"{place}", text.encode()) for place, text in enumerate(told)]
    return merge(found for source in sources for found in reader_for(source).read(source))


def without(*names: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in {**ANSWER, **more}.items() if name not in names}


def test_answers_to_several_requests_are_one_discussion_in_its_order() -> None:
    parts = [without(data=ANSWER["data"][start::2]) for start in (1, 0)]
    [thread] = read(*parts)
    assert [post.number for post in thread.posts] == [1, 2, 5]


def test_discussions_of_two_forums_with_one_number_stay_apart() -> None:
    elsewhere = without(links={"first": "https://spouts.example/api/posts"})
    assert len(read(ANSWER, elsewhere)) == 2


def test_without_an_address_a_discussion_is_known_by_its_number_and_name() -> None:
    unplaced = without("links")
    renumbered = json.loads(json.dumps(unplaced).replace("44-warm-pots", "44-cold-pots"))
    assert len(read(unplaced, unplaced)) == 1
    assert len(read(unplaced, renumbered)) == 2


def test_an_answer_without_posts_says_what_to_ask_for() -> None:
    empty = without(data=[{**ANSWER["data"][0], "type": "discussions"}])
    with pytest.raises(BadArchive, match=r"filter\[discussion\]"):
        read(empty)


@pytest.mark.parametrize("cut", ['"apiDocument"', "contentHtml", "\\u003C"])
def test_a_page_whose_answer_is_cut_off_shows_what_stands_on_it(cut: str) -> None:
    page = (PAGES / "flarum-page.html").read_text("utf-8")
    before, _, _ = page.partition(cut)
    [thread] = read(f"{before}</script></body></html>")
    assert [post.author for post in thread.posts] == ["Brandal of the Kettle"]
    assert thread.posts[0].posted_at is None


def test_posts_that_the_page_lists_and_does_not_hold_are_told_and_those_of_the_forum_itself_are_not() -> None:
    [thread] = read((PAGES / "flarum-page.html").read_text("utf-8"))
    said = [str(notice.text) for notice in thread.notices]
    assert any(text.startswith("1 of the 6 posts of 'Warm pots' was not given") for text in said)
