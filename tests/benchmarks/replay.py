"""Hundreds of replays at once in one process, against a loopback server in another.

    python -m tests.benchmarks.replay --runs 500 --seconds 30

Prints how late lines are against the moment they are planned for: when the player wakes, when the request leaves, and
when its answer is stored. Also what a run costs in memory, and how long the event loop was ever away. Every line counts
from the first run's first gap on, while the others are still being taken up, and again once all play. The server runs
in a process of its own, as Discord does.
"""

import argparse
import asyncio
import gc
import logging
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.archive.incoming import Incoming
from bot.replay.ledger import PlannedPost, RunPlan
from bot.replay.pacing import Pace, Tempo
from bot.replay.player import Player
from bot.store.store import Store
from bot.ui.outlet import DiscordOutlet
from bot.ui.replay_room import DiscordClock, ReplayRoom
from tests.faults.process import SLUG, connect, hundred
from tests.faults.wire import CHANNEL, GUILD, Wire

POSTS = 100
TICK = 0.005
GAP = 4.0
"""Seconds between two lines of a run: five a second of 20 runs, 125 a second of 500."""


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def serve(pipe: Connection) -> None:
    """Serve a wire until killed; say the port through `pipe`."""

    async def run() -> None:
        runner = web.AppRunner(Wire().app())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


class Watch:
    """Writes down how late the loop wakes a sleeper, and how much of that its own thread computed.

    The rest is the machine's: other threads holding the interpreter, other processes holding the processor.
    """

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.own: list[float] = []

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            started, computed = time.monotonic(), time.thread_time()
            await asyncio.sleep(TICK)
            self.wall.append(time.monotonic() - started - TICK)
            self.own.append(min(time.thread_time() - computed, self.wall[-1]))


def timed(woken: list[float], sent: list[float], confirmed: list[float]) -> None:
    """Have every line measured against the moment it was due: when it begins, leaves, and is said and stored."""
    speak: Callable[..., Awaitable[Any]] = Player._speak  # noqa: SLF001 - measured from inside
    say: Callable[..., Awaitable[int]] = DiscordOutlet.say
    planned: ContextVar[float | None] = ContextVar("planned", default=None)

    async def measured(self: Any, *args: Any) -> Any:
        due = self._due
        planned.set(due)
        if due is not None:
            woken.append(time.monotonic() - due)
        result = await speak(self, *args)
        if due is not None:
            confirmed.append(time.monotonic() - due)
        return result

    async def leaving(self: Any, *args: Any) -> int:
        due = planned.get()
        if due is not None:
            sent.append(time.monotonic() - due)
        return await say(self, *args)

    setattr(Player, "_speak", measured)  # noqa: B010
    setattr(DiscordOutlet, "say", leaving)  # noqa: B010


def busy(pid: int) -> tuple[float, float]:
    """Return the seconds all processors and those of process `pid` have worked, as the system counts them."""
    tick = os.sysconf("SC_CLK_TCK")
    user, nice, system, _, _, irq, softirq, steal, *_ = Path("/proc/stat").read_text("ascii").split()[1:]
    of_it = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    every = (user, nice, system, irq, softirq, steal)
    return sum(map(int, every)) / tick, sum(map(int, of_it)) / tick


def told(when: str, series: dict[str, list[float]]) -> None:
    """Print how late things were."""
    for name, values in series.items():
        p50, p99 = (percentile(values, share) * 1000 for share in (0.5, 0.99))
        print(
            f"{when:15} {name:14}  p50 {p50:6.1f} ms   p99 {p99:6.1f} ms   max {max(values) * 1000:6.1f} ms"
            f"   of {len(values)}"
        )


def memory() -> float:
    """Return the resident memory in MiB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


async def prepared(store: Store, runs: int) -> list[int]:
    """Write the archive and the runs down; return the ids of these."""
    thread, passages = hundred(POSTS)
    async with store.write() as tx:
        await store.threads.take_in(tx, Incoming.of(thread, passages))
    tempo = Tempo(Pace.NORMAL, round(500 / GAP))
    ids = []
    for channel in range(CHANNEL, CHANNEL + runs):
        posts = [PlannedPost(number, 1, GAP, GAP) for number in range(1, POSTS + 1)]
        plan = RunPlan(GUILD, channel, channel, 1, SLUG, thread.title, "(archive)", tempo, posts)
        ids.append((await store.replays.create(plan, cap=runs + 1)).id)
    return ids


async def main(runs: int, seconds: float) -> None:
    """Play, measure, print."""
    logging.disable(logging.WARNING)
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    client = await connect(ours.recv())
    woken: list[float] = []
    sent: list[float] = []
    confirmed: list[float] = []
    watch = Watch()
    timed(woken, sent, confirmed)
    with tempfile.TemporaryDirectory() as folder:
        async with Store.open(Path(folder) / "hansard.db") as store:
            ids = await prepared(store, runs)
            # As `hansard run` does.
            gc.collect()
            gc.freeze()
            before = memory()
            room = ReplayRoom(client, store, DiscordClock())
            watcher = asyncio.create_task(watch.run(), name="watch")
            began = time.monotonic()
            await room.start()
            while not all(map(room.conductor.plays, ids)):  # noqa: ASYNC110 - measured from outside
                await asyncio.sleep(0.05)
            await asyncio.sleep(GAP)
            started = time.monotonic() - began
            cpu, worked = time.process_time(), busy(server.pid or 0)
            series = {
                "woken late": woken,
                "sent late": sent,
                "said late": confirmed,
                "loop stall": watch.wall,
                "of it our own": watch.own,
            }
            all_play = {name: len(values) for name, values in series.items()}
            await asyncio.sleep(seconds)
            after, cpu = memory(), time.process_time() - cpu
            every, serving = (now - then for now, then in zip(busy(server.pid or 0), worked, strict=True))
            lines = len(confirmed) - all_play["said late"]
            watcher.cancel()
            await room.close()
    await client.close()
    server.kill()
    print(f"{runs} runs, {GAP:g} s between lines, {seconds:g} s after a start of {started:.1f} s")
    print(f"lines a second   {lines / seconds:8.1f} of {runs / GAP:.1f}")
    print(f"processor        {cpu / lines * 1000:8.1f} ms a line, {cpu / seconds * 100:.0f} % of a core")
    shares = " ".join(
        f"{name} {share / seconds:.0%}"
        for name, share in (("bot", cpu), ("server", serving), ("all else", every - cpu - serving))
    )
    print(f"a core's time   {shares}, of {os.cpu_count()} cores")
    told("from the start", series)
    told("once all play", {name: values[all_play[name] :] for name, values in series.items()})
    print(f"memory a run     {(after - before) / runs * 1024:8.1f} KiB ({before:.0f} → {after:.0f} MiB)")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=500)
    options.add_argument("--seconds", type=float, default=30)
    chosen = options.parse_args()
    asyncio.run(main(chosen.runs, chosen.seconds))
