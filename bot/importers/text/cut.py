"""Where the posts of a thread stand in their file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.languages import Text


@dataclass(frozen=True, slots=True)
class Cut:
    """A post as offsets into its file: `start` is its author line, `body` half open, trimmed."""

    start: int
    author: str
    title: str | None
    body: tuple[int, int]
    posted_at: datetime | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that was left out, or seems to be missing, by offset; a sentence for the import report."""

    at: int
    text: Text


@dataclass(frozen=True, slots=True)
class Cutting:
    """A whole thread: its title, its posts in order and what was left out, in order."""

    title: str
    cuts: Sequence[Cut]
    dropped: Sequence[Dropped]
