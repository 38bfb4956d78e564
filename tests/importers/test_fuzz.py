"""Every fixture, cut, doubled and spliced: readers raise nothing but BadArchive and lose no post left whole."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.archive.model import ParsedThread
from bot.errors import BadArchive
from bot.importers.detect import reader_for, readers
from bot.importers.merging import merge
from bot.importers.source import Reader, Source
from tests.importers.test_golden import FIXTURES
from tests.importers.test_hostile_input import check

SPLICES = (
    b"<", b">", b'"', b"'", b"<div>", b"</div>", b"</table>", b"<!--", b"-->", b"<script>", b"]]>", b"&#xD800;",
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"{", b"}", b"[", b"]", b",", b":", b"null", b"\\ud800", b"\n", b"\r\n\r\n",
    b"\nFrom x Mon Jan  1 00:00:00 2001\n", b"\n> ", b"\n-- \n", b"[quote]", b"[/quote]", b"[code]", "\u202e".encode(),
)  # fmt: skip
Edit = tuple[int, int, bytes]


def edits() -> st.SearchStrategy[list[Edit]]:
    """Places, lengths cut there, and what is put in instead."""
    place = st.integers(0, 1 << 20)
    new = st.sampled_from(SPLICES) | st.binary(max_size=12)
    return st.lists(st.tuples(place, st.integers(0, 60), new), min_size=1, max_size=6)


def mutated(data: bytes, changes: list[Edit], doubled: tuple[int, int]) -> bytes:
    for place, length, new in changes:
        at = place % (len(data) + 1)
        data = data[:at] + new + data[at + length :]
    start, length = doubled[0] % (len(data) + 1), doubled[1]
    return data[: start + length] + data[start : start + length] + data[start + length :]


def read(reader: Reader, data: bytes) -> list[ParsedThread]:
    try:
        return list(reader.read(Source("upload", data)))
    except BadArchive:
        return []


fuzzed = settings(max_examples=60, suppress_health_check=[HealthCheck.data_too_large])


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
@fuzzed
@given(changes=edits(), doubled=st.tuples(st.integers(0, 1 << 20), st.integers(0, 3000)))
def test_a_damaged_file_is_read_or_refused_and_what_is_read_can_be_kept(
    fixture: Path, changes: list[Edit], doubled: tuple[int, int]
) -> None:
    data = fixture.read_bytes()
    threads = read(reader_for(Source("upload", data)), mutated(data, changes, doubled))
    for thread in (*threads, *merge(threads)):
        check(thread)


@fuzzed
@given(data=st.binary(max_size=300) | st.lists(st.sampled_from(SPLICES), max_size=60).map(b"".join))
def test_any_bytes_are_recognised_or_refused_with_a_sentence(data: bytes) -> None:
    try:
        # Plain text has tests of its own.
        reader = reader_for(Source("upload", data), among=[one for one in readers if one.name != "text"])
    except BadArchive as error:
        assert error.reason.endswith(".")  # noqa: PT017 - either outcome is right
    else:
        read(reader, data)


def _second_words(whole: bytes, sign: bytes) -> int:
    """Where the words of the second message begin."""
    return whole.index(b"\n\n", whole.index(sign, whole.index(sign) + 1)) + 2


TWO_POSTS: dict[str, bytes] = {
    "xenforo2.html": b'<article class="message message--post',
    "xenforo1.html": b'<li id="post-',
    "vbulletin3.html": b'<table class="tborder" id="post',
    "vbulletin5.html": b"<li data-node-id",
    "phpbb3.html": b'<div id="p9',
    "phpbb2.html": b'<tr>\n\t\t<td width="150"',
    "phpbb2-mirror.html": b'<div class="post">',
    "smf21.html": b'<div class="windowbg"',
    "smf-mirror.html": b'<article class="post"',
    "mybb.html": b'<div class="post classic',
    "ipboard3.html": b"<div class='post_block",
    "discourse-crawler.html": b"<div id='post_",
}  # fmt: skip


@pytest.mark.parametrize(("name", "sign"), TWO_POSTS.items(), ids=TWO_POSTS.keys())
@fuzzed
@given(data=st.data())
def test_a_page_cut_within_its_second_post_keeps_the_first(
    name: str, sign: bytes, data: st.DataObject
) -> None:
    whole = next(path for path in FIXTURES if path.name == name).read_bytes()
    reader = reader_for(Source("upload", whole))
    starts = [at for at in range(len(whole)) if whole.startswith(sign, at)]
    [first, *_] = [post for thread in reader.read(Source("upload", whole)) for post in thread.posts]
    cut = data.draw(st.integers(starts[1], len(whole)))
    found = [post for thread in reader.read(Source("upload", whole[:cut])) for post in thread.posts]
    assert (found[0].author, found[0].ref, found[0].body) == (first.author, first.ref, first.body)


MAILBOXES: dict[str, Callable[[bytes], int]] = {
    "pipermail.txt": lambda data: _second_words(data, b"\nFrom: "),
    "usenet.txt": lambda data: _second_words(data, b"Path: "),
}


@pytest.mark.parametrize("name", MAILBOXES)
@fuzzed
@given(data=st.data())
def test_a_mailbox_cut_within_the_words_of_its_second_message_keeps_the_first(
    name: str, data: st.DataObject
) -> None:
    whole = next(path for path in FIXTURES if path.name == name).read_bytes()
    reader = reader_for(Source("upload", whole))
    cut = data.draw(st.integers(MAILBOXES[name](whole), len(whole)))
    found = next(reader.read(Source("upload", whole[:cut]))).posts[0]
    first = next(reader.read(Source("upload", whole))).posts[0]
    assert (found.author, found.ref, found.body) == (first.author, first.ref, first.body)
