"""The quote of the day: where, when, whose; and which day has had one."""

import sqlite3
from dataclasses import dataclass
from datetime import date

from bot.errors import UserError
from bot.languages import counted
from bot.store.sqlite.database import Database

MOST_A_GUILD = 10
_COLUMNS = "channel_id, guild_id, owner_id, hour, zone, author, thread, day, message_id"


@dataclass(frozen=True, slots=True)
class DailyQuote:
    """One channel's quote of the day, at `hour` (0 to 23) in `zone` (an IANA name).

    `day` is the last day claimed; where `message_id` is None it is not known whether its quote was said.
    """

    channel_id: int
    guild_id: int
    owner_id: int
    hour: int
    zone: str
    author: str | None = None
    thread: str | None = None
    day: date | None = None
    message_id: int | None = None


class Daily:
    """The quotes of the day of all channels."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, guild_id: int | None = None) -> list[DailyQuote]:
        """Return every channel's, or those of one guild."""
        return await self._database.read(_all, guild_id)

    async def set(self, wanted: DailyQuote) -> None:
        """Set a channel's; `wanted.day` has had its quote, and so has the day claimed before: no day gets two."""
        await self._database.transact(_set, wanted)

    async def remove(self, channel_id: int) -> bool:
        """Have no quote of the day in a channel any more; tell whether there was one."""
        return await self._database.transact(_remove, channel_id)

    async def claim(self, channel_id: int, day: date) -> bool:
        """Claim a day; False where that day, or a later one, was claimed already. A claim survives a power cut."""
        claimed = await self._database.transact(_claim, channel_id, day)
        if claimed:
            await self._database.secured()
        return claimed

    async def confirm(self, channel_id: int, day: date, message_id: int) -> None:
        """Note which message is the quote of a claimed day (0: there is none and none will be)."""
        await self._database.transact(_confirm, channel_id, day, message_id)


def _all(connection: sqlite3.Connection, guild_id: int | None) -> list[DailyQuote]:
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM daily_quotes WHERE ?1 IS NULL OR guild_id = ?1 ORDER BY channel_id",
        (guild_id,),
    )
    return [
        DailyQuote(
            channel,
            guild,
            owner,
            hour,
            zone,
            author,
            thread,
            date.fromisoformat(day) if day else None,
            message,
        )
        for channel, guild, owner, hour, zone, author, thread, day, message in found
    ]


def _set(connection: sqlite3.Connection, wanted: DailyQuote) -> None:
    (others,) = connection.execute(
        "SELECT count(*) FROM daily_quotes WHERE guild_id = ? AND channel_id <> ?",
        (wanted.guild_id, wanted.channel_id),
    ).fetchone()
    if others >= MOST_A_GUILD:
        raise UserError(
            counted(
                "{n} channel of this server has a quote of the day already: stop one first.",
                "{n} channels of this server have a quote of the day already: stop one first.",
                MOST_A_GUILD,
            )
        )
    connection.execute(
        "INSERT INTO daily_quotes (channel_id, guild_id, owner_id, hour, zone, author, thread, day, message_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET owner_id = excluded.owner_id, "
        "hour = excluded.hour, zone = excluded.zone, author = excluded.author, thread = excluded.thread, "
        "day = nullif(max(coalesce(day, ''), coalesce(excluded.day, '')), '')",
        (
            wanted.channel_id,
            wanted.guild_id,
            wanted.owner_id,
            wanted.hour,
            wanted.zone,
            wanted.author,
            wanted.thread,
            wanted.day.isoformat() if wanted.day else None,
        ),
    )


def _remove(connection: sqlite3.Connection, channel_id: int) -> bool:
    return bool(connection.execute("DELETE FROM daily_quotes WHERE channel_id = ?", (channel_id,)).rowcount)


def _claim(connection: sqlite3.Connection, channel_id: int, day: date) -> bool:
    done = connection.execute(
        "UPDATE daily_quotes SET day = ?1, message_id = NULL WHERE channel_id = ?2 AND (day IS NULL OR day < ?1)",
        (day.isoformat(), channel_id),
    )
    return bool(done.rowcount)


def _confirm(connection: sqlite3.Connection, channel_id: int, day: date, message_id: int) -> None:
    connection.execute(
        "UPDATE daily_quotes SET message_id = ? WHERE channel_id = ? AND day = ?",
        (message_id, channel_id, day.isoformat()),
    )
