"""Dividing an archive among processes: a new file with what the servers of some shards own, and what is everybody's."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection

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
            with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as db:
                schema.prepare(db, write=True)
                schema.migrate(db)
                db.create_function("served", 1, lambda guild: serves(guild or 0), deterministic=True)
                db.execute("BEGIN IMMEDIATE")
                while leaving.step(db):
                    pass
                _leave_out(db)
                rebuild(db, lambda _: None)
                db.execute("COMMIT")
                db.execute("VACUUM")
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                db.execute("PRAGMA journal_mode = DELETE")
            stock = examine(part)
            put(part, target)
        finally:
            clear(part)
    return stock


def _leave_out(db: Connection) -> None:
    """Delete what belongs to servers that others serve."""
    db.execute(
        "CREATE TEMP TABLE others AS SELECT id FROM threads WHERE guild_id IS NOT NULL AND NOT shared "
        "AND NOT served(guild_id)"
    )
    db.execute("DELETE FROM posts WHERE id >> 20 IN (SELECT id FROM temp.others)")
    db.execute("DELETE FROM threads WHERE id IN (SELECT id FROM temp.others)")
    for table in _tables_with(db, "guild_id"):
        # Authors of shared threads are kept with them, whoever serves the server that brought the thread.
        if table not in {"threads", "authors"}:
            db.execute(f"DELETE FROM {table} WHERE NOT served(guild_id)")
    for table in ("hidings", "tombstones"):
        db.execute(f"DELETE FROM {table} WHERE scope <> ? AND NOT served(scope)", (EVERYWHERE,))
    db.execute(
        "DELETE FROM authors WHERE id NOT IN (SELECT author_id FROM posts) "
        "AND id NOT IN (SELECT author_id FROM passages WHERE author_id IS NOT NULL)"
    )
    db.execute("DELETE FROM quotes_kept WHERE post_id NOT IN (SELECT id FROM posts)")
    db.execute("DELETE FROM outbox")


def _tables_with(db: Connection, column: str) -> list[str]:
    tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [
        name
        for (name,) in tables
        if any(row[1] == column for row in db.execute(f"PRAGMA table_info({name})"))
    ]
