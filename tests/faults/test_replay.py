"""The short form of `python -m tests.faults.replay`: real processes, really killed."""

from collections import deque
from pathlib import Path

import pytest
from aiohttp import web

from bot.replay.ledger import RunState
from bot.store.store import Store
from tests.faults.replay import (
    OWN_STEPS,
    STEPS,
    WEATHER,
    WIRE_STEPS,
    compare,
    killed_in,
    lives,
    spoken,
    storm,
    undisturbed,
)
from tests.faults.wire import Wire

POSTS = 16


async def test_killed_at_every_step_of_a_line_it_is_said_once(tmp_path: Path) -> None:
    wire = Wire()
    async with lives(tmp_path, POSTS, wire) as processes:
        for step in STEPS:
            fates = deque(
                [step]
                if step in WIRE_STEPS
                else ["drop"]
                if step in {"while looking", "while silencing"}
                else []
            )
            wire.fault = lambda _, fates=fates: fates.popleft() if fates else "hear"  # type: ignore[misc]
            assert await processes.live(step, 1), step
        assert not await processes.live("never", 0)
    assert compare(await undisturbed(POSTS), spoken(wire)) == []


@pytest.mark.parametrize("weather", WEATHER)
async def test_whatever_the_other_side_does_every_line_is_said_once(tmp_path: Path, weather: str) -> None:
    wire = Wire()
    count = 0

    def fault(_: web.Request) -> str:
        nonlocal count
        count += 1
        return weather if count in {1, 3, 4} else "hear"

    wire.fault = fault
    async with lives(tmp_path, 5, wire) as processes:
        assert not await processes.live("never", 0)
    assert wire.requests.count(weather) == 3
    assert compare(await undisturbed(5), spoken(wire)) == []


@pytest.mark.parametrize("said", [8, POSTS])
async def test_killed_in_the_middle_of_an_undo_it_goes_on_from_the_bottom_up(
    tmp_path: Path, said: int
) -> None:
    wire = Wire()
    async with lives(tmp_path, POSTS, wire) as processes:
        assert await processes.live("after confirm", said)
        whole = spoken(wire)
        async with Store.open(processes.database) as store:
            for run in await store.replays.unfinished():
                await store.replays.undo(run.id)
        for step in ("before withdrawn", "after withdrawn", "before withdrawn"):
            assert await processes.live(step, 2)
            left = spoken(wire)
            assert 0 < len(left) < len(whole)
            assert left == whole[: len(left)]
        assert not await processes.live("never", 0)
        async with Store.open(processes.database) as store:
            assert (await store.replays.get(run.id)).state is RunState.UNDONE
    assert spoken(wire) == []


async def test_a_storm_of_deaths_and_faults_leaves_every_line_once() -> None:
    wire, deaths = await storm(POSTS, 20, 7, lambda _: None)
    assert killed_in(deaths) > 10
    assert deaths["power lost, too"] > 2
    assert compare(await undisturbed(POSTS), spoken(wire)) == []


def test_the_comparison_sees_what_is_said_twice_never_and_out_of_order() -> None:
    assert compare(["a", "b"], ["a", "b"]) == []
    assert compare(["a", "b"], ["a", "a", "b"])
    assert compare(["a", "b"], ["b"])
    assert compare(["a", "b"], ["b", "a"])
    assert set(OWN_STEPS).isdisjoint(WIRE_STEPS)
