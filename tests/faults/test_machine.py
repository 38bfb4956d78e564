"""The short form of `python -m tests.faults.machine`, and a machine that lives on behind a partition."""

import asyncio
from pathlib import Path

import pytest

from bot.operations.replica import program
from tests.faults.machine import expected_but, kill_litestream, losses, restore
from tests.faults.replay import compare, lives, spoken, undisturbed
from tests.faults.wire import Wire

pytestmark = pytest.mark.skipif(program() is None, reason="Litestream is not installed: hansard[replica]")


async def test_a_replay_goes_on_elsewhere_from_the_replica_alone() -> None:
    wire, deaths, skipped = await losses(16, 8, 3, lambda _: None)
    assert sum(deaths.values()) > 4
    found = spoken(wire)
    assert compare(expected_but(await undisturbed(16), found, skipped), found) == []


async def test_a_machine_that_lives_on_behind_a_fence_falls_silent(tmp_path: Path) -> None:
    wire, posts = Wire(), 16
    shared, way = tmp_path / "shared", tmp_path / "way"
    shared.mkdir()
    way.symlink_to(shared)
    old = tmp_path / "old"
    old.mkdir()
    fenced = asyncio.Event()

    def heard(lines: int) -> None:
        if lines == 5:
            # The old machine's way to the replica is taken away; it lives on.
            way.unlink()
            way.write_text("fenced")
            fenced.set()

    wire.heard = heard
    async with lives(old, posts, wire) as processes, processes.sibling() as heir:
        processes.replica = str(way)
        living = asyncio.create_task(processes.live("never", 0))
        await asyncio.wait_for(fenced.wait(), 60)
        await asyncio.sleep(1.0)
        silent = len(wire.lines())
        await asyncio.sleep(1.0)
        assert len(wire.lines()) == silent, "what cannot be secured is not said"
        heir.database, heir.replica = tmp_path / "new" / "hansard.db", str(shared)
        restore(shared, heir.database)
        assert not await heir.live("never", 0)
        processes.kill()
        kill_litestream(old / "hansard.db")
        await living
    assert compare(await undisturbed(posts), spoken(wire)) == []
