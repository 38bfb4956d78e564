"""Search against the usual bot's SQL, a tuned FTS5 and tantivy, on an invented archive of any size.

    pip install -e ".[bench]"
    python -m tests.benchmarks.search --posts 200000

Each question is put to all of them in turn: how many posts fit, or an honest "more than", the best ten, and a snippet
of each. All search the own words of posts. Prints milliseconds, by kind of question and over all, how far the counts
agree, and what importing took.
"""

import argparse
import asyncio
import os
import random
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import tantivy

from bot.search.query import parse
from bot.store.store import Store
from bot.store.values import Viewer
from tests.benchmarks.archive import Archive, Debate

EVERYONE = Viewer(None)
TOP = 10
BATCH = 20_000


@dataclass(frozen=True)
class Asked:
    """A question in parts that every contender can be given: all of `words`, `phrase`, any of `either` …"""

    kind: str
    words: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    phrase: str = ""
    prefix: str = ""
    without: str = ""
    author: str = ""
    day: str = ""
    month: str = ""
    thread: str = ""

    def text(self) -> str:
        """Write it in our language."""
        parts = [
            *self.words,
            " OR ".join(self.either),
            self.phrase and f'"{self.phrase}"',
            self.prefix and f"{self.prefix}*",
        ]
        parts += [self.without and f"-{self.without}", self.author and f'from:"{self.author}"']
        parts += [self.month and f"during:{self.month}", self.thread and f"in:{self.thread}"]
        return " ".join(filter(None, parts))

    def match(self) -> str:
        """Write its words for FTS5."""
        parts = [f'"{word}"' for word in self.words]
        parts += [f"({' OR '.join(self.either)})"] * bool(self.either) + [f'"{self.phrase}"'] * bool(
            self.phrase
        )
        parts += [f'"{self.prefix}" *'] * bool(self.prefix)
        return " AND ".join(parts) + (f' NOT "{self.without}"' if self.without else "")


class Row(NamedTuple):
    """A post, as the other contenders are given it."""

    id: int
    author: str
    month: str
    thread: str
    own: str


class Answer(NamedTuple):
    """How many fit (at least, unless `exact`) and the snippets of the first."""

    total: int
    exact: bool
    snippets: list[str]


Ask = Callable[[Asked], Awaitable[Answer]]


def rows(debate: Debate, slug: str, first: int) -> Iterator[Row]:
    """Yield the posts of a thread, numbered from `first`."""
    for number, (post, own) in enumerate(zip(debate.parsed.posts, debate.own, strict=True), first):
        yield Row(number, post.author, f"{post.posted_at:%Y-%m}", slug, own)


