"""Search: what was asked, found, ranked and shown."""

import sqlite3
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from bot.archive.ids import PostId
from bot.languages import Text, joined
from bot.search.query import Query
from bot.search.tree import And, From, In, Node, Or, Quoting, Term, Words
from bot.store import packing
from bot.store.archive import name_completion
from bot.store.archive.authors import near
from bot.store.archive.load import load_posts
from bot.store.archive.suggestions import nearest, slips
from bot.store.holding import Holding
from bot.store.search import fts_query, fts_search
from bot.store.search.question import Found, Question, Sort
from bot.store.search.snippets import Snippet, snippet
from bot.store.shelf import Shelf
from bot.store.sqlite.database import READ_SECONDS, Channel, Database
from bot.store.values import Viewer

__all__ = ["Hit", "Results", "Search", "Sort"]

PATIENCE = 0.12
"""Seconds of SQLite's time after which a search is cut short."""
NEIGHBOURS = 500
"""Words of the archive compared with a misspelt one."""
ANSWERS = 64
"""Answers kept for whoever turns a page."""

_VERSION = "SELECT version FROM archive_version"


Pairs = tuple[tuple[str, str], ...]
"""What was asked for, and what may have been meant."""


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


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found: `ids` are the first posts in order, `hits` those to be shown; `total` counts all of them.

    `understood` says what was searched for, `ignored` what was left out of it, `order_note` where the order is not the
    one asked for; `ranked` tells whether there are words that make one post a better match than another. Where nothing
    was found, `unknown` says which names nobody has, `names` pairs them with the nearest, and `spellings` pairs words
    nobody said with the nearest that somebody did. `authors` and `threads` (slugs) name who and what most of the posts
    are from, where that was asked for.
    """

    total: int
    total_exact: bool
    ids: tuple[int, ...]
    hits: tuple[Hit, ...]
    understood: Text
    ignored: tuple[str, ...]
    unknown: tuple[Text, ...]
    names: Pairs
    spellings: Pairs
    authors: tuple[tuple[str, int], ...]
    threads: tuple[tuple[str, int], ...]
    order_note: Text | None = None
    ranked: bool = True


class Search:
    """Finds posts: in the full-text index, and in large archives in packs of it (see bot/search/README.md)."""

    def __init__(self, database: Database, shelf: Shelf) -> None:
        self._database = database
        self._shelf = shelf
        self._answers = _Answers()

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
        first: int = 0,
        show: int = 10,
        facets: bool = False,
    ) -> Results:
        """Find the posts that fit `query`, `thread` (a slug) and `author`; show `show` of them, from `first` (0) on.

        Not more than the first `limit` can be shown. `facets` asks for the commonest authors and threads, too. A
        search that would take too long is cut short: `order_note` says how, and `total` is then a lower bound.
        """
        extra: list[Node] = [*([From(author)] if author else []), *([In(thread)] if thread else [])]
        tree: Node = And((query.tree, *extra)) if extra else query.tree
        question = Question(tree, viewer, words, sort, limit, facets)
        async with self._database.reader() as channel:
            found, hits, names, spellings = await channel.run(
                self._look, channel, question, first, min(show, limit - first), seconds=READ_SECONDS
            )
        return Results(
            total=found.total,
            total_exact=found.exact,
            ids=found.ids,
            hits=tuple(hits),
            understood=_understood(tree, words),
            ignored=query.ignored,
            unknown=found.unknown,
            names=names,
            spellings=spellings,
            authors=found.authors,
            threads=found.threads,
            order_note=found.note,
            ranked=fts_query.needs_words(tree),
        )

    async def settle(self) -> int:
        """Pack what was imported lately, in transactions of a few seconds; return how many posts were packed.

        Names that are new or have changed are listed for whoever types their beginning.
        """
        packed = 0
        while step := await self._database.transact(packing.settle):
            packed += step
        if await self._database.read(name_completion.is_waiting):
            while await self._database.transact(name_completion.settle):
                pass
        return packed

    def _look(
        self, connection: sqlite3.Connection, channel: Channel, question: Question, first: int, show: int
    ) -> tuple[Found, list[Hit], Pairs, Pairs]:
        """Do all of it in one go on the reader's thread, on one state of the archive."""
        connection.execute("BEGIN")
        try:
            (version,) = connection.execute(_VERSION).fetchone()
            found = self._answers.get(question, version)
            if found is None:
                self._shelf.refresh(connection)
                found = self._answer(connection, channel, question)
                self._answers.put(question, version, found)
            hits = _hits(connection, question, found.ids[first : first + show]) if show > 0 else []
            if found.total:
                return found, hits, (), ()
            return (
                found,
                hits,
                _names(connection, question),
                _spellings(self._shelf.words(connection), question.tree, question.viewer),
            )
        finally:
            connection.execute("ROLLBACK")

    def _answer(self, connection: sqlite3.Connection, channel: Channel, question: Question) -> Found:
        """Answer in the way that is fastest for the archive, in a hurry where it takes too long."""
        for hurry, seconds in ((False, PATIENCE), (True, READ_SECONDS)):
            channel.allow(seconds)
            try:
                packed = self._shelf.find(connection, question, hurry=hurry)
                return packed if packed is not None else fts_search.find(connection, question, hurry=hurry)
            except sqlite3.OperationalError as error:
                if hurry or error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                    raise
            finally:
                channel.allow(READ_SECONDS)
        raise AssertionError


