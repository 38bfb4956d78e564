"""What of a post can be searched: its folded words, own and quoted apart, and marks that stand for the filters.

A mark is a token no folded word can be: it begins with `MARK`. With marks a filter is one more word of the same index,
and a search needs no other table. The index keeps no text, so taking a post out needs the very tokens that were put
in: everything here is worked out from stored columns, by one function.
"""

import functools
import sqlite3
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bot.archive.model import PassageKind
from bot.search.tree import LONG, SHORT
from bot.search.words import index_words, second_spellings, spaced_words

GAP = "¶"
"""A word nobody can ask for, between two passages: a phrase does not run on from one into the next."""
SEAM = f" {GAP} "
SECOND = f"{GAP}{{}}".format
"""The word that tells of a second spelling that it is one."""
MARK = "·"
EVERY = f"{MARK}e"
"""The mark of every post."""
A_YEAR = f"{MARK}y"
"""How marks of years begin."""
LENGTHS = {(0, SHORT): f"{MARK}s", (LONG, None): f"{MARK}l"}
"""The marks of short posts and of long ones, by the own words that make them so."""
EPOCH = date(1970, 1, 1).toordinal()

_POSTS = """
    SELECT p.id, p.body, p.author_id, a.hidden, p.day, p.words, p.traits, p.author_title
    FROM posts p JOIN authors a ON a.id = p.author_id WHERE p.id BETWEEN ? AND ? ORDER BY p.id"""
_PASSAGES = """
    SELECT g.post_id, g.start, g.stop, g.kind, g.author_id, coalesce(a.hidden, 0) FROM passages g
    LEFT JOIN authors a ON a.id = g.author_id WHERE g.post_id BETWEEN ? AND ? ORDER BY g.post_id, g.ordinal"""


class Stretch(NamedTuple):
    """A passage as the index sees it; `author_id` is whose quoted words it holds, `hidden` whether they are hidden."""

    start: int
    stop: int
    kind: str
    author_id: int | None
    hidden: bool


class Entry(NamedTuple):
    """A post's row in the index."""

    post_id: int
    own: str
    quoted: str
    marks: str


def fold(body: str, stretches: Sequence[Stretch]) -> tuple[str, str, int]:
    """Return a post's own words and the quoted ones as the index has them, and how many are own words.

    GAP stands between passages; words of hidden authors are left out. Second spellings follow, each with SECOND of it.
    """
    if not stretches:
        text, count = _fold([body])
        return text, "", count
    own: list[str] = []
    quoted: list[str] = []
    for start, stop, kind, _, hidden in stretches:
        if kind == PassageKind.OWN:
            own.append(body[start:stop])
        elif kind == PassageKind.QUOTE and not hidden:
            quoted.append(body[start:stop])
    text, count = _fold(own)
    return text, _fold(quoted)[0], count


def _fold(passages: Sequence[str]) -> tuple[str, int]:
    """Return the words of passages in a text, and how many they are without second spellings."""
    texts: list[str] = []
    seconds: set[str] = set()
    words = 0
    for each in passages:
        spaced, count = spaced_words(each)
        if count:
            texts.append(spaced)
            words += count
            seconds.update(second_spellings(each))
    if seconds:
        texts += [f"{each} {SECOND(each)}" for each in sorted(seconds)]
    return SEAM.join(texts), words


def marks(
    stretches: Sequence[Stretch],
    author_id: int,
    day: int | None,
    words: int,
    traits: int,
    author_title: str | None,
) -> str:
    """Return the marks of a post, separated by blanks. `day` counts from 1970-01-01, `words` are own words."""
    made = [EVERY, by_author(author_id)]
    if day is not None:
        made.append(_day_marks(day))
    if words <= SHORT:
        made.append(LENGTHS[0, SHORT])
    elif words >= LONG:
        made.append(LENGTHS[LONG, None])
    if traits:
        made.append(_trait_marks(traits))
    if author_title is not None:
        made.append(_role_marks(author_title))
    if stretches:
        made += {
            quoting(each.author_id) for each in stretches if each.author_id and each.kind == PassageKind.QUOTE
        }
    return " ".join(made)


by_author = f"{MARK}a{{}}".format
"""The mark of an author's posts."""
quoting = f"{MARK}q{{}}".format
"""The mark of posts that quote an author."""
having = f"{MARK}h{{}}".format
"""The mark of posts with a trait, one bit of `posts.traits`."""
role = f"{MARK}r{{}}".format
"""The mark of posts whose author's title at the time holds a folded word."""
year = f"{A_YEAR}{{:04}}".format
"""The mark of posts of a year."""
day = f"{MARK}d{{}}".format
"""The mark of posts of a day, given its ordinal."""


def month(of: date) -> str:
    """Return the mark of posts of a day's month."""
    return f"{MARK}m{of.year:04}{of.month:02}"


def days(first: date | None, last: date | None, years: Iterable[int]) -> Iterator[str]:
    """Yield the marks of the days from `first` to `last`: of whole years and months where it can be."""
    low, high = first or date.min, last or date.max
    for number in (each for each in years if low.year <= each <= high.year):
        if low <= date(number, 1, 1) and date(number, 12, 31) <= high:
            yield year(number)
            continue
        for each in range(1, 13):
            begin, end = date(number, each, 1), date(number, each, monthrange(number, each)[1])
            if low <= begin and end <= high:
                yield month(begin)
            else:
                yield from map(day, range(max(low, begin).toordinal(), min(high, end).toordinal() + 1))


@functools.lru_cache(maxsize=20_000)
def _day_marks(number: int) -> str:
    of = date.fromordinal(number + EPOCH)
    return f"{year(of.year)} {month(of)} {day(number + EPOCH)}"


@functools.lru_cache(maxsize=64)
def _trait_marks(traits: int) -> str:
    return " ".join(having(1 << bit) for bit in range(traits.bit_length()) if traits >> bit & 1)


@functools.lru_cache(maxsize=20_000)
def _role_marks(author_title: str) -> str:
    return " ".join(role(word) for word in (*index_words(author_title), *second_spellings(author_title)))


def entries(
    connection: sqlite3.Connection, first: int, last: int, hidden: frozenset[int] | None = None
) -> Iterator[Entry]:
    """Yield the rows of the posts with ids `first` to `last`, ascending; a hidden author's posts have none.

    `hidden` are the ids of the authors to take for hidden, by default those that are.
    """
    passages = connection.execute(_PASSAGES, (first, last))
    ahead = passages.fetchone()
    for post_id, body, author_id, unseen, *facts in connection.execute(_POSTS, (first, last)):
        stretches = []
        while ahead is not None and ahead[0] <= post_id:
            stretch = Stretch(*ahead[1:])
            stretches.append(
                stretch if hidden is None else stretch._replace(hidden=stretch.author_id in hidden)
            )
            ahead = passages.fetchone()
        if not (unseen if hidden is None else author_id in hidden):
            own, quoted, _ = fold(body, stretches)
            yield Entry(post_id, own, quoted, marks(stretches, author_id, *facts))
