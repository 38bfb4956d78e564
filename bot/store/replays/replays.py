"""Replays: their plans, lines, claims and messages. The player's ledger, and what people may order of it."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.errors import OutOfService
from bot.replay.ledger import Lease, NewLine, Run, RunPlan, RunState, Snapshot, Unsafe
from bot.replay.pacing import Tempo
from bot.store.replays import moves, orders, rows
from bot.store.sqlite.batching import Batches
from bot.store.sqlite.database import Database

T = TypeVar("T")


class Replays:
    """The replays of every guild. Satisfies `bot.replay.ledger.Ledger`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batches = Batches(database)
        self._reads = Batches(database, read=True)

    async def create(self, plan: RunPlan, *, cap: int) -> Run:
        """Write a run down, ready to be played. Raises UserError: the channel is taken, the cap is reached."""
        return await self.get(await self._write(orders.create, plan, cap))

    async def get(self, run_id: int) -> Run:
        """Return a run. Raises NotFound."""
        return await self._database.read(rows.run_of, run_id)

    async def unfinished(self) -> list[Run]:
        """Return the runs that still need somebody to play them, oldest first."""
        return await self._database.read(_runs, "NOT settled ORDER BY id")

    async def in_guild(self, guild_id: int) -> list[Run]:
        """Return a guild's unfinished runs, oldest first."""
        return await self._database.read(_runs, "guild_id = ? AND NOT settled ORDER BY id", guild_id)

    async def latest(self, channel_id: int) -> Run | None:
        """Return the run begun last in a channel or thread."""
        runs = await self._database.read(_runs, "channel_id = ? ORDER BY id DESC LIMIT 1", channel_id)
        return runs[0] if runs else None

    async def source_of(self, message_id: int) -> tuple[Run, int] | None:
        """Return the run that said a message, and the number of the post it is from."""
        return await self._database.read(_source_of, message_id)

    # What people order.

    async def pause(self, run_id: int, reason: str) -> Run:
        """Stop after the line being said. Raises UserError where it is not playing."""
        return await self._order(orders.pause, run_id, reason)

    async def require_room(self, guild_id: int, cap: int) -> None:
        """Raise UserError where a guild has as many replays under way as it may: ask before making anything."""
        await self._database.read(orders.require_room, guild_id, cap)

    async def resume(self, run_id: int) -> Run:
        """Go on. Raises UserError where it is not paused."""
        return await self._order(orders.resume, run_id)

    async def stop(self, run_id: int, reason: str) -> Run:
        """End after the line being said. Raises UserError where it is over."""
        return await self._order(orders.stop, run_id, reason)

    async def skip(self, run_id: int) -> Run:
        """Pass over the rest of the present post. Raises UserError where there is none."""
        return await self._order(orders.skip, run_id)

    async def back(self, run_id: int) -> Run:
        """Take the last post back, to be said again. Raises UserError where nothing was said."""
        return await self._order(orders.back, run_id)

    async def step(self, run_id: int) -> Run:
        """Let the next post be said. Raises UserError where the pace is not step by step."""
        return await self._order(orders.step, run_id)

    async def set_tempo(self, run_id: int, tempo: Tempo) -> Run:
        """Change the pace from the next line on. Raises UserError where the run is over."""
        return await self._order(orders.set_tempo, run_id, tempo)

    async def undo(self, run_id: int) -> Run:
        """Have everything the run said deleted. Raises UserError where it was, or the channel is taken."""
        return await self._order(orders.undo, run_id)

    # What the player writes down: see `bot.replay.ledger.Ledger`.

    async def acquire(self, run_id: int, holder: str, now: float, ttl: float) -> Lease | None:
        """Take the right to play a run."""
        return await self._write(moves.acquire, run_id, holder, now, ttl)

    async def inherit(self, holder: str) -> None:
        """Free what other holders left: the store lets one process write, so they are dead."""
        await self._write(moves.inherit, holder)

    async def renew(self, holder: str, now: float, ttl: float) -> None:
        """Lengthen every lease of `holder`."""
        await self._write(moves.renew, holder, now, ttl)

    async def release(self, lease: Lease) -> None:
        """Give the right back."""
        await self._write(moves.release, lease)

    async def snapshot(self, lease: Lease) -> Snapshot:
        """Return where the run stands."""
        return await self._reads.run(rows.snapshot, lease)

    async def personas(self, run_id: int) -> dict[str, str]:
        """Return who wears which name in this run."""
        return await self._database.read(_personas, run_id)

    async def message_of(self, run_id: int, number: int) -> int | None:
        """Return the message in which this run said the beginning of a post."""
        return await self._reads.run(_message_of, run_id, number)

    async def open_post(self, lease: Lease, ordinal: int, lines: Sequence[NewLine]) -> bool:
        """Plan the lines of the present post."""
        return await self._write(moves.open_post, lease, ordinal, lines)

    async def leave_out(self, lease: Lease, ordinal: int) -> None:
        """Pass over a post the archive does not hold any more."""
        await self._write(moves.leave_out, lease, ordinal)

    async def claim(self, lease: Lease, seq: int, voice_id: int, anchor: int) -> bool:
        """Store the intent to say a line."""
        return await self._write(moves.claim, lease, seq, voice_id, anchor)

    async def secured(self) -> None:
        """Return once everything written down so far survives a power cut, or the machine. Raises Unsafe."""
        try:
            await self._database.secured()
        except OutOfService as error:
            raise Unsafe(error.sentence) from error

    async def confirm(self, lease: Lease, seq: int, message_id: int, now: float) -> None:
        """Store that a line was said."""
        await self._write(moves.confirm, lease, seq, message_id, now)

    async def unclaim(self, lease: Lease, seq: int) -> None:
        """Store that a line was not said."""
        await self._write(moves.unclaim, lease, seq)

    async def withdrawn(self, lease: Lease, seq: int) -> None:
        """Store that a line is gone."""
        await self._write(moves.withdrawn, lease, seq)

    async def set_panel(self, lease: Lease, message_id: int) -> None:
        """Store where the panel is."""
        await self._write(moves.set_panel, lease, message_id)

    async def halt(self, lease: Lease, state: RunState, reason: str) -> None:
        """Pause, stop or finish a run."""
        await self._write(moves.halt, lease, state, reason)

    async def settle(self, lease: Lease) -> None:
        """Store that nothing is left to be done."""
        await self._write(moves.settle, lease)

    async def shares(self, run_id: int) -> list[tuple[str, int, int]]:
        """Return each persona's posts and own letters said, most first."""
        return await self._database.read(_shares, run_id)

    async def said_numbers(self, run_id: int) -> list[int]:
        """Return the numbers of the posts that were said."""
        return await self._database.read(_said_numbers, run_id)

    async def _order(self, function: Callable[..., None], run_id: int, *args: object) -> Run:
        await self._write(function, run_id, *args)
        return await self.get(run_id)

    async def _write(self, function: Callable[..., T], *args: object) -> T:
        return await self._batches.run(function, *args)


