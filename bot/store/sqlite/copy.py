"""Whole copies of a database while it is in use: made beside their place, looked over, then put there at once."""

import contextlib
import glob
import logging
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from bot.errors import StoreError
from bot.store.sqlite import errors, files, schema
from bot.store.sqlite.durability import sync
from bot.store.values import Holdings

log = logging.getLogger(__name__)

BEFORE, REPLACED = "before-", "replaced"
"""How the names of copies go on that are left beside a database: by a migration, and by a restore."""
KEPT = 30
"""Days after which a start deletes them; a removal for good deletes those of migrations at once."""
_COUNT = "SELECT count(*), coalesce(sum(posts), 0), (SELECT count(*) FROM posts) FROM threads"
_LEAVING = """
    SELECT count(*) FROM threads_leaving x
    JOIN posts p ON p.id BETWEEN x.thread_id << 20 AND (x.thread_id + 1 << 20) - 1"""
PAGES = 4_096
"""Copied between two looks at whether others write."""


def copy(source: Path, target: Path) -> Holdings:
    """Copy the database at `source` to `target`, in place of what is there; return what the copy holds.

    The source may be in use. The copy is complete and sound, or `target` is as it was. Its owner alone may read it.
    Raises StoreError, also where `target` is no regular file, or is the source.
    """
    try:
        if files.refuse_odd(target, follow=False) and source.exists() and target.samefile(source):
            raise StoreError(f"{target} is the database itself; name another file.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with errors.told(target, f"{source} could not be copied"), in_place_of(target, "part") as part:
            files.keep_private(part)
            with contextlib.closing(_open(source)) as old, contextlib.closing(sqlite3.connect(part)) as new:
                old.backup(new, pages=PAGES)
                # The copy of a database in WAL mode would ask for a log beside it.
                new.execute("PRAGMA journal_mode = DELETE")
            return examine(part)
    except OSError as error:
        raise StoreError(
            f"{target} cannot be written: {error.strerror}. Nothing there was changed."
        ) from error


def examine(path: Path) -> Holdings:
    """Look over every page and count. Raises StoreError where the file is damaged, no archive, or too new."""
    with errors.told(path, f"{path} cannot be read as a database"), contextlib.closing(_open(path)) as db:
        if complaint := damage(db):
            raise StoreError(f"{path} is damaged: {complaint}.")
        schema.missing(db)
        if not schema.applied(db):
            raise StoreError(f"{path} is a database, but not one of Hansard's.")
        threads, promised, posts = db.execute(_COUNT).fetchone()
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'threads_leaving'").fetchone():
            posts -= db.execute(_LEAVING).fetchone()[0]
    if promised != posts:
        raise StoreError(f"{path} is not whole: its threads count {promised} posts, and it holds {posts}.")
    return Holdings(threads, posts, path.stat().st_size)


def damage(db: sqlite3.Connection) -> str:
    """Look over every page; return what is wrong, nothing where nothing is."""
    try:
        found = "; ".join(text for (text,) in db.execute("PRAGMA integrity_check(3)"))
    except sqlite3.DatabaseError as error:
        return str(errors.without_words(error))
    return "" if found == "ok" else found[:300]


def forget(database: Path, *kinds: str, days: int = 0) -> None:
    """Delete copies that stand beside a database since at least so many days: they hold what was removed from it.

    Raises StoreError where one cannot be deleted.
    """
    name = glob.escape(database.name)
    for left in [each for kind in kinds for each in database.parent.glob(f"{name}.{kind}*")]:
        try:
            if time.time() - left.stat().st_ctime >= days * 86_400:
                left.unlink(missing_ok=True)
                log.info("deleted %s, an old copy of the database", left.name)
        except OSError as error:
            raise StoreError(
                f"{left}, an old copy of the database, cannot be deleted: {error.strerror}. Delete it by hand."
            ) from error


@contextlib.contextmanager
def in_place_of(target: Path, kind: str) -> Iterator[Path]:
    """Yield where to make a file that takes the place of `target` at the end; where the block raises nothing is left.

    A log would be replayed into the next file of its name: none is left, either.
    """
    part = target.with_name(f".{target.name}.{kind}")
    files_ = [part.with_name(part.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]
    for each in files_:
        each.unlink(missing_ok=True)
    try:
        yield part
        # On the disk before and after.
        sync(part)
        part.replace(target)
        sync(target.parent)
    finally:
        for each in files_:
            each.unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    if not files.refuse_odd(path):
        raise StoreError(f"There is no database at {path}.")
    schema.undo_unfinished(path)
    return schema.connect(path, "ro")
