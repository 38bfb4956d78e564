"""What the pictures show, as plain values; nothing here knows the store or Discord."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.archive.spoken import Spoken
from bot.archive.turns import Turn


class Theme(StrEnum):
    """The ground a chart is drawn on."""

    DARK = "dark"
    LIGHT = "light"


class Style(StrEnum):
    """The forms a quote card can take."""

    DARK = "dark"
    LIGHT = "light"
    RECORD = "record"  # a page of the official report
    EXCHANGE = "exchange"  # what was answered above, the answer below


@dataclass(frozen=True, slots=True)
class Card:
    """A quote with everything its picture says; `words` are somebody's own, and drawn verbatim.

    `date` is ready to read (empty: unknown). `parent` are the words it answers, `reply` those that answer it. `before`
    and `after` tell whether more own words stand in their post on either side, `parent_…` the same of the parent.
    """

    words: Spoken
    thread: str
    author_title: str | None = None
    date: str = ""
    parent: Spoken | None = None
    reply: Spoken | None = None
    before: bool = False
    after: bool = False
    parent_before: bool = False
    parent_after: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """How many times `quoter` quoted `quoted` in a thread."""

    quoter: str
    quoted: str
    count: int


@dataclass(frozen=True, slots=True)
class QuoteMap:
    """Who quotes whom in a thread, and how often. Links may come in any order; a pair may come twice."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Who spoke when and how long."""

    title: str
    turns: Sequence[Turn]


@dataclass(frozen=True, slots=True)
class AuthorChart:
    """One author's activity: posts in each consecutive period, every period labelled."""

    name: str
    posts: int
    words: int
    quoted: int
    periods: tuple[tuple[str, int], ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What one author contributed to a debate."""

    author: str
    posts: int
    words: int


@dataclass(frozen=True, slots=True)
class DebateSummary:
    """The end of a replay: who spoke how much. `note` is one optional line under the title."""

    title: str
    shares: tuple[Share, ...]
    note: str = ""
