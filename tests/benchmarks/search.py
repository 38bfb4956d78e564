"""Search against the usual bot's SQL, a tuned FTS5 and tantivy, on an invented archive of any size.

    pip install -e ".[bench]"
    python -m tests.benchmarks.search --posts 200000
    python -m tests.benchmarks.search --posts 1000000 --keep /var/tmp/million

With `--keep` what was made stays in that folder, and is used again. Each question is put to all of them in turn: how
many posts fit, or an honest "more than", the best ten, and a snippet
of each. All search the own words of posts. Prints milliseconds, by kind of question and over all, how far the counts
agree, and what importing took. A search is cut short by the clock; where others load the machine, `--processor` has
it cut short by the processor's time instead.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.archive.incoming import Incoming
from bot.search.query import parse
from bot.store.index import vocabulary
from bot.store.search import fts_search, large, plan
from bot.store.search.large import FTS5, TANTIVY
from bot.store.search.search import Search
from bot.store.sqlite import connection
from bot.store.store import Store
from bot.store.values import Viewer
from tests.benchmarks.archive import Archive
from tests.benchmarks.contenders import TOP, Answer, Ask, Asked, Row, Tantivy, Tuned, Usual, rows

EVERYONE = Viewer(None)
BATCH = 20_000
SAMPLE = 4_000
BESIDE = "Hansard, large"
"""Hansard with the extra for large archives."""


class Ours:
    """Hansard, through the door the commands use: parsing, the hop to the database's thread, and snippets."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def ask(self, asked: Asked) -> Answer:
        """Answer."""
        results = await self._search.find(parse(asked.text()), viewer=EVERYONE, limit=TOP, show=TOP)
        return Answer(results.total, results.total_exact, [hit.snippet.text for hit in results.hits])


def questions(archive: Archive, sample: list[Row], each: int, seed: int = 0) -> list[Asked]:
    """Return `each` questions of every kind, fewer where there are no more, shuffled; none comes twice."""
    dice = random.Random(archive.posts + seed)  # noqa: S311 - the same questions every time
    words = archive.words

    def some(low: int, high: int) -> str:
        return words[dice.randrange(low, high)]

    def piece(row: Row, size: int) -> str:
        held = row.own.split()
        at = dice.randrange(max(1, len(held) - size))
        return " ".join(held[at : at + size])

    made: list[Asked] = []
    for _ in range(each):
        row = dice.choice(sample)
        made += [
            Asked("rare word", words=(some(20_000, 100_000),)),
            Asked("middling word", words=(some(500, 2_000),)),
            Asked("common word", words=(some(20, 100),)),
            Asked("very common word", words=(some(0, 8),)),
            Asked("two common words", words=(some(20, 60), some(60, 100))),
            Asked("common and rare word", words=(some(10, 50), some(3_000, 20_000))),
            Asked("three words", words=(some(0, 20), some(20, 100), some(100, 500))),
            Asked("either of two", either=(some(10, 50), some(100, 1_000))),
            Asked("any of three", either=(some(0, 20), some(20, 200), some(200, 2_000))),
            Asked("phrase", phrase=piece(row, 3)),
            Asked("phrase of common words", phrase=f"{some(0, 8)} {some(4, 30)}"),
            Asked("long prefix", prefix=some(2_000, 20_000)[:6]),
            Asked("short prefix", prefix=some(2_000, 20_000)[:3]),
            Asked("author and word", words=(some(0, 100),), author=row.author),
            Asked("month and word", words=(some(0, 100),), month=row.month),
            Asked("thread and word", words=(some(0, 100),), thread=row.thread),
            Asked("word without another", words=(some(10, 60),), without=some(10, 60)),
            Asked("nothing found", words=(some(10, 60), "qqqqx")),
            Asked("words of a post", words=tuple(dict.fromkeys(dice.choices(row.own.split(), k=4)))),
        ]
    made = list(dict.fromkeys(made))
    dice.shuffle(made)
    return made


