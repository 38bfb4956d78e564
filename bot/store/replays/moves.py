"""What the player of a run writes down. Every function is one transaction and refuses a lease that is lost."""

import sqlite3
from collections.abc import Sequence

from bot.replay.ledger import Lease, LineState, NewLine, RunState
from bot.replay.pacing import Pace
from bot.store.replays.rows import held, line_in

TAKEN_BACK, PASSED_OVER = 1, 2
"""What becomes of a line in doubt that people did not want any more (`recalled`)."""


def acquire(connection: sqlite3.Connection, run_id: int, holder: str, now: float, ttl: float) -> Lease | None:
    """Take a run that nobody holds, or whose holder gave no sign of life.

    A lease that runs longer than any lease may was written by a clock that has been set back since.
    """
    row = connection.execute(
        """
        UPDATE replay_runs SET holder = ?1, held_until = ?2 + ?3, epoch = epoch + 1
        WHERE id = ?4 AND NOT settled AND (holder IS NULL OR held_until < ?2 OR held_until > ?2 + 2 * ?3)
        RETURNING epoch
        """,
        (holder, now, ttl, run_id),
    ).fetchone()
    return row and Lease(run_id, holder, row[0])


def inherit(connection: sqlite3.Connection, holder: str) -> None:
    """Free what other holders left: the store lets one process write, so they are dead."""
    connection.execute(
        "UPDATE replay_runs SET holder = NULL, held_until = 0 WHERE holder <> ? AND NOT settled", (holder,)
    )


def renew(connection: sqlite3.Connection, holder: str, now: float, ttl: float) -> None:
    """Lengthen every lease of `holder`."""
    connection.execute(
        "UPDATE replay_runs SET held_until = ? WHERE holder = ? AND NOT settled", (now + ttl, holder)
    )


def release(connection: sqlite3.Connection, lease: Lease) -> None:
    """Give a run back, if it is still held."""
    connection.execute(
        "UPDATE replay_runs SET holder = NULL, held_until = 0 WHERE id = ? AND holder = ? AND epoch = ?",
        (lease.run_id, lease.holder, lease.epoch),
    )


def open_post(connection: sqlite3.Connection, lease: Lease, ordinal: int, lines: Sequence[NewLine]) -> bool:
    """Plan the lines of the present post."""
    run = held(connection, lease)
    if run.state is not RunState.PLAYING or run.position != ordinal:
        return False
    if any(
        line_in(connection, run.id, state)
        for state in (LineState.PLANNED, LineState.CLAIMED, LineState.WITHDRAWING)
    ):
        return False
    seq = next_seq(connection, run.id)
    connection.executemany(
        """
        INSERT INTO replay_lines
            (run_id, seq, ordinal, number, part, parts, author, persona, letters, digest, text, own)
        SELECT ?1, ?2, ordinal, number, ?4, ?5, ?6, ?7, length(?9), ?8, ?9, ?10
        FROM replay_posts WHERE run_id = ?1 AND ordinal = ?3
        """,
        [
            (
                run.id,
                seq + at,
                ordinal,
                new.part,
                new.parts,
                new.author,
                new.persona,
                new.digest,
                new.text,
                new.own,
            )
            for at, new in enumerate(lines)
        ],
    )
    if run.tempo.pace is Pace.STEP:
        connection.execute("UPDATE replay_runs SET steps = max(steps - 1, 0) WHERE id = ?", (run.id,))
    return True


def leave_out(connection: sqlite3.Connection, lease: Lease, ordinal: int) -> None:
    """Pass over what is unsaid of a post, and go on after it."""
    run = held(connection, lease)
    pass_over(connection, run.id, ordinal)
    connection.execute(
        "UPDATE replay_runs SET position = ?2 + 1 WHERE id = ?1 AND position = ?2", (run.id, ordinal)
    )


def pass_over(connection: sqlite3.Connection, run_id: int, ordinal: int) -> None:
    """Mark the planned lines of a post as skipped; a post without lines gets one that says so."""
    changed = connection.execute(
        "UPDATE replay_lines SET state = 'skipped', text = NULL WHERE run_id = ? AND ordinal = ? AND state = 'planned'",
        (run_id, ordinal),
    ).rowcount
    if (
        not changed
        and not connection.execute(
            "SELECT 1 FROM replay_lines WHERE run_id = ? AND ordinal = ? AND state IN ('claimed', 'said')",
            (run_id, ordinal),
        ).fetchone()
    ):
        connection.execute(
            """
            INSERT INTO replay_lines
                (run_id, seq, ordinal, number, part, parts, author, persona, letters, digest, state)
            SELECT ?1, ?2, ordinal, number, 1, 1, '', '', 0, '', 'skipped'
            FROM replay_posts WHERE run_id = ?1 AND ordinal = ?3
            """,
            (run_id, next_seq(connection, run_id), ordinal),
        )


