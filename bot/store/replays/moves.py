"""What the player of a run writes down (`bot.replay.ledger.Ledger`); whoever has lost a run's lease is refused."""

from collections.abc import Sequence
from sqlite3 import Connection

from bot.replay.ledger import Lease, LineState, NewLine, PlannedPost, RunState, Snapshot
from bot.replay.pacing import Pace, Weight
from bot.store.replays.rows import OPEN, Book, change_lines, change_run, held, line_in
from bot.store.sqlite.database import reads, writes

TAKEN_BACK, PASSED_OVER = 1, 2
"""What becomes of a line in doubt that people did not want any more (`recalled`)."""
_UNFINISHED = (LineState.PLANNED, LineState.CLAIMED, LineState.WITHDRAWING)
_CLAIMED = "seq = :seq AND state = 'claimed'"
_SKIPPED = "state = 'skipped', text = NULL"
_HALTED = "CASE WHEN state = 'undoing' AND :state IN ('paused', 'finished') THEN state ELSE :state END"
_NEXT_SEQ = "(SELECT coalesce(max(seq) + 1, 0) FROM replay_lines WHERE run_id = ?1)"
_PLANNED = f"""
    SELECT p.number, p.real_gap, e.lines_to - coalesce(g.lines_to, 0), ?3 - ?2,
        max(e.reading_to - coalesce(g.reading_to, 0), 0.0), max(e.real_to - coalesce(g.real_to, 0), 0.0),
        (SELECT count(*) FROM replay_lines INDEXED BY replay_lines_open
            WHERE run_id = ?1 AND state = 'skipped' AND {OPEN})
    FROM replay_posts e LEFT JOIN replay_posts p ON p.run_id = e.run_id AND p.ordinal = ?2
    LEFT JOIN replay_posts g ON g.run_id = e.run_id AND g.ordinal = ?2 - 1 WHERE e.run_id = ?1 AND e.ordinal = ?3 - 1"""


