"""The state of messages with buttons, so that a button pressed after a restart still knows what it was for."""

import json
import sqlite3
from datetime import UTC, datetime

from bot.store.community.settings import Json
from bot.store.sqlite.database import Database, Write

KEPT = 5_000
"""Panels remembered; the oldest go first."""


class Panels:
    """Small JSON states with ids that fit a custom_id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, kind: str, state: Json, *, write: Write | None = None) -> int:
        """Remember a state and return its id; without `write` in a transaction of its own."""
        if write is not None:
            return await write.run(_save, kind, state)
        async with self._database.write() as own:
            return await own.run(_save, kind, state)

    async def load(self, panel_id: int, kind: str) -> Json:
        """Return a remembered state, None where it was forgotten or is of another kind."""
        return await self._database.read(_load, panel_id, kind)


def _save(connection: sqlite3.Connection, kind: str, state: Json) -> int:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    cursor = connection.execute(
        "INSERT INTO panels (kind, state, saved_at) VALUES (?, ?, ?)", (kind, json.dumps(state), now)
    )
    panel_id = int(cursor.lastrowid or 0)
    connection.execute("DELETE FROM panels WHERE id <= ?", (panel_id - KEPT,))
    return panel_id


def _load(connection: sqlite3.Connection, panel_id: int, kind: str) -> Json:
    row = connection.execute(
        "SELECT state FROM panels WHERE id = ? AND kind = ?", (panel_id, kind)
    ).fetchone()
    return json.loads(row[0]) if row else None
