"""Who changed the archive, and when: an append-only list of ids, never of words."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.store.sqlite.database import Database, Write


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One deed: `actor` is a person's id, `action` a verb, `subject` what it was done to."""

    at: datetime
    actor: str
    action: str
    subject: str
    guild_id: int | None


class Audit:
    """The list of deeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, actor: str, action: str, subject: str, *, write: Write, guild_id: int | None = None
    ) -> None:
        """Note a deed, in the transaction it is done in."""
        await write.run(_add, actor, action, subject, guild_id)

    async def last(self, *, guild_id: int | None = None, limit: int = 25) -> list[AuditEntry]:
        """Return the latest deeds, newest first; with `guild_id` those done in that guild."""
        return await self._database.read(_last, guild_id, limit)


def _add(connection: sqlite3.Connection, actor: str, action: str, subject: str, guild_id: int | None) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(
        "INSERT INTO audit (at, actor, action, subject, guild_id) VALUES (?, ?, ?, ?, ?)",
        (now, actor, action, subject, guild_id),
    )


def _last(connection: sqlite3.Connection, guild_id: int | None, limit: int) -> list[AuditEntry]:
    found = connection.execute(
        "SELECT at, actor, action, subject, guild_id FROM audit WHERE ?1 IS NULL OR guild_id = ?1 "
        "ORDER BY id DESC LIMIT ?2",
        (guild_id, limit),
    )
    return [AuditEntry(datetime.fromisoformat(at), *rest) for at, *rest in found]
