"""Whole copies of a database while it is in use: made beside their place, looked over, then put there at once."""

import contextlib
import glob
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.errors import StoreError
from bot.store.sqlite import errors, files, schema

log = logging.getLogger(__name__)

BEFORE, REPLACED = "before-", "replaced"
"""How the names of copies go on that are left beside a database: by a migration, and by a restore."""
KEPT = 30
"""Days after which a start deletes them; a removal for good deletes those of migrations at once."""
_COUNT = """
    SELECT (SELECT count(*) FROM threads), (SELECT count(*) FROM posts), (SELECT count(*) FROM passages)"""
_LEAVING = """
    SELECT count(*) FROM threads_leaving x
    JOIN posts p ON p.id BETWEEN x.thread_id << 20 AND (x.thread_id + 1 << 20) - 1"""
PAGES = 4_096
"""Copied between two looks at whether others write."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What a database holds, counted."""

    threads: int
    posts: int
    passages: int
    migrations: tuple[str, ...]


def copy(source: Path, target: Path) -> Stock:
    """Copy the database at `source` to `target`, in place of what is there; return what the copy holds.

    The source may be in use. The copy is complete and sound, or `target` is as it was. Its owner alone may read it.
    Raises StoreError, also where `target` is no regular file, or is the source.
    """
    try:
        if files.refuse_odd(target, follow=False) and source.exists() and target.samefile(source):
            raise StoreError(f"{target} is the database itself; name another file.")
        part = target.with_name(f".{target.name}.part")
        target.parent.mkdir(parents=True, exist_ok=True)
        with _whole(part):
            files.keep_private(part)
            with contextlib.closing(_open(source)) as old, contextlib.closing(sqlite3.connect(part)) as new:
                old.backup(new, pages=PAGES)
                # The copy of a database in WAL mode would ask for a log beside it.
                new.execute("PRAGMA journal_mode = DELETE")
            stock = examine(part)
            put(part, target)
    except sqlite3.Error as error:
        raise errors.explained(error, target) or StoreError(
            f"{source} could not be copied: {errors.without_words(error)}."
        ) from None
    except OSError as error:
        raise StoreError(
            f"{target} cannot be written: {error.strerror}. Nothing there was changed."
        ) from error
    return stock


def examine(path: Path) -> Stock:
    """Look over every page and count. Raises StoreError where the file is damaged, no archive, or too new."""
    try:
        with contextlib.closing(_open(path)) as connection:
            complaints = [text for (text,) in connection.execute("PRAGMA integrity_check(3)")]
            if complaints != ["ok"]:
                raise StoreError(f"{path} is damaged: {'; '.join(complaints)[:300]}.")
            had = schema.applied(connection)
            schema.refuse_newer(schema.shipped(), had)
            if not had:
                raise StoreError(f"{path} is a database, but not one of Hansard's.")
            threads, posts, passages = connection.execute(_COUNT).fetchone()
            (promised,) = connection.execute("SELECT coalesce(sum(posts), 0) FROM threads").fetchone()
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'threads_leaving'").fetchone():
                posts -= connection.execute(_LEAVING).fetchone()[0]
    except sqlite3.Error as error:
        raise errors.explained(error, path) or StoreError(
            f"{path} cannot be read as a database: {errors.without_words(error)}."
        ) from None
    if promised != posts:
        raise StoreError(f"{path} is not whole: its threads count {promised} posts, and it holds {posts}.")
    return Stock(threads, posts, passages, tuple(had))


def forget(database: Path, *kinds: str, days: int = 0) -> None:
    """Delete copies that stand beside a database since at least so many days: they hold what was removed from it."""
    for kind in kinds:
        for left in database.parent.glob(f"{glob.escape(database.name)}.{kind}*"):
            if time.time() - left.stat().st_ctime >= days * 86_400:
                left.unlink(missing_ok=True)
                log.info("deleted %s, an old copy of the database", left.name)


def clear(part: Path) -> None:
    """Leave nothing of an unfinished file, nor a log that would be replayed into the next one of its name."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def put(part: Path, target: Path) -> None:
    """Put a finished file in its place at once, and see that it is on the disk before and after."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def _whole(part: Path) -> Iterator[None]:
    """Leave no unfinished file behind."""
    part.unlink(missing_ok=True)
    try:
        yield
    finally:
        for each in (part, part.with_name(f"{part.name}-journal")):
            each.unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    if not files.refuse_odd(path):
        raise StoreError(f"There is no database at {path}.")
    schema.undo_unfinished(path)
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection
