"""Places that change under a replay, and a second process: discord.py's own HTTP client against the loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from discord.http import Route

from bot.archive.incoming import Incoming
from bot.replay.ledger import PlannedPost, RunPlan, RunState
from bot.replay.pacing import Pace, Tempo
from bot.store.store import Store
from bot.ui.replay_room import ReplayRoom
from tests.faults.process import SLUG, FastClock, connect, hundred
from tests.faults.replay import compare, lives, serving, spoken, undisturbed
from tests.faults.wire import CHANNEL, GUILD, Wire

POSTS = 6
THREAD = CHANNEL + 5000


@asynccontextmanager
async def playing(folder: Path, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    """A bot that replays in the thread until the block ends."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    wire.threads[THREAD] = CHANNEL
    async with serving(wire) as port, Store.open(folder / "hansard.db") as store:
        thread, passages = hundred(POSTS)
        async with store.write() as tx:
            await store.threads.take_in(tx, Incoming.of(thread, passages))
        posts = [PlannedPost(number, 1, 2.0, 2.0) for number in range(1, POSTS + 1)]
        tempo = Tempo(Pace.FAST)
        plan = RunPlan(GUILD, THREAD, CHANNEL, 1, SLUG, thread.title, "(archive)", tempo, posts)
        await store.replays.create(plan, cap=1)
        client = await connect(port)
        room = ReplayRoom(client, store, FastClock())
        await room.start()
        yield store
        await room.close()
        await client.close()


async def until(store: Store, state: RunState) -> str:
    """Wait for the run to get into a state; return its reason."""
    while (run := await store.replays.get(1)).state is not state:  # noqa: ASYNC110 - the store tells nobody
        await asyncio.sleep(0.02)
    return run.reason


async def test_a_line_wakes_the_thread_that_was_archived_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire()
    asleep: list[bool] = []

    def fault(_: web.Request) -> str:
        asleep.append(THREAD in wire.archived)
        return "hear"

    def archive_after(lines: int) -> None:
        if lines in {2, 4}:
            wire.archived.add(THREAD)

    wire.fault, wire.heard = fault, archive_after
    async with playing(tmp_path, wire, monkeypatch) as store:
        await until(store, RunState.FINISHED)
    assert asleep == [False, False, True, False, True, False]
    assert wire.lines() == []
    assert compare(await undisturbed(POSTS), spoken(wire, THREAD)) == []


async def test_a_thread_locked_under_a_replay_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire()

    def lock_after(lines: int) -> None:
        if lines == 3:
            wire.archived.add(THREAD)
            wire.locked.add(THREAD)

    wire.heard = lock_after
    async with playing(tmp_path, wire, monkeypatch) as store:
        assert "closed and locked. Reopen it, then resume" in await until(store, RunState.PAUSED)
        assert len(wire.lines(THREAD)) == 3
        wire.archived.clear()
        wire.locked.clear()
        await store.replays.resume(1)
        await until(store, RunState.FINISHED)
    assert compare(await undisturbed(POSTS), spoken(wire, THREAD)) == []


async def test_a_second_process_on_the_same_database_ends_at_once_and_the_first_plays_on(
    tmp_path: Path,
) -> None:
    wire = Wire()
    begun = asyncio.Event()

    def hold_after(_: int) -> None:
        wire.gate.clear()
        begun.set()

    wire.heard = hold_after
    async with lives(tmp_path, POSTS, wire) as first, first.sibling() as second:
        first_plays = asyncio.create_task(first.live("never", 0))
        await begun.wait()
        with pytest.raises(RuntimeError, match="failed by itself"):
            await second.live("never", 0)
        assert len(wire.lines()) == 1
        wire.heard = lambda _: None
        wire.gate.set()
        assert not await first_plays
    assert compare(await undisturbed(POSTS), spoken(wire)) == []
