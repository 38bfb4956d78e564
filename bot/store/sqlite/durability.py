"""When what was committed is on the disk.

With `synchronous=NORMAL` a commit reaches the write-ahead log and survives the process, but a power cut may take back
the last transactions (sqlite.org/pragma.html#pragma_synchronous). Whoever must not forget asks for one fsync of the
log; SQLite itself syncs the log before it brings it into the file, so nothing older needs one.
"""

import asyncio
import contextlib
import fcntl
import os
from collections.abc import Awaitable, Callable
from pathlib import Path


class Durability:
    """Makes one database's commits durable; callers that come while that is under way share the next time.

    `through` syncs the write-ahead log, unless it is given another way, such as a replica that holds everything.
    """

    def __init__(self, path: Path) -> None:
        self.through: Callable[[], Awaitable[None]] = lambda: asyncio.to_thread(
            sync, path.with_name(f"{path.name}-wal")
        )
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[None] | None = None

    async def wait(self) -> None:
        """Return once everything committed before the call is on the disk. Raises what the way there does (OSError)."""
        # One that is done but still stands there was cancelled before its turn.
        if self._next is None or self._next.done():
            self._next = asyncio.create_task(self._sync(), name="store-fsync")
        # A caller that is cancelled must not take the others' sync with it.
        await asyncio.shield(self._next)

    async def _sync(self) -> None:
        async with self._turn:
            # Whoever commits from here on may be too late for this sync.
            self._next = None
            await self.through()


def sync(path: Path) -> None:
    """Write what the system holds of `path` to the disk; a log that does not exist holds nothing."""
    with contextlib.suppress(FileNotFoundError):
        file = os.open(path, os.O_RDONLY)
        try:
            # macOS: fsync leaves the data in the drive's own cache.
            if hasattr(fcntl, "F_FULLFSYNC"):
                fcntl.fcntl(file, fcntl.F_FULLFSYNC)
            else:
                os.fsync(file)
        finally:
            os.close(file)
