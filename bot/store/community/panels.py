"""The state of messages with buttons, so that a button pressed after a restart still knows what it was for."""

import json
import sqlite3
from datetime import UTC, datetime

from bot.store.community.settings import Json
from bot.store.sqlite.database import Database

KEPT = 5_000
"""Panels remembered; the oldest go first."""


class Panels:
    """Small JSON states with ids that fit a custom_id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, kind: str, state: Json, *, place: int, owner: int | None = None) -> int:
        """Remember a state and return its id.

        `place` is the guild, or the private channel, it is for; with an `owner` only that user is given it back.
        """
        async with self._database.write() as write:
            return await write.run(_save, kind, state, place, owner)

    async def load(self, panel_id: int, kind: str, *, place: int, user: int) -> Json:
        """Return a remembered state, None where it was forgotten, or is of another kind, place or owner."""
        return await self._database.read(_load, panel_id, kind, place, user)


def _save(connection: sqlite3.Connection, kind: str, state: Json, place: int, owner: int | None) -> int:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    cursor = connection.execute(
        "INSERT INTO panels (kind, state, saved_at, place, owner) VALUES (?, ?, ?, ?, ?)",
        (kind, json.dumps(state), now, place, owner),
    )
    panel_id = int(cursor.lastrowid or 0)
    connection.execute("DELETE FROM panels WHERE id <= ?", (panel_id - KEPT,))
    return panel_id


def _load(connection: sqlite3.Connection, panel_id: int, kind: str, place: int, user: int) -> Json:
    row = connection.execute(
        "SELECT state FROM panels WHERE id = ? AND kind = ? AND place = ? AND (owner IS NULL OR owner = ?)",
        (panel_id, kind, place, user),
    ).fetchone()
    return json.loads(row[0]) if row else None
