"""Threads as bytes, between processes and on disk: plain tuples, which take half the time of pickled dataclasses."""

import pickle
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Any

from bot.archive.incoming import Incoming, Piece, Writer
from bot.archive.model import Mark, ParsedPost, ParsedThread, Passage
from bot.reading.files import FileProblem

Told = tuple[bytes, ...]
"""A thread or a problem as another process tells of it."""

_POST = attrgetter(*(each.name for each in fields(ParsedPost)))
_MARK = attrgetter(*(each.name for each in fields(Mark)))
_MARKS = [each.name for each in fields(ParsedPost)].index("marks")
_PASSAGE = attrgetter(*(each.name for each in fields(Passage)))


def dump(content: object) -> bytes:
    """Return `content` as bytes that `load` reads."""
    return pickle.dumps(content, pickle.HIGHEST_PROTOCOL)


def load(data: bytes) -> Any:
    """Return what was dumped by a process of our own."""
    return pickle.loads(data)  # noqa: S301


def packed(fragment: ParsedThread) -> bytes:
    """Return a fragment as bytes."""
    return dump((values_of(fragment)[2:], fragment.title, [_values(post) for post in fragment.posts]))


def unpacked(data: bytes) -> ParsedThread:
    """Return the fragment again."""
    rest, title, posts = load(data)
    return ParsedThread(title, tuple(map(_post, posts)), *rest)


def told(each: Incoming | FileProblem) -> Iterator[bytes]:
    """Yield messages that tell of a problem, or of a thread: its head, its pieces, and that they were all."""
    if isinstance(each, FileProblem):
        yield dump(("problem", values_of(each)))
        return
    writers = [values_of(writer) for writer in each.writers]
    yield dump(
        (
            "thread",
            (values_of(each.head), each.count, _values(each.opening), writers, each.written_by.tobytes()),
        )
    )
    for piece in each.pieces:
        encoded = [(_values(post), [_PASSAGE(tile) for tile in tiles]) for post, tiles in piece]
        yield dump(("piece", dump(encoded)))
    yield dump(("sent", None))


def incoming(content: Any, pieces: Iterable[bytes]) -> Incoming:
    """Return the thread that a message "thread" begins; the contents of its "piece"s come as they are asked for."""
    head, count, opening, writers, written_by = content
    return Incoming(
        ParsedThread(*head),
        count,
        _post(opening),
        tuple(Writer(*writer) for writer in writers),
        array("i", written_by),
        map(_piece, pieces),
    )


def values_of(value: ParsedThread | FileProblem | Writer) -> tuple[object, ...]:
    """Return the values of all fields, in order."""
    return tuple(getattr(value, each.name) for each in fields(value))


def _piece(encoded: bytes) -> Piece:
    return [(_post(post), tuple([Passage(*tile) for tile in tiles])) for post, tiles in load(encoded)]


def _values(post: ParsedPost) -> tuple[object, ...]:
    values: tuple[object, ...] = _POST(post)
    return (
        (*values[:_MARKS], [_MARK(mark) for mark in post.marks], *values[_MARKS + 1 :])
        if post.marks
        else values
    )


def _post(values: Any) -> ParsedPost:
    marks = tuple([Mark(*mark) for mark in values[_MARKS]])
    return ParsedPost(*(*values[:_MARKS], marks, *values[_MARKS + 1 :]))
