"""What the program itself must remember between two starts: short texts under fixed keys."""

import sqlite3

from bot.store.sqlite.database import Database


class Notes:
    """A few short texts by key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, key: str) -> str | None:
        """Return the note kept under `key`; None where there is none."""
        return await self._database.read(_read, key)

    async def keep(self, key: str, value: str) -> None:
        """Keep `value` under `key`, in place of what was there."""
        async with self._database.write() as write:
            await write.run(_keep, key, value)


def _read(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM notes WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def _keep(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO notes (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        (key, value),
    )