def _runs(connection: sqlite3.Connection, which: str, *args: int) -> list[Run]:
    return [rows.to_run(row) for row in connection.execute(f"{rows.RUN} WHERE {which}", args)]


def _source_of(connection: sqlite3.Connection, message_id: int) -> tuple[Run, int] | None:
    row = connection.execute(
        "SELECT run_id, number FROM replay_lines WHERE message_id = ?", (message_id,)
    ).fetchone()
    return row and (rows.run_of(connection, row[0]), row[1])


def _personas(connection: sqlite3.Connection, run_id: int) -> dict[str, str]:
    rows = connection.execute(
        "SELECT author, persona FROM replay_lines WHERE run_id = ? AND persona <> '' GROUP BY author",
        (run_id,),
    )
    return dict(rows.fetchall())


def _message_of(connection: sqlite3.Connection, run_id: int, number: int) -> int | None:
    row = connection.execute(
        """
        SELECT message_id FROM replay_lines
        WHERE run_id = ? AND number = ? AND part = 1 AND state = 'said' AND message_id IS NOT NULL
        """,
        (run_id, number),
    ).fetchone()
    return row and int(row[0])


def _shares(connection: sqlite3.Connection, run_id: int) -> list[tuple[str, int, int]]:
    return connection.execute(
        """
        SELECT persona, count(DISTINCT ordinal), sum(coalesce(own, letters)) FROM replay_lines
        WHERE run_id = ? AND state = 'said' GROUP BY persona ORDER BY 3 DESC, 1
        """,
        (run_id,),
    ).fetchall()


def _said_numbers(connection: sqlite3.Connection, run_id: int) -> list[int]:
    rows = connection.execute(
        "SELECT DISTINCT number FROM replay_lines WHERE run_id = ? AND state = 'said' ORDER BY number",
        (run_id,),
    )
    return [number for (number,) in rows]
