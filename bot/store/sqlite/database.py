"""The one writer, the readers, and the file they share. Nothing outside this module touches aiosqlite.

SQL runs in functions handed to a connection's own thread (`read(fn)`, `Write.run(fn)`): a whole piece of work
is one hop, and transactions are never interleaved. A cancelled caller waits until its function has really
stopped, because aiosqlite would otherwise let it run on behind a lock that was already given away.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, TypeVar
from urllib.parse import quote

import aiosqlite

from bot.errors import StoreError
from bot.store.sqlite import errors, files, schema
from bot.store.sqlite.copy import copy
from bot.store.sqlite.durability import Durability

T = TypeVar("T")

# Its debug lines carry parameters, that is people's posts.
logging.getLogger("aiosqlite").setLevel(logging.INFO)

READ_SECONDS = 10.0
CHECK_EVERY = 4_000  # virtual machine steps between two looks at the clock


class Channel:
    """One connection on its own thread, with a deadline and a way to stop what it is doing."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._raw = connection._conn  # noqa: SLF001 - aiosqlite offers no way to run a function on its thread
        self._deadline = float("inf")
        self._stopped = False

    @classmethod
    async def connect(cls, path: Path, *, write: bool) -> "Channel":
        """Open `path`; without `write` neither SQL nor a bug can change the file."""
        uri = f"file:{quote(str(path))}?mode={'rwc' if write else 'ro'}"
        with errors.told(path):
            connection = await aiosqlite.connect(uri, uri=True, isolation_level=None, cached_statements=256)
        channel = cls(connection)
        try:
            await connection.set_progress_handler(channel._overdue, CHECK_EVERY)
            await channel.run(schema.prepare, write)
        except BaseException as error:
            # A connection left open keeps its thread, and with it the process.
            await channel.close()
            if not isinstance(error, sqlite3.Error):
                raise
            raise errors.explained(error, path) or StoreError(
                f"{path} could not be used as a database: {error}."
            ) from error
        return channel

    async def run(self, function: Callable[..., T], *args: object, seconds: float = float("inf")) -> T:
        """Run `function(connection, *args)` on the connection's thread, at most `seconds` inside SQLite."""
        self._stopped = False
        # Not `monotonic`: a practice room replaces that clock, on this thread and not on the connection's.
        self._deadline = time.perf_counter() + seconds
        work = self._begin(partial(function, self._raw, *args))
        try:
            return await work
        except asyncio.CancelledError:
            self._stopped = True
            behind = self._begin(int)  # its turn comes when the function has stopped
            while not behind.done():
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait({behind})
            raise

    def _begin(self, function: Callable[[], T]) -> asyncio.Future[T]:
        """Hand a function to the connection's thread: aiosqlite's own way takes a task, and a turn of the loop."""
        if not self._connection._running:  # noqa: SLF001 - see above
            raise ValueError("Connection closed")
        work: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._connection._tx.put_nowait((work, function))  # noqa: SLF001
        return work

    def allow(self, seconds: float) -> None:
        """Give the function that runs now `seconds` inside SQLite from here on, instead of what it had."""
        self._deadline = time.perf_counter() + seconds

    def check(self) -> None:
        """Raise where the caller has gone away; long Python loops on the thread call it now and then."""
        if self._stopped:
            raise StoreError("The work was called off.")

    async def close(self) -> None:
        """Close the connection after what it is doing."""
        await self._connection.close()

    def _overdue(self) -> int:
        return int(self._stopped or time.perf_counter() > self._deadline)


class Write:
    """An open transaction. It is committed when its block ends, and undone when the block raises."""

    def __init__(self, channel: Channel) -> None:
        self._channel: Channel | None = channel

    async def run(self, function: Callable[..., T], *args: object) -> T:
        """Run `function(connection, *args)` inside the transaction."""
        if self._channel is None:
            raise StoreError("This transaction is over.")
        return await self._channel.run(function, *args)

    def check(self) -> None:
        """Raise where the transaction was called off; safe to call from the connection's thread."""
        if self._channel is None:
            raise StoreError("This transaction is over.")
        self._channel.check()

    def end(self) -> None:
        """Refuse anything further."""
        self._channel = None


