"""Dividing an archive among processes: a new file with what the servers of some shards own, and what is everybody's."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from bot.errors import StoreError
from bot.store.archive import leaving
from bot.store.archive.hashes import EVERYWHERE
from bot.store.maintenance import rebuild
from bot.store.sqlite import errors, schema
from bot.store.sqlite.copy import Stock, clear, copy, examine, put


def split(database: Path, target: Path, serves: Callable[[int], bool]) -> Stock:
    """Write to `target` what `database` holds for the servers that `serves` (their ids), and return what is in it.

    Archives of the operator and those shared with every server go into each file; what belongs to one server goes
    where it is served; what people keep in direct messages (server 0) goes to shard 0. `database` is only read. The
    target is there whole or not at all. Raises StoreError where it exists already.
    """
    if os.path.lexists(target):
        raise StoreError(f"{target} exists already; name a new file.")
    part = target.with_name(f".{target.name}.splitting")
    with errors.told(database):
        clear(part)
        try:
            copy(database, part)
            with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as connection:
                schema.prepare(connection, write=True)
                schema.migrate(connection)
                connection.create_function("served", 1, lambda guild: serves(guild or 0), deterministic=True)
                connection.execute("BEGIN IMMEDIATE")
                while leaving.step(connection):
                    pass
                _leave_out(connection)
                rebuild(connection, lambda _: None)
                connection.execute("COMMIT")
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.execute("PRAGMA journal_mode = DELETE")
            stock = examine(part)
            put(part, target)
        finally:
            clear(part)
    return stock


def _leave_out(connection: sqlite3.Connection) -> None:
    """Delete what belongs to servers that others serve."""
    connection.execute(
        "CREATE TEMP TABLE others AS SELECT id FROM threads WHERE guild_id IS NOT NULL AND NOT shared "
        "AND NOT served(guild_id)"
    )
    connection.execute("DELETE FROM posts WHERE id >> 20 IN (SELECT id FROM temp.others)")
    connection.execute("DELETE FROM threads WHERE id IN (SELECT id FROM temp.others)")
    for table in _tables_with(connection, "guild_id"):
        # Authors of shared threads are kept with them, whoever serves the server that brought the thread.
        if table not in {"threads", "authors"}:
            connection.execute(f"DELETE FROM {table} WHERE NOT served(guild_id)")
    for table in ("hidings", "tombstones"):
        connection.execute(f"DELETE FROM {table} WHERE scope <> ? AND NOT served(scope)", (EVERYWHERE,))
    connection.execute(
        "DELETE FROM authors WHERE id NOT IN (SELECT author_id FROM posts) "
        "AND id NOT IN (SELECT author_id FROM passages WHERE author_id IS NOT NULL)"
    )
    connection.execute("DELETE FROM quotes_kept WHERE post_id NOT IN (SELECT id FROM posts)")
    connection.execute("DELETE FROM outbox")


def _tables_with(connection: sqlite3.Connection, column: str) -> list[str]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [
        name
        for (name,) in tables
        if any(row[1] == column for row in connection.execute(f"PRAGMA table_info({name})"))
    ]
