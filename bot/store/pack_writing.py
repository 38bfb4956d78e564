"""Writing packs: those posts that wait, together with packs that have become many and small."""

import json
import sqlite3

import numpy as np

from bot.store import packing
from bot.store.pack import MOST, Columns, Ints, build

_PACKS = "SELECT id, posts, columns, roles, dead FROM packs ORDER BY id"
_UNPACKED = "SELECT post_id FROM unpacked ORDER BY post_id LIMIT ?"
_ADD = "INSERT INTO packs (posts, columns, roles, dead) VALUES (?, ?, ?, x'')"
_ADD_WORDS = "INSERT INTO pack_words (pack, word, own, places) VALUES (?, ?, ?, ?)"
_ADD_POSITIONS = "INSERT INTO pack_positions (pack, word, positions) VALUES (?, ?, ?)"


def write(connection: sqlite3.Connection) -> int:
    """Make a pack of what waits, at most MOST posts, and one of small packs that have become many."""
    keys = [key for (key,) in connection.execute(_UNPACKED, (MOST,))]
    small = _bury(connection, np.array(keys, dtype=np.int64))
    _put(connection, keys)
    connection.execute("DELETE FROM unpacked WHERE post_id <= ?", (keys[-1],))
    if len(small) >= packing.SMALL_PACKS:
        _join(connection, small)
    packing.touch(connection)
    return len(keys)


def unpack(connection: sqlite3.Connection, posts: set[int]) -> None:
    """Take apart every pack that holds, or held, one of `posts`; the rest of it waits to be packed again."""
    wanted = np.array(sorted(posts), dtype=np.int64)
    for pack, size, columns, roles, dead in connection.execute(_PACKS).fetchall():
        held = Columns.unpack(size, columns, roles).keys
        if not np.isin(wanted, held).any():
            continue
        alive = np.delete(held, np.frombuffer(dead, "<u2"))
        connection.executemany(
            "INSERT OR IGNORE INTO unpacked VALUES (?)", ((key,) for key in alive.tolist())
        )
        _drop(connection, pack)
    packing.touch(connection)


def _drop(connection: sqlite3.Connection, pack: int) -> None:
    connection.execute("DELETE FROM pack_words WHERE pack = ?", (pack,))
    connection.execute("DELETE FROM pack_positions WHERE pack = ?", (pack,))
    connection.execute("DELETE FROM packs WHERE id = ?", (pack,))


def _bury(connection: sqlite3.Connection, changed: Ints) -> list[tuple[int, list[int]]]:
    """Note in every pack which posts are to be passed over; return the small packs with the posts left in them."""
    small = []
    for pack, posts, columns, roles, dead in connection.execute(_PACKS).fetchall():
        held = Columns.unpack(posts, columns, roles).keys
        gone = np.isin(held, changed, assume_unique=True)
        gone[np.frombuffer(dead, "<u2")] = True
        places = np.flatnonzero(gone).astype("<u2").tobytes()
        if places != dead:
            connection.execute("UPDATE packs SET dead = ? WHERE id = ?", (places, pack))
        if 2 * (len(held) - len(places) // 2) < MOST:
            small.append((pack, held[~gone].tolist()))
    return small


def _join(connection: sqlite3.Connection, small: list[tuple[int, list[int]]]) -> None:
    keys = sorted(key for _, alive in small for key in alive)
    for pack, _ in small:
        _drop(connection, pack)
    for at in range(0, len(keys), MOST):
        _put(connection, keys[at : at + MOST])


def _put(connection: sqlite3.Connection, keys: list[int]) -> None:
    made = build(connection, keys)
    if not len(made.columns):
        return
    roles = json.dumps(made.columns.roles, ensure_ascii=False)
    number = connection.execute(_ADD, (len(made.columns), made.columns.pack(), roles)).lastrowid
    connection.executemany(
        _ADD_WORDS, ((number, word, places.own, places.blob) for word, places in made.words.items())
    )
    connection.executemany(
        _ADD_POSITIONS,
        ((number, word, places.positions) for word, places in made.words.items() if places.positions),
    )
