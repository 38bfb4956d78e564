"""How long a line waits until its claim is safe: an fsync of the log, a bare one beside it, a replica in a folder.

python -m tests.benchmarks.durability [--times 300]
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.operations.replica import Replica, program
from bot.store.store import Store


async def measured(times: int, work: Callable[[int], Awaitable[None]]) -> list[float]:
    taken = []
    for number in range(times):
        began = time.perf_counter()
        await work(number)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def told(what: str, taken: list[float]) -> None:
    p99 = taken[int(len(taken) * 0.99) - 1]
    print(f"{what:<42} p50 {statistics.median(taken):6.2f}  p99 {p99:6.2f}  worst {taken[-1]:6.2f} ms")


async def main(times: int) -> None:
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name)
        file = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT)

        async def bare(_: int) -> None:
            os.write(file, b"x" * 4120)
            await asyncio.to_thread(os.fsync, file)

        told("a page written and synced, without a store", await measured(times, bare))
        async with Store.open(folder / "a.db") as store:

            async def claimed(number: int) -> None:
                await store.notes.keep("claim", str(number))

            async def secured(number: int) -> None:
                await store.notes.keep("claim", str(number))
                await store.replays.secured()

            told("a commit", await measured(times, claimed))
            told("a commit and its fsync", await measured(times, secured))

            async def crowd(number: int) -> None:
                await store.notes.keep("claim", str(number))
                await asyncio.gather(*(store.replays.secured() for _ in range(64)))

            told("the same, sixty-four waiting together", await measured(times, crowd))
            if program() is None:
                print("no Litestream here: hansard[replica]")
                return
            replica = Replica(folder / "a.db", str(folder / "copy"))
            await store.replicated_by(replica.sync)
            await replica.start()
            told("a commit and a replica in a folder", await measured(times, secured))
            await replica.close()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=300)
    asyncio.run(main(options.parse_args().times))
