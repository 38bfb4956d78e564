"""What SQLite refuses, as sentences that say what to do."""

import sqlite3
from pathlib import Path

from bot.errors import OutOfService
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


def explained(error: sqlite3.Error, path: Path) -> OutOfService | None:
    """Return the sentence for `error`; None where the fault is in a statement of ours."""
    # Python sets the code only on errors that come from SQLite itself.
    code = getattr(error, "sqlite_errorcode", None)
    reason = _CODES.get(code & 0xFF) if isinstance(code, int) else None
    if reason is None:
        return None
    return OutOfService(
        "The archive ({file}) cannot be used now: {reason}. Nothing was changed.",
        file=path.name,
        reason=reason,
    )
