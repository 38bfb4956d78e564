"""Search: what was asked, found, ranked and shown."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.archive.ids import PostId
from bot.search.query import Query
from bot.search.tree import And, From, In, Node, Phrase, Term, Words
from bot.store import fts, rows
from bot.store.authors import HIDDEN_NAME
from bot.store.database import Database
from bot.store.nearest import nearest
from bot.store.posts import load_posts
from bot.store.snippets import Snippet, snippet
from bot.store.values import Viewer

FACETS = 10
"""Authors and threads a result is broken down by."""
NEIGHBOURS = 2_000
"""Words of the archive compared with a misspelt one."""

# Whoever asks, whatever they ask: these hold for every row. A term can only ever take posts away.
_FROM_POSTS = f"""
    FROM posts p JOIN authors a ON a.id = p.author_id JOIN threads t ON t.id = p.id >> {rows.NUMBER_BITS}
    WHERE NOT a.hidden AND {rows.VISIBLE} AND """
_FROM_WORDS = f"""
    FROM (SELECT rowid AS key, bm25(words, 1.0, 0.3) AS score FROM words WHERE words MATCH ?) m
    JOIN posts p ON p.id = m.key JOIN authors a ON a.id = p.author_id
    JOIN threads t ON t.id = p.id >> {rows.NUMBER_BITS}
    WHERE NOT a.hidden AND {rows.VISIBLE} AND """
_AUTHORS = f"SELECT coalesce(a.pseudonym, CASE WHEN a.hidden THEN '{HIDDEN_NAME}' ELSE a.name END), count(*)"
_SAID = f"""
    SELECT 1 FROM words JOIN threads t ON t.id = words.rowid >> {rows.NUMBER_BITS}
    WHERE words MATCH ? AND {rows.VISIBLE} LIMIT 1"""
_VOCABULARY = "SELECT term, doc FROM word_counts WHERE term >= ? AND term < ? LIMIT ?"


class Sort(StrEnum):
    """Which posts come first."""

    RELEVANCE = "relevance"
    OLDEST = "oldest"
    NEWEST = "newest"
    LONGEST = "longest"


_ORDERS = {
    Sort.OLDEST: "p.day IS NULL, p.day, p.id",
    Sort.NEWEST: "p.day IS NULL, p.day DESC, p.id DESC",
    Sort.LONGEST: "p.words DESC, p.id",
}


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found. `ids` are the first posts in order, for `page`; `total` counts all of them.

    `understood` says in English what was searched for, `ignored` what was left out of it, `order_note` where the
    order is not the one asked for. Where nothing was found, `unknown` says which names nobody has, and `spellings`
    pairs words nobody said with the nearest that somebody did. `authors` and `threads` (slugs) name who and what
    most of the posts are from.
    """

    total: int
    total_exact: bool
    ids: tuple[int, ...]
    scope: Words
    asked: tuple[Node, ...]
    understood: str
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]
    spellings: tuple[tuple[str, str], ...]
    authors: tuple[tuple[str, int], ...]
    threads: tuple[tuple[str, int], ...]
    order_note: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One post of a page of results."""

    post: PostId
    thread_title: str
    author: str
    author_title: str | None
    posted_at: datetime | None
    url: str | None
    snippet: Snippet


class Search:
    """Finds posts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self,
        query: Query,
        *,
        viewer: Viewer,
        words: Words = Words.OWN,
        sort: Sort = Sort.RELEVANCE,
        thread: str | None = None,
        author: str | None = None,
        limit: int = 100,
    ) -> Results:
        """Find the posts that fit `query`, `thread` (a slug) and `author`; keep the first `limit` for `page`."""
        return await self._database.read(_find, query, viewer, words, sort, thread, author, limit)

    async def page(self, results: Results, first: int, count: int, viewer: Viewer) -> list[Hit]:
        """Return hits `first` (from 0) to `first + count`; posts gone or hidden since are left out."""
        return await self._database.read(_page, results, first, count, viewer)


def _find(
    connection: sqlite3.Connection,
    query: Query,
    viewer: Viewer,
    scope: Words,
    sort: Sort,
    thread: str | None,
    author: str | None,
    limit: int,
) -> Results:
    extra: list[Node] = [*([From(author)] if author else []), *([In(thread)] if thread else [])]
    tree: Node = And((query.tree, *extra)) if extra else query.tree
    compiler = fts.Compiler(connection, viewer, scope)
    condition = compiler.condition(tree)
    ranking = compiler.ranking(tree)
    seen = (*rows.seen(viewer), *condition.parameters)
    source, parameters = (_FROM_POSTS, seen) if ranking is None else (_FROM_WORDS, (ranking, *seen))
    where = f"{source}({condition.sql})"
    relevance = "p.id DESC" if ranking is None else "m.score, p.id"
    order = _ORDERS.get(sort, relevance)
    (total,) = connection.execute(f"SELECT count(*) {where}", parameters).fetchone()
    ids = connection.execute(f"SELECT p.id {where} ORDER BY {order} LIMIT ?", (*parameters, limit)).fetchall()
    authors = _top(connection, f"{_AUTHORS} {where} GROUP BY 1", parameters)
    threads = _top(connection, f"SELECT t.slug, count(*) {where} GROUP BY t.id", parameters)
    return Results(
        total=total,
        total_exact=True,
        ids=tuple(key for (key,) in ids),
        scope=scope,
        asked=tuple(fts.wanted(tree)),
        understood=_understood(tree, scope),
        ignored=query.ignored,
        unknown=tuple(str(each) for each in compiler.unknown),
        spellings=() if total else tuple(_spellings(connection, tree, viewer)),
        authors=authors,
        threads=threads,
    )


def _understood(tree: Node, scope: Words) -> str:
    whose = {Words.OWN: "Own words", Words.QUOTED: "Quoted words", Words.ALL: "All words"}[scope]
    return f"{whose}: {tree.describe()}"


def _top(
    connection: sqlite3.Connection, sql: str, parameters: Sequence[object]
) -> tuple[tuple[str, int], ...]:
    found = connection.execute(f"{sql} ORDER BY count(*) DESC, 1 LIMIT {FACETS}", parameters)
    return tuple((str(name), int(count)) for name, count in found)


def _spellings(connection: sqlite3.Connection, tree: Node, viewer: Viewer) -> Iterator[tuple[str, str]]:
    """Yield words asked for that nobody said, each with one somebody did that looks like it, where `viewer` sees it."""
    for node in fts.wanted(tree):
        if not isinstance(node, Term) or len(node.word) < 3:
            continue
        start = node.word[:1]
        known = dict(connection.execute(_VOCABULARY, (start, start + "\U0010ffff", NEIGHBOURS)))
        if node.word not in known:
            said = (other for other in nearest(node.word, known, count=2) if _said(connection, other, viewer))
            yield from ((node.word, other) for other in said)


def _said(connection: sqlite3.Connection, word: str, viewer: Viewer) -> bool:
    """Tell whether a word of the index stands in a post `viewer` may see: the index knows every server's words."""
    return connection.execute(_SAID, (fts.exactly(word), *rows.seen(viewer))).fetchone() is not None


def _page(
    connection: sqlite3.Connection, results: Results, first: int, count: int, viewer: Viewer
) -> list[Hit]:
    asked = [node for node in results.asked if isinstance(node, Term | Phrase)]
    return [
        Hit(
            post.id,
            post.thread_title,
            post.author,
            post.author_title,
            post.posted_at,
            post.url,
            snippet(post, results.scope, asked),
        )
        for post in load_posts(connection, results.ids[first : first + count], viewer)
    ]
