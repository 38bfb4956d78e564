"""Completing names as they are typed, and quotes drawn at random, of as many authors and threads as one likes.

    python -m tests.benchmarks.names --names 1000000

Invents so many authors and as many threads, few of whom have most posts, and asks for what people type: nothing yet,
one to six letters of a name or of a later word of it, two words apart, and what nobody is called.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from bot.search.words import fold_name
from bot.store.archive import identities, name_completion
from bot.store.store import Store
from bot.store.values import Viewer
from tests.benchmarks.archive import Archive
from tests.benchmarks.search import percentile

EVERYONE = Viewer(None)
ASKED = 4_000


def fill(connection: sqlite3.Connection, names: list[str]) -> None:
    """Put authors and threads in, as an import does, without their posts; every twentieth has a post."""
    dice = random.Random(1)  # noqa: S311
    posts = [min(int(dice.paretovariate(1.0)), 50_000) for _ in names]
    connection.executemany(
        "INSERT INTO authors (id, identity, name, folded, posts, words) VALUES (?, ?, ?, ?, ?, 0)",
        ((i, f"name:{name}", name, fold_name(name), posts[i - 2]) for i, name in enumerate(names, 2)),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO author_names (folded, author_id, whole) VALUES (?, ?, ?)",
        (
            (tail, i, tail == fold_name(name))
            for i, name in enumerate(names, 2)
            for tail in name_completion.tails(fold_name(name))
        ),
    )
    connection.executemany(
        "INSERT INTO threads (id, slug, title, source, format, fingerprint, imported_at, posts) "
        "VALUES (?, ?, ?, 'x', 'x', 'x', 'x', ?)",
        (
            (i, f"{name.lower().replace(' ', '-')}-{i}", f"{name} {names[-i]}", posts[i - 1])
            for i, name in enumerate(names, 1)
        ),
    )
    connection.executemany(
        "INSERT INTO author_threads (author_id, thread_id, posts, words) VALUES (?, ?, ?, 0)",
        ((i + 1, i, posts[i - 1]) for i, _ in enumerate(names, 1)),
    )
    identities.refold(connection)


def typed(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield kinds of what people type, with an example."""
    dice = random.Random(2)  # noqa: S311
    for _ in range(ASKED // 8):
        name = dice.choice(names)
        first, last = name.split(" ", 1)
        yield "nothing yet", ""
        for size in (1, 2, 3, 4, 6):
            yield f"{size} letters", dice.choice((first, last))[:size]
        yield "two words, apart", f"{last[:4]} {first[:4]}"
        yield "nobody", f"qq{name[:3]}"


async def measure(label: str, ask: Callable[[str], Awaitable[int]], names: list[str]) -> None:
    """Ask, print."""
    passed: dict[str, list[float]] = {"all": []}
    used: dict[str, list[float]] = {"all": []}
    for kind, text in typed(names):
        began, spent = time.perf_counter(), time.process_time()
        await ask(text)
        for times, each in ((used, time.process_time() - spent), (passed, time.perf_counter() - began)):
            times.setdefault(kind, []).append(each * 1000)
            times["all"].append(each * 1000)
    for kind in passed:
        cells = [
            f"{percentile(times[kind], share):8.3f}" for times in (passed, used) for share in (0.5, 0.99, 1.0)
        ]
        print(f"{label:8} {kind:18}", *cells)


async def main(count: int, path: Path) -> None:
    """Fill, settle, ask."""
    dice = random.Random(3)  # noqa: S311
    words = [word.capitalize() for word in Archive(1_000).words[200:60_000]]
    names = list(dict.fromkeys(f"{dice.choice(words)} {dice.choice(words)}" for _ in range(count)))
    async with Store.open(path) as store:
        if not await store.authors.complete("", EVERYONE):
            async with store.write() as write:
                await write.run(fill, names)
        began = time.process_time()
        await store.settle()
        spent = time.process_time() - began
        print(f"{len(names)} authors and threads; listing them took {spent:.1f} s of the processor")

        async def authors(text: str) -> int:
            return len(await store.authors.complete(text, EVERYONE))

        async def threads(text: str) -> int:
            return len(await store.threads.complete(text, EVERYONE))

        print("milliseconds passed: p50, p99, worst; of the processor: p50, p99, worst")
        for label, ask in (("authors", authors), ("threads", threads)):
            for text in ("", "a", "ba", "qq"):
                await ask(text)
            await measure(label, ask, names)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--names", type=int, default=100_000)
    options.add_argument("--keep", type=Path, help="keep the names in this file, or use those that are there")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(chosen.names, chosen.keep or Path(folder) / "names.db"))
