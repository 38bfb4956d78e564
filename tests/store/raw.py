"""Archives in memory, on a bare connection: what the store's functions do to one, without a file or a thread."""

import contextlib
import functools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage
from bot.store.archive import leaving, save
from bot.store.archive.additions import Additions
from bot.store.index import fulltext
from bot.store.search.question import Question
from bot.store.search.search import Results, Search
from bot.store.search.tantivy.engine import Tantivy
from bot.store.sqlite import schema
from bot.store.sqlite.connection import Channel

Held = Sequence[tuple[ParsedPost, tuple[Passage, ...]]]


class Unhurried(Channel):
    """A clock that interrupts nobody."""

    share = float("inf")

    def __init__(self) -> None:
        pass

    @contextlib.contextmanager
    def limit(self, _: float) -> Iterator[None]:
        """Give all the time there is."""
        yield


@functools.cache
def _empty() -> bytes:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    image = connection.serialize()
    connection.close()
    return image


def opened() -> sqlite3.Connection:
    """An empty archive."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(_empty())
    schema.prepare(connection, write=True)
    fulltext.renew(connection)
    return connection


def put_in(
    connection: sqlite3.Connection, incoming: Incoming, guild: int | None = None, slug: str | None = None
) -> None:
    """Import a thread on its way."""
    additions = Additions()
    save.save(connection, additions, incoming, guild, slug, lambda *_: None)
    additions.finish(connection)


def put(connection: sqlite3.Connection, title: str, held: Held, guild: int | None = None) -> None:
    """Import a thread, or a later copy of it."""
    parsed = ParsedThread(title, tuple(post for post, _ in held), "test", "text", key=f"test:{title}")
    incoming = Incoming.of(parsed, [passages for _, passages in held])
    put_in(connection, incoming, guild)


def said(*bodies: str, author: str = "Ada") -> Held:
    """Posts of one author's own words."""
    return [
        (ParsedPost(author, body, ref=str(place)), (Passage(0, len(body)),))
        for place, body in enumerate(bodies)
    ]


def finish(connection: sqlite3.Connection) -> None:
    """Do all that waits."""
    while leaving.step(connection) or fulltext.step(connection):
        pass


def answer(connection: sqlite3.Connection, question: Question) -> Results:
    """Ask the full-text index."""
    return Search(None).answer(connection, Unhurried(), question)  # type: ignore[arg-type]


class Bare:
    """A transaction on a connection of the test's own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection

    def check(self) -> None:
        """Go on."""


def inside(
    connection: sqlite3.Connection, method: Callable[..., Any], *args: object, **options: object
) -> Any:
    """Run the body of one of the store's methods that takes part in a transaction."""
    body: Callable[..., Any] = method.__wrapped__  # type: ignore[attr-defined]
    return body(None, *args, **options, write=Bare(connection))


def on(connection: sqlite3.Connection, method: Callable[..., Any], *args: object, **options: object) -> Any:
    """Run the body of one of the store's methods on a connection of the test's own."""
    body: Callable[..., Any] = method.__wrapped__  # type: ignore[attr-defined]
    return body(None, connection, *args, **options)


def followed(engine: object, connection: sqlite3.Connection) -> None:
    """Let an engine take in all that has changed."""
    while isinstance(engine, Tantivy) and _follows(engine, connection):
        pass


def _follows(engine: Tantivy, connection: sqlite3.Connection) -> bool:
    work, answer = engine.work(), None
    while True:
        try:
            where, function, arguments = work.send(answer)
        except StopIteration as over:
            return bool(over.value)
        answer = function(*arguments) if where == "beside" else function(connection, *arguments)