@dataclass
class Times:
    """Milliseconds of one contender: passed, by kind, and of the processor, all threads together."""

    by_kind: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    processor: list[float] = field(default_factory=list)

    def all(self) -> list[float]:
        """Return every one."""
        return [each for times in self.by_kind.values() for each in times]


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` of `values` lie."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


async def fill(store: Store, archive: Archive, others: list[Any]) -> list[Row]:
    """Import the archive everywhere, say what it took; return some of its posts."""
    sample: list[Row] = []
    waiting: list[Row] = []
    spent: dict[str, float] = defaultdict(float)
    made = 0
    debates = archive.debates()
    while made < archive.posts:
        async with store.write() as write:
            for debate in debates:
                began = time.process_time()
                saved = await store.threads.take_in(write, Incoming.of(debate.parsed, debate.passages))
                spent["Hansard"] += time.process_time() - began
                waiting += rows(debate, saved.slug, made + 1)
                made += len(debate.own)
                if len(sample) * archive.posts < SAMPLE * made:
                    sample.append(waiting[-1])
                if len(waiting) > BATCH:
                    break
            began = time.process_time()
        spent["Hansard"] += time.process_time() - began
        for other in others:
            began = time.process_time()
            other.add(waiting)
            spent[type(other).__name__] += time.process_time() - began
        waiting.clear()
    began = time.process_time()
    await store.settle()
    spent["Hansard, packing"] = time.process_time() - began
    for other in others:
        began = time.process_time()
        other.finish()
        spent[type(other).__name__] += time.process_time() - began
    print("import, seconds of processor time:", ", ".join(f"{k} {v:.1f}" for k, v in spent.items()))
    for other in others:
        if isinstance(other, Tuned):
            ours = spent["Hansard"] + spent["Hansard, packing"]
            print(f"FTS5's own limit (rebuild) {other.seconds:.1f}; ours is {other.seconds / ours:.2f} of it")
    return sample


async def measure(contenders: dict[str, Ask], asked: list[Asked], before: list[Asked]) -> None:
    """Put every question to every contender in turn, after other ones `before`; print the table."""
    times = {name: Times() for name in contenders}
    odd, cut = 0, Counter[str]()
    for question in before:
        for ask in contenders.values():
            await ask(question)
    for i, question in enumerate(asked):
        totals = {}
        order = list(contenders)
        for name in order[i % len(order) :] + order[: i % len(order)]:
            began, spent = time.perf_counter(), time.process_time()
            answer = await contenders[name](question)
            times[name].processor.append((time.process_time() - spent) * 1000)
            times[name].by_kind[question.kind].append((time.perf_counter() - began) * 1000)
            totals[name] = answer
        ours = totals["Hansard"]
        cut.update(f"{name}: {question.kind}" for name, answer in totals.items() if not answer.exact)
        if any(
            other.total < ours.total or (ours.exact and other.total != ours.total)
            for other in totals.values()
        ):
            odd += 1
            print("counts differ:", question.text(), {n: a.total for n, a in totals.items()}, ours.exact)
    print(f"{len(asked)} questions; counts differ in {odd}; “at least” said of {dict(cut) or 'none'}")
    print(f"{'p50 / worst, ms':26}" + "".join(f"{name:>20}" for name in contenders))
    for kind in times["Hansard"].by_kind:
        cells = [(percentile(t.by_kind[kind], 0.5), max(t.by_kind[kind])) for t in times.values()]
        print(f"{kind:26}" + "".join(f"{f'{mid:.2f} / {worst:.1f}':>20}" for mid, worst in cells))
    for share in (0.5, 0.95, 0.99, 1.0):
        print(
            f"{f'all, p{share * 100:g}':26}"
            + "".join(f"{percentile(t.all(), share):>20.2f}" for t in times.values())
        )
    for share in (0.5, 0.95, 0.99, 1.0):
        used = [percentile(t.processor, share) for t in times.values()]
        print(f"{f'processor, p{share * 100:g}':26}" + "".join(f"{each:>20.2f}" for each in used))


async def lag(ours: Ours, asked: list[Asked]) -> None:
    """Print how late the event loop wakes a sleeper while four heavy searches run."""
    heavy = [
        question
        for question in asked
        if question.kind in {"very common word", "any of three", "short prefix"}
    ]
    late: list[float] = []
    done = asyncio.Event()

    async def watch() -> None:
        while not done.is_set():
            began = time.perf_counter()
            await asyncio.sleep(0.002)
            late.append((time.perf_counter() - began) * 1000 - 2)

    watcher = asyncio.create_task(watch(), name="watch")
    await asyncio.gather(*(_each(ours, heavy[i::4]) for i in range(4)))
    done.set()
    await watcher
    mid, high = percentile(late, 0.5), percentile(late, 0.99)
    print(f"event loop late by p50 {mid:.1f} ms, p99 {high:.1f} ms, worst {max(late):.1f} ms")


async def drawn(store: Store, sample: list[Row]) -> None:
    """Print how long a quote drawn at random takes: of anybody, of who wrote most, of somebody."""
    most = (await store.authors.complete("", EVERYONE))[0].name
    for label, author in (("anybody", None), ("who wrote most", most), ("somebody", sample[0].author)):
        spent = []
        for _ in range(200):
            began = time.perf_counter()
            await store.posts.random(EVERYONE, author=author)
            spent.append((time.perf_counter() - began) * 1000)
        shares = ", ".join(
            f"p{share * 100:g} {percentile(spent, share):.2f} ms" for share in (0.5, 0.99, 1.0)
        )
        print(f"a random quote of {label}: {shares}")


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


async def _each(ours: Ours, asked: list[Asked]) -> None:
    for question in asked:
        await ours.ask(question)


class Processor:
    """A clock that stands still while others have the processor."""

    perf_counter = staticmethod(time.process_time)


@contextlib.contextmanager
def by_the_processor() -> Iterator[None]:
    """Let searches be cut short by the processor's time."""
    modules: list[Any] = [connection, fts_search, plan, vocabulary]
    for module in modules:
        module.time = Processor
    try:
        yield
    finally:
        for module in modules:
            module.time = time


async def main(posts: int, each: int, folder: Path, left_out: list[str], *, processor: bool) -> None:
    """Fill, ask, print."""
    archive = Archive(posts)
    filled = folder / "filled.json"
    if not filled.exists():
        for name in ("usual.db", "tuned.db"):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / "tantivy", ignore_errors=True)
    others: dict[str, Any] = {
        name: kind(folder / file)
        for name, kind, file in (
            ("usual SQL", Usual, "usual.db"),
            ("tuned FTS5", Tuned, "tuned.db"),
            ("tantivy", Tantivy, "tantivy"),
        )
        if name not in left_out
    }
    if not filled.exists():
        async with Store.open(folder / "hansard.db", search=FTS5) as store:
            filled.write_text(json.dumps(await fill(store, archive, list(others.values()))), "utf-8")
    sample = [Row(*row) for row in json.loads(filled.read_text("utf-8"))]
    async with Store.open(folder / "hansard.db", search=TANTIVY if BESIDE not in left_out else FTS5) as store:
        await store.settle()
        asked = questions(archive, sample, each)
        before = [other for other in questions(archive, sample, 3, seed=1) if other not in asked]
        began, passed = time.process_time(), time.perf_counter()
        await store.background.follow()
        print(
            f"the index beside the database: {time.process_time() - began:.1f} s of the processor, "
            f"{time.perf_counter() - passed:.1f} s, {_size(large.folder(folder / 'hansard.db')) / 1e6:.0f} MB"
        )
        ours = Ours(Search(store._database))  # noqa: SLF001 - the full-text index alone
        versions = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
        print(f"{posts} posts, {versions}, {os.cpu_count()} processors")
        contenders = {**{name: other.ask for name, other in others.items()}, "Hansard": ours.ask}
        if BESIDE not in left_out:
            contenders[BESIDE] = Ours(store.search).ask
        with by_the_processor() if processor else contextlib.nullcontext():
            await measure(contenders, asked, before)
        await lag(ours, asked)
        await drawn(store, sample)
    for contender in others.values():
        contender.close()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=200_000)
    options.add_argument("--each", type=int, default=12, help="questions of each kind")
    options.add_argument(
        "--keep", type=Path, help="make everything in this folder, or use what was made there"
    )
    options.add_argument("--without", nargs="*", default=[], help="contenders to leave out: 'usual SQL' …")
    options.add_argument("--processor", action="store_true", help="bound searches by the processor's time")
    chosen = options.parse_args()
    place = chosen.keep or Path(tempfile.mkdtemp(prefix="search-"))
    place.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(main(chosen.posts, chosen.each, place, chosen.without, processor=chosen.processor))
    finally:
        if chosen.keep is None:
            shutil.rmtree(place)
