"""Search: what was asked, found, ranked and shown."""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.archive.records import record
from bot.languages import Text, joined
from bot.search.query import Query
from bot.search.tree import And, From, In, Node, Words, describe
from bot.store.archive.load import load_posts
from bot.store.index import changes
from bot.store.search import fts_query
from bot.store.search.fts_search import FullText
from bot.store.search.large import Beside
from bot.store.search.question import Engine, Facets, Matches, Question, Ranked, Sort
from bot.store.search.snippets import Snippet, snippet, sought
from bot.store.search.spellings import spellings
from bot.store.sqlite.connection import Channel
from bot.store.sqlite.database import READ_SECONDS, Database
from bot.store.values import Post, Viewer

T = TypeVar("T")

TRYING = 0.25
"""Seconds in which the searches near one that found nothing are tried."""
ANSWERS = 64
"""Answers kept for whoever turns a page."""
LEISURE = 0.25
"""Seconds that suffice for any search."""

_WHOSE = {Words.OWN: Text("Own words"), Words.QUOTED: Text("Quoted words"), Words.ALL: Text("All words")}

Pairs = tuple[tuple[str, str], ...]
"""What was asked for, and what may have been meant."""


@record
class Hit:
    """One post of a page of results."""

    post: Post
    snippet: Snippet


@record
class Results:
    """What a search found: `ids` are the first posts in order, `hits` those to be shown; `total` counts all of them.

    `asked` is what was searched for, `ignored` what was left out of it; `order_note` says where the order is not the
    one asked for. Where nothing was found, `unknown` says which names nobody has, `names` pairs them with the nearest,
    and `spellings` pairs words nobody said with the nearest that somebody did. `authors` and `threads` (slugs) name who
    and what most of the posts are from, where that was asked for.
    """

    asked: Question
    total: int
    total_exact: bool
    ids: tuple[int, ...]
    unknown: tuple[Text, ...]
    names: Pairs
    spellings: Pairs
    authors: tuple[tuple[str, int], ...]
    threads: tuple[tuple[str, int], ...]
    order_note: Text | None = None
    hits: tuple[Hit, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def understood(self) -> Text:
        """What was searched for, in a sentence."""
        return joined(": ", [_WHOSE[self.asked.scope], describe(self.asked.tree)])

    @property
    def ranked(self) -> bool:
        """Whether there are words that make one post a better match than another."""
        return fts_query.needs_words(self.asked.tree)


class Search:
    """Finds posts; see bot/search/README.md."""

    def __init__(self, database: Database, large: Beside | None = None) -> None:
        self._database, self._large = database, large
        # Whichever comes first and can serve does; the last one always can.
        self._engines: list[Engine] = [*([large] if large else []), FullText()]
        # The last answers, each with the version of the archive it is of; one thread at a time changes them.
        self._answers: dict[Question, tuple[int, Results]] = {}
        self._turn = threading.Lock()

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
        brief: bool = True,
    ) -> Results:
        """Find the posts that fit `query`, `thread` (a slug) and `author`; show `show` of them, from `first` (0) on.

        Not more than the first `limit` can be shown. `facets` asks for the commonest authors and threads, too. A
        search that would take too long is cut short, sooner where it is `brief` and others wait: `order_note` says how.
        `total` is a lower bound only where `total_exact` is not set.
        """
        question = Question(narrowed(query, thread, author), viewer, words, sort, limit, facets)
        async with self._database.reader() as channel:
            if not brief:
                channel.share = float("inf")
            return await channel.transact(
                self._surely,
                self._look,
                channel,
                question,
                first,
                min(show, limit - first),
                query.ignored,
                seconds=READ_SECONDS,
            )

    async def tried(self, asked: Sequence[Question], *, wanted: int) -> dict[int, int]:
        """Return how many posts each of the first `wanted` of `asked` finds that find any, by its place among them.

        Stops after a quarter of a second, however many are left.
        """
        async with self._database.reader() as channel:
            return await channel.transact(
                self._surely, self._try, channel, asked, wanted, seconds=READ_SECONDS
            )

    def _surely(self, connection: sqlite3.Connection, work: Callable[..., T], *arguments: object) -> T:
        """Do some work; once more where the engine beside gives up over it, which then does not serve any more."""
        try:
            return work(connection, *arguments)
        except BaseException as error:
            if self._large is None or not self._large.gives_up(error):
                raise
        return work(connection, *arguments)

    def _try(
        self, connection: sqlite3.Connection, channel: Channel, asked: Sequence[Question], wanted: int
    ) -> dict[int, int]:
        begun = time.perf_counter()
        found: dict[int, int] = {}
        for place, question in enumerate(asked):
            if len(found) == wanted or time.perf_counter() - begun > min(TRYING, channel.share):
                break
            if total := self._matches(connection, question, channel).count().total:
                found[place] = total
        return found

    def _look(
        self,
        connection: sqlite3.Connection,
        channel: Channel,
        question: Question,
        first: int,
        show: int,
        ignored: tuple[str, ...],
    ) -> Results:
        """Do all of it in one go on the reader's thread."""
        version = changes.version(connection)
        of, found = self._answers.get(question, (version, None))
        if found is None or of != version:
            found = self.answer(connection, channel, question)
            # What is brief because others waited is not told again when none do; nothing has no pages to turn.
            if found.ids and (channel.share >= LEISURE or (found.order_note is None and found.total_exact)):
                with self._turn:
                    self._answers[question] = version, found
                    if len(self._answers) > ANSWERS:
                        del self._answers[next(iter(self._answers))]
        shown = found.ids[first : first + show] if show > 0 else ()
        return replace(found, ignored=ignored, hits=_hits(connection, question, shown) if shown else ())

    def answer(self, connection: sqlite3.Connection, clock: Channel, question: Question) -> Results:
        """Answer `question` in the state the connection sees; nothing is shown of what was found."""
        matches = self._matches(connection, question, clock)
        count = matches.count()
        fits = count.total or not count.exact
        ranked = matches.rank() if fits else Ranked(())
        facets = matches.facets() if fits and question.facets else Facets()
        notes = [note for note in (ranked.note, facets.note) if note is not None]
        note = Text("To be quick, {notes}.", notes=joined("; ", notes)) if notes else None
        plan = matches.plan
        meant = () if count.total else spellings(connection, clock, question, plan.beginnings)
        return Results(
            question,
            count.total,
            count.exact,
            ranked.ids,
            tuple(dict.fromkeys(plan.unknown)),
            () if count.total else tuple(dict.fromkeys(plan.names)),
            meant,
            facets.authors,
            facets.threads,
            note,
        )

    def _matches(self, connection: sqlite3.Connection, question: Question, clock: Channel) -> Matches:
        return next(filter(None, (engine.match(connection, question, clock) for engine in self._engines)))


def narrowed(query: Query, thread: str | None, author: str | None) -> Node:
    """Return what finds the posts of `query` that are of a thread, or an author's, where there is one."""
    extra: list[Node] = [*([From(author)] if author else []), *([In(thread)] if thread else [])]
    return And((query.tree, *extra)) if extra else query.tree


def _hits(connection: sqlite3.Connection, question: Question, keys: tuple[int, ...]) -> tuple[Hit, ...]:
    """Return what is shown of these posts."""
    looked_for = sought(fts_query.wanted(question.tree))
    posts = load_posts(connection, keys, question.viewer)
    return tuple([Hit(post, snippet(post, question.scope, looked_for)) for post in posts])
