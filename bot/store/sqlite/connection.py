"""One connection on a thread of its own. Nothing outside this module touches aiosqlite.

A cancelled caller waits until its function has really stopped, because aiosqlite would otherwise let it run on behind
a lock that was already given away.
"""

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from bot.errors import HansardError, StoreError
from bot.store.sqlite import errors, schema

T = TypeVar("T")

# Its debug lines carry parameters, that is people's posts.
logging.getLogger("aiosqlite").setLevel(logging.INFO)
# Untold, sqlite3 finds out anew for each None that nothing adapts it, by an error it raises and drops.
sqlite3.register_adapter(type(None), {None: None}.get)

CHECK_EVERY = 4_000  # virtual machine steps between two looks at the clock
LEAST = 0.002
"""Seconds any block is given."""


class OutOfTimeError(Exception):
    """What was done within a limit took longer."""


class Channel:
    """One connection on its own thread, with a deadline and a way to stop what it is doing."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self.raw: sqlite3.Connection
        self._path = path
        self._write = write
        self._connection = aiosqlite.Connection(self._opened, iter_chunk_size=64)
        self._seconds = self._deadline = float("inf")
        self._stopped = False
        self.share = float("inf")
        """Seconds that whoever borrowed it should take: there are others. Nobody is interrupted for it."""

    def _opened(self) -> sqlite3.Connection:
        # On the connection's own thread, which alone may use it.
        self.raw = schema.connect(self._path, "rwc" if self._write else "ro")
        return self.raw

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, path: Path, *, write: bool) -> AsyncIterator["Channel"]:
        """Open `path`, and close it in the end; without `write` neither SQL nor a bug can change the file."""
        channel = cls(path, write=write)
        async with contextlib.AsyncExitStack() as stack:
            with errors.told(path, f"{path} could not be used as a database"):
                # A connection left open keeps its thread, and with it the process.
                await stack.enter_async_context(channel._connection)
                await channel._connection.set_progress_handler(channel._overdue, CHECK_EVERY)
                await channel.run(schema.prepare, write)
            yield channel

    async def run(self, function: Callable[..., T], *args: object, seconds: float = float("inf")) -> T:
        """Run `function(connection, *args)` on the connection's thread, at most `seconds` inside SQLite.

        What it raises quotes nothing that is stored; what SQLite refuses is told in our words.
        """
        self._stopped = False
        self._seconds = seconds
        # Not `monotonic`: a practice room replaces that clock, on this thread and not on the connection's.
        self._deadline = time.perf_counter() + seconds
        try:
            return await self._on_thread(self._guarded, function, *args)
        except asyncio.CancelledError:
            self._stopped = True
            # Its turn comes when the function has stopped.
            behind = asyncio.ensure_future(self._on_thread(int))
            while not behind.done():
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait({behind})
            raise

    def transact(
        self, function: Callable[..., T], *args: object, seconds: float = float("inf")
    ) -> Coroutine[Any, Any, T]:
        """Run `function(connection, *args)` as a whole transaction: on one state of the archive, and all or nothing."""

        def whole(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE" if self._write else "BEGIN")
            with connection:
                return function(connection, *args)

        return self.run(whole, seconds=seconds)

    def _on_thread(self, function: Callable[..., T], *args: object) -> Coroutine[Any, Any, T]:
        # aiosqlite has no public way to run a function beside its own connection's methods.
        return self._connection._execute(function, *args)  # type: ignore[no-untyped-call]  # noqa: SLF001

    def _guarded(self, function: Callable[..., T], *args: object) -> T:
        try:
            return function(self.raw, *args)
        except HansardError:
            raise
        except Exception as error:  # noqa: BLE001 - raised again, without what it quotes
            raise errors.refusal(error, self._path, self._seconds, reading=not self._write) from None

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Give SQLite at most `seconds` within the block, and afterwards what is left of the time it had before.

        Raises OutOfTimeError where they do not suffice.
        """
        whole = self._deadline
        self._deadline = min(whole, time.perf_counter() + max(seconds, LEAST))
        try:
            yield
        except sqlite3.OperationalError as error:
            self._deadline = whole
            if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_INTERRUPT or self._overdue():
                raise
            raise OutOfTimeError from error
        finally:
            self._deadline = whole

    def check(self) -> None:
        """Raise where the caller has gone away; long Python loops on the thread call it now and then."""
        if self._stopped:
            raise StoreError("The work was called off.")

    def _overdue(self) -> int:
        return int(self._stopped or time.perf_counter() > self._deadline)