class Moves(Book):
    """The player's side of the ledger."""

    @writes
    def acquire(self, db: Connection, run_id: int, holder: str, now: float, ttl: float) -> Lease | None:
        """Take a run that nobody holds, or whose holder gave no sign of life.

        A lease that runs longer than any lease may was written by a clock that has been set back since.
        """
        row = db.execute(
            "UPDATE replay_runs SET holder = ?1, held_until = ?2 + ?3, epoch = epoch + 1 WHERE id = ?4 AND NOT settled "
            "AND (holder IS NULL OR held_until < ?2 OR held_until > ?2 + 2 * ?3) RETURNING epoch",
            (holder, now, ttl, run_id),
        ).fetchone()
        return row and Lease(run_id, holder, row[0])

    @writes
    def inherit(self, db: Connection, holder: str) -> None:
        """Free what other holders left: the store lets one process write, so they are dead."""
        db.execute(
            "UPDATE replay_runs SET holder = NULL, held_until = 0 WHERE holder <> ? AND NOT settled",
            (holder,),
        )

    @writes
    def renew(self, db: Connection, holder: str, now: float, ttl: float) -> None:
        """Lengthen every lease of `holder`."""
        db.execute(
            "UPDATE replay_runs SET held_until = ? WHERE holder = ? AND NOT settled", (now + ttl, holder)
        )

    @writes
    def release(self, db: Connection, lease: Lease) -> None:
        """Give a run back, if it is still held."""
        db.execute(
            "UPDATE replay_runs SET holder = NULL, held_until = 0 WHERE id = ? AND holder = ? AND epoch = ?",
            (lease.run_id, lease.holder, lease.epoch),
        )

    @reads
    def snapshot(self, db: Connection, lease: Lease) -> Snapshot:
        """Return where the run stands."""
        run = held(db, lease)
        # From the bottom up, so that what is left always reads as a beginning.
        stand = (LineState.WITHDRAWING, LineState.SAID)
        withdrawing, last = (line_in(db, run.id, state, "seq DESC") for state in stand)
        number, gap, *left, skipped = db.execute(_PLANNED, (run.id, run.position, run.posts)).fetchone()
        return Snapshot(
            run=run,
            post=None if number is None else PlannedPost(number=number, lines=0, reading=0.0, real_gap=gap),
            claimed=line_in(db, run.id, LineState.CLAIMED),
            withdrawing=withdrawing or (last if run.state is RunState.UNDOING else None),
            planned=line_in(db, run.id, LineState.PLANNED),
            letters_before=last.letters if last else 0,
            speaker=last.persona if last else "",
            left=Weight(*left),
            skipped=skipped,
        )

    @writes
    def open_post(self, db: Connection, lease: Lease, ordinal: int, lines: Sequence[NewLine]) -> bool:
        """Plan the lines of the present post; False where something else is to be done first."""
        run = held(db, lease)
        unfinished = (line_in(db, run.id, state) for state in _UNFINISHED)
        if (run.state, run.position) != (RunState.PLAYING, ordinal) or any(unfinished):
            return False
        db.executemany(
            "INSERT INTO replay_lines "
            "(run_id, seq, ordinal, number, part, parts, author, persona, letters, digest, text, own) "
            f"SELECT ?1, {_NEXT_SEQ}, ordinal, number, ?3, ?4, ?5, ?6, length(?8), ?7, ?8, ?9 "
            "FROM replay_posts WHERE run_id = ?1 AND ordinal = ?2",
            [
                (run.id, ordinal, new.part, new.parts, new.author, new.persona, new.digest, new.text, new.own)
                for new in lines
            ],
        )
        if run.tempo.pace is Pace.STEP:
            change_run(db, run.id, "steps = max(steps - 1, 0)")
        return True

    @writes
    def leave_out(self, db: Connection, lease: Lease, ordinal: int) -> None:
        """Pass over what is unsaid of a post the archive does not hold any more, and go on after it."""
        run = held(db, lease)
        pass_over(db, run.id, ordinal)
        change_run(db, run.id, "position = position + (position = :ordinal)", ordinal=ordinal)

    @writes
    def claim(self, db: Connection, lease: Lease, seq: int, voice_id: int, anchor: int) -> bool:
        """Store the intent to say the next planned line, if the run is still playing."""
        run = held(db, lease)
        planned = line_in(db, run.id, LineState.PLANNED)
        doubtful = line_in(db, run.id, LineState.CLAIMED) or line_in(db, run.id, LineState.WITHDRAWING)
        if run.state is not RunState.PLAYING or planned is None or planned.seq != seq or doubtful:
            return False
        claimed = "state = 'claimed', voice_id = :voice, anchor = :anchor"
        anchor = max(anchor, run.anchor)
        return change_lines(db, run.id, "seq = :seq", claimed, seq=seq, voice=voice_id, anchor=anchor) > 0

    @writes
    def confirm(self, db: Connection, lease: Lease, seq: int, message_id: int, now: float) -> None:
        """Store that a claimed line stands as `message_id`; one taken back meanwhile is to be deleted."""
        run = held(db, lease)
        said = "text = NULL, message_id = :message, state = CASE recalled WHEN 1 THEN 'withdrawing' ELSE 'said' END"
        change_lines(db, run.id, _CLAIMED, said, seq=seq, message=message_id)
        change_run(db, run.id, "anchor = max(anchor, :message), said_at = :now", message=message_id, now=now)
        _advance(db, run.id)

    @writes
    def unclaim(self, db: Connection, lease: Lease, seq: int) -> None:
        """Free a claimed line that was not said and cannot arrive any more."""
        run = held(db, lease)
        freed = (
            "state = CASE recalled WHEN 1 THEN 'withdrawn' WHEN 2 THEN 'skipped' ELSE 'planned' END, "
            "text = CASE recalled WHEN 0 THEN text END"
        )
        change_lines(db, run.id, _CLAIMED, freed, seq=seq)
        _advance(db, run.id)

    @writes
    def withdrawn(self, db: Connection, lease: Lease, seq: int) -> None:
        """Store that a line is gone."""
        gone = "state = 'withdrawn', message_id = NULL"
        change_lines(db, held(db, lease).id, "seq = :seq AND state IN ('said', 'withdrawing')", gone, seq=seq)

    @writes
    def set_panel(self, db: Connection, lease: Lease, message_id: int) -> None:
        """Store where the panel is; the first one stands above everything the run will say."""
        here = "panel_id = :message, anchor = CASE anchor WHEN 0 THEN :message ELSE anchor END"
        change_run(db, held(db, lease).id, here, message=message_id)

    @writes
    def halt(self, db: Connection, lease: Lease, state: RunState, reason: str) -> None:
        """Pause, stop or finish; a run that is over stays so, and one being undone is not paused or finished."""
        run = held(db, lease)
        if not run.state.over:
            change_run(db, run.id, f"state = {_HALTED}, reason = :reason", state=state, reason=reason)

    @writes
    def settle(self, db: Connection, lease: Lease) -> None:
        """Close the books: nothing is in doubt, nothing to be deleted, no words kept."""
        run = held(db, lease)
        change_lines(db, run.id, "state = 'planned'", _SKIPPED)
        change_run(db, run.id, "settled = 1")


def pass_over(db: Connection, run_id: int, ordinal: int) -> None:
    """Mark the planned lines of a post as skipped; a post without lines gets one that says so."""
    if not change_lines(db, run_id, "ordinal = :ordinal AND state = 'planned'", _SKIPPED, ordinal=ordinal):
        db.execute(
            "INSERT INTO replay_lines "
            "(run_id, seq, ordinal, number, part, parts, author, persona, letters, digest, state) "
            f"SELECT ?1, {_NEXT_SEQ}, ordinal, number, 1, 1, '', '', 0, '', 'skipped' FROM replay_posts "
            "WHERE run_id = ?1 AND ordinal = ?2 AND NOT EXISTS (SELECT 1 FROM replay_lines "
            "WHERE run_id = ?1 AND ordinal = ?2 AND state IN ('claimed', 'said'))",
            (run_id, ordinal),
        )


def _advance(db: Connection, run_id: int) -> None:
    """Go on to the next post where every line of the present one is said or skipped."""
    here = "SELECT 1 FROM replay_lines l WHERE l.run_id = :run_id AND l.ordinal = position AND l.state IN"
    done = (
        f"EXISTS ({here} ('said', 'skipped')) AND NOT EXISTS ({here} ('planned', 'claimed', 'withdrawing'))"
    )
    change_run(db, run_id, f"position = position + ({done})")
