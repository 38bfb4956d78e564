"""What the program itself must remember between two starts: short texts under fixed keys."""

from sqlite3 import Connection

from bot.store.sqlite.part import Part, reads, writes


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
