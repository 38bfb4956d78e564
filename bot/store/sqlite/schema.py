"""The database's shape: connection settings, and migrations numbered `NNNN_name.sql`."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from bot.errors import StoreError
from bot.search.words import fold_name

_SETTINGS = ("foreign_keys = ON", "cache_size = -32768", "temp_store = MEMORY")
_WRITER = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    # What is deleted is overwritten: words removed for good are in no free page of the file either.
    "secure_delete = ON",
    # What is mapped counts as memory of the process: an import goes through all of the file.
    "mmap_size = 0",
)
_READER = ("query_only = ON", "mmap_size = 2147418112")


def prepare(connection: sqlite3.Connection, write: bool) -> None:  # noqa: FBT001 - called through Channel.run
    """Set what every connection needs, and let statements fold names; a reader loses the power to write."""
    for setting in _SETTINGS + (_WRITER if write else _READER):
        connection.execute(f"PRAGMA {setting}")
    connection.create_function("fold_name", 1, lambda text: text and fold_name(text), deterministic=True)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open a file as SQLite does, for `ro`, `rw` or `rwc`; transactions begin where they are begun.

    Whoever finds it locked waits five seconds, which is Python's default.
    """
    return sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None, cached_statements=256
    )


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database to write to it, on this thread."""
    with closing(connect(path, "rwc")) as connection:
        prepare(connection, write=True)
        yield connection


@contextmanager
def alone(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database that nobody else has open, and leave it in one file, without a log."""
    with opened(path) as connection:
        yield connection
        connection.execute("PRAGMA journal_mode = DELETE")


def undo_unfinished(path: Path) -> None:
    """Take back what a process that died left half written in a rollback journal; who may only read cannot."""
    if path.with_name(f"{path.name}-journal").exists():
        with closing(connect(path, "rw")) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def shipped() -> dict[str, str]:
    """Return this program's migrations, name to SQL, in order."""
    files = (resources.files("bot.store.sqlite") / "migrations").iterdir()
    return dict(
        sorted((f.name.removesuffix(".sql"), f.read_text("utf-8")) for f in files if f.name.endswith(".sql"))
    )


def applied(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the migrations the database has had, in order."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone():
        return []
    return [name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY name")]


def missing(connection: sqlite3.Connection) -> list[str]:
    """Return the migrations the database has not had. Raises StoreError where it has had one that is not known here."""
    known, had = shipped(), applied(connection)
    if strange := [name for name in had if name not in known]:
        raise StoreError(
            f"The database was made by a newer version of Hansard (it has had {strange[-1]}); please update."
        )
    return [name for name in known if name not in had]


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing, each migration in one transaction with its record. Raises as `missing` does."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) WITHOUT ROWID"
    )
    known = shipped()
    for name in missing(connection):
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            execute(connection, known[name])
            connection.execute("INSERT INTO migrations VALUES (?, datetime('now'))", (name,))


def execute(connection: sqlite3.Connection, script: str) -> None:
    """Execute the statements of a script one by one (`executescript` would commit what is open)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    connection.execute(statement)
