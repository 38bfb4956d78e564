"""The words of the full-text index, and the posts that hold one."""

import sqlite3
import time
from typing import NamedTuple

from bot.search.words import LAST
from bot.store import columns
from bot.store.values import Viewer

_VOCABULARY = "SELECT term FROM word_counts WHERE term >= ? AND term < ? LIMIT ?"
_COUNTED = "SELECT term, doc FROM word_counts WHERE term >= ? AND term < ?"
_HOLDERS = f"""
    SELECT w.rowid FROM words w CROSS JOIN threads t ON t.id = w.rowid >> {columns.NUMBER_BITS}
    WHERE w.words MATCH ? AND w.rowid NOT IN (SELECT post_id FROM unindexed) AND {columns.VISIBLE} LIMIT ?"""


class Holders(NamedTuple):
    """The ids of the posts that hold a word, None where they are too many; of two words the rarer has more `rarity`."""

    posts: list[int] | None
    rarity: int


class Completions(NamedTuple):
    """Words that begin alike, with the number of posts of each; `whole` tells whether these are all."""

    words: list[tuple[str, int]]
    whole: bool


def exactly(word: str) -> str:
    """Return the MATCH expression of one token of the index, to the letter."""
    return f'"{word}"'


def lost(connection: sqlite3.Connection, words: set[str]) -> set[str]:
    """Return those of `words` that no post holds."""
    sql = "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1"
    return {word for word in words if not connection.execute(sql, (exactly(word),)).fetchone()}


def beginning(connection: sqlite3.Connection, start: str, limit: int) -> list[str]:
    """Return tokens that begin with `start`, in order, the first `limit`."""
    return [word for (word,) in connection.execute(_VOCABULARY, (start, start + LAST, limit))]


def completions(
    connection: sqlite3.Connection, start: str, most: int, posts: int, seconds: float
) -> Completions:
    """Return tokens that begin with `start`: up to `most`, until they are of `posts` posts or the time is over.

    The index looks at every post of a token to count them, so both bound the work.
    """
    begun, total = time.perf_counter(), 0
    found: list[tuple[str, int]] = []
    for word, count in connection.execute(_COUNTED, (start, start + LAST)):
        if len(found) == most or total > posts or time.perf_counter() - begun > seconds:
            return Completions(found, whole=False)
        found.append((word, count))
        total += count
    return Completions(found, total <= posts)


def holders(connection: sqlite3.Connection, word: str, viewer: Viewer, most: int) -> Holders:
    """Return which posts that `viewer` may see hold `word`, where they are not more than `most`."""
    posts = together(connection, [word], viewer, most + 1)
    # Ids ascend: the further the first of them reach, the fewer there are.
    return Holders(posts if len(posts) <= most else None, posts[-1] if posts else 0)


def together(connection: sqlite3.Connection, words: list[str], viewer: Viewer, most: int) -> list[int]:
    """Return the ids of the first `most` posts that hold all of `words` and that `viewer` may see."""
    match = " AND ".join(map(exactly, words))
    found = connection.execute(_HOLDERS, (match, *columns.seen(viewer), most))
    return [post for (post,) in found]
