"""Where a post stands in a file, before it becomes one."""

from dataclasses import dataclass
from datetime import datetime


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
    """Page furniture that was left out, by offset, with a sentence for the import report."""

    at: int
    text: str
