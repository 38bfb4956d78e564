"""Writing packs: those posts that wait, together with packs that have become many and small."""

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from bot.store import packing
from bot.store.index import post_words
from bot.store.pack import MOST, Columns, Ints, Pack, build

MOST_WORDS = 1 << 24
"""Words with which a pack is full, if a few thousand posts late: building one takes some forty bytes for each."""

# A pack's posts ascend, and come first in its columns: eight bytes each.
_ENDS = """
    SELECT id, posts, dead, substr(columns, 1, 8), substr(columns, 8 * posts - 7, 8) FROM packs ORDER BY id"""
_UNPACKED = "SELECT post_id FROM unpacked ORDER BY post_id LIMIT ?"
_ADD = "INSERT INTO packs (posts, columns, roles, dead) VALUES (?, ?, ?, x'')"
_ADD_WORDS = "INSERT INTO pack_words (pack, word, own, places, positions) VALUES (?, ?, ?, ?, ?)"
_ADD_RARE = (
    "INSERT INTO pack_rare_words (pack, first, words, sizes, places, positions) VALUES (?, ?, ?, ?, ?, ?)"
)
_SPELT = """
    SELECT 1 FROM json_each(?) asked CROSS JOIN pack_words w ON w.pack = ? AND w.word = asked.value LIMIT 1"""

Places16 = npt.NDArray[np.uint16]


def write(connection: sqlite3.Connection) -> int:
    """Make a pack of what waits, and one of small packs that have become many: no more at once."""
    keys = [key for (key,) in connection.execute(_UNPACKED, (MOST,))]
    made = build(connection, keys, MOST_WORDS)
    keys = keys[: _done(made, keys)]
    _bury(connection, np.array(keys, dtype=np.int64))
    small = _small(connection)
    _put(connection, made)
    connection.execute("DELETE FROM unpacked WHERE post_id <= ?", (keys[-1],))
    if small:
        _join(connection, small)
    packing.touch(connection)
    return len(keys)


def _done(made: Pack, keys: list[int]) -> int:
    """Return how many of the posts `keys` were looked at for a pack: all, where it is not full of words."""
    return bisect_right(keys, made.columns.keys[-1]) if made.columns.size.sum() >= MOST_WORDS else len(keys)


def unpack(connection: sqlite3.Connection, posts: set[int]) -> None:
    """Take apart every pack that holds, or held, one of `posts`; the rest of it waits to be packed again."""
    for pack, held, dead in _holding(connection, np.array(sorted(posts), dtype=np.int64)):
        _take_apart(connection, pack, np.delete(held, dead))
    packing.touch(connection)


def unpack_words(connection: sqlite3.Connection, words: set[str]) -> None:
    """Take apart every pack that spells one of `words`, which no post holds any more."""
    asked = json.dumps([*words], ensure_ascii=False)
    for pack, posts, dead in connection.execute("SELECT id, posts, dead FROM packs").fetchall():
        blocks = connection.execute("SELECT words FROM pack_rare_words WHERE pack = ?", (pack,))
        if connection.execute(_SPELT, (asked, pack)).fetchone() or any(
            not words.isdisjoint(spelt.split("\n")) for (spelt,) in blocks
        ):
            held = _keys(connection, pack, posts)
            _take_apart(connection, pack, np.delete(held, np.frombuffer(dead, "<u2")))
    packing.touch(connection)


def _take_apart(connection: sqlite3.Connection, pack: int, alive: Ints) -> None:
    connection.executemany("INSERT OR IGNORE INTO unpacked VALUES (?)", ((key,) for key in alive.tolist()))
    _drop(connection, pack)


def _drop(connection: sqlite3.Connection, pack: int) -> None:
    connection.execute("DELETE FROM pack_words WHERE pack = ?", (pack,))
    connection.execute("DELETE FROM pack_rare_words WHERE pack = ?", (pack,))
    connection.execute("DELETE FROM packs WHERE id = ?", (pack,))


def _bury(connection: sqlite3.Connection, changed: Ints) -> None:
    """Note in every pack which posts are to be passed over."""
    for pack, held, dead in _holding(connection, changed):
        gone = np.isin(held, changed, assume_unique=True)
        gone[dead] = True
        places = np.flatnonzero(gone).astype("<u2").tobytes()
        connection.execute("UPDATE packs SET dead = ? WHERE id = ?", (places, pack))


def _holding(connection: sqlite3.Connection, posts: Ints) -> Iterator[tuple[int, Ints, Places16]]:
    """Yield each pack that has one of `posts` (ascending), its posts, and the places to be passed over in it."""
    for pack, size, dead, first, last in connection.execute(_ENDS).fetchall():
        low, high = (int.from_bytes(key, "little", signed=True) for key in (first, last))
        some = posts[np.searchsorted(posts, low) : np.searchsorted(posts, high, "right")]
        if len(some) and np.isin(some, held := _keys(connection, pack, size)).any():
            yield pack, held, np.frombuffer(dead, "<u2")


def _keys(connection: sqlite3.Connection, pack: int, posts: int) -> Ints:
    return _columns(connection, pack, posts).keys


def _columns(connection: sqlite3.Connection, pack: int, posts: int) -> Columns:
    (columns,) = connection.execute("SELECT columns FROM packs WHERE id = ?", (pack,)).fetchone()
    return Columns.unpack(posts, columns, "[]")


def _small(connection: sqlite3.Connection) -> list[int]:
    """Return, once packs less than half full have become many, the smallest of them: as many as one pack can hold."""
    sizes = [
        (posts - dead // 2, _words(connection, pack, posts), pack)
        for pack, posts, dead in connection.execute("SELECT id, posts, length(dead) FROM packs").fetchall()
        if 2 * (posts - dead // 2) < MOST
    ]
    small = sorted((alive, words, pack) for alive, words, pack in sizes if 2 * words < MOST_WORDS)
    if len(small) < packing.SMALL_PACKS:
        return []
    posts_so_far = accumulate(alive for alive, _, _ in small)
    words_so_far = accumulate(words for _, words, _ in small)
    return [
        pack
        for (_, _, pack), posts, words in zip(small, posts_so_far, words_so_far, strict=True)
        if posts <= MOST and words <= MOST_WORDS
    ]


def _words(connection: sqlite3.Connection, pack: int, posts: int) -> int:
    return int(_columns(connection, pack, posts).size.sum(dtype=np.int64))


def _join(connection: sqlite3.Connection, packs: list[int]) -> None:
    """Make one of these packs; together they have at most MOST posts that are not to be passed over."""
    keys: list[int] = []
    for pack in packs:
        posts, dead = connection.execute("SELECT posts, dead FROM packs WHERE id = ?", (pack,)).fetchone()
        keys += np.delete(_keys(connection, pack, posts), np.frombuffer(dead, "<u2")).tolist()
        _drop(connection, pack)
    _put(connection, build(connection, sorted(keys)))


def _put(connection: sqlite3.Connection, made: Pack) -> None:
    if not len(made.columns):
        return
    roles = json.dumps(made.columns.roles, ensure_ascii=False)
    number = connection.execute(_ADD, (len(made.columns), made.columns.pack(), roles)).lastrowid
    connection.executemany(
        _ADD_WORDS, ((number, word, *places) for word, places in made.words.common.items())
    )
    connection.executemany(_ADD_RARE, ((number, first, *block) for first, block in made.words.rare.items()))
    forms = post_words.Forms(connection)
    forms.see(made.words.words())
    forms.flush()