def claim(connection: sqlite3.Connection, lease: Lease, seq: int, voice_id: int, anchor: int) -> bool:
    """Store the intent to say the next planned line, if the run is still playing."""
    run = held(connection, lease)
    planned = line_in(connection, run.id, LineState.PLANNED)
    if run.state is not RunState.PLAYING or planned is None or planned.seq != seq:
        return False
    if line_in(connection, run.id, LineState.CLAIMED) or line_in(connection, run.id, LineState.WITHDRAWING):
        return False
    connection.execute(
        "UPDATE replay_lines SET state = 'claimed', voice_id = ?, anchor = ? WHERE run_id = ? AND seq = ?",
        (voice_id, max(anchor, run.anchor), run.id, seq),
    )
    return True


def confirm(connection: sqlite3.Connection, lease: Lease, seq: int, message_id: int, now: float) -> None:
    """Store that a claimed line stands as `message_id`; one taken back meanwhile is to be deleted."""
    run = held(connection, lease)
    connection.execute(
        """
        UPDATE replay_lines SET text = NULL, message_id = ?,
            state = CASE recalled WHEN 1 THEN 'withdrawing' ELSE 'said' END
        WHERE run_id = ? AND seq = ? AND state = 'claimed'
        """,
        (message_id, run.id, seq),
    )
    connection.execute(
        "UPDATE replay_runs SET anchor = max(anchor, ?), said_at = ? WHERE id = ?", (message_id, now, run.id)
    )
    _advance(connection, run.id)


def unclaim(connection: sqlite3.Connection, lease: Lease, seq: int) -> None:
    """Free a claimed line that was not said and cannot arrive any more."""
    run = held(connection, lease)
    connection.execute(
        """
        UPDATE replay_lines SET
            state = CASE recalled WHEN 1 THEN 'withdrawn' WHEN 2 THEN 'skipped' ELSE 'planned' END,
            text = CASE recalled WHEN 0 THEN text END
        WHERE run_id = ? AND seq = ? AND state = 'claimed'
        """,
        (run.id, seq),
    )
    _advance(connection, run.id)


def withdrawn(connection: sqlite3.Connection, lease: Lease, seq: int) -> None:
    """Store that a line is gone."""
    held(connection, lease)
    connection.execute(
        """
        UPDATE replay_lines SET state = 'withdrawn', message_id = NULL
        WHERE run_id = ? AND seq = ? AND state = 'withdrawing'
        """,
        (lease.run_id, seq),
    )


def set_panel(connection: sqlite3.Connection, lease: Lease, message_id: int) -> None:
    """Store where the panel is; the first one stands above everything the run will say."""
    held(connection, lease)
    connection.execute(
        "UPDATE replay_runs SET panel_id = ?1, anchor = CASE anchor WHEN 0 THEN ?1 ELSE anchor END WHERE id = ?2",
        (message_id, lease.run_id),
    )


def halt(connection: sqlite3.Connection, lease: Lease, state: RunState, reason: str) -> None:
    """Pause, stop or finish; a run that is over stays so."""
    run = held(connection, lease)
    if not run.state.over:
        connection.execute(
            "UPDATE replay_runs SET state = ?, reason = ? WHERE id = ?", (state, reason, run.id)
        )


def settle(connection: sqlite3.Connection, lease: Lease) -> None:
    """Close the books: nothing is in doubt, nothing to be deleted, no words kept."""
    run = held(connection, lease)
    connection.execute(
        "UPDATE replay_lines SET state = 'skipped', text = NULL WHERE run_id = ? AND state = 'planned'",
        (run.id,),
    )
    connection.execute("UPDATE replay_runs SET settled = 1 WHERE id = ?", (run.id,))


def next_seq(connection: sqlite3.Connection, run_id: int) -> int:
    """Return the number of the next line of a run."""
    last = connection.execute("SELECT max(seq) FROM replay_lines WHERE run_id = ?", (run_id,)).fetchone()[0]
    return 0 if last is None else int(last) + 1


def _advance(connection: sqlite3.Connection, run_id: int) -> None:
    """Go on to the next post where every line of the present one is said or skipped."""
    connection.execute(
        """
        UPDATE replay_runs SET position = position + 1 WHERE id = ?1
            AND EXISTS (SELECT 1 FROM replay_lines l WHERE l.run_id = ?1 AND l.ordinal = position
                AND l.state IN ('said', 'skipped'))
            AND NOT EXISTS (SELECT 1 FROM replay_lines l WHERE l.run_id = ?1 AND l.ordinal = position
                AND l.state IN ('planned', 'claimed', 'withdrawing'))
        """,
        (run_id,),
    )