class Usual:
    """What bots do: a search table beside the posts, joined, ordered by rank, everything in one SELECT."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.executescript(
            "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT UNIQUE);"
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER, month TEXT, thread TEXT, own TEXT);"
            "CREATE INDEX by_author ON posts (author_id); CREATE INDEX by_month ON posts (month);"
            "CREATE INDEX by_thread ON posts (thread);"
            "CREATE VIRTUAL TABLE found USING fts5 (own, content = 'posts', content_rowid = 'id');"
        )

    def add(self, batch: list[Row]) -> None:
        """Put posts in."""
        self._db.executemany(
            "INSERT OR IGNORE INTO authors (name) VALUES (?)", [(row.author,) for row in batch]
        )
        self._db.executemany(
            "INSERT INTO posts VALUES (?, (SELECT id FROM authors WHERE name = ?), ?, ?, ?)", batch
        )

    def finish(self) -> None:
        """Build the index."""
        self._db.execute("INSERT INTO found (found) VALUES ('rebuild')")
        self._db.commit()

    async def ask(self, asked: Asked) -> Answer:
        """Answer."""
        where, values = ["found MATCH ?"], [asked.match()]
        for name, value in (("a.name", asked.author), ("p.month", asked.month), ("p.thread", asked.thread)):
            if value:
                where.append(f"{name} = ?")
                values.append(value)
        source = (  # constant pieces: values travel as parameters
            "FROM found JOIN posts p ON p.id = found.rowid JOIN authors a ON a.id = p.author_id "
            f"WHERE {' AND '.join(where)}"
        )
        (total,) = self._db.execute(f"SELECT count(*) {source}", values).fetchone()
        best = self._db.execute(
            f"SELECT p.id, a.name, snippet(found, 0, '*', '*', '…', 30) {source} ORDER BY rank LIMIT {TOP}",
            values,
        )
        return Answer(total, exact=True, snippets=[text for *_, text in best])

    def close(self) -> None:
        """Close."""
        self._db.close()


class Tuned:
    """FTS5 with everything that helps: pragmas, tokens for authors, months and threads, snippets for the page alone."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
            "PRAGMA cache_size = -65536; PRAGMA mmap_size = 4294967296;"
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, own TEXT, marks TEXT);"
            "CREATE VIRTUAL TABLE found USING fts5 (own, marks, content = 'posts', content_rowid = 'id',"
            "tokenize = 'ascii');"
            "INSERT INTO found (found, rank) VALUES ('hashsize', 134217728)"
        )
        self.seconds = 0.0

    def add(self, batch: list[Row]) -> None:
        """Put posts in."""
        self._db.executemany(
            "INSERT INTO posts VALUES (?, ?, ?)",
            [(row.id, row.own, f"{mark(row.author)} {mark(row.month)} {mark(row.thread)}") for row in batch],
        )

    def finish(self) -> None:
        """Build the index: this is FTS5's own limit."""
        began = time.process_time()
        self._db.execute("INSERT INTO found (found) VALUES ('rebuild')")
        self.seconds = time.process_time() - began
        self._db.commit()

    async def ask(self, asked: Asked) -> Answer:
        """Answer."""
        marks = " ".join(mark(value) for value in (asked.author, asked.month, asked.thread) if value)
        match = f"own : ({asked.match()})" + (f" AND marks : ({marks})" if marks else "")
        (total,) = self._db.execute("SELECT count(*) FROM found WHERE found MATCH ?", (match,)).fetchone()
        best = self._db.execute(
            f"SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, 1.0, 0.0) LIMIT {TOP}",
            (match,),
        ).fetchall()
        ids = ", ".join(str(key) for (key,) in best)
        snippets = self._db.execute(
            f"SELECT snippet(found, 0, '*', '*', '…', 30) FROM found WHERE found MATCH ? AND rowid IN ({ids})",
            (match,),
        )
        return Answer(total, exact=True, snippets=[text for (text,) in snippets])

    def close(self) -> None:
        """Close."""
        self._db.close()


def mark(value: str) -> str:
    """Return a filter's value as one token."""
    return "x" + re.sub("[^a-z0-9]+", "x", value)


class Tantivy:
    """The limit: a search engine in Rust."""

    def __init__(self, path: Path) -> None:
        path.mkdir()
        build = tantivy.SchemaBuilder()
        build.add_text_field("own", stored=True, tokenizer_name="whitespace")
        for name in ("author", "month", "thread"):
            build.add_text_field(name, tokenizer_name="raw", index_option="basic")
        self._schema = build.build()
        self._index = tantivy.Index(self._schema, path=str(path))
        self._writer = self._index.writer(256_000_000, 1)

    def add(self, batch: list[Row]) -> None:
        """Put posts in."""
        for row in batch:
            self._writer.add_document(
                tantivy.Document(own=row.own, author=row.author, month=row.month, thread=row.thread)
            )

    def finish(self) -> None:
        """Make everything visible, merged as it merges by itself."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    async def ask(self, asked: Asked) -> Answer:
        """Answer."""
        query = self._query(asked)
        found: Any = self._searcher.search(query, TOP, count=True)
        cut = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "own")
        snippets = [cut.snippet_from_doc(self._searcher.doc(address)).to_html() for _, address in found.hits]
        return Answer(found.count, exact=True, snippets=snippets)

    def _query(self, asked: Asked) -> Any:
        must, term = tantivy.Occur.Must, tantivy.Query.term_query
        parts: list[tuple[Any, Any]] = [(must, term(self._schema, "own", word)) for word in asked.words]
        if asked.either:
            any_of = [(tantivy.Occur.Should, term(self._schema, "own", word)) for word in asked.either]
            parts.append((must, tantivy.Query.boolean_query(any_of)))
        if asked.phrase:
            parts.append((must, tantivy.Query.phrase_query(self._schema, "own", list(asked.phrase.split()))))
        if asked.prefix:
            parts.append((must, tantivy.Query.regex_query(self._schema, "own", f"{asked.prefix}.*")))
        if asked.without:
            parts.append((tantivy.Occur.MustNot, term(self._schema, "own", asked.without)))
        filters = {"author": asked.author, "month": asked.month, "thread": asked.thread}
        parts += [
            (must, tantivy.Query.const_score_query(term(self._schema, name, value), 0.0))
            for name, value in filters.items()
            if value
        ]
        return tantivy.Query.boolean_query(parts)

    def close(self) -> None:
        """Nothing to close."""


class Ours:
    """Hansard, through the door the commands use: parsing, the hop to the database's thread, breakdown and snippets."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def ask(self, asked: Asked) -> Answer:
        """Answer."""
        results = await self._store.search.find(parse(asked.text()), viewer=EVERYONE, limit=TOP)
        hits = await self._store.search.page(results, 0, TOP, EVERYONE)
        return Answer(results.total, results.total_exact, [hit.snippet.text for hit in hits])


