"""What each guild has set, one JSON value a key."""

import json
import sqlite3

from bot.store.sqlite.database import Database, Write

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class GuildSettings:
    """A guild's own settings; the defaults are the caller's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, guild_id: int, key: str) -> Json:
        """Return a setting, None where it was never set."""
        return (await self._database.read(_get, guild_id)).get(key)

    async def all(self, guild_id: int) -> dict[str, Json]:
        """Return everything a guild has set."""
        return await self._database.read(_get, guild_id)

    async def everywhere(self) -> dict[int, dict[str, Json]]:
        """Return what every guild has set."""
        return await self._database.read(_everywhere)

    async def set(self, guild_id: int, key: str, value: Json, *, write: Write) -> None:
        """Set a value; None goes back to the default."""
        await write.run(_set, guild_id, key, value)


def _get(connection: sqlite3.Connection, guild_id: int) -> dict[str, Json]:
    found = connection.execute(
        "SELECT key, value FROM guild_settings WHERE guild_id = ? ORDER BY key", (guild_id,)
    )
    return {key: json.loads(value) for key, value in found}


def _everywhere(connection: sqlite3.Connection) -> dict[int, dict[str, Json]]:
    guilds = connection.execute("SELECT DISTINCT guild_id FROM guild_settings").fetchall()
    return {guild_id: _get(connection, guild_id) for (guild_id,) in guilds}


def _set(connection: sqlite3.Connection, guild_id: int, key: str, value: Json) -> None:
    if value is None:
        connection.execute("DELETE FROM guild_settings WHERE guild_id = ? AND key = ?", (guild_id, key))
        return
    connection.execute(
        "INSERT INTO guild_settings VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        (guild_id, key, json.dumps(value, ensure_ascii=False)),
    )
