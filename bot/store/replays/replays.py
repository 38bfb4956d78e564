"""Replays: their plans, lines, claims and messages. The player's ledger, and what people may order of it."""

from sqlite3 import Connection

from bot.errors import OutOfService
from bot.replay.ledger import Run, Unsafe
from bot.store.replays.moves import Moves
from bot.store.replays.orders import Orders
from bot.store.replays.rows import run_of, runs
from bot.store.sqlite.database import reads


class Replays(Orders, Moves):
    """The replays of every guild. Satisfies `bot.replay.ledger.Ledger`."""

    @reads
    def get(self, db: Connection, run_id: int) -> Run:
        """Return a run. Raises NotFound."""
        return run_of(db, run_id)

    @reads
    def unfinished(self, db: Connection) -> list[Run]:
        """Return the runs that still need somebody to play them, oldest first."""
        return runs(db, "NOT settled ORDER BY id")

    @reads
    def in_guild(self, db: Connection, guild_id: int) -> list[Run]:
        """Return a guild's unfinished runs, oldest first."""
        return runs(db, "guild_id = ? AND NOT settled ORDER BY id", guild_id)

    @reads
    def latest(self, db: Connection, channel_id: int) -> Run | None:
        """Return the run begun last in a channel or thread."""
        return next(iter(runs(db, "channel_id = ? ORDER BY id DESC LIMIT 1", channel_id)), None)

    @reads
    def source_of(self, db: Connection, message_id: int) -> tuple[Run, int] | None:
        """Return the run that said a message, and the number of the post it is from."""
        row = db.execute(
            "SELECT run_id, number FROM replay_lines WHERE message_id = ?", (message_id,)
        ).fetchone()
        return row and (run_of(db, row[0]), row[1])

    @reads
    def personas(self, db: Connection, run_id: int) -> dict[str, str]:
        """Return who wears which name in this run."""
        worn = "SELECT author, persona FROM replay_lines WHERE run_id = ? AND persona <> '' GROUP BY author"
        return dict(db.execute(worn, (run_id,)).fetchall())

    @reads
    def message_of(self, db: Connection, run_id: int, number: int) -> int | None:
        """Return the message in which this run said the beginning of a post."""
        row = db.execute(
            "SELECT message_id FROM replay_lines "
            "WHERE run_id = ? AND number = ? AND part = 1 AND state = 'said' AND message_id IS NOT NULL",
            (run_id, number),
        ).fetchone()
        return row and int(row[0])

    @reads
    def shares(self, db: Connection, run_id: int) -> list[tuple[str, int, int]]:
        """Return each persona's posts and own letters said, most first."""
        return db.execute(
            "SELECT persona, count(DISTINCT ordinal), sum(coalesce(own, letters)) FROM replay_lines "
            "WHERE run_id = ? AND state = 'said' GROUP BY persona ORDER BY 3 DESC, 1",
            (run_id,),
        ).fetchall()

    @reads
    def said_numbers(self, db: Connection, run_id: int) -> list[int]:
        """Return the numbers of the posts that were said."""
        said = "SELECT DISTINCT number FROM replay_lines WHERE run_id = ? AND state = 'said' ORDER BY number"
        return [number for (number,) in db.execute(said, (run_id,))]

    async def secured(self) -> None:
        """Return once everything written down so far survives a power cut, or the machine. Raises Unsafe."""
        try:
            await self._database.secured()
        except OutOfService as error:
            raise Unsafe(error.sentence) from error
