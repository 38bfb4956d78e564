"""Lose the machine again and again in the middle of a replay, and go on elsewhere from the replica alone.

    python -m tests.faults.machine --losses 100

Every loss is a SIGKILL of the playing process at a step chosen at random and of its Litestream; the folder is thrown
away, the replica restored into another, and the replay goes on there. Between two lives posts are at random taken back
to be said again, skipped, and webhooks deleted. Fails unless every line that nobody skipped stands there once, in
order.
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bot.errors import UserError
from bot.operations.replica import program
from bot.store.store import Store
from tests.faults.replay import STEPS, WEATHER, WIRE_STEPS, compare, lives, spoken, undisturbed
from tests.faults.wire import Wire


def kill_litestream(database: Path) -> None:
    """Kill whoever copies `database`; it died with the machine."""
    for process in Path("/proc").iterdir():
        try:
            told = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"replicate" in told and any(str(database.parent).encode() in part for part in told):
            os.kill(int(process.name), signal.SIGKILL)


def restore(copy: Path, database: Path) -> None:
    """Make the database anew from the replica alone, every page of it looked over."""
    binary = program()
    assert binary is not None
    database.parent.mkdir()
    command = [binary, "restore", "-integrity-check", "full", "-o", str(database), f"file://{copy}"]
    subprocess.run(command, check=True, capture_output=True)


async def meddle(database: Path, wire: Wire, dice: random.Random) -> set[int]:
    """Order something between two lives; return the numbers of the posts that were skipped."""
    if dice.random() < 0.3:
        wire.webhooks.clear()
    async with Store.open(database) as store:
        for run in await store.replays.unfinished():
            number = run.position + 1
            try:
                if dice.random() < 0.2:
                    await store.replays.back(run.id)
                elif dice.random() < 0.1:
                    await store.replays.skip(run.id)
                    return {number}
            except UserError:
                continue  # nothing to take back, or to skip, yet
    return set()


async def losses(
    posts: int, count: int, seed: int, told: Callable[[str], None]
) -> tuple[Wire, Counter[str], set[int]]:
    """Play a replay through `count` losses at most; return the wire, what was lost at, and what was skipped."""
    dice = random.Random(seed)  # noqa: S311 - chance, not secrecy
    deaths: Counter[str] = Counter()
    skipped: set[int] = set()
    wire = Wire()
    waiting = ""

    def fault(_: object) -> str:
        if waiting in WIRE_STEPS and dice.random() < 0.7:
            return waiting
        if waiting == "while silencing":
            return "drop"
        return dice.choice(WEATHER) if dice.random() < 0.15 else "hear"

    wire.fault = fault
    with tempfile.TemporaryDirectory() as folder:
        copy, first = Path(folder) / "copy", Path(folder) / "machine-0"
        first.mkdir()
        async with lives(first, posts, wire) as processes:
            processes.replica = str(copy)
            while True:
                waiting = dice.choice(STEPS) if sum(deaths.values()) < count else "never"
                if not await processes.live(waiting, 1 if dice.random() < 0.8 else 2):
                    return wire, deaths, skipped
                deaths[waiting] += 1
                told(f"{sum(deaths.values())} machines lost, {len(wire.lines())} lines: {waiting}")
                kill_litestream(processes.database)
                shutil.rmtree(processes.database.parent)
                processes.database = Path(folder) / f"machine-{sum(deaths.values())}" / "hansard.db"
                restore(copy, processes.database)
                skipped |= await meddle(processes.database, wire, dice)


def expected_but(expected: list[str], found: list[str], skipped: set[int]) -> list[str]:
    """Return `expected` without the lines of `skipped` posts that were not said."""
    marks = tuple(f"#{number}" for number in skipped)
    return [line for line in expected if line in found or not line.splitlines()[-1].endswith(marks)]


async def main(count: int, posts: int, seed: int) -> int:
    """Run and report."""
    started = time.monotonic()
    expected = await undisturbed(posts)
    total: Counter[str] = Counter()
    complaints: list[str] = []
    replays = passed = 0
    while sum(total.values()) < count and not complaints:
        wire, deaths, skipped = await losses(posts, count - sum(total.values()), seed + replays, print)
        found = spoken(wire)
        complaints += compare(expected_but(expected, found, skipped), found)
        total, passed, replays = total + deaths, passed + len(skipped), replays + 1
    print(
        f"seed {seed}: {sum(total.values())} machines lost in {replays} replays of {posts} posts, {passed} skipped"
    )
    print("lost at:", dict(total.most_common()))
    print("\n".join(complaints) or "every line once, in order", f"({time.monotonic() - started:.0f} s)")
    return 1 if complaints else 0


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--losses", type=int, default=100)
    options.add_argument("--posts", type=int, default=60)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = options.parse_args()
    sys.exit(asyncio.run(main(chosen.losses, chosen.posts, chosen.seed)))
