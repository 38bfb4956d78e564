"""The conductor: what it does while there is something to play, and while there is not."""

import asyncio

import bot.ui.markdown
from bot.replay.clock import Bell
from bot.replay.conductor import IDLE, LEASE, Conductor
from bot.replay.ledger import Run
from bot.replay.player import Stage
from bot.store.replay_script import ArchiveScript
from bot.store.store import Store
from tests.replay.stage import QuickClock, SimOutlet, Wire, plan


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
