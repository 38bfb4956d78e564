"""The files of a database: regular ones, which their owner alone may read, and the lock of its one writer."""

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bot.errors import StoreError
from bot.store.sqlite import errors

OWNER_ONLY = 0o600
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}

# Lock files this process holds, and how often. POSIX locks belong to the process and go when any handle of the file is
# closed, so every opening shares one handle; a bot restarted within its process does not lock itself out.
_held: dict[Path, tuple[IO[bytes], int]] = {}


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
    _make(path, OWNER_ONLY)
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        # Whoever may write to a file that belongs to somebody else cannot change its rights.
        with contextlib.suppress(FileNotFoundError, PermissionError):
            if stat.S_IMODE(each.stat().st_mode) & ~OWNER_ONLY:
                each.chmod(OWNER_ONLY)


def _make(path: Path, mode: int) -> None:
    """Make an empty file at `path` if there is none. What root makes belongs to whom the folder belongs.

    So a command that root runs beside a bot of another user leaves it nothing it cannot open. What stands there already
    is given to nobody: it may be a link to anything. Raises OSError where no file can be made.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, mode))
        return
    try:
        if os.geteuid() == 0:
            owner = path.parent.stat()
            os.fchown(file, owner.st_uid, owner.st_gid)
    finally:
        os.close(file)


@contextlib.contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Keep every other process from writing to `path` until the block ends. Raises StoreError where one does."""
    name = path.resolve().with_name(path.resolve().name + ".lock")
    with errors.told(path):
        if name not in _held:
            _make(name, 0o644)
        lock, times = _held.get(name) or (name.open("ab"), 0)
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise StoreError(f"Another process is already writing to {path}; stop it first.") from error
    _held[name] = lock, times + 1
    try:
        yield
    finally:
        lock, times = _held.pop(name)
        if times > 1:
            _held[name] = lock, times - 1
        else:
            lock.close()
