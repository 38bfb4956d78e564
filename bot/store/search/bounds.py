"""Statements that are given so much time and no more."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

LEAST = 0.002
"""Seconds any statement is given."""


class Clock(Protocol):
    """Who interrupts SQLite: `allow` lets it work for `seconds` from now on."""

    def allow(self, seconds: float) -> None:
        """Set the deadline."""


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
    clock.allow(max(seconds, LEAST))
    try:
        return connection.execute(sql, parameters).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        raise OutOfTimeError from error
