"""What hundreds of replays want at once is done one after the other."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replay.conductor import UNHURRIED
from bot.replay.panel import APART, EVERY, Panel
from bot.replay.turns import Turns
from bot.store.store import Store
from tests.replay.stage import CHANNEL, SimOutlet, Wire, plan
from tests.replay.test_conductor import Waited, conductor


@given(st.lists(st.integers(0, 100), max_size=30), st.integers(1, 10))
def test_no_two_moments_are_closer_than_promised_and_none_is_early(wants: list[int], apart: int) -> None:
    turns = Turns(apart)
    moments = [turns.book(want) for want in wants]
    assert all(moment >= want for moment, want in zip(moments, wants, strict=True))
    assert all(later - earlier >= apart for earlier, later in pairwise(moments))


def test_who_is_alone_waits_for_nobody() -> None:
    turns = Turns(1)
    assert [turns.book(want) for want in (0, 3, 9)] == [0, 3, 9]


async def test_panels_that_would_be_edited_together_are_edited_one_after_the_other() -> None:
    clock, turns = Waited(), Turns(APART)
    panels = [Panel(SimOutlet(Wire()), clock, turns=turns) for _ in range(3)]
    tasks = [asyncio.create_task(panel.run()) for panel in panels]
    await clock.first.wait()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    assert clock.waits == pytest.approx([EVERY, EVERY + APART, EVERY + 2 * APART])


async def test_many_replays_are_taken_up_one_after_the_other_and_none_loses_its_lease_meanwhile(
    store: Store,
) -> None:
    runs = [await store.replays.create(plan(channel=CHANNEL + n), cap=200) for n in range(100)]
    clock = Waited()
    lease = 2.0
    playing = conductor(store, clock, lease)
    began = clock.passed
    await playing.start()
    while not playing.plays(runs[-1].id):  # noqa: ASYNC110 - the conductor tells nobody
        await asyncio.sleep(0)
    assert clock.passed - began >= UNHURRIED * 98 > 2 * lease
    assert await store.replays.acquire(runs[0].id, "another", clock.now(), lease) is None
    await playing.close()
