"""The words of the full-text index, and the posts that hold one."""

import sqlite3
import time
from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from math import inf
from operator import itemgetter

from bot.search.words import LAST
from bot.store import columns
from bot.store.index import fulltext, parts
from bot.store.values import Viewer

_COUNTED = "SELECT term, doc FROM words_part_counts WHERE term >= ? AND term < ?"
_HOLDERS = "SELECT w.rowid FROM words_part w WHERE w.words_part MATCH :match {} LIMIT {}"
_STATE = f"""
    SELECT EXISTS ({fulltext.LEFT_OUT}), EXISTS (SELECT 1 FROM threads WHERE guild_id IS NOT NULL),
        EXISTS (SELECT 1 FROM threads_leaving)"""
_INDEXED = f" AND w.rowid NOT IN ({fulltext.LEFT_OUT})"
_SEEN = f"""
    AND EXISTS (SELECT 1 FROM threads t WHERE t.id = w.rowid >> {columns.NUMBER_BITS} AND {columns.VISIBLE_NAMED})"""


def exactly(word: str) -> str:
    """Return the MATCH expression of one token of the index, to the letter."""
    return f'"{word}"'


def shown(connection: sqlite3.Connection, viewer: Viewer) -> tuple[bool, str]:
    """Return whether posts wait to be indexed, and the condition on row `w` of a part that `viewer` may be shown it.

    It takes the parameters `columns.seen_named`, and is empty where everybody may be shown everything.
    """
    waiting, closed, leaving = connection.execute(_STATE).fetchone()
    return bool(waiting), _INDEXED * waiting + _SEEN * bool(leaving or (closed and not viewer.everything))


def lost(connection: sqlite3.Connection, words: set[str]) -> set[str]:
    """Return those of `words` that no post holds."""
    asked = _over("SELECT 1 FROM words_part WHERE words_part MATCH ? LIMIT 1", connection)
    return {
        word
        for word in words
        if not any(connection.execute(sql, (exactly(word),)).fetchone() for sql in asked)
    }


def beginning(connection: sqlite3.Connection, start: str, limit: int, seconds: float = inf) -> list[str]:
    """Return tokens that begin with `start`, in order, the first `limit`, or those found until the time is over."""
    return [word for word, _ in completions(connection, start, limit, seconds=seconds)[0]]


def completions(
    connection: sqlite3.Connection, start: str, most: int, posts: float = inf, seconds: float = inf
) -> tuple[list[tuple[str, int]], bool]:
    """Return tokens that begin with `start`, with the number of posts of each, and whether these are all.

    Up to `most`, until they are of `posts` posts or the time is over. The index looks at every post of a token
    to count them, so both bound the work.
    """
    begun, total = time.perf_counter(), 0
    found: list[tuple[str, int]] = []
    counted = [connection.execute(sql, (start, start + LAST)) for sql in _over(_COUNTED, connection)]
    for word, counts in groupby(merge(*counted), itemgetter(0)):
        if len(found) == most or total > posts or time.perf_counter() - begun > seconds:
            return found, False
        found.append((word, sum(count for _, count in counts)))
        total += found[-1][1]
    return found, total <= posts


def holders(
    connection: sqlite3.Connection, word: str, viewer: Viewer, most: int
) -> tuple[list[int] | None, int]:
    """Return which posts that `viewer` may see hold `word`, None where they are more than `most`; and its rarity.

    Of two words that more posts hold the rarer has the higher one.
    """
    # Of a common word one row is asked for: reading them all is what takes time.
    for (post,) in holding(connection, [word], viewer, f"1 OFFSET {most}"):
        # Ids ascend: the further the first of them reach, the fewer there are.
        return None, post
    posts = together(connection, [word], viewer, most + 1)
    return posts if len(posts) <= most else None, max(posts, default=0)


def together(connection: sqlite3.Connection, words: list[str], viewer: Viewer, most: int) -> list[int]:
    """Return the ids of the first `most` posts that hold all of `words` and that `viewer` may see."""
    return sorted(post for (post,) in holding(connection, words, viewer, str(most)))[:most]


def holding(
    connection: sqlite3.Connection, words: list[str], viewer: Viewer, limit: str = "1"
) -> Iterator[tuple[int]]:
    """Yield the posts that hold all of `words` and that `viewer` may see: of each part of the index so many."""
    asked = {"match": " AND ".join(map(exactly, words)), **columns.seen_named(viewer)}
    for sql in _over(_HOLDERS.format(shown(connection, viewer)[1], limit), connection):
        yield from connection.execute(sql, asked)


def _over(sql: str, connection: sqlite3.Connection) -> list[str]:
    """Return `sql` about each part of the index."""
    return [parts.over(sql, part.number) for part in parts.held(connection)]
