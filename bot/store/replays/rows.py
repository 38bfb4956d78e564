"""Runs and lines of replays, read from their rows."""

import sqlite3
from typing import Any

from bot.errors import NotFound
from bot.replay.ledger import Lease, LeaseLost, Line, LineState, PlannedPost, Run, RunState, Snapshot
from bot.replay.pacing import Pace, Tempo, Weight

RUN = """
    SELECT id, guild_id, channel_id, home_id, owner_id, slug, title, suffix, state, reason, pace, speed, position,
        posts, steps, panel_id, anchor, said_at, poll, settled, faces
    FROM replay_runs"""
LINE = """
    SELECT seq, ordinal, number, part, parts, author, persona, text, digest, state, voice_id, message_id, anchor
    FROM replay_lines"""


def to_run(row: tuple[Any, ...]) -> Run:
    """Return the run in a row of `RUN`."""
    tempo = Tempo(Pace(row[10]), row[11])
    values = [*row[:8], RunState(row[8]), row[9], tempo, *row[12:18], *map(bool, row[18:21])]
    return Run(*values)


def to_line(row: tuple[Any, ...]) -> Line:
    """Return the line in a row of `LINE`."""
    values = [*row[:9], LineState(row[9]), *row[10:]]
    return Line(*values)


def run_of(connection: sqlite3.Connection, run_id: int) -> Run:
    """Return a run. Raises NotFound."""
    row = connection.execute(f"{RUN} WHERE id = ?", (run_id,)).fetchone()
    if row is None:
        raise NotFound("That replay is not known any more.")
    return to_run(row)


def held(connection: sqlite3.Connection, lease: Lease) -> Run:
    """Return the run of a lease. Raises LeaseLost where somebody else has it now."""
    row = connection.execute(
        f"{RUN} WHERE id = ? AND holder = ? AND epoch = ?", (lease.run_id, lease.holder, lease.epoch)
    ).fetchone()
    if row is None:
        raise LeaseLost(f"replay {lease.run_id} is not played by {lease.holder} any more")
    return to_run(row)


def line_in(connection: sqlite3.Connection, run_id: int, state: LineState, order: str = "seq") -> Line | None:
    """Return the first line in a state, by an order of this program's own."""
    row = connection.execute(
        f"{LINE} WHERE run_id = ? AND state = ? ORDER BY {order} LIMIT 1", (run_id, state)
    ).fetchone()
    return row and to_line(row)


def snapshot(connection: sqlite3.Connection, lease: Lease) -> Snapshot:
    """Return where the run of a lease stands."""
    run = held(connection, lease)
    last = connection.execute(
        "SELECT letters, persona FROM replay_lines WHERE run_id = ? AND state = 'said' ORDER BY seq DESC LIMIT 1",
        (run.id,),
    ).fetchone()
    skipped = connection.execute(
        "SELECT count(*) FROM replay_lines WHERE run_id = ? AND state = 'skipped'", (run.id,)
    ).fetchone()
    return Snapshot(
        run=run,
        post=_post(connection, run),
        claimed=line_in(connection, run.id, LineState.CLAIMED),
        # From the bottom up, so that what is left always reads as a beginning.
        withdrawing=line_in(connection, run.id, LineState.WITHDRAWING, "seq DESC"),
        planned=line_in(connection, run.id, LineState.PLANNED),
        letters_before=last[0] if last else 0,
        speaker=last[1] if last else "",
        left=_left(connection, run),
        skipped=skipped[0],
    )


def _post(connection: sqlite3.Connection, run: Run) -> PlannedPost | None:
    row = connection.execute(
        "SELECT number, real_gap FROM replay_posts WHERE run_id = ? AND ordinal = ?", (run.id, run.position)
    ).fetchone()
    return row and PlannedPost(number=row[0], lines=0, reading=0.0, real_gap=row[1])


def _left(connection: sqlite3.Connection, run: Run) -> Weight:
    """Return what the posts from the present one on weigh, the present one whole."""
    sums = [
        connection.execute(
            "SELECT lines_to, reading_to, real_to FROM replay_posts WHERE run_id = ? AND ordinal = ?",
            (run.id, ordinal),
        ).fetchone()
        or (0, 0.0, 0.0)
        for ordinal in (run.posts - 1, run.position - 1)
    ]
    (lines, reading, real), (gone_lines, gone_reading, gone_real) = sums
    return Weight(
        lines=lines - gone_lines,
        posts=run.posts - run.position,
        reading=max(reading - gone_reading, 0.0),
        real=max(real - gone_real, 0.0),
    )
