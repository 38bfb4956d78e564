"""Lines of our own export that were forged, cut or put in another order: held against the thread, or refused."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.model import ParsedThread
from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.source import Source

Line = dict[str, Any]

SILT = "the pot sings when it is warm"
GOOD: list[Line] = [
    {"thread": "pots", "number": 1, "author": "Brandal", "body": SILT, "passages": []},
    {"thread": "pots", "number": 2, "author": "Tilda", "body": "lids keep the steam in", "passages": []},
    {
        "thread": "pots",
        "number": 3,
        "author": "Osseline",
        "body": f"{SILT} so they say",
        "passages": [
            {"start": 0, "end": 29, "author": "Brandal", "number": 1, "source_start": 0, "source_end": 29}
        ],
    },
]


def read(lines: Iterable[object]) -> ParsedThread:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    source = Source("told.jsonl", text.encode())
    [thread] = merge(reader_for(source).read(source))
    return thread


def forged(**changes: Any) -> list[Line]:
    return [*GOOD[:2], {**GOOD[2], "passages": [{**GOOD[2]["passages"][0], **changes}]}]


def test_a_claim_that_fits_the_thread_is_taken() -> None:
    thread = read(GOOD)
    assert thread.notices == ()
    assert thread.posts[2].passages[0].author == "Brandal"


@pytest.mark.parametrize(
    "changes",
    [
        {"author": "Tilda"},
        {"number": 2},
        {"number": 3},
        {"author": "Tilda", "number": 2},
        {"author": "Tilda", "number": 2, "source_end": 22},
        {"start": 2, "source_start": 27},
        {"source_end": 30},
        {"source_start": -1},
        {"source_start": None},
        {"source_start": 29},
        {"number": None},
        {"via": [3]},
    ],
    ids=repr,
)
def test_a_claim_the_thread_contradicts_is_refused_with_its_line(changes: Line) -> None:
    thread = read(forged(**changes))
    if changes == {"number": None}:
        # A place in a post that nobody names: the writer may stay, the place goes.
        assert (thread.posts[2].passages[0].author, thread.posts[2].passages[0].source_start) == (
            "Brandal",
            None,
        )
        return
    assert [post.passages for post in thread.posts][2] == ()
    assert [(notice.source, notice.line) for notice in thread.notices] == [("told.jsonl", 3)]


ODD: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-3, 40)
    | st.sampled_from([10**400, 1 << 63, -0.0, 0.5, "", "1", "Tilda", "\ud800", "\0", "x" * 5000])
    | st.floats()
    | st.lists(st.integers(-1, 9), max_size=3)
    | st.dictionaries(st.sampled_from("ab"), st.integers(), max_size=1)
)


@settings(max_examples=400)
@given(data=st.data())
def test_forged_fields_are_checked_or_refused_in_one_sentence(data: st.DataObject) -> None:
    lines = json.loads(json.dumps(GOOD))
    for _ in range(data.draw(st.integers(1, 3))):
        line = data.draw(st.sampled_from(lines))
        inner = line["passages"] if isinstance(line["passages"], list) else []
        target = data.draw(st.sampled_from([line, *(one for one in inner if isinstance(one, dict))]))
        names = ["via", "declared", "kind", "confidence", "answers", "edited_at", "posted_at", "ref", "marks",
                 "author_ref", "title", "url", "thread_url", "format", "source", *target]  # fmt: skip
        target[data.draw(st.sampled_from(names))] = data.draw(ODD)
    text = "\n".join(map(json.dumps, lines))
    source = Source("told.jsonl", text.encode())
    try:
        threads = merge(reader_for(source, "hansard").read(source))
    except BadArchive as error:
        assert (error.file, str(error).count("\n")) == ("told.jsonl", 0)  # noqa: PT017 - either outcome is right
        assert error.line in (1, 2, 3)  # noqa: PT017
        return
    for thread in threads:
        said = {post.author: post.body for post in thread.posts}
        for post in thread.posts:
            assert "".join(post.body[tile.start : tile.end] for tile in post.passages) in ("", post.body)
            for tile in post.passages:
                assert (
                    tile.number is None
                    or thread.posts[tile.number - 1].author == tile.author
                    or not tile.author
                )
                if tile.source_start is not None:
                    assert (
                        tile.author is None
                        or post.body[tile.start : tile.end].split()[0] in said[tile.author]
                    )


def test_a_line_cut_in_two_is_named() -> None:
    whole = json.dumps(GOOD[1])
    with pytest.raises(BadArchive) as caught:
        read([GOOD[0], whole[: len(whole) // 2]])
    assert str(caught.value).startswith("told.jsonl:2: This is not well-formed JSON")


@pytest.mark.parametrize(
    "line",
    [
        "[1]",
        {**GOOD[1], "number": 0},
        {**GOOD[1], "number": "2"},
        {**GOOD[1], "number": True},
        {**GOOD[1], "number": 1 << 20},
        {**GOOD[1], "body": None},
        {**GOOD[1], "author": ["Tilda"]},
        {**GOOD[1], "thread": ""},
    ],
    ids=str,
)
def test_a_line_that_is_no_post_is_named(line: object) -> None:
    with pytest.raises(BadArchive, match=r"^told\.jsonl:2: This line is no post of a Hansard export\.$"):
        read([GOOD[0], line])


def test_a_post_that_comes_twice_is_named_with_both_lines() -> None:
    with pytest.raises(BadArchive, match=r"^told\.jsonl:3: This line is the same post as line 1: 1\.$"):
        read([GOOD[0], GOOD[1], {**GOOD[1], "number": 1}])
    same = [{**line, "ref": "77"} for line in GOOD[:2]]
    with pytest.raises(BadArchive, match=r"line 1: 77\.$"):
        read(same)