class Database:
    """One SQLite file: a writer behind a lock, and readers that cannot write and cannot hang."""

    def __init__(self, path: Path, writer: Channel | None, readers: list[Channel]) -> None:
        self.path = path
        self.generation = 0
        """Grows with every transaction of this process, for whoever keeps something in memory."""
        self._writer = writer
        self._turn = asyncio.Lock()
        self._durability = Durability(path)
        self._idle: asyncio.LifoQueue[Channel] = asyncio.LifoQueue()
        for reader in readers:
            self._idle.put_nowait(reader)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, path: Path, *, readers: int = 2, write: bool = True) -> AsyncIterator["Database"]:
        """Open `path`, bring its schema up to date, and close it at the end.

        Raises StoreError where another process writes to it, its schema is newer than this program, or it is
        no database. Without `write` it must exist and be up to date; any number of processes may read.
        """
        _look(path, write=write)
        async with contextlib.AsyncExitStack() as stack:
            writer = None
            if write:
                stack.enter_context(only_writer(path))
                writer = await Channel.connect(path, write=True)
                stack.push_async_callback(writer.close)
                with errors.told(path):
                    if missing := await writer.run(schema.pending):
                        # What a migration does wrong can be undone by hand: the file as it was stands beside it.
                        before = path.with_name(f"{path.name}.before-{missing[0]}")
                        await asyncio.to_thread(copy, path, before)
                    await writer.run(schema.migrate)
            channels = []
            for _ in range(readers):
                channel = await Channel.connect(path, write=False)
                stack.push_async_callback(channel.close)
                channels.append(channel)
            with errors.told(path):
                await channels[0].run(schema.check)
            yield cls(path, writer, channels)

    async def read(self, function: Callable[..., T], *args: object, seconds: float = READ_SECONDS) -> T:
        """Run `function(connection, *args)` on a reader. Raises StoreError where `seconds` do not suffice."""
        async with self.reader() as channel:
            try:
                return await channel.run(function, *args, seconds=seconds)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise StoreError(
                        f"Reading took longer than {seconds:g} seconds and was stopped."
                    ) from error
                if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
                    raise  # a reader that writes is a mistake of ours
                if known := errors.explained(error, self.path):
                    raise known from error
                raise
            except sqlite3.DatabaseError as error:
                if known := errors.explained(error, self.path):
                    raise known from error
                raise

    @contextlib.asynccontextmanager
    async def reader(self) -> AsyncIterator[Channel]:
        """Borrow a reader, for work in several steps."""
        channel = await self._idle.get()
        try:
            yield channel
        finally:
            self._idle.put_nowait(channel)

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[Write]:
        """Open a transaction with an owner: committed at the end of the block, undone where it raises."""
        if self._writer is None:
            raise StoreError(f"{self.path} was opened for reading only.")
        async with self._turn:
            write = Write(self._writer)
            try:
                await self._writer.run(_execute, "BEGIN IMMEDIATE")
                yield write
                write.end()
                await self._writer.run(_execute, "COMMIT")
            except BaseException as error:
                write.end()
                await self._writer.run(_undo)
                if isinstance(error, sqlite3.Error) and (known := errors.explained(error, self.path)):
                    raise known from error
                raise
            finally:
                self.generation += 1

    async def transact(self, function: Callable[..., T], *args: object) -> T:
        """Run `function(connection, *args)` as a whole transaction in one hop: for small writes, many a second."""
        if self._writer is None:
            raise StoreError(f"{self.path} was opened for reading only.")
        async with self._turn:
            try:
                return await self._writer.run(_transact, function, args)
            except sqlite3.Error as error:
                if known := errors.explained(error, self.path):
                    raise known from error
                raise
            finally:
                self.generation += 1

    async def replicated_by(self, sync: Callable[[], Awaitable[None]]) -> None:
        """Have `sync` say when commits are safe, and leave the write-ahead log to whoever copies it."""
        if self._writer is None:
            raise StoreError(f"{self.path} was opened for reading only.")
        async with self._turn:
            await self._writer.run(_execute, "PRAGMA wal_autocheckpoint = 0")
        self._durability.through = sync

    async def secured(self) -> None:
        """Return once everything committed so far survives the loss of power, or with a replica of the machine.

        One fsync, or one sync of the replica, is shared by all who wait.
        """
        with errors.told(self.path):
            await self._durability.wait()

    async def purge(self) -> bool:
        """Bring the write-ahead log into the file and empty it; False where a reader still needs it."""
        if self._writer is None:
            raise StoreError(f"{self.path} was opened for reading only.")
        async with self._turn:
            if self._durability.through is not None:
                # What is checkpointed is in the log no longer: the copy must have it first.
                await self._durability.wait()
            return await self._writer.run(_checkpoint)


def _checkpoint(connection: sqlite3.Connection) -> bool:
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _look(path: Path, *, write: bool) -> None:
    """Make the file of a database that may be made; raise where one that should be there is not."""
    with errors.told(path):
        there = files.refuse_odd(path)
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            files.keep_private(path)
        elif not there:
            raise StoreError(f"There is no database at {path} yet.")
        else:
            schema.undo_unfinished(path)
    if (
        path.exists()
        and not os.access(path, os.R_OK)
        and (closed := errors.because(sqlite3.SQLITE_CANTOPEN, path))
    ):
        # Asked here: a connection that fails to open leaves a thread that complains when the loop is gone.
        raise closed


def _transact(connection: sqlite3.Connection, function: Callable[..., T], args: tuple[object, ...]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = function(connection, *args)
        connection.execute("COMMIT")
    except BaseException:
        _undo(connection)
        raise
    return result


def _execute(connection: sqlite3.Connection, sql: str) -> None:
    connection.execute(sql)


def _undo(connection: sqlite3.Connection) -> None:
    # A full disk, among others, makes SQLite end the transaction by itself.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


# Lock files this process holds, and how often. POSIX locks belong to the process and go when any handle of the file is
# closed, so every opening shares one handle; a bot restarted within its process does not lock itself out.
_held: dict[Path, tuple[IO[bytes], int]] = {}


@contextlib.contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Keep every other process from writing to `path` until the block ends. Raises StoreError where one does."""
    name = path.with_name(path.name + ".lock").absolute()
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
