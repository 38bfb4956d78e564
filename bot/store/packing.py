"""When posts are packed: after imports, once there are many; what changes waits in `unpacked` until then.

numpy is loaded only where there is something to pack.
"""

import sqlite3
from collections.abc import Iterable

FIRST = 5_000
"""Posts from which on an archive is packed at all; smaller ones are searched in the full-text index alone."""
AGAIN = 1_024
"""Unpacked posts from which on a packed archive gets another pack; fewer are packed in memory by who searches."""
MOST_WAITING = 2_048
"""Unpacked posts up to which they are; more, during a large import, are not found until they are packed."""
SMALL_PACKS = 8
"""Packs less than half full; when there are more, they are made into one."""

_NOTE = "INSERT OR IGNORE INTO unpacked VALUES (?)"
_PACKED = "SELECT packed FROM archive_version"


def touch(connection: sqlite3.Connection) -> None:
    """Note that posts, or who may see them, have changed."""
    # One row by its rowid: an UPDATE that might touch several opens a savepoint, at which FTS5 writes out its buffer.
    connection.execute("UPDATE archive_version SET version = version + 1 WHERE rowid = 1")


def changed(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Note that the posts with these ids are new, changed or gone."""
    connection.executemany(_NOTE, ((key,) for key in keys))
    touch(connection)


def gone(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Note that the posts with ids `first` to `last` are gone: where there are no packs, nothing is to wait for it."""
    if not _has_packs(connection):
        connection.execute("DELETE FROM unpacked WHERE post_id BETWEEN ? AND ?", (first, last))


def waiting(connection: sqlite3.Connection) -> int:
    """Return how many posts are not packed as they are."""
    return int(connection.execute("SELECT count(*) FROM unpacked").fetchone()[0])


def is_packed(connection: sqlite3.Connection) -> bool:
    """Tell whether the archive is searched in packs, and in nothing else."""
    return bool(connection.execute(_PACKED).fetchone()[0])


def make_room(connection: sqlite3.Connection, coming: int) -> None:
    """Pack the archive now where `coming` new posts make it a large one, so that they need not be indexed first."""
    if not is_packed(connection) and waiting(connection) + coming >= FIRST:
        while settle(connection, first=1, again=1):
            pass
        if not is_packed(connection):
            _leave_index(connection)


def _has_packs(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM packs LIMIT 1").fetchone() is not None


def _leave_index(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    connection.execute("UPDATE archive_version SET packed = 1 WHERE rowid = 1")


def settle(connection: sqlite3.Connection, *, first: int = FIRST, again: int = AGAIN) -> int:
    """Make one pack of what waits, where it is enough to be worth it; return how many posts it was.

    Call inside a transaction, and again until it returns 0. Once all of an archive is packed its full-text index goes.
    """
    large = is_packed(connection)
    # What has been begun is brought to an end: until then the archive is in packs in part only.
    needed = again if large else 1 if _has_packs(connection) else first
    if waiting(connection) < needed:
        return 0
    from bot.store import pack_writing  # noqa: PLC0415 - numpy only where it is needed

    packed = pack_writing.write(connection)
    if not large and not waiting(connection):
        _leave_index(connection)
    return packed


def unpack(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Take apart every pack one of these posts was ever packed in, so that nothing of them is left; then settle."""
    if not _has_packs(connection):
        return
    from bot.store import pack_writing  # noqa: PLC0415

    pack_writing.unpack(connection, set(keys))
    while settle(connection):
        pass


def unpack_words(connection: sqlite3.Connection, words: set[str]) -> None:
    """Take apart every pack that spells one of `words`, which no post holds any more; then settle."""
    if not words or not _has_packs(connection):
        return
    from bot.store import pack_writing  # noqa: PLC0415

    pack_writing.unpack_words(connection, words)
    while settle(connection):
        pass
