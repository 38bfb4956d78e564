"""Who the search benchmark puts questions to, besides Hansard: the usual bot's SQL, a tuned FTS5, and tantivy.

Each keeps its files in a folder and opens them again where they are there already.
"""

import re
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import tantivy

from tests.benchmarks.archive import Debate

TOP = 10


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
        made = path.exists()
        self._db = sqlite3.connect(path)
        if made:
            return
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
        self.seconds = 0.0
        made = path.exists()
        self._db = sqlite3.connect(path)
        self._db.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
            "PRAGMA cache_size = -65536; PRAGMA mmap_size = 4294967296;"
        )
        if made:
            return
        self._db.executescript(
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, own TEXT, marks TEXT);"
            "CREATE VIRTUAL TABLE found USING fts5 (own, marks, content = 'posts', content_rowid = 'id',"
            "tokenize = 'ascii');"
            "INSERT INTO found (found, rank) VALUES ('hashsize', 134217728)"
        )

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
        self._db.commit()  # until then much of the index is in memory alone
        self.seconds = time.process_time() - began

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
        made = path.exists()
        path.mkdir(exist_ok=True)
        build = tantivy.SchemaBuilder()
        build.add_text_field("own", stored=True, tokenizer_name="whitespace")
        for name in ("author", "month", "thread"):
            build.add_text_field(name, tokenizer_name="raw", index_option="basic")
        self._schema = build.build()
        self._index = tantivy.Index(self._schema, path=str(path), reuse=made)
        if made:
            self._searcher = self._index.searcher()
        else:
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
