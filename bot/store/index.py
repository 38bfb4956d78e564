"""What stands in the full-text index for a post, and how it is put in and taken out.

The index keeps no text, so taking a post out needs the very words that were put in: both go through `texts`.
Words of hidden authors are never put in.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.archive.model import PassageKind
from bot.search.stems import Inflections
from bot.search.words import index_words
from bot.store import packing

GAP = "¶"  # a word nobody can ask for: a phrase does not run on from one passage into another
SEAM = f" {GAP} "
FORMS_HELD = 200_000

_ADD = "INSERT INTO words (rowid, own, quoted) VALUES (?, ?, ?)"
_REMOVE = "INSERT INTO words (words, rowid, own, quoted) VALUES ('delete', ?, ?, ?)"
_POSTS = """
    SELECT p.id, p.body, a.hidden FROM posts p JOIN authors a ON a.id = p.author_id
    WHERE p.id BETWEEN ? AND ? ORDER BY p.id"""
_PASSAGES = """
    SELECT g.post_id, g.start, g.stop, g.kind, coalesce(a.hidden, 0) FROM passages g
    LEFT JOIN authors a ON a.id = g.author_id WHERE g.post_id BETWEEN ? AND ? ORDER BY g.post_id, g.ordinal"""


class Stretch(NamedTuple):
    """A passage as the index sees it; `hidden` where the words credited are a hidden author's."""

    start: int
    stop: int
    kind: str
    hidden: bool


class Entry(NamedTuple):
    """A post's row in the index."""

    post_id: int
    own: str
    quoted: str


def words(body: str, stretches: Sequence[Stretch], *, hidden: bool) -> tuple[list[str], list[str]]:
    """Return the folded own and quoted words of a post, GAP between passages; `hidden` where its poster is."""
    if not stretches:
        return ([] if hidden else index_words(body)), []
    own: list[str] = []
    quoted: list[str] = []
    for start, stop, kind, unseen in stretches:
        if kind == PassageKind.OWN and not hidden:
            side = own
        elif kind == PassageKind.QUOTE and not unseen:
            side = quoted
        else:
            continue
        if found := index_words(body[start:stop]):
            side += [GAP, *found] if side else found
    return own, quoted


def texts(body: str, stretches: Sequence[Stretch], *, hidden: bool) -> tuple[str, str]:
    """Return what `words` does as the texts that are put in."""
    own, quoted = words(body, stretches, hidden=hidden)
    return " ".join(own), " ".join(quoted)


def entries(connection: sqlite3.Connection, first: int, last: int) -> Iterator[Entry]:
    """Yield the index rows of the posts with ids `first` to `last`, worked out from what is stored."""
    passages = connection.execute(_PASSAGES, (first, last))
    ahead = passages.fetchone()
    for post_id, body, hidden in connection.execute(_POSTS, (first, last)):
        stretches = []
        while ahead is not None and ahead[0] <= post_id:
            stretches.append(Stretch(*ahead[1:]))
            ahead = passages.fetchone()
        yield Entry(post_id, *texts(body, stretches, hidden=bool(hidden)))


def add(connection: sqlite3.Connection, rows: Iterable[Entry]) -> None:
    """Put posts in; ids in ascending order are by far the fastest."""
    held = list(rows)
    connection.executemany(_ADD, held)
    packing.changed(connection, (row.post_id for row in held))


def remove(connection: sqlite3.Connection, rows: Iterable[Entry]) -> None:
    """Take posts out, given the rows that were put in."""
    held = list(rows)
    connection.executemany(_REMOVE, held)
    packing.changed(connection, (row.post_id for row in held))


class Forms:
    """Collects the inflected words of what is imported, and notes what they are forms of."""

    _inflections = Inflections()  # what a word is a form of holds for every thread and database

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._seen: set[str] = set()

    def see(self, words: Iterable[str]) -> None:
        """Take in some words."""
        self._seen.update(words)
        if len(self._seen) > FORMS_HELD:
            self.flush()

    def flush(self) -> None:
        """Write down what was collected."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO word_forms VALUES (?, ?)",
            self._inflections.of(self._seen),
        )
        self._seen.clear()
