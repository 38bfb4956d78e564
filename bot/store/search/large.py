"""Whether there is an engine for large archives beside the full-text index: an extra, `hansard[large]`.

`auto` has it build its index and answer once an archive is large, where it is installed; `tantivy` has it for an
archive of any size; with `fts5` there is none. What of it an archive has and does not want is deleted: it is derived.
"""

import importlib.util
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.errors import StoreError
from bot.installed import extra
from bot.store.index import beside
from bot.store.search.question import Engine

AUTO, FTS5, TANTIVY = CHOICES = ("auto", "fts5", "tantivy")
WORTH = 300_000
"""Posts from which on an archive is large."""
POSTS = "SELECT coalesce(sum(posts), 0) FROM threads"


class Beside(Engine, beside.Follower, Protocol):
    """An engine that follows the archive."""

    def gives_up(self, error: BaseException) -> bool:
        """Tell whether `error` means that what it keeps is damaged; it serves no more until that is made anew."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Which engine answers: `beside` tells that tantivy does, `building` that it is going to; `posts` are searched."""

    posts: int
    installed: bool
    beside: bool
    building: bool

    @property
    def is_large(self) -> bool:
        """Whether tantivy is worth it."""
        return self.posts >= WORTH


def is_installed() -> bool:
    """Tell whether tantivy is."""
    return importlib.util.find_spec("tantivy") is not None


def folder(database: Path) -> Path:
    """Return where the index beside a database stands."""
    return database.parent / f"{database.name}.search"


def choose(database: Path, choice: str) -> Beside | None:
    """Return the engine beside the full-text index; None for none. Raises StoreError where it is asked for in vain."""
    if choice == FTS5 or (choice == AUTO and not is_installed()):
        return None
    if not is_installed():
        raise StoreError(f"Searching with tantivy needs  {extra('large')}")
    from bot.store.search.tantivy.engine import Tantivy  # noqa: PLC0415 - an extra

    return Tantivy(folder(database), always=choice == TANTIVY)


def serving(connection: sqlite3.Connection) -> Serving:
    """Return which engine answers."""
    (posts,) = connection.execute(POSTS).fetchone()
    state = beside.state(connection)
    serves = state.generation is not None and not state.waiting
    return Serving(posts, is_installed(), serves, state.noted > serves)
