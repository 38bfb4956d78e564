"""The conductor: what it does while there is something to play, and while there is not."""

import asyncio

import pytest

import bot.ui.markdown
from bot.replay.clock import Bell
from bot.replay.conductor import IDLE, LEASE, Conductor
from bot.replay.ledger import Run
from bot.replay.player import Stage
from bot.store.replays.script import ArchiveScript
from bot.store.store import Store
from tests.faults.process import FastClock
from tests.replay.stage import QuickClock, SimOutlet, Wire, plan
from tests.replay.test_player import spoken, undisturbed


class Waited(QuickClock):
    """Ends no wait before its bell rings, and tells that somebody began one."""

    def __init__(self) -> None:
        super().__init__()
        self.first = asyncio.Event()

    async def wait(self, bell: Bell, seconds: float) -> bool:
        self.waits.append(seconds)
        self.first.set()
        await bell.sleep(IDLE)
        return bell.is_set()


def conductor(store: Store, clock: QuickClock, lease: float = LEASE) -> Conductor:
    wire = Wire()

    def outlet(_: Run) -> SimOutlet:
        return SimOutlet(wire)

    stage = Stage(store.replays, ArchiveScript(store.posts), bot.ui.markdown, clock)
    return Conductor(stage, outlet, lease=lease)


async def rests(store: Store) -> list[float]:
    clock = Waited()
    playing = conductor(store, clock)
    await playing.start()
    await clock.first.wait()
    await playing.close()
    return clock.waits


async def test_a_bot_without_replays_does_not_look_for_them_every_few_seconds(store: Store) -> None:
    assert await rests(store) == [IDLE]


async def test_an_unfinished_replay_is_looked_after_before_its_lease_runs_out(store: Store) -> None:
    await store.replays.create(plan(), cap=1)
    waited = await rests(store)
    assert IDLE not in waited
    assert min(waited) < LEASE


async def test_two_live_processes_that_take_a_replay_from_each_other_say_every_line_once(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    wire = Wire()
    run = await store.replays.create(plan(), cap=1)
    stage = Stage(store.replays, ArchiveScript(store.posts), bot.ui.markdown, FastClock())
    first, second = (Conductor(stage, lambda _: SimOutlet(wire)) for _ in range(2))
    await first.start()
    while len(wire.messages) < 2:  # noqa: ASYNC110 - the wire tells nobody
        await asyncio.sleep(0.001)
    # What a process does that believes itself to be the only one.
    await second.start()
    while not (await store.replays.get(run.id)).settled:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    await first.close()
    await second.close()
    assert f"replay {run.id}: another process plays it now" in caplog.messages
    assert spoken(wire) == await undisturbed(store)
