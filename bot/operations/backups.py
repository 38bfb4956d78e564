"""Backups by the clock: one file each time, the oldest thrown away."""

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import HansardError
from bot.store.sqlite.copy import copy

log = logging.getLogger(__name__)

PATTERN = "hansard-*.db"
_REST = 3600.0  # after a failure


class Backups:
    """Copies a database into a folder every few hours; a failure is logged and tried again next time."""

    def __init__(self, database: Path, folder: Path, hours: int, keep: int) -> None:
        """Keep the last `keep` copies of `database` in `folder`, one each `hours`."""
        self._database, self._folder = database, folder
        self._hours, self._keep = hours, keep
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; the first copy is made at once unless the last one is young."""
        self._task = asyncio.create_task(self._run(), name="backups")

    async def close(self) -> None:
        """Stop; a copy being made is finished first, as nothing half done is left behind."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    def due_in(self, now: datetime) -> float:
        """Return the seconds until the next copy is due."""
        last = max((path.lstat().st_mtime for path in self._folder.glob(PATTERN)), default=0.0)
        # A copy from the future was made while the clock was wrong: it does not put the next one off.
        return min(max(0.0, last + self._hours * 3600 - now.timestamp()), self._hours * 3600)

    def make(self, now: datetime) -> Path:
        """Make a copy now, and throw away the oldest beyond `keep`. Raises StoreError."""
        target = self._folder / f"hansard-{now:%Y%m%d-%H%M%S}.db"
        copy(self._database, target)
        others = sorted(path for path in self._folder.glob(PATTERN) if path != target)
        for old in others[: max(0, len(others) - self._keep + 1)]:
            old.unlink()
        return target

    async def _run(self) -> None:
        while True:
            try:
                # The folder may lie on a disk that is slow, or away.
                await asyncio.sleep(await asyncio.to_thread(self.due_in, datetime.now(UTC)))
                made = await asyncio.to_thread(self.make, datetime.now(UTC))
                log.info("backup made: %s", made.name)
            except (HansardError, OSError) as error:
                log.error("backup failed, tried again in an hour: %s", error)  # noqa: TRY400 - a sentence
                await asyncio.sleep(_REST)
