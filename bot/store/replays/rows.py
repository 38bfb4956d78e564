"""Runs and lines of replays, read from their rows."""

from collections.abc import Callable
from sqlite3 import Connection
from typing import TypeVar

from bot.errors import NotFound
from bot.replay.ledger import Lease, LeaseLost, Line, LineState, Run, RunState
from bot.replay.pacing import Pace, Tempo
from bot.store.sqlite.batching import Batches
from bot.store.sqlite.database import Database, Part

T = TypeVar("T")

_RUN = """
    SELECT id, guild_id, channel_id, home_id, owner_id, slug, title, suffix, state, reason, pace, speed, position,
        posts, steps, panel_id, anchor, said_at, poll, settled, faces
    FROM replay_runs WHERE """
_LINE = """
    SELECT seq, ordinal, number, part, parts, author, persona, text, digest, state, voice_id, message_id, anchor,
        letters
    FROM replay_lines INDEXED BY replay_lines_{} WHERE run_id = ? AND state = ? AND {} ORDER BY {} LIMIT 1"""
OPEN = "state <> 'said' AND state <> 'withdrawn'"
"""Told beside the state of lines that are sought: in these words the index of such lines serves, else all are read."""


class Book(Part):
    """A part that hundreds of replays read and write at a time, so several pieces of work are done together."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._writing = Batches(database)
        self._reading = Batches(database, read=True)

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await self._reading.run(work)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await self._writing.run(work)


def runs(db: Connection, which: str, *args: object) -> list[Run]:
    """Return runs by a condition of this program's own."""
    return [
        Run(*[*row[:8], RunState(state), reason, Tempo(Pace(pace), speed), *row[12:18], *map(bool, row[18:])])
        for row in db.execute(_RUN + which, args)
        for state, reason, pace, speed in [row[8:12]]
    ]


def run_of(db: Connection, run_id: int) -> Run:
    """Return a run. Raises NotFound."""
    for run in runs(db, "id = ?", run_id):
        return run
    raise NotFound("That replay is not known any more.")


def held(db: Connection, lease: Lease) -> Run:
    """Return the run of a lease. Raises LeaseLost where somebody else has it now."""
    for run in runs(db, "id = ? AND holder = ? AND epoch = ?", lease.run_id, lease.holder, lease.epoch):
        return run
    raise LeaseLost(f"replay {lease.run_id} is not played by {lease.holder} any more")


def line_in(db: Connection, run_id: int, state: LineState, order: str = "seq") -> Line | None:
    """Return the first line in a state, said or open, by an order of this program's own."""
    index = ("said", "state = 'said'") if state is LineState.SAID else ("open", OPEN)
    row = db.execute(_LINE.format(*index, order), (run_id, state)).fetchone()
    return row and Line(*[*row[:9], LineState(row[9]), *row[10:]])


def change_run(db: Connection, run_id: int, what: str, **values: object) -> None:
    """Change a run; `what` is SQL of this program's own, with `values` by name."""
    db.execute(f"UPDATE replay_runs SET {what} WHERE id = :run_id", {"run_id": run_id, **values})


def change_lines(db: Connection, run_id: int, which: str, what: str, **values: object) -> int:
    """Change some lines of a run, and return how many; both are SQL of this program's own, with `values` by name."""
    sql = f"UPDATE replay_lines SET {what} WHERE run_id = :run_id AND {which}"
    return db.execute(sql, {"run_id": run_id, **values}).rowcount
