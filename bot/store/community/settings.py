"""What each guild has set, one JSON value a key."""

import json
from sqlite3 import Connection

from bot.store.sqlite.database import Write
from bot.store.sqlite.part import Part, reads, within

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class GuildSettings(Part):
    """A guild's own settings; the defaults are the caller's."""

    async def get(self, guild_id: int, key: str) -> Json:
        """Return a setting, None where it was never set."""
        return (await self.all(guild_id)).get(key)

    @reads
    def all(self, db: Connection, guild_id: int) -> dict[str, Json]:
        """Return everything a guild has set."""
        found = db.execute(
            "SELECT key, value FROM guild_settings WHERE guild_id = ? ORDER BY key", (guild_id,)
        )
        return {key: json.loads(value) for key, value in found}

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
            row = guild_id, key, json.dumps(value, ensure_ascii=False)
            write.db.execute("REPLACE INTO guild_settings VALUES (?, ?, ?)", row)
