"""What an index beside the database has not taken in yet, noted in the transaction that changes it.

Such an index is derived: it stands in a folder, a generation of it in a folder of its own, and may be lost at any
moment. Which generation serves, and the token of its last commit, stand here. A generation serves a state of the
archive in which its token stands and nothing waits; so it is neither behind nor ahead of what a reader sees. Tokens
are random: a database brought back from a backup never names a commit that came after it.
"""

import sqlite3
from collections.abc import Callable, Generator, Iterable
from typing import Any, NamedTuple, Protocol

from bot.store.index import changes

NONE, ASKED, BUILDING = range(3)
"""Values of `beside_state.erasing`: whether removed words may stand in the folder's files."""

_STATE = """
    SELECT noted, generation, token, pending, erasing, EXISTS (SELECT 1 FROM beside_waiting), version
    FROM beside_state, archive_version"""
_NOTE = "INSERT OR REPLACE INTO beside_waiting (post_id, change) VALUES (?, ?)"


Step = tuple[str, Callable[..., Any], tuple[Any, ...]]
"""Where something is to run (`read` and `write` with a connection, `beside` without one), what, and its arguments."""
Work = Generator[Step, Any, bool]
"""Yields its steps, each to be sent what it returned; returns whether there was anything to do."""


class Follower(Protocol):
    """An index beside the database."""

    def work(self) -> Work:
        """Return one piece of what is to be done to follow the archive."""

    def close(self) -> None:
        """Give up what is open."""


class State(NamedTuple):
    """1 in `noted`: changes are; in `waiting`: some are not in. `pending` is the token of a commit that may be made.

    `version` is that of the archive.
    """

    noted: int
    generation: str | None
    token: str | None
    pending: str | None
    erasing: int
    waiting: int
    version: int


def state(connection: sqlite3.Connection) -> State:
    """Return what is known of the index beside."""
    return State(*connection.execute(_STATE).fetchone())


def note(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Note that posts are changed by the transaction that is open: for an index beside and for answers kept."""
    if connection.execute("SELECT noted FROM beside_state").fetchone()[0]:
        change = changes.version(connection)
        # Row by row: a statement that writes several opens a savepoint, at which FTS5 writes out its buffer.
        connection.executemany(_NOTE, [(key, change) for key in keys])
    changes.touch(connection)


def noted(connection: sqlite3.Connection, limit: int) -> list[tuple[int, int]]:
    """Return some of the posts that wait, and the change each was noted in."""
    return connection.execute("SELECT * FROM beside_waiting ORDER BY post_id LIMIT ?", (limit,)).fetchall()


def begin(connection: sqlite3.Connection) -> None:
    """Note changes from now on: a generation is going to be built."""
    connection.execute(
        "UPDATE beside_state SET noted = 1, erasing = CASE erasing WHEN ?1 THEN ?1 ELSE ?2 END",
        (NONE, BUILDING),
    )


def serve(connection: sqlite3.Connection, generation: str, token: str) -> None:
    """Note that a new generation serves, whose only commit is `token`, and that nobody needs the old one."""
    connection.execute(
        "UPDATE beside_state SET generation = ?, token = ?, pending = NULL, "
        "erasing = CASE erasing WHEN ? THEN ? ELSE erasing END",
        (generation, token, BUILDING, NONE),
    )


def commit(connection: sqlite3.Connection, held: str, token: str) -> None:
    """Note that after the commit `held` one with this token is about to be made in the generation that serves."""
    connection.execute("UPDATE beside_state SET token = ?, pending = ?", (held, token))


def taken_in(connection: sqlite3.Connection, token: str, rows: Iterable[tuple[int, int]]) -> None:
    """Note that the commit `token` was made, and holds `rows`, as `noted` returned them."""
    connection.execute("UPDATE beside_state SET token = ?, pending = NULL", (token,))
    connection.executemany("DELETE FROM beside_waiting WHERE post_id = ? AND change = ?", rows)


def erase(connection: sqlite3.Connection) -> None:
    """See to it that what was removed leaves the folder's files, too: it is built anew, and the old one deleted."""
    connection.execute("UPDATE beside_state SET erasing = ? WHERE noted", (ASKED,))


def discard(connection: sqlite3.Connection) -> None:
    """Let no generation serve any more, and note nothing."""
    connection.execute("DELETE FROM beside_waiting")
    connection.execute(
        "UPDATE beside_state SET noted = 0, generation = NULL, token = NULL, pending = NULL, erasing = ?",
        (NONE,),
    )
