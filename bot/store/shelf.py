"""The packs as they were last read, for all who read them.

numpy is loaded only where there are packs.
"""

import sqlite3
import threading
from typing import TYPE_CHECKING

from bot.store import packing
from bot.store.holding import Holding, Indexed
from bot.store.search.question import Found, Question

if TYPE_CHECKING:
    from bot.store.snapshot import Snapshot


class Shelf:
    """Keeps the last version of the packs that was read, for all readers."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._turn = threading.Lock()

    def refresh(self, connection: sqlite3.Connection) -> "Snapshot | None":
        """Return the packs as `connection` sees them, None where the archive has none."""
        if not packing.is_packed(connection):
            return None
        from bot.store import memory, snapshot  # noqa: PLC0415 - numpy only where it is needed

        version = snapshot.version(connection)
        with self._turn:
            if self._snapshot is None:
                memory.keep()
            if self._snapshot is None or self._snapshot.version != version:
                self._snapshot = snapshot.load(connection)
            return self._snapshot

    def words(self, connection: sqlite3.Connection) -> Holding:
        """Return who tells of single words. Call inside a transaction, and use it there."""
        packs = self.refresh(connection)
        if packs is None:
            return Indexed(connection)
        from bot.store.packed_words import Packed  # noqa: PLC0415

        return Packed(connection, packs)

    def find(self, connection: sqlite3.Connection, question: Question, *, hurry: bool) -> Found | None:
        """Answer `question`, None where the archive has no packs. Call inside a transaction."""
        packs = self.refresh(connection)
        if packs is None:
            return None
        from bot.store import packed_search  # noqa: PLC0415

        return packed_search.find(connection, packs, question, hurry=hurry)
