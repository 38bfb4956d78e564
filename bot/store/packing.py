"""When posts are packed: after imports, once there are many; what changes waits in `unpacked` until then.

numpy is loaded only where there is something to pack.
"""

import sqlite3
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.store.question import Found, Question

if TYPE_CHECKING:
    from bot.store.snapshot import Snapshot

FIRST = 5_000
"""Posts from which on an archive is packed at all; smaller ones are searched in the full-text index alone."""
AGAIN = 1_024
"""Unpacked posts from which on a packed archive gets another pack; fewer are packed in memory by who searches."""
MOST_WAITING = 2_048
"""Unpacked posts up to which they are; more, during a large import, are not found until they are packed."""
SMALL_PACKS = 8
"""Packs less than half full; when there are more, they are made into one."""

_NOTE = "INSERT OR IGNORE INTO unpacked VALUES (?)"


def touch(connection: sqlite3.Connection) -> None:
    """Note that posts, or who may see them, have changed."""
    # One row by its rowid: an UPDATE that might touch several opens a savepoint, at which FTS5 writes out its buffer.
    connection.execute("UPDATE archive_version SET version = version + 1 WHERE rowid = 1")


def changed(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Note that the posts with these ids are new, changed or gone."""
    connection.executemany(_NOTE, ((key,) for key in keys))
    touch(connection)


def waiting(connection: sqlite3.Connection) -> int:
    """Return how many posts are not packed as they are."""
    return int(connection.execute("SELECT count(*) FROM unpacked").fetchone()[0])


def is_packed(connection: sqlite3.Connection) -> bool:
    """Tell whether the archive has packs."""
    return connection.execute("SELECT 1 FROM packs LIMIT 1").fetchone() is not None


class Shelf:
    """Keeps the last version of the packs that was read, for all readers."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._turn = threading.Lock()

    def refresh(self, connection: sqlite3.Connection) -> "Snapshot | None":
        """Return the packs as `connection` sees them, None where the archive has none."""
        if not is_packed(connection):
            return None
        from bot.store import snapshot  # noqa: PLC0415 - numpy only where it is needed

        version = snapshot.version(connection)
        with self._turn:
            if self._snapshot is None or self._snapshot.version != version:
                self._snapshot = snapshot.load(connection)
            return self._snapshot

    def find(self, connection: sqlite3.Connection, question: Question, *, hurry: bool) -> Found | None:
        """Answer `question`, None where the archive has no packs. Call inside a transaction."""
        packs = self.refresh(connection)
        if packs is None:
            return None
        from bot.store import packed_search  # noqa: PLC0415

        return packed_search.find(connection, packs, question, hurry=hurry)


def settle(connection: sqlite3.Connection, *, first: int = FIRST, again: int = AGAIN) -> int:
    """Make one pack of what waits, where it is enough to be worth it; return how many posts it was.

    Call inside a transaction, and again until it returns 0.
    """
    if waiting(connection) < (again if is_packed(connection) else first):
        return 0
    from bot.store import pack_writing  # noqa: PLC0415 - numpy only where it is needed

    return pack_writing.write(connection)


def unpack(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Take apart every pack one of these posts was ever packed in, so that nothing of them is left; then settle."""
    if not is_packed(connection):
        return
    from bot.store import pack_writing  # noqa: PLC0415

    pack_writing.unpack(connection, set(keys))
    while settle(connection):
        pass
