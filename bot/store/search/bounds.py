"""Statements that are given so much time and no more."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

LEAST = 0.002
"""Seconds any statement is given."""


class Clock(Protocol):
    """Who interrupts SQLite: within `limit` it works for `seconds` at most.

    `share` is how many seconds a search should take as a whole, for others wait.
    """

    share: float

    def limit(self, seconds: float) -> AbstractContextManager[None]:
        """Return a block with a deadline; what was allowed before is allowed again after it."""
        ...


class OutOfTimeError(Exception):
    """A statement took longer than it was given."""


def bounded(
    connection: sqlite3.Connection,
    clock: Clock,
    seconds: float,
    sql: str,
    parameters: Sequence[object] | Mapping[str, object],
) -> list[tuple[Any, ...]]:
    """Return the rows of a statement. Raises OutOfTimeError where `seconds` do not suffice."""
    try:
        with clock.limit(max(seconds, LEAST)):
            return connection.execute(sql, parameters).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        raise OutOfTimeError from error
