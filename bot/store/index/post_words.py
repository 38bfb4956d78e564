"""What stands in the full-text index for a post, and how it is put in and taken out.

The index keeps no text, so taking a post out needs the very words that were put in: both go through `texts`.
Words of hidden authors are never put in.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from bot.archive.model import PassageKind
from bot.search.stems import Inflections
from bot.search.words import index_text, second_spellings, spaced_text
from bot.store import packing

GAP = "¶"  # a word nobody can ask for: a phrase does not run on from one passage into another
SEAM = f" {GAP} "
MORE = f" {GAP} {GAP} "  # before what some of the words are found under besides
FORMS_HELD = 200_000
BATCH = 2_000

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

    def words(self) -> list[str]:
        """Return all words."""
        return [*self.own.split(), *self.quoted.split()]


def texts(
    body: str, stretches: Sequence[Stretch], *, hidden: bool, fold: Callable[[str], str] = index_text
) -> tuple[str, str]:
    """Return the folded own and quoted words of a post, GAP between passages; `hidden` where its poster is.

    Second spellings of words follow MORE, GAP between them.
    """
    if not stretches:
        return ("" if hidden else _text([body], fold)), ""
    own: list[str] = []
    quoted: list[str] = []
    for start, stop, kind, unseen in stretches:
        if kind == PassageKind.OWN and not hidden:
            side = own
        elif kind == PassageKind.QUOTE and not unseen:
            side = quoted
        else:
            continue
        side.append(body[start:stop])
    return _text(own, fold), _text(quoted, fold)


def _text(passages: Sequence[str], fold: Callable[[str], str]) -> str:
    text = SEAM.join(found for each in passages if (found := fold(each)) and not found.isspace())
    seconds = sorted({second for each in passages for second in second_spellings(each)})
    return text + MORE + SEAM.join(seconds) if seconds else text


def own_words(body: str, stretches: Sequence[Stretch]) -> int:
    """Return how many words of a post are its poster's own."""
    return count(texts(body, stretches, hidden=False, fold=spaced_text)[0])


def count(text: str) -> int:
    """Return how many words stand in one of `texts`."""
    text, _, _ = text.partition(MORE)
    return len(text.split()) - text.count(GAP)


def entries(
    connection: sqlite3.Connection, first: int, last: int, fold: Callable[[str], str] = index_text
) -> Iterator[Entry]:
    """Yield what is to be found of the posts with ids `first` to `last`, worked out from what is stored."""
    passages = connection.execute(_PASSAGES, (first, last))
    ahead = passages.fetchone()
    for post_id, body, hidden in connection.execute(_POSTS, (first, last)):
        stretches = []
        while ahead is not None and ahead[0] <= post_id:
            stretches.append(Stretch(*ahead[1:]))
            ahead = passages.fetchone()
        yield Entry(post_id, *texts(body, stretches, hidden=bool(hidden), fold=fold))


def add(connection: sqlite3.Connection, keys: Sequence[int], known: Sequence[Entry] = ()) -> None:
    """Let posts be found; ids in ascending order are by far the fastest. `known` are their entries, where they are."""
    if not packing.is_packed(connection):
        connection.executemany(_ADD, known or _entries(connection, keys))
    packing.changed(connection, keys)


def remove(connection: sqlite3.Connection, keys: Sequence[int]) -> None:
    """Let posts be found no more. Call before anything of them is changed."""
    if not packing.is_packed(connection):
        connection.executemany(_REMOVE, _entries(connection, keys))
    packing.changed(connection, keys)


def rebuild(connection: sqlite3.Connection, told: Callable[[int], None] = lambda _: None) -> None:
    """Make the full-text index anew, and the list of inflected words; `told` is told how many posts are in it."""
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    connection.execute("DELETE FROM word_forms")
    forms = Forms(connection)
    done = 0
    posts = entries(connection, 0, 1 << 62)
    while batch := list(islice(posts, BATCH)):
        connection.executemany(_ADD, batch)
        for entry in batch:
            forms.see(entry.words())
        done += len(batch)
        told(done)
    forms.flush()


def _entries(connection: sqlite3.Connection, keys: Iterable[int]) -> list[Entry]:
    return [entry for key in keys for entry in entries(connection, key, key)]


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