class _Answers:
    """The last answers, for one version of the archive; safe to use from several threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[Question, tuple[int, Found]] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, question: Question, version: int) -> Found | None:
        with self._turn:
            kept = self._held.get(question)
            return kept[1] if kept is not None and kept[0] == version else None

    def put(self, question: Question, version: int, found: Found) -> None:
        with self._turn:
            self._held[question] = version, found
            self._held.move_to_end(question)
            if len(self._held) > ANSWERS:
                self._held.popitem(last=False)


def _understood(tree: Node, scope: Words) -> Text:
    whose = {Words.OWN: Text("Own words"), Words.QUOTED: Text("Quoted words"), Words.ALL: Text("All words")}
    return joined(": ", [whose[scope], tree.describe()])


def _names(connection: sqlite3.Connection, question: Question) -> Pairs:
    """Return names asked for that nobody has, each with the nearest."""
    return tuple(
        (name, other)
        for name in _asked_names(question.tree)
        for other in near(connection, name, question.viewer)
    )


def _asked_names(node: Node) -> list[str]:
    match node:
        case From(name) | Quoting(name):
            return [name]
        case And(parts) | Or(parts):
            return [name for part in parts for name in _asked_names(part)]
        case _:
            return []


def _spellings(held: Holding, tree: Node, viewer: Viewer) -> Pairs:
    """Return words asked for that nobody said, each with one that looks like it and that `viewer` may see."""
    pairs: list[tuple[str, str]] = []
    for node in fts_query.wanted(tree):
        if not isinstance(node, Term) or len(node.word) < 3 or held.said(node.word, viewer):
            continue
        known: dict[str, None] = {}
        for start in (node.word[:3], node.word[:2], node.word[:1]):
            known |= dict.fromkeys(held.beginning(start, NEIGHBOURS))
            if len(known) >= NEIGHBOURS:
                break
        # What only others may see is to the viewer as if nobody had said it.
        known.pop(node.word, None)
        close = [other for other in nearest(node.word, known, count=4) if slips(node.word, other)][:2]
        pairs += [(node.word, other) for other in close if held.said(other, viewer)]
    return tuple(pairs)


def _hits(connection: sqlite3.Connection, question: Question, keys: tuple[int, ...]) -> list[Hit]:
    """Return what is shown of these posts."""
    asked = fts_query.wanted(question.tree)
    return [
        Hit(
            post.id,
            post.thread_title,
            post.author,
            post.author_title,
            post.posted_at,
            post.url,
            snippet(post, question.scope, asked),
        )
        for post in load_posts(connection, keys, question.viewer)
    ]
