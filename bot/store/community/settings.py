"""What servers keep beside the archive: settings, who did what, states of buttons; and the program's own notes."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection

from bot.search.words import folded_ways
from bot.store.sqlite.database import Part, Write, reads, within, writes

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class GuildSettings(Part):
    """A guild's own settings; the defaults are the caller's."""

    async def all(self, guild_id: int) -> dict[str, Json]:
        """Return everything a guild has set; it does not wait for what else the guild asks."""
        # Whether an answer is private is asked here, before Discord hears that one is coming: it gives three seconds.
        kept = "SELECT json_group_object(key, json(value)) FROM guild_settings WHERE guild_id = ?"
        (told,) = await self._database.read(lambda db: db.execute(kept, (guild_id,)).fetchone(), ahead=True)
        return dict(json.loads(told))

    @reads
    def everywhere(self, db: Connection) -> dict[int, dict[str, Json]]:
        """Return what every guild has set."""
        found = db.execute(
            "SELECT guild_id, json_group_object(key, json(value)) FROM guild_settings GROUP BY guild_id"
        )
        return {guild_id: json.loads(kept) for guild_id, kept in found}

    @within
    def set(self, guild_id: int, key: str, value: Json, *, write: Write) -> None:
        """Set a value; None goes back to the default."""
        if value is None:
            write.db.execute("DELETE FROM guild_settings WHERE guild_id = ? AND key = ?", (guild_id, key))
        else:
            write.db.execute(
                "REPLACE INTO guild_settings VALUES (?, ?, ?)", (guild_id, key, json.dumps(value))
            )


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One deed: `actor` is a person's id, `action` a verb, `subject` what it was done to."""

    at: datetime
    actor: str
    action: str
    subject: str
    guild_id: int | None


class Audit(Part):
    """The list of deeds."""

    @within
    def add(
        self, actor: str, action: str, subject: str, *, write: Write, guild_id: int | None = None
    ) -> None:
        """Note a deed, in the transaction it is done in."""
        write.db.execute(
            "INSERT INTO audit (at, actor, action, subject, guild_id) VALUES (?, ?, ?, ?, ?)",
            (datetime.now(UTC).isoformat(timespec="seconds"), actor, action, subject, guild_id),
        )

    @reads
    def last(self, db: Connection, *, guild_id: int | None = None, limit: int = 25) -> list[AuditEntry]:
        """Return the latest deeds, newest first; with `guild_id` those done in that guild."""
        found = db.execute(
            "SELECT at, actor, action, subject, guild_id FROM audit WHERE ?1 IS NULL OR guild_id = ?1 "
            "ORDER BY id DESC LIMIT ?2",
            (guild_id, limit),
        )
        return [AuditEntry(datetime.fromisoformat(at), *rest) for at, *rest in found]


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
            "INSERT INTO panels (kind, state, folded, saved_at, place, owner) "
            "VALUES (?, ?, ?, datetime(), ?, ?) RETURNING id",
            (kind, json.dumps(state), folded_ways(json.dumps(state, ensure_ascii=False)), place, owner),
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


def fold_panels(db: Connection) -> None:
    """Fold the panels that are not folded yet, or were so by other rules."""
    states = db.execute("SELECT id, state FROM panels WHERE folded IS NULL").fetchall()
    db.executemany(
        "UPDATE panels SET folded = ? WHERE id = ?",
        [
            (folded_ways(json.dumps(json.loads(state), ensure_ascii=False)), panel_id)
            for panel_id, state in states
        ],
    )


class Notes(Part):
    """A few short texts by key."""

    @reads
    def read(self, db: Connection, key: str) -> str | None:
        """Return the note kept under `key`; None where there is none."""
        row = db.execute("SELECT value FROM notes WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    @writes
    def keep(self, db: Connection, key: str, value: str) -> None:
        """Keep `value` under `key`, in place of what was there."""
        db.execute("REPLACE INTO notes (key, value) VALUES (?, ?)", (key, value))
