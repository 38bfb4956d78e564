"""What a search is asked, what it answers, and the seam between the two: an engine.

There are two engines: SQLite's full-text index (`fts_search`), which stands in every archive and is the truth, and for
large archives one beside it. `search` chooses, asks and shows; it knows none of them from inside. An engine follows a
`Plan`: the query with every name, thread and word looked up already, so that two engines cannot read it differently.
What is shown of a page, snippets included, `search` reads from the archive itself, for that page alone.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from sqlite3 import Connection
from typing import Protocol

from bot.archive.records import record
from bot.languages import Text
from bot.search.tree import Node, Words
from bot.store.archive.authors import SHOWN_NAME
from bot.store.search.plan import Plan
from bot.store.sqlite.connection import Channel, OutOfTimeError
from bot.store.values import Viewer

FACETS = 10
"""Authors and threads a result is broken down by."""

NAMING = 0.06
"""Seconds to look up the names of both."""
_AUTHORS = f"""
    SELECT {SHOWN_NAME}, sum(j.value) FROM json_each(?) j CROSS JOIN authors a ON a.id = CAST(j.key AS INTEGER)
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"""
_THREADS = """
    SELECT t.slug, j.value FROM json_each(?) j CROSS JOIN threads t ON t.id = CAST(j.key AS INTEGER)
    ORDER BY 2 DESC, 1 LIMIT ?"""

Pairs = tuple[tuple[str, int], ...]


class Sort(StrEnum):
    """Which posts come first."""

    RELEVANCE = "relevance"
    OLDEST = "oldest"
    NEWEST = "newest"
    LONGEST = "longest"


@record
class Question:
    """A query with everything that bears on its answer: the first `limit` posts are wanted, and maybe `facets`."""

    tree: Node
    viewer: Viewer
    scope: Words
    sort: Sort
    limit: int
    facets: bool = True


@record
class Count:
    """How many posts fit; at least so many unless `exact`."""

    total: int
    exact: bool


@record
class Ranked:
    """The first posts by their ids, in order; `note` tells where the order is not the one asked for."""

    ids: tuple[int, ...]
    note: Text | None = None


@record
class Facets:
    """The commonest authors and threads of what was found; `note` tells where not all of it was counted."""

    authors: Pairs = ()
    threads: Pairs = ()
    note: Text | None = None


NOT_COUNTED = Facets(note=Text("authors and threads were not counted"))


def broken_down(
    db: Connection, clock: Channel, authors: Mapping[int, int], threads: Mapping[int, int], note: Text | None
) -> Facets:
    """Return the commonest authors and threads by name, given how many posts there are by id."""
    try:
        with clock.limit(NAMING):
            authors_, threads_ = (
                tuple(db.execute(sql, (json.dumps(counted), FACETS)))
                for sql, counted in ((_AUTHORS, authors), (_THREADS, threads))
            )
    except OutOfTimeError:
        return NOT_COUNTED
    return Facets(authors_, threads_, note)


class Matches(Protocol):
    """The posts that fit one plan in the state of the archive the connection sees. Call `count` first.

    All of it is bounded: nothing raises because a question is large, and together the three take 0.25 s at most, over
    millions of posts longer where nobody waits.
    """

    plan: Plan

    def count(self) -> Count:
        """Count them; exact but for phrases of common words and wide prefixes."""

    def rank(self) -> Ranked:
        """Return the first `Question.limit` of them, newest first where ranking would take too long."""

    def facets(self) -> Facets:
        """Return the commonest authors and threads."""


class Engine(Protocol):
    """A way to search. Whatever it returns is live and visible to the viewer: it may miss posts, and says so."""

    def match(self, connection: Connection, question: Question, clock: Channel) -> Matches | None:
        """Begin to answer, inside the caller's read transaction; None where this engine cannot serve now."""
