"""The door every change of the archive passes, for whatever is derived from posts."""

import sqlite3


def touch(connection: sqlite3.Connection) -> None:
    """Note that posts, or who may see them, have changed: answers kept in memory are out of date."""
    # One row by its rowid: an UPDATE that might touch several opens a savepoint, at which FTS5 writes out its buffer.
    connection.execute("UPDATE archive_version SET version = version + 1 WHERE rowid = 1")


def version(connection: sqlite3.Connection) -> int:
    """Return a number that grows with every change."""
    return int(connection.execute("SELECT version FROM archive_version").fetchone()[0])