def questions(archive: Archive, sample: list[Row], each: int) -> list[Asked]:
    """Return `each` questions of every kind, shuffled."""
    dice = random.Random(archive.posts)  # noqa: S311 - the same questions every time
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

    def hand_out() -> None:
        for other in others:
            began = time.process_time()
            other.add(waiting)
            spent[type(other).__name__] += time.process_time() - began
        waiting.clear()

    async with store.write() as write:
        for debate in archive.debates():
            began = time.process_time()
            saved = await store.threads.save(write, debate.parsed, debate.passages)
            spent["Ours"] += time.process_time() - began
            waiting += rows(debate, saved.slug, made + 1)
            sample += waiting[-1:]
            made += len(debate.own)
            if len(waiting) > BATCH:
                hand_out()
    hand_out()
    began = time.process_time()
    await store.search.settle()
    spent["Ours, packing"] = time.process_time() - began
    for other in others:
        began = time.process_time()
        other.finish()
        spent[type(other).__name__] += time.process_time() - began
    print("import, seconds of processor time:", ", ".join(f"{k} {v:.1f}" for k, v in spent.items()))
    for other in others:
        if isinstance(other, Tuned):
            ours = spent["Ours"] + spent["Ours, packing"]
            print(f"FTS5's own limit (rebuild) {other.seconds:.1f}; ours is {other.seconds / ours:.2f} of it")
    return sample


async def measure(contenders: dict[str, Ask], asked: list[Asked]) -> None:
    """Put every question to every contender in turn; print the table."""
    times = {name: Times() for name in contenders}
    odd = cut = 0
    for question in asked[:40]:  # warm
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
        cut += not ours.exact
        if any(
            other.total < ours.total or (ours.exact and other.total != ours.total)
            for other in totals.values()
        ):
            odd += 1
            print("counts differ:", question.text(), {n: a.total for n, a in totals.items()}, ours.exact)
    print(f"{len(asked)} questions; counts differ in {odd}; Hansard said “more than” in {cut}")
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


async def _each(ours: Ours, asked: list[Asked]) -> None:
    for question in asked:
        await ours.ask(question)


async def main(posts: int, each: int, folder: Path) -> None:
    """Fill, ask, print."""
    archive = Archive(posts)
    usual, tuned, limit = Usual(folder / "usual.db"), Tuned(folder / "tuned.db"), Tantivy(folder / "tantivy")
    async with Store.open(folder / "hansard.db") as store:
        sample = await fill(store, archive, [usual, tuned, limit])
        asked = questions(archive, sample, each)
        ours = Ours(store)
        versions = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
        print(f"{posts} posts, {versions}, {os.cpu_count()} processors")
        await measure(
            {"usual SQL": usual.ask, "tuned FTS5": tuned.ask, "tantivy": limit.ask, "Hansard": ours.ask},
            asked,
        )
        await lag(ours, asked)
    for contender in (usual, tuned):
        contender.close()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=200_000)
    options.add_argument("--each", type=int, default=12, help="questions of each kind")
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    chosen = options.parse_args()
    place = Path(tempfile.mkdtemp(dir=chosen.folder, prefix="search-"))
    try:
        asyncio.run(main(chosen.posts, chosen.each, place))
    finally:
        shutil.rmtree(place)
