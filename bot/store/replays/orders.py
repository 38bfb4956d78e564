"""What people order of a run. Every function is one transaction; orders that make no sense are UserErrors."""

import sqlite3
from datetime import UTC, datetime
from itertools import accumulate

from bot.errors import UserError
from bot.languages import counted
from bot.replay.ledger import LineState, Run, RunPlan, RunState
from bot.replay.pacing import Pace, Tempo
from bot.store.replays.moves import PASSED_OVER, TAKEN_BACK, pass_over
from bot.store.replays.rows import line_in, run_of


def require_room(connection: sqlite3.Connection, guild_id: int, cap: int) -> None:
    """Raise UserError where a guild has as many replays under way as it may."""
    running = connection.execute(
        "SELECT count(*) FROM replay_runs WHERE guild_id = ? AND NOT settled", (guild_id,)
    ).fetchone()[0]
    if running >= cap:
        raise UserError(
            counted(
                "This server already has {n} replay running, and {cap} is its limit.",
                "This server already has {n} replays running, and {cap} is its limit.",
                running,
                cap=cap,
            )
        )


def create(connection: sqlite3.Connection, plan: RunPlan, cap: int) -> int:
    """Write a new run down and return its id."""
    require_room(connection, plan.guild_id, cap)
    if not plan.posts:
        raise UserError("There is nothing to replay: no post fits.")
    _free(connection, plan.channel_id)
    cursor = connection.execute(
        """
        INSERT INTO replay_runs (guild_id, channel_id, home_id, owner_id, slug, title, suffix, pace, speed, posts,
            poll, faces, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            plan.guild_id,
            plan.channel_id,
            plan.home_id,
            plan.owner_id,
            plan.slug,
            plan.title,
            plan.suffix,
            plan.tempo.pace,
            plan.tempo.speed,
            len(plan.posts),
            int(plan.poll),
            int(plan.faces),
            datetime.now(UTC).isoformat(timespec="seconds"),
        ),
    )
    run_id = int(cursor.lastrowid or 0)
    lines = accumulate(post.lines for post in plan.posts)
    reading = accumulate(post.reading for post in plan.posts)
    real = accumulate(post.real_gap for post in plan.posts)
    connection.executemany(
        "INSERT INTO replay_posts VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (run_id, ordinal, post.number, post.real_gap, *sums)
            for ordinal, (post, *sums) in enumerate(zip(plan.posts, lines, reading, real, strict=True))
        ),
    )
    return run_id


def pause(connection: sqlite3.Connection, run_id: int, reason: str) -> None:
    """Stop after the line that is being said, until somebody resumes."""
    run = _running(connection, run_id)
    if run.state is RunState.PAUSED:
        raise UserError("The replay is paused already.")
    _set(connection, run_id, RunState.PAUSED, reason)


def resume(connection: sqlite3.Connection, run_id: int) -> None:
    """Go on."""
    run = _running(connection, run_id)
    if run.state is not RunState.PAUSED:
        raise UserError("The replay is not paused.")
    _set(connection, run_id, RunState.PLAYING, "")


def stop(connection: sqlite3.Connection, run_id: int, reason: str) -> None:
    """End after the line that is being said, for good."""
    _running(connection, run_id)
    _set(connection, run_id, RunState.STOPPED, reason)


def set_tempo(connection: sqlite3.Connection, run_id: int, tempo: Tempo) -> None:
    """Change the pace from the next line on."""
    _running(connection, run_id)
    connection.execute(
        "UPDATE replay_runs SET pace = ?, speed = ? WHERE id = ?", (tempo.pace, tempo.speed, run_id)
    )


def step(connection: sqlite3.Connection, run_id: int) -> None:
    """Let one more post be said, where the pace is step by step."""
    run = _running(connection, run_id)
    if run.tempo.pace is not Pace.STEP:
        raise UserError("Next is for replays that go step by step; this one goes by itself.")
    connection.execute("UPDATE replay_runs SET steps = 1 WHERE id = ?", (run_id,))


def skip(connection: sqlite3.Connection, run_id: int) -> None:
    """Pass over what is left of the present post, or the next one where none is begun."""
    run = _running(connection, run_id)
    if run.position >= run.posts:
        raise UserError("There is nothing left to skip.")
    claimed = line_in(connection, run_id, LineState.CLAIMED)
    if claimed is None or claimed.ordinal != run.position:
        pass_over(connection, run_id, run.position)
        connection.execute("UPDATE replay_runs SET position = position + 1 WHERE id = ?", (run_id,))
        return
    if connection.execute(
        "SELECT 1 FROM replay_lines WHERE run_id = ? AND ordinal = ? AND state = 'planned'",
        (run_id, run.position),
    ).fetchone():
        pass_over(connection, run_id, run.position)
    # It is on its way: whether it stands decides what it is called, and then the next post comes.
    connection.execute(
        "UPDATE replay_lines SET recalled = ? WHERE run_id = ? AND seq = ? AND recalled = 0",
        (PASSED_OVER, run_id, claimed.seq),
    )


def back(connection: sqlite3.Connection, run_id: int) -> None:
    """Take the post being said, else the one said last, back out of the channel, to be said again."""
    run = _running(connection, run_id)
    target = connection.execute(
        """
        SELECT max(ordinal) FROM replay_lines
        WHERE run_id = ? AND ordinal <= ? AND state IN ('said', 'claimed') AND recalled <> ?
        """,
        (run_id, run.position, TAKEN_BACK),
    ).fetchone()[0]
    if target is None:
        raise UserError("There is nothing to go back to: nothing has been said yet.")
    _recall(connection, run_id, target)
    connection.execute("UPDATE replay_runs SET position = ?, steps = 1 WHERE id = ?", (target, run_id))


def undo(connection: sqlite3.Connection, run_id: int) -> None:
    """Take everything this run said out of the channel, and end it."""
    run = run_of(connection, run_id)
    if run.state in {RunState.UNDOING, RunState.UNDONE}:
        raise UserError("This replay has been undone already.")
    if run.settled:
        _free(connection, run.channel_id)
    _recall(connection, run_id, 0)
    connection.execute("UPDATE replay_runs SET settled = 0 WHERE id = ?", (run_id,))
    _set(connection, run_id, RunState.UNDOING, "")


def _recall(connection: sqlite3.Connection, run_id: int, ordinal: int) -> None:
    """Take back every line from a post on: those that stand are to be deleted, from the bottom up."""
    connection.execute(
        """
        UPDATE replay_lines SET
            state = CASE state WHEN 'said' THEN 'withdrawing' ELSE 'withdrawn' END,
            text = NULL
        WHERE run_id = ? AND ordinal >= ? AND state IN ('said', 'planned', 'skipped')
        """,
        (run_id, ordinal),
    )
    connection.execute(
        "UPDATE replay_lines SET recalled = ? WHERE run_id = ? AND ordinal >= ? AND state = 'claimed'",
        (TAKEN_BACK, run_id, ordinal),
    )


def _running(connection: sqlite3.Connection, run_id: int) -> Run:
    run = run_of(connection, run_id)
    if run.state not in {RunState.PLAYING, RunState.PAUSED}:
        raise UserError("This replay is over.")
    return run


def _set(connection: sqlite3.Connection, run_id: int, state: RunState, reason: str) -> None:
    connection.execute("UPDATE replay_runs SET state = ?, reason = ? WHERE id = ?", (state, reason, run_id))


def _free(connection: sqlite3.Connection, channel_id: int) -> None:
    """Raise where a run still needs the channel: one writer speaks at a time."""
    if connection.execute(
        "SELECT 1 FROM replay_runs WHERE channel_id = ? AND NOT settled", (channel_id,)
    ).fetchone():
        raise UserError(
            "A replay is already running in that channel. Stop it first, or choose another channel."
        )
