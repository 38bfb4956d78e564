"""Dividing an archive among processes: a new file with what the servers of some shards own, and what is everybody's."""

import os
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection

from bot.errors import StoreError
from bot.store.archive import leaving
from bot.store.archive.hashes import EVERYWHERE
from bot.store.maintenance import rebuild
from bot.store.sqlite import errors, schema
from bot.store.sqlite.copy import Stock, copy, examine, in_place_of

# Authors of shared threads are kept with them, whoever serves the server that brought the thread.
_OWNED = """
    SELECT t.name FROM sqlite_master t JOIN pragma_table_info(t.name) c ON c.name = 'guild_id'
    WHERE t.type = 'table' AND t.name NOT IN ('threads', 'authors')"""


def split(database: Path, target: Path, serves: Callable[[int], bool]) -> Stock:
    """Write to `target` what `database` holds for the servers that `serves` (their ids), and return what is in it.

    Archives of the operator and those shared with every server go into each file; what belongs to one server goes
    where it is served; what people keep in direct messages (server 0) goes to shard 0. `database` is only read. The
    target is there whole or not at all. Raises StoreError where it exists already.
    """
    if os.path.lexists(target):
        raise StoreError(f"{target} exists already; name a new file.")
    with errors.told(database), in_place_of(target, "splitting") as part:
        copy(database, part)
        with schema.alone(part) as db:
            schema.migrate(db)
            db.create_function("served", 1, lambda guild: serves(guild or 0), deterministic=True)
            db.execute("BEGIN IMMEDIATE")
            while leaving.step(db):
                pass
            _leave_out(db)
            rebuild(db, lambda _: None)
            db.execute("COMMIT")
            db.execute("VACUUM")
        return examine(part)


def _leave_out(db: Connection) -> None:
    """Delete what belongs to servers that others serve."""
    db.execute(
        "CREATE TEMP TABLE others AS SELECT id FROM threads WHERE guild_id IS NOT NULL AND NOT shared "
        "AND NOT served(guild_id)"
    )
    db.execute("DELETE FROM posts WHERE id >> 20 IN (SELECT id FROM temp.others)")
    db.execute("DELETE FROM threads WHERE id IN (SELECT id FROM temp.others)")
    for (table,) in db.execute(_OWNED).fetchall():
        db.execute(f"DELETE FROM {table} WHERE NOT served(guild_id)")
    for table in ("hidings", "tombstones"):
        db.execute(f"DELETE FROM {table} WHERE scope <> ? AND NOT served(scope)", (EVERYWHERE,))
    db.execute(
        "DELETE FROM authors WHERE id NOT IN (SELECT author_id FROM posts) "
        "AND id NOT IN (SELECT author_id FROM passages WHERE author_id IS NOT NULL)"
    )
    db.execute("DELETE FROM quotes_kept WHERE post_id NOT IN (SELECT id FROM posts)")
    db.execute("DELETE FROM outbox")
