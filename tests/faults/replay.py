"""Kill a playing process again and again, and read the channel afterwards.

    python -m tests.faults.replay --kills 200

Every death is a SIGKILL of a real process, at a step chosen at random, while the server at random loses requests,
loses answers, answers late, and refuses with 429, 500 and 502. With every second death the power goes, too: the end
of the write-ahead log is lost, anywhere after what was last synced. Fails unless every line stands there once, in
order.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from tests import program
from tests.faults.process import prepare, serve, synced_of
from tests.faults.wire import CHANNEL, Wire

OWN_STEPS = (
    "before claim",
    "after claim",
    "answer came",
    "before confirm",
    "after confirm",
    "while composing",
    "while looking",
    "while silencing",
)
WIRE_STEPS = ("killed on its way", "killed before the answer")
STEPS = (*OWN_STEPS, *WIRE_STEPS)
_UNDISTURBED: dict[int, list[str]] = {}
WEATHER = ("lose", "drop", "late", "429", "500", "502")


@asynccontextmanager
async def serving(wire: Wire) -> AsyncIterator[int]:
    """Serve `wire` on a free port of the loopback."""
    runner = web.AppRunner(wire.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


class Lives:
    """Starts one process after the other on the same database."""

    def __init__(self, database: Path, port: int, wire: Wire, mother: Connection) -> None:
        self.database = database
        self.replica: str | None = None
        self._living: int | None = None
        self._port = port
        self._wire = wire
        self._mother = mother

    @asynccontextmanager
    async def sibling(self) -> AsyncIterator["Lives"]:
        """Another one on the same database, that lives beside this one."""
        async with _mother() as mother:
            yield Lives(self.database, self._port, self._wire, mother)

    def lose_power(self, dice: random.Random) -> int:
        """Cut the log anywhere after what was synced last, as a power cut may; return the bytes lost."""
        log = self.database.with_name(self.database.name + "-wal")
        if not log.exists():
            return 0
        size = log.stat().st_size
        synced = synced_of(self.database)
        kept = dice.randint(min(size, int(synced.read_text())) if synced.exists() else 0, size)
        os.truncate(log, kept)
        self.database.with_name(self.database.name + "-shm").unlink(missing_ok=True)
        synced.write_text(str(kept))
        return size - kept

    def kill(self) -> None:
        """Kill the process that lives now."""
        if self._living is not None:
            os.kill(self._living, signal.SIGKILL)

    async def live(self, step: str, count: int) -> bool:
        """Play until killed at the `count`-th `step`, or to the end; return whether it was killed."""
        order: dict[str, object] = {"database": str(self.database), "port": self._port}
        order |= {"step": step, "count": count, "replica": self.replica}
        self._mother.send(order)
        self._living = self._wire.victim = await asyncio.to_thread(self._mother.recv)
        status = await asyncio.to_thread(self._mother.recv)
        self._living = self._wire.victim = None
        killed = os.WIFSIGNALED(status)
        if status != 0 and not killed:
            raise RuntimeError(f"the process failed by itself: {status}")
        return killed


@asynccontextmanager
async def lives(folder: Path, posts: int, wire: Wire) -> AsyncIterator[Lives]:
    """Prepare an archive and a run, and somewhere to play it."""
    database = folder / "hansard.db"
    await prepare(database, posts)
    async with serving(wire) as port, _mother() as mother:
        yield Lives(database, port, wire, mother)


@asynccontextmanager
async def _mother() -> AsyncIterator[Connection]:
    """A way to order from the process that forks those that are killed."""
    here, there = Pipe()
    process = program.begin(serve, there)
    there.close()
    try:
        yield here
    finally:
        here.close()
        await asyncio.to_thread(process.join)
        process.close()


def spoken(wire: Wire, channel: int = CHANNEL) -> list[str]:
    """The lines in a channel or thread, without the addresses of links, which depend on message ids."""
    return [re.sub(r"channels/[0-9/]+", "…", line) for line in wire.lines(channel)]


async def undisturbed(posts: int) -> list[str]:
    """What a replay says whose process nobody kills; it is played once."""
    if posts in _UNDISTURBED:
        return _UNDISTURBED[posts]
    wire = Wire()
    with tempfile.TemporaryDirectory() as folder:
        async with lives(Path(folder), posts, wire) as processes:
            assert not await processes.live("never", 0)
    _UNDISTURBED[posts] = spoken(wire)
    return _UNDISTURBED[posts]


async def storm(posts: int, kills: int, seed: int, told: Callable[[str], None]) -> tuple[Wire, Counter[str]]:
    """Play a replay through `kills` deaths, at most; return the wire and how often it died of what."""
    dice = random.Random(seed)  # noqa: S311 - chance, not secrecy
    deaths: Counter[str] = Counter()
    wire = Wire()
    waiting = ""

    def fault(_: web.Request) -> str:
        if waiting in WIRE_STEPS and dice.random() < 0.7:
            return waiting
        if waiting == "while silencing":
            return "drop"  # only a line in doubt has its voice silenced
        return dice.choice(WEATHER) if dice.random() < 0.25 else "hear"

    wire.fault = fault
    with tempfile.TemporaryDirectory() as folder:
        async with lives(Path(folder), posts, wire) as processes:
            alive = True
            while alive:
                waiting = dice.choice(STEPS) if killed_in(deaths) < kills else "never"
                killed = await processes.live(waiting, 1 if dice.random() < 0.9 else 2)
                if killed:
                    deaths[waiting] += 1
                    if dice.random() < 0.5 and processes.lose_power(dice):
                        deaths["power lost, too"] += 1
                    told(f"{killed_in(deaths)} deaths, {len(wire.lines())} lines: {waiting}")
                alive = killed
    return wire, deaths


def killed_in(deaths: Counter[str]) -> int:
    """Count the deaths; each loss of power came with one."""
    return sum(deaths[step] for step in STEPS)


def compare(expected: list[str], found: list[str]) -> list[str]:
    """Say every way in which the channel is not what it should be."""
    complaints = [f"said {n} times: {line[:60]!r}" for line, n in Counter(found).items() if n > 1]
    complaints += [f"never said: {line[:60]!r}" for line in expected if line not in found]
    if not complaints and expected != found:
        complaints.append("said out of order")
    return complaints


async def main(kills: int, posts: int, seed: int) -> int:
    """Run the storm and report."""
    started = time.monotonic()
    expected = await undisturbed(posts)
    total: Counter[str] = Counter()
    weather: Counter[str] = Counter()
    complaints: list[str] = []
    replays = 0
    while killed_in(total) < kills and not complaints:
        wire, deaths = await storm(posts, kills - killed_in(total), seed + replays, print)
        complaints += compare(expected, spoken(wire))
        total += deaths
        weather.update(wire.requests)
        replays += 1
    print(
        f"seed {seed}: {killed_in(total)} kills in {replays} replays of {posts} posts, {len(expected)} lines each"
    )
    print("deaths:", dict(total.most_common()))
    print("weather:", dict(weather.most_common()))
    print("\n".join(complaints) or "every line once, in order", f"({time.monotonic() - started:.0f} s)")
    return 1 if complaints else 0


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--posts", type=int, default=100)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = options.parse_args()
    sys.exit(asyncio.run(main(chosen.kills, chosen.posts, chosen.seed)))
