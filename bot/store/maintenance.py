"""Bringing a backup back, making derived data anew, and dividing an archive, while the bot is stopped."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from sqlite3 import Connection

from bot.errors import StoreError
from bot.store.archive import identities, leaving
from bot.store.archive.tombstones import Hashes
from bot.store.index import fulltext
from bot.store.privacy import hide, remove
from bot.store.sqlite import errors, files, schema
from bot.store.sqlite.copy import REPLACED, copy, damage, examine, in_place_of
from bot.store.values import Holdings

_RESTORED = (
    "A backup was restored: lines said since it was made would be said again. "
    "Skip what stands here already, then resume; or stop."
)
_GUARDED = ("privacy_salts", "hidings", "tombstones")

# Authors of shared threads are kept with them, whoever serves the server that brought the thread.
_OWNED = """
    SELECT t.name FROM sqlite_master t JOIN pragma_table_info(t.name) c ON c.name = 'guild_id'
    WHERE t.type = 'table' AND t.name NOT IN ('threads', 'authors')"""

_OTHERS = """
    CREATE TEMP TABLE others AS
        SELECT id FROM threads WHERE guild_id IS NOT NULL AND NOT shared AND NOT served(guild_id);
    DELETE FROM posts WHERE id >> 20 IN (SELECT id FROM temp.others);
    DELETE FROM threads WHERE id IN (SELECT id FROM temp.others);
    DELETE FROM hidings WHERE scope <> 0 AND NOT served(scope);
    DELETE FROM tombstones WHERE scope <> 0 AND NOT served(scope);
    DELETE FROM authors WHERE identity <> 'removed' AND id NOT IN (SELECT author_id FROM posts)
        AND id NOT IN (SELECT author_id FROM passages WHERE author_id IS NOT NULL);
    DELETE FROM quotes_kept WHERE post_id NOT IN (SELECT id FROM posts);
    DELETE FROM outbox;"""

_UNCOUNTED = """
    DELETE FROM fame;
    DELETE FROM author_threads;
    UPDATE authors SET posts = 0, words = 0;
    UPDATE author_names SET posts = 0;"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: `kept` is where the old database stands now, `removed` what was taken out again."""

    stock: Holdings
    kept: Path | None
    removed: tuple[str, ...]


def restore(backup: Path, database: Path) -> Restored:
    """Put `backup` in the place of `database`; what was hidden or removed there since stays so.

    Until the last step `database` is untouched; it is then kept beside, as `….replaced`. Raises StoreError.
    """
    examine(backup)
    # What a link leads to is replaced, not the link.
    database = database.resolve()
    with errors.told(database):
        files.refuse_odd(database)
        database.parent.mkdir(parents=True, exist_ok=True)
    with files.only_writer(database), errors.told(database), in_place_of(database, "restoring") as part:
        copy(backup, part)
        removed = _brought_up(part, database)
        return Restored(examine(part), _set_aside(database), removed)


def repair(database: Path, told: Callable[[str], None] = lambda _: None) -> Holdings:
    """Look over every page, then make the index, the word forms and every count anew. Raises StoreError."""
    if not files.refuse_odd(database):
        raise StoreError(f"There is no database at {database}.")
    with files.only_writer(database), errors.told(database), schema.opened(database) as db:
        if complaint := damage(db):
            raise StoreError(
                f"{database} is damaged ({complaint}), and what is lost cannot be worked out "
                "from the rest. Bring the last backup back:  hansard restore FILE"
            )
        schema.migrate(db)
        db.execute("BEGIN IMMEDIATE")
        with db:
            rebuild(db, told)
        told("writing the file anew")
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return examine(database)


def rebuild(db: Connection, told: Callable[[str], None]) -> None:
    """Make everything that is derived anew, inside the caller's transaction: index, counts, names."""
    while leaving.step(db):
        pass
    fulltext.empty(db)
    fulltext.finish(db, lambda done: told(f"{done} posts indexed"))
    while fulltext.step(db):
        pass
    identities.refold(db)
    schema.execute(db, _UNCOUNTED)
    for (thread_id,) in db.execute("SELECT id FROM threads").fetchall():
        identities.count(db, (thread_id,))


def _brought_up(part: Path, current: Path) -> tuple[str, ...]:
    """Bring a copied backup up to date, and enforce on it what the current database knows was hidden or removed."""
    with schema.alone(part) as db:
        schema.migrate(db)
        if current.is_file():
            with contextlib.suppress(sqlite3.Error):  # one that cannot be read has nothing to give
                _take_over(db, current)
        db.execute("BEGIN IMMEDIATE")
        identities.renew(db)
        removed = [*remove.enforce(db), *_hide_again(db)]
        while leaving.step(db) or fulltext.step(db):
            pass
        # Nobody knows what was said since the backup was made.
        db.execute(
            "UPDATE replay_runs SET state = 'paused', reason = ? WHERE state = 'playing'", (_RESTORED,)
        )
        db.execute("COMMIT")
    return tuple(removed)


def _take_over(db: Connection, current: Path) -> None:
    """Take over the hashes of the database that is to be replaced, which may have fewer columns."""
    db.execute("ATTACH ? AS current", (str(current),))
    try:
        for table in _GUARDED:
            columns = db.execute("SELECT group_concat(name) FROM pragma_table_info(?, 'current')", (table,))
            (names,) = columns.fetchone()
            db.execute(f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM current.{table}")
    finally:
        db.execute("DETACH current")


def _hide_again(db: Connection) -> Iterator[str]:
    hashes = cache(partial(Hashes, db))
    for name, guild_id, hidden, pseudonym in db.execute(
        "SELECT name, guild_id, hidden, pseudonym FROM authors WHERE identity <> 'removed'"
    ).fetchall():
        known, wanted = hashes(guild_id).hidden(name)
        if known and (bool(hidden), pseudonym) != (wanted is None, wanted):
            hide.hide(db, name, guild_id, wanted, asked=False)
            yield "an author"


def _set_aside(database: Path) -> Path | None:
    """Keep the database that is there under another name, its log brought in; it stays in place until replaced."""
    if not database.is_file():
        return None
    with contextlib.suppress(sqlite3.Error, StoreError), schema.alone(database):
        pass
    kept = database.with_name(f"{database.name}.{REPLACED}")
    kept.unlink(missing_ok=True)
    os.link(database, kept)
    for suffix in ("-wal", "-shm"):
        # A damaged database could not bring its log in: what the log holds is kept with it.
        with contextlib.suppress(FileNotFoundError):
            database.with_name(database.name + suffix).replace(kept.with_name(kept.name + suffix))
    return kept


def split(database: Path, target: Path, serves: Callable[[int], bool]) -> Holdings:
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
            # What belongs to servers that others serve.
            for (table,) in db.execute(_OWNED).fetchall():
                db.execute(f"DELETE FROM {table} WHERE NOT served(guild_id)")
            schema.execute(db, _OTHERS)
            rebuild(db, lambda _: None)
            db.execute("COMMIT")
            db.execute("VACUUM")
        return examine(part)
