"""The lock that keeps a second process from writing to a database."""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bot.errors import StoreError
from bot.store.sqlite import errors

# Lock files this process holds, and how often. POSIX locks belong to the process and go when any handle of the file is
# closed, so every opening shares one handle; a bot restarted within its process does not lock itself out.
_held: dict[Path, tuple[IO[bytes], int]] = {}


@contextlib.contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Keep every other process from writing to `path` until the block ends. Raises StoreError where one does."""
    name = path.resolve().with_name(path.resolve().name + ".lock")
    with errors.told(path):
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
