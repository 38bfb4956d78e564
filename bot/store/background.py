"""Work that waits: done in short transactions, one after another, by a task that ends when nothing waits.

What waits is noted in the transaction that leaves it behind (`index/fulltext.py`, `archive/leaving.py`), so a process
that dies in the middle goes on at its next start.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from sqlite3 import Connection
from typing import Any

from bot.errors import HansardError, StoreError
from bot.store.archive import leaving
from bot.store.index import beside, fulltext, parts
from bot.store.sqlite.copy import BEFORE, forget
from bot.store.sqlite.database import Database, Part, reads

log = logging.getLogger(__name__)

PATIENT = 60.0
"""Seconds a piece of work that nobody waits for may read."""
PAUSE = 0.5
"""Seconds between two looks whether readers still need the log."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is left to do: posts to be indexed, posts of removed threads, and whether removed words are in the file."""

    unindexed: int
    leaving: int
    erasing: bool

    def __bool__(self) -> bool:
        """Tell whether anything is left."""
        return self.unindexed > 0 or self.leaving > 0 or self.erasing


class Background(Part):
    """Does what waits."""

    def __init__(self, database: Database, follower: beside.Follower | None) -> None:
        super().__init__(database)
        self._follower = follower
        self._places: dict[str, Callable[..., Awaitable[Any]]] = {
            "read": partial(database.read, seconds=PATIENT),
            "write": database.transact,
            "beside": _to_its_end,
        }
        self._turn = asyncio.Lock()
        self._following = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def wake(self) -> None:
        """See to it that whatever waits is done, after the transaction that is open."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="store-background")

    @reads
    def waiting(self, db: Connection) -> Waiting:
        """Return what is left to do."""
        posts, erasing = fulltext.waiting(db)
        return Waiting(posts, leaving.waiting(db), erasing or bool(beside.state(db).erasing))

    async def finish(self) -> bool:
        """Do all that waits; False where a reader still needs the log, in which removed words may stand."""
        async with self._turn:
            # Not looked up before: whoever woke this may have its transaction open still, and the writer waits for it.
            while await self._database.transact(
                lambda db: parts.tidy(db) or leaving.step(db) or fulltext.step(db)
            ):
                pass
            while (await self._database.read(beside.state)).erasing and await self._followed():
                pass
            if (await self._database.read(fulltext.waiting))[1]:
                if not await self._database.purge():
                    return False
                await asyncio.to_thread(forget, self._database.path, BEFORE)
                await self._database.transact(fulltext.erased)
            return True

    async def follow(self) -> None:
        """Bring the index beside the database up to date; the full-text index serves meanwhile."""
        while await self._followed():
            pass

    async def _followed(self) -> bool:
        """Do one piece of the follower's work, each step where it belongs; tell whether there was any."""
        if self._follower is None:
            return False
        async with self._following:
            work, answer = self._follower.work(), None
            try:
                with contextlib.closing(work):
                    while True:
                        where, function, arguments = work.send(answer)
                        answer = await self._places[where](function, *arguments)
            except StopIteration as over:
                return bool(over.value)
            except (OSError, ValueError) as error:
                raise StoreError(f"The search index beside the database cannot be kept: {error}") from error

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do what waits, and whatever comes to wait, until the block ends."""
        self.wake()
        try:
            yield
        finally:
            if self._task is not None:
                self._task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await self._task

    async def _run(self) -> None:
        try:
            while self._again:
                self._again = False
                while not await self.finish():  # noqa: ASYNC110 - a read ends when it ends
                    await asyncio.sleep(PAUSE)
                await self.follow()
        except HansardError as error:
            # It is noted in the file, and gone on with when something wakes this task, or at the next start.
            log.warning("work on the index stopped: %s", error)


async def _to_its_end(function: Callable[..., Any], *arguments: object) -> Any:
    """Run `function` in a thread of its own; who is cancelled meanwhile is so when it has ended."""
    running = asyncio.ensure_future(asyncio.to_thread(function, *arguments))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
