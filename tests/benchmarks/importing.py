"""Measure an import from text to stored and indexed, through `hansard import`: `python -m tests.benchmarks.importing`.

With `--limit` it measures what storing and packing alone take, whose words being known, against FTS5's own limit: its
`rebuild` over the same text. The threads are those of `tests.benchmarks.long_thread`, saved as
flattened text with separators, with `--limit` those of `tests.benchmarks.archive`, about sixty posts each. Prints
seconds passed, seconds of processor time and the most memory all processes together had (shared pages counted once).
"""

import argparse
import asyncio
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from bot.archive.incoming import Incoming
from bot.store.store import Store
from tests.benchmarks.archive import Archive
from tests.benchmarks.contenders import Tuned, rows
from tests.benchmarks.long_thread import Writer

ROOT = Path(__file__).resolve().parents[2]
THREADS = 300  # in a transaction, about what `hansard import` puts into one
EVERY = 0.05  # seconds between two looks at the memory


def write_thread(path: Path, posts: int, seed: int) -> None:
    """Save a made-up thread of so many posts as text."""
    writer = Writer(seed)
    before: list[list[str]] = []
    with path.open("w", encoding="utf-8") as file:
        file.write(f"A long thread {seed}\n\n")
        for at in range(posts):
            own, _, box = writer.post(before)
            before.append(own)
            body = "\n\n".join([*box, *own])
            file.write(f"member{at % 97}\n\nMember\n{body}\n\n\u00a0\n\n")


def memory(process: int) -> int:
    """Return the proportional set size of a process and all that stem from it, in bytes; what is gone has none."""
    total = 0
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
        total += 1024 * int(re.search(r"^Pss: +(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index]
        # Each thread has the children it started.
        children = [path.read_text("ascii") for path in Path(f"/proc/{process}/task").glob("*/children")]
    except (OSError, TypeError):
        return total
    return total + sum(memory(int(child)) for listed in children for child in listed.split())


def measure(folder: Path, posts: int, threads: int) -> None:
    """Import `threads` threads of together `posts` posts into a new database, and print what it took."""
    files = folder / "files"
    files.mkdir()
    for number in range(threads):
        write_thread(files / f"{number:06}.txt", posts // threads, number)
    size = sum(path.stat().st_size for path in files.iterdir())
    took = imported(files, folder / "a.db")
    print(f"{posts} posts in {threads} threads, {size / 1e6:.0f} MB: {took}")


@dataclass(frozen=True)
class Took:
    """What an import took: seconds passed, seconds of processor time, bytes of memory at most, and what it said."""

    passed: float
    used: float
    most: int
    said: dict[str, Any]
    database: int

    def __str__(self) -> str:
        """Return it in a line."""
        return (
            f"{self.passed:.1f} s, {self.used:.1f} s of processor time, {self.most / 1e6:.0f} MB at most; "
            f"database {self.database / 1e6:.0f} MB"
        )


def imported(files: Path, database: Path) -> Took:
    """Import into a new database through `hansard import`, and measure."""
    command = [sys.executable, "-m", "bot", "import", str(files), "--db", str(database), "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, most, over = time.perf_counter(), 0, threading.Event()
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ}) as process:

        def watch() -> None:
            nonlocal most
            while not over.wait(EVERY):
                most = max(most, memory(process.pid))

        watching = threading.Thread(target=watch)
        watching.start()
        output = process.communicate()[0]
        passed = time.perf_counter() - began
        over.set()
        watching.join()
    if process.returncode:
        raise RuntimeError(f"the import failed: {output.decode()[:500]}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return Took(passed, seconds, most, json.loads(output), database.stat().st_size)


async def against_fts5(folder: Path, posts: int) -> None:
    """Put an invented archive into a new database and into plain FTS5; print what each took a post."""
    archive = Archive(posts)
    archive.words  # noqa: B018 - made before the clock runs
    tuned = Tuned(folder / "tuned.db")
    spent: dict[str, float] = defaultdict(float)
    made = 0
    async with Store.open(folder / "a.db") as store:
        debates = archive.debates()
        while held := list(islice(debates, THREADS)):
            began, passed = time.process_time(), time.perf_counter()
            async with store.write() as write:
                for debate in held:
                    await store.threads.take_in(write, Incoming.of(debate.parsed, debate.passages))
            spent["saving"] += time.process_time() - began
            spent["passed"] += time.perf_counter() - passed
            for debate in held:
                tuned.add(list(rows(debate, "slug", made + 1)))
                made += len(debate.own)
        began, passed = time.process_time(), time.perf_counter()
        await store.settle()
        spent["packing"] += time.process_time() - began
        spent["passed"] += time.perf_counter() - passed
    began = time.perf_counter()
    tuned.finish()
    limit = time.perf_counter() - began
    tuned.close()
    ours = spent["saving"] + spent["packing"]
    print(
        f"{posts} posts, processor time a post: saving {spent['saving'] / posts * 1e6:.0f} µs, packing "
        f"{spent['packing'] / posts * 1e6:.0f} µs; FTS5's rebuild {tuned.seconds / posts * 1e6:.0f} µs, which is "
        f"{tuned.seconds / ours:.2f} of it; by the clock {limit / spent['passed']:.2f}"
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=100_000)
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--limit", action="store_true", help="against FTS5's own limit")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if chosen.limit:
            asyncio.run(against_fts5(Path(name), chosen.posts))
        else:
            measure(Path(name), chosen.posts, chosen.threads)
