"""Who changed the archive, and when: an append-only list of ids, never of words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection

from bot.store.sqlite.database import Write
from bot.store.sqlite.part import Part, reads, within


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
        row = datetime.now(UTC).isoformat(timespec="seconds"), actor, action, subject, guild_id
        write.db.execute(
            "INSERT INTO audit (at, actor, action, subject, guild_id) VALUES (?, ?, ?, ?, ?)", row
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
