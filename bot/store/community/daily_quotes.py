"""The quote of the day: where, when, whose; and which day has had one."""

from dataclasses import asdict, dataclass
from datetime import date
from sqlite3 import Connection

from bot.errors import UserError
from bot.languages import counted
from bot.store.sqlite.database import Part, reads, writes

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


class Daily(Part):
    """The quotes of the day of all channels."""

    @reads
    def all(self, db: Connection, guild_id: int | None = None) -> list[DailyQuote]:
        """Return every channel's, or those of one guild."""
        found = db.execute(
            f"SELECT {_COLUMNS} FROM daily_quotes WHERE ?1 IS NULL OR guild_id = ?1 ORDER BY channel_id",
            (guild_id,),
        )
        return [DailyQuote(*[*row[:7], row[7] and date.fromisoformat(row[7]), row[8]]) for row in found]

    @writes
    def set(self, db: Connection, wanted: DailyQuote) -> None:
        """Set a channel's; `wanted.day` has had its quote, and so has the day claimed before: no day gets two."""
        (others,) = db.execute(
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
        db.execute(
            f"INSERT INTO daily_quotes ({_COLUMNS}) VALUES (:channel_id, :guild_id, :owner_id, :hour, :zone, :author, "
            ":thread, :day, 0) ON CONFLICT DO UPDATE SET owner_id = :owner_id, hour = :hour, zone = :zone, "
            "author = :author, thread = :thread, day = nullif(max(coalesce(day, ''), coalesce(:day, '')), '')",
            {**asdict(wanted), "day": wanted.day and wanted.day.isoformat()},
        )

    @writes
    def remove(self, db: Connection, channel_id: int) -> bool:
        """Have no quote of the day in a channel any more; tell whether there was one."""
        return bool(db.execute("DELETE FROM daily_quotes WHERE channel_id = ?", (channel_id,)).rowcount)

    async def claim(self, channel_id: int, day: date) -> bool:
        """Claim a day; False where that day, or a later one, was claimed already. A claim survives a power cut."""
        claim = (
            "UPDATE daily_quotes SET day = ?1, message_id = NULL "
            "WHERE channel_id = ?2 AND (day IS NULL OR day < ?1)"
        )
        claimed = await self._database.transact(
            lambda db: db.execute(claim, (day.isoformat(), channel_id)).rowcount
        )
        if claimed:
            await self._database.secured()
        return bool(claimed)

    @writes
    def confirm(self, db: Connection, channel_id: int, day: date, message_id: int) -> None:
        """Note which message is the quote of a claimed day (0: there is none and none will be)."""
        db.execute(
            "UPDATE daily_quotes SET message_id = ? WHERE channel_id = ? AND day = ?",
            (message_id, channel_id, day.isoformat()),
        )
