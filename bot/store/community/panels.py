"""The state of messages with buttons, so that a button pressed after a restart still knows what it was for."""

import json
from sqlite3 import Connection

from bot.store.community.settings import Json
from bot.store.sqlite.part import Part, reads, writes

KEPT = 5_000
"""Panels remembered; the oldest go first."""


class Panels(Part):
    """Small JSON states with ids that fit a custom_id."""

    @writes
    def save(self, db: Connection, kind: str, state: Json, *, place: int, owner: int | None = None) -> int:
        """Remember a state and return its id.

        `place` is the guild, or the private channel, it is for; with an `owner` only that user is given it back.
        """
        (panel_id,) = db.execute(
            "INSERT INTO panels (kind, state, saved_at, place, owner) VALUES (?, ?, datetime(), ?, ?) RETURNING id",
            (kind, json.dumps(state), place, owner),
        ).fetchone()
        db.execute("DELETE FROM panels WHERE id <= ?", (panel_id - KEPT,))
        return int(panel_id)

    @reads
    def load(self, db: Connection, panel_id: int, kind: str, *, place: int, user: int) -> Json:
        """Return a remembered state, None where it was forgotten, or is of another kind, place or owner."""
        row = db.execute(
            "SELECT state FROM panels WHERE id = ? AND kind = ? AND place = ? AND (owner IS NULL OR owner = ?)",
            (panel_id, kind, place, user),
        ).fetchone()
        return json.loads(row[0]) if row else None
