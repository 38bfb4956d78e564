"""What people order of a run. Each order is one transaction and returns the run; one without sense is a UserError."""

from itertools import accumulate
from operator import attrgetter
from sqlite3 import Connection

from bot.errors import UserError
from bot.languages import counted
from bot.replay.ledger import LineState, Run, RunPlan, RunState
from bot.replay.pacing import Pace, Tempo
from bot.store.replays.moves import PASSED_OVER, TAKEN_BACK, pass_over
from bot.store.replays.rows import Book, change_lines, change_run, line_in, run_of
from bot.store.sqlite.database import reads, writes

_TOLD = ("guild_id", "channel_id", "home_id", "owner_id", "slug", "title", "suffix", "poll", "faces")


class Orders(Book):
    """The people's side of the ledger."""

    @writes
    def create(self, db: Connection, plan: RunPlan, *, cap: int) -> Run:
        """Write a run down, ready to be played. Raises UserError: the channel is taken, the cap is reached."""
        _require_room(db, plan.guild_id, cap)
        if not plan.posts:
            raise UserError("There is nothing to replay: no post fits.")
        _free(db, plan.channel_id)
        (run_id,) = db.execute(
            f"INSERT INTO replay_runs ({', '.join(_TOLD)}, pace, speed, posts, created_at) "
            f"VALUES ({'?, ' * len(_TOLD)} ?, ?, ?, datetime()) RETURNING id",
            (*attrgetter(*_TOLD)(plan), plan.tempo.pace, plan.tempo.speed, len(plan.posts)),
        ).fetchone()
        sums = (
            accumulate(map(attrgetter(weight), plan.posts)) for weight in ("lines", "reading", "real_gap")
        )
        db.executemany(
            "INSERT INTO replay_posts VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (run_id, ordinal, post.number, post.real_gap, *upto)
                for ordinal, (post, *upto) in enumerate(zip(plan.posts, *sums, strict=True))
            ),
        )
        return run_of(db, run_id)

    @reads
    def require_room(self, db: Connection, guild_id: int, cap: int) -> None:
        """Raise UserError where a guild has as many replays under way as it may: ask before making anything."""
        _require_room(db, guild_id, cap)

    @writes
    def pause(self, db: Connection, run_id: int, reason: str) -> Run:
        """Stop after the line being said, until somebody resumes. Raises UserError where it is not playing."""
        if _running(db, run_id).state is RunState.PAUSED:
            raise UserError("The replay is paused already.")
        return _set(db, run_id, "state = 'paused', reason = :reason", reason=reason)

    @writes
    def resume(self, db: Connection, run_id: int) -> Run:
        """Go on. Raises UserError where it is not paused."""
        if _running(db, run_id).state is not RunState.PAUSED:
            raise UserError("The replay is not paused.")
        return _set(db, run_id, "state = 'playing', reason = ''")

    @writes
    def stop(self, db: Connection, run_id: int, reason: str) -> Run:
        """End after the line being said, for good. Raises UserError where it is over."""
        _running(db, run_id)
        return _set(db, run_id, "state = 'stopped', reason = :reason", reason=reason)

    @writes
    def set_tempo(self, db: Connection, run_id: int, tempo: Tempo) -> Run:
        """Change the pace from the next line on. Raises UserError where the run is over."""
        _running(db, run_id)
        return _set(db, run_id, "pace = :pace, speed = :speed", pace=tempo.pace, speed=tempo.speed)

    @writes
    def step(self, db: Connection, run_id: int) -> Run:
        """Let the next post be said. Raises UserError where the pace is not step by step."""
        if _running(db, run_id).tempo.pace is not Pace.STEP:
            raise UserError("Next is for replays that go step by step; this one goes by itself.")
        return _set(db, run_id, "steps = 1")

    @writes
    def skip(self, db: Connection, run_id: int) -> Run:
        """Pass over the rest of the present post, or the next where none is begun. Raises UserError where none is."""
        run = _running(db, run_id)
        if run.position >= run.posts:
            raise UserError("There is nothing left to skip.")
        claimed = line_in(db, run_id, LineState.CLAIMED)
        pass_over(db, run_id, run.position)
        if claimed is None or claimed.ordinal != run.position:
            return _set(db, run_id, "position = position + 1")
        # It is on its way: whether it stands decides what it is called, and then the next post comes.
        change_lines(db, run_id, "seq = :seq AND recalled = 0", f"recalled = {PASSED_OVER}", seq=claimed.seq)
        return run

    @writes
    def back(self, db: Connection, run_id: int) -> Run:
        """Take the post being said, else the last one, back, to be said again. Raises UserError where none was."""
        (target,) = db.execute(
            "SELECT max(ordinal) FROM replay_lines "
            "WHERE run_id = ? AND ordinal <= ? AND state IN ('said', 'claimed') AND recalled <> ?",
            (run_id, _running(db, run_id).position, TAKEN_BACK),
        ).fetchone()
        if target is None:
            raise UserError("There is nothing to go back to: nothing has been said yet.")
        gone = "state = CASE state WHEN 'said' THEN 'withdrawing' ELSE 'withdrawn' END, text = NULL"
        later = "ordinal >= :ordinal AND state"
        change_lines(db, run_id, f"{later} IN ('said', 'planned', 'skipped')", gone, ordinal=target)
        change_lines(db, run_id, f"{later} = 'claimed'", f"recalled = {TAKEN_BACK}", ordinal=target)
        return _set(db, run_id, "position = :target, steps = 1", target=target)

    @writes
    def undo(self, db: Connection, run_id: int) -> Run:
        """Have everything the run said deleted. Raises UserError where it was, or the channel is taken."""
        run = run_of(db, run_id)
        if run.state in {RunState.UNDOING, RunState.UNDONE}:
            raise UserError("This replay has been undone already.")
        if run.settled:
            _free(db, run.channel_id)
        return _set(db, run_id, "settled = 0, state = 'undoing', reason = ''")


def _require_room(db: Connection, guild_id: int, cap: int) -> None:
    (running,) = db.execute(
        "SELECT count(*) FROM replay_runs WHERE guild_id = ? AND NOT settled", (guild_id,)
    ).fetchone()
    if running >= cap:
        raise UserError(
            counted(
                "This server already has {n} replay running, and {cap} is its limit.",
                "This server already has {n} replays running, and {cap} is its limit.",
                running,
                cap=cap,
            )
        )


def _running(db: Connection, run_id: int) -> Run:
    run = run_of(db, run_id)
    if run.state not in {RunState.PLAYING, RunState.PAUSED}:
        raise UserError("This replay is over.")
    return run


def _set(db: Connection, run_id: int, what: str, **values: object) -> Run:
    change_run(db, run_id, what, **values)
    return run_of(db, run_id)


def _free(db: Connection, channel_id: int) -> None:
    """Raise where a run still needs the channel: one writer speaks at a time."""
    if db.execute("SELECT 1 FROM replay_runs WHERE channel_id = ? AND NOT settled", (channel_id,)).fetchone():
        raise UserError(
            "A replay is already running in that channel. Stop it first, or choose another channel."
        )
