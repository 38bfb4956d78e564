"""The files of a database: regular ones, which their owner alone may read."""

import contextlib
import os
import stat
from pathlib import Path

from bot.errors import StoreError

OWNER_ONLY = 0o600
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def refuse_odd(path: Path, *, follow: bool = True) -> bool:
    """Tell whether a file stands at `path`. Raises StoreError where something else does, and OSError.

    Without `follow` a link is something else, too: whoever replaces it would not replace what it leads to.
    """
    try:
        kind = stat.S_IFMT(path.stat(follow_symlinks=follow).st_mode)
    except FileNotFoundError:
        return False
    if kind != stat.S_IFREG:
        raise StoreError(f"{path} is {_KINDS.get(kind, 'no file')}; name a file, such as hansard.db.")
    return True


def keep_private(path: Path) -> None:
    """Make an empty file at `path` if there is none, and let its owner alone read it and the logs beside it.

    SQLite gives the logs it makes the rights of the database. Raises OSError where no file can be made.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        # Whoever may write to a file that belongs to somebody else cannot change its rights.
        with contextlib.suppress(FileNotFoundError, PermissionError):
            if stat.S_IMODE(each.stat().st_mode) & ~OWNER_ONLY:
                each.chmod(OWNER_ONLY)
