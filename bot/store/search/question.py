"""What a search is asked, and what it answers, whichever way it goes about it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.languages import Text
from bot.search.tree import Node, Words
from bot.store.values import Viewer

FACETS = 10
"""Authors and threads a result is broken down by."""


class Sort(StrEnum):
    """Which posts come first."""

    RELEVANCE = "relevance"
    OLDEST = "oldest"
    NEWEST = "newest"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True)
class Question:
    """A query with everything that bears on its answer: the first `limit` posts are wanted, and maybe `facets`."""

    tree: Node
    viewer: Viewer
    scope: Words
    sort: Sort
    limit: int
    facets: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The answer.

    `ids` are in order; `authors` and `threads`, where they were asked for, are the commonest over all posts found. Of
    these there are `total`, or at least so many unless `exact`. `note` tells where the order is not the one asked for,
    `unknown` which names nobody has.
    """

    total: int
    exact: bool
    ids: tuple[int, ...]
    authors: tuple[tuple[str, int], ...]
    threads: tuple[tuple[str, int], ...]
    unknown: tuple[Text, ...]
    note: Text | None = None
