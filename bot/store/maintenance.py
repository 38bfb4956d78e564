"""Bringing a backup back, and making derived data anew: work for the only writer, while the bot is stopped."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from bot.errors import StoreError
from bot.store.archive import identities, leaving, name_completion
from bot.store.archive.hashes import Hashes
from bot.store.index import fulltext
from bot.store.privacy import hide, remove
from bot.store.sqlite import errors, files, schema
from bot.store.sqlite.copy import REPLACED, Stock, copy, examine, in_place_of
from bot.store.sqlite.locking import only_writer

_RESTORED = (
    "A backup was restored: lines said since it was made would be said again. "
    "Skip what stands here already, then resume; or stop."
)
_GUARDED = ("privacy_salts", "hidings", "tombstones")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: `kept` is where the old database stands now, `removed` what was taken out again."""

    stock: Stock
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
    with only_writer(database), errors.told(database), in_place_of(database, "restoring") as part:
        copy(backup, part)
        removed = _brought_up(part, database)
        stock, kept = examine(part), _set_aside(database)
    return Restored(stock, kept, removed)


def repair(database: Path, told: Callable[[str], None] = lambda _: None) -> Stock:
    """Look over every page, then make the index, the word forms and every count anew. Raises StoreError."""
    if not files.refuse_odd(database):
        raise StoreError(f"There is no database at {database}.")
    with only_writer(database), errors.told(database), schema.opened(database) as db:
        try:
            complaints = [text for (text,) in db.execute("PRAGMA integrity_check(3)")]
        except sqlite3.DatabaseError as error:
            complaints = [str(errors.without_words(error))]
        if complaints != ["ok"]:
            raise StoreError(
                f"{database} is damaged ({'; '.join(complaints)[:200]}), and what is lost cannot be worked out "
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
    db.execute("DELETE FROM fame")
    db.execute("DELETE FROM author_threads")
    db.execute("UPDATE authors SET posts = 0, words = 0")
    for (thread_id,) in db.execute("SELECT id FROM threads").fetchall():
        identities.count(db, thread_id)
    name_completion.rebuild(db)
    while name_completion.settle(db):
        pass


def _brought_up(part: Path, current: Path) -> tuple[str, ...]:
    """Bring a copied backup up to date, and enforce on it what the current database knows was hidden or removed."""
    with schema.alone(part) as db:
        schema.migrate(db)
        guarded = _guarded(current)
        db.execute("BEGIN IMMEDIATE")
        for table, found in guarded.items():
            for row in found:
                marks = ", ".join("?" for _ in row)
                db.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)
        fulltext.renew(db)
        removed = [*remove.enforce(db), *_hide_again(db)]
        while leaving.step(db) or fulltext.step(db):
            pass
        # Nobody knows what was said since the backup was made.
        db.execute(
            "UPDATE replay_runs SET state = 'paused', reason = ? WHERE state = 'playing'", (_RESTORED,)
        )
        db.execute("COMMIT")
    return tuple(removed)


def _guarded(current: Path) -> dict[str, list[tuple[object, ...]]]:
    """Read the hashes of the database that is to be replaced; one that cannot be read has none to give."""
    if not current.is_file():
        return {}
    try:
        with schema.opened(current) as db:
            return {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in _GUARDED}
    except (sqlite3.Error, StoreError):
        return {}


def _hide_again(db: Connection) -> list[str]:
    hashes = Hashes(db)
    again = []
    for name, guild_id, hidden, pseudonym in db.execute(
        "SELECT name, guild_id, hidden, pseudonym FROM authors WHERE identity <> 'removed'"
    ).fetchall():
        known, wanted = hashes.hidden(guild_id, name)
        if known and (bool(hidden), pseudonym) != (wanted is None, wanted):
            hide.hide(db, name, guild_id, wanted, asked=False)
            again.append("an author")
    return again


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
        log = database.with_name(database.name + suffix)
        if log.exists():
            # A damaged database could not bring its log in: what the log holds is kept with it.
            log.replace(kept.with_name(kept.name + suffix))
    return kept
