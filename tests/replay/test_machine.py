"""Start, pause, resume, skip, back, stop, undo and crash in any order, over a wire that loses what it likes."""

import asyncio
import re
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.errors import UserError
from bot.replay.ledger import Lease, Run, RunState
from bot.replay.player import Player
from bot.store.store import Store
from tests.replay.stage import Died, Fate, QuickClock, Wire, archive, plan, player

T = TypeVar("T")
# (post, part) of every line, as the plan has them.
WHOLE = [(1, 1), (2, 1), (3, 1), (3, 2), (4, 1), (5, 1), (5, 2), (6, 1)]
FATES = st.sampled_from([fate for fate in Fate if fate is not Fate.PLACE_GONE])


class Replaying(RuleBasedStateMachine):
    """One run, the process that plays it, and what a reader of the channel may expect."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.open = AsyncExitStack()
        self.wire = Wire()
        self.clock = QuickClock()
        self.lives = 0
        self.skipped: set[int] = set()
        self.player: Player | None = None
        self.lease: Lease | None = None

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize()
    def begin(self) -> None:
        folder = self.open.enter_context(tempfile.TemporaryDirectory())
        self.store: Store = self.do(self.open.enter_async_context(Store.open(Path(folder) / "db")))
        self.do(archive(self.store))
        self.run_id = self.do(self.store.replays.create(plan(), cap=1)).id

    @property
    def run(self) -> Run:
        return self.do(self.store.replays.get(self.run_id))

    def order(self, work: Coroutine[Any, Any, Run]) -> bool:
        try:
            self.do(work)
        except UserError:
            return False
        if self.player is not None:
            self.player.nudge()
        return True

    @rule(fates=st.lists(FATES, max_size=2), steps=st.integers(1, 9))
    def play_in_bad_weather(self, fates: list[Fate], steps: int) -> None:
        self.wire.fates.extend(fates)
        self.play(steps)

    @rule(fate=FATES, steps=st.integers(3, 9))
    def play_in_worse(self, fate: Fate, steps: int) -> None:
        self.wire.fates.appendleft(fate)
        self.play(steps)

    @rule(steps=st.integers(1, 12))
    def play(self, steps: int) -> None:
        """Have a process do a few steps; another is born where there is none."""
        if self.player is None:
            self.lives += 1
            self.lease = self.do(
                self.store.replays.acquire(self.run_id, f"p{self.lives}", self.clock.now(), 30.0)
            )
            if self.lease is None:
                assert self.run.settled
                return
            self.player = player(self.store, self.wire, self.clock)
            self.do(self.player.take_over(self.lease))
        assert self.lease is not None
        try:
            for _ in range(steps):
                if not self.do(self.player.step(self.lease)):
                    break
        except Died:
            self.die()

    @rule(
        fate=st.sampled_from([Fate.ANSWER_LOST, Fate.REQUEST_LOST, Fate.LATE, Fate.DIES_AFTER]),
        back=st.booleans(),
    )
    def order_while_in_doubt(self, fate: Fate, back: bool) -> None:  # noqa: FBT001 - drawn
        self.wire.fates.clear()
        self.wire.fates.append(fate)
        for _ in range(8):
            if self.wire.fates:
                self.play(1)
        if not self.wire.fates:
            self.back() if back else self.skip()

    @rule()
    def die(self) -> None:
        """The process is gone; its lease runs out."""
        self.player = None
        self.clock.passed += 31

    @rule()
    def arrive(self) -> None:
        self.wire.arrive()

    @rule()
    def pause(self) -> None:
        self.order(self.store.replays.pause(self.run_id, "Paused."))

    @rule()
    def resume(self) -> None:
        self.order(self.store.replays.resume(self.run_id))

    @rule()
    def skip(self) -> None:
        position = self.run.position
        if self.order(self.store.replays.skip(self.run_id)):
            self.skipped.add(position + 1)

    @rule()
    def back(self) -> None:
        if self.order(self.store.replays.back(self.run_id)):
            # From the post it went back to on, everything is to be said after all.
            self.skipped = {post for post in self.skipped if post <= self.run.position}

    @precondition(lambda self: self.lives > 2)
    @rule()
    def stop(self) -> None:
        self.order(self.store.replays.stop(self.run_id, "Stopped."))

    @precondition(lambda self: self.lives > 2)
    @rule(fate=FATES)
    def undo(self, fate: Fate) -> None:
        self.wire.fates.append(fate)
        self.order(self.store.replays.undo(self.run_id))

    def said(self) -> list[tuple[int, int]]:
        lines = []
        for text in self.wire.texts:
            post = re.search(r"strait#(\d)(?: |$)(?!.*strait#)", text)
            part = re.search(r"part (\d) of", text)
            assert post is not None
            lines.append((int(post[1]), int(part[1]) if part else 1))
        return lines

    @invariant()
    def no_line_twice_and_all_in_order(self) -> None:
        said = self.said()
        assert said == sorted(set(said))

    @invariant()
    def none_left_out_but_what_was_skipped(self) -> None:
        # What stands below the present post is on its way out of the channel.
        present = self.run.position + 1
        said = [line for line in self.said() if line[0] <= present]
        if said:
            missing = {post for post, part in WHOLE[: WHOLE.index(said[-1])] if (post, part) not in said}
            assert missing <= self.skipped

    def teardown(self) -> None:
        """Let the weather clear and the replay end: then all of it stands there."""
        if hasattr(self, "run_id"):
            self.wire.fates.clear()
            for _ in range(60):
                if self.run.state is RunState.PAUSED:
                    self.order(self.store.replays.resume(self.run_id))
                self.play(6)
                self.wire.arrive()
                if self.run.settled:
                    break
            assert self.run.settled
            self.no_line_twice_and_all_in_order()
            self.none_left_out_but_what_was_skipped()
            if self.run.state is RunState.UNDONE:
                assert not self.wire.texts
            if self.run.state is RunState.FINISHED:
                missing = {post for post, part in WHOLE if (post, part) not in self.said()}
                assert missing <= self.skipped
        self.do(self.open.aclose())
        self.loop.close()


Replaying.TestCase.settings = settings(max_examples=40, stateful_step_count=50)
TestReplaying = Replaying.TestCase
