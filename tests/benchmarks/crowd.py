"""Two hundred searches at once, and one server that floods: `python -m tests.benchmarks.crowd`.

The questions are those of `tests.benchmarks.search` over an invented archive of `--posts`, asked of SQLite's index as
`/search` asks them, with the commonest authors and threads. Prints how long answers took from the moment they were
asked for, how much of the processor all took together, and how many were cut short because others waited. With `--keep`
the archive stays in that folder, and is used again.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.search.query import parse
from bot.store.search import large
from bot.store.sqlite.turns import asker
from bot.store.store import Store
from bot.store.values import Viewer
from tests.benchmarks.archive import Archive
from tests.benchmarks.contenders import Asked, Row
from tests.benchmarks.search import fill, percentile, questions

CROWD, SERVERS = 200, 8
ROUNDS = 5
EACH = 11
"""Questions of every kind."""
EVERY = 0.05
"""Seconds between two questions of the server beside the one that floods."""
PAGE, KEPT = 5, 200
"""Results shown, and kept to turn to, by `/search`."""


class Took:
    """Seconds each answer took, and how many were brief."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.brief = 0

    def __str__(self) -> str:
        shares = ", ".join(
            f"p{share * 100:g} {percentile(self.seconds, share) * 1000:.0f}" for share in (0.5, 0.99, 1.0)
        )
        return f"{shares} ms of {len(self.seconds)} answers, {self.brief} of them brief"


async def ask(store: Store, question: Asked, server: int | None, took: Took) -> None:
    """Ask for `server`, in its queue."""
    asker.set(server)
    began = time.perf_counter()
    found = await store.search.find(
        parse(question.text()), viewer=Viewer(server), limit=KEPT, show=PAGE, facets=True
    )
    took.seconds.append(time.perf_counter() - began)
    took.brief += found.order_note is not None or not found.total_exact


async def flood(store: Store, asked: Sequence[Asked], others: Sequence[Asked], beside: int | None) -> Took:
    """Ask all of `asked` for server 1, `others` one by one for `beside` meanwhile; return how those fared."""
    took, theirs = Took(), Took()
    flooding = asyncio.gather(*(ask(store, each, 1, theirs) for each in asked))
    for each in others:
        await asyncio.create_task(ask(store, each, beside, took))
        if flooding.done():
            break
        await asyncio.sleep(EVERY)
    await flooding
    return took


async def main(posts: int, folder: Path) -> None:
    """Fill, ask, print."""
    archive = Archive(posts)
    sampled = folder / "sample.json"
    if not sampled.exists():
        async with Store.open(folder / "hansard.db", search=large.FTS5) as store:
            sampled.write_text(json.dumps(await fill(store, archive, [])), "utf-8")
    sample = [Row(*row) for row in json.loads(sampled.read_text("utf-8"))]
    async with Store.open(folder / "hansard.db", search=large.FTS5) as store:
        await store.settle()
        crowds = [questions(archive, sample, EACH, seed)[:CROWD] for seed in range(ROUNDS + 1)]
        print(f"{posts} posts, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        alone, at_once, spent = Took(), Took(), 0.0
        for each in crowds[0]:
            await asyncio.create_task(ask(store, each, 1, alone))
        print(f"one by one: {alone}")
        for crowd in crowds[1:]:
            began = time.process_time()
            await asyncio.gather(
                *(ask(store, each, 1 + place % SERVERS, at_once) for place, each in enumerate(crowd))
            )
            spent += time.process_time() - began
        print(f"{CROWD} at once from {SERVERS} servers: {at_once}; {spent / ROUNDS:.2f} s of the processor")
        for label, beside in (("of the same server", 1), ("of another server", 2)):
            fared = Took()
            for crowd, others in zip(crowds[1:], [*crowds[2:], crowds[0]], strict=True):
                one = await flood(store, crowd, others[::-1], beside)
                fared.seconds += one.seconds
                fared.brief += one.brief
            print(f"one at a time, {label}, while one floods with {CROWD}: {fared}")
        print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--posts", type=int, default=100_000)
    options.add_argument(
        "--keep", type=Path, help="make the archive in this folder, or use the one made there"
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="crowd-") as name:
        place = chosen.keep or Path(name)
        place.mkdir(parents=True, exist_ok=True)
        asyncio.run(main(chosen.posts, place))
