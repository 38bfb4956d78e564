"""What SQLite and the system refuse, as sentences that say what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import OutOfService, StoreError
from bot.languages import Text

_CODES = {
    sqlite3.SQLITE_FULL: Text("the disk is full. Make room, then try again"),
    sqlite3.SQLITE_READONLY: Text(
        "the file or its folder cannot be written to. Give me the right to write there"
    ),
    sqlite3.SQLITE_CANTOPEN: Text("the file cannot be opened. See that its folder exists and belongs to me"),
    sqlite3.SQLITE_IOERR: Text("the disk refused. See that it is whole, mounted and has room"),
    sqlite3.SQLITE_BUSY: Text("another program holds the file. Close whatever else has it open"),
    sqlite3.SQLITE_LOCKED: Text("another program holds the file. Close whatever else has it open"),
    sqlite3.SQLITE_CORRUPT: Text(
        "it is damaged. Stop me and run `hansard repair`, or `hansard restore` a backup"
    ),
    sqlite3.SQLITE_NOTADB: Text("it is no database. `hansard restore` a backup in its place"),
    sqlite3.SQLITE_PERM: Text("the file cannot be written to. Give me the right to write there"),
}
NO_REPLICA = Text("The replica cannot be reached, so nothing can be said safely now; trying again.")

_OURS = ("no such ", "no query solution", "ambiguous column", "wrong number", "database table is locked")
"""How messages begin that quote nothing but statements, which are constants of this program."""

_SYSTEM = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EFBIG: sqlite3.SQLITE_FULL,
    errno.EROFS: sqlite3.SQLITE_READONLY,
    errno.EACCES: sqlite3.SQLITE_READONLY,
    errno.EPERM: sqlite3.SQLITE_READONLY,
}


def explained(error: sqlite3.Error | OSError, path: Path) -> OutOfService | None:
    """Return the sentence for `error`; None where the fault is in a statement of ours."""
    if isinstance(error, OSError):
        return because(_SYSTEM.get(error.errno or 0, sqlite3.SQLITE_IOERR), path)
    # Python sets the code only on errors that come from SQLite itself.
    return because(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF, path)


def because(code: int, path: Path) -> OutOfService | None:
    """Return the sentence for one of SQLite's primary codes; None for those that are mistakes of ours."""
    if reason := _CODES.get(code):
        return OutOfService(
            "The archive ({file}) cannot be used now: {reason}. Nothing was changed.",
            file=path.name,
            reason=reason,
        )
    return None


def refusal(error: Exception, path: Path, seconds: float = 0, *, reading: bool = False) -> Exception:
    """Return what is told of an error of work on the database, which had `seconds`, without what it may quote.

    What SQLite refuses is told in our words where somebody can do something about it; that whoever is `reading` writes
    is a mistake of ours. The traceback, which quotes code alone, goes with it.
    """
    told = error
    if isinstance(error, sqlite3.Error):
        told = bare = without_words(error)
        code = getattr(bare, "sqlite_errorcode", -1) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT:
            told = StoreError(f"Reading took longer than {seconds:g} seconds and was stopped.")
        elif not (reading and code == sqlite3.SQLITE_READONLY):
            told = explained(bare, path) or bare
    elif isinstance(error, ValueError | LookupError):
        kind = ValueError if isinstance(error, ValueError) else LookupError
        told = kind(f"a value that cannot be read ({type(error).__name__})")
    return told.with_traceback(error.__traceback__)


def without_words(error: sqlite3.Error) -> sqlite3.Error:
    """Return the same error without SQLite's message, which may quote a row or a query: by the code's name alone."""
    code, name = getattr(error, "sqlite_errorcode", None), getattr(error, "sqlite_errorname", None)
    if code is None and str(error).startswith("Could not decode to UTF-8"):
        # Python's own: a damaged page gave bytes that are no text.
        code, name = sqlite3.SQLITE_CORRUPT, "SQLITE_CORRUPT"
    said = str(error) if str(error).startswith(_OURS) else name
    bare = type(error)(said or "a value SQLite cannot hold")
    if code is not None and name is not None:
        bare.sqlite_errorcode, bare.sqlite_errorname = code, name
    return bare


@contextmanager
def told(path: Path, failed: str = "") -> Iterator[None]:
    """Raise what SQLite or the system refuse about `path` as `OutOfService`; mistakes of ours stay what they are.

    Unless `failed` says what could not be done: then whatever SQLite refuses besides is a StoreError that says so.

    None of SQLite's own words leave it, which may be those of a post: not even by a traceback's chain of causes.
    """
    try:
        yield
    except sqlite3.Error as error:
        bare = without_words(error).with_traceback(error.__traceback__)
        raise explained(bare, path) or (StoreError(f"{failed}: {bare}.") if failed else bare) from None
    except OSError as error:
        if not failed and (known := explained(error, path)):
            raise known from error
        raise
