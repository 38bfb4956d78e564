"""The one writer, the readers, the file they share, and what has the methods of a part of the store run on them.

SQL runs in functions handed to a connection's own thread (`read(fn)`, `Write.run(fn)`): a whole piece of work
is one hop, and transactions are never interleaved.
"""

import asyncio
import contextlib
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from bot.errors import StoreError
from bot.store.sqlite import errors, files, schema
from bot.store.sqlite.connection import Channel
from bot.store.sqlite.copy import BEFORE, KEPT, REPLACED, copy, forget
from bot.store.sqlite.durability import Durability
from bot.store.sqlite.turns import Turn, Turns

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
Self = TypeVar("Self", bound="Part")

READ_SECONDS = 10.0


class Batch(Protocol):
    """Work on many things in one transaction, some of which is done once for all of them."""

    def finish(self, db: sqlite3.Connection, /) -> None:
        """Do what was left."""


class Write:
    """An open transaction. It is committed when its block ends, and undone when the block raises."""

    def __init__(self, channel: Channel) -> None:
        self._channel: Channel | None = channel
        self._batch: Batch | None = None

    async def run(self, function: Callable[..., T], *args: object) -> T:
        """Run `function(connection, *args)` inside the transaction, after whatever was left of a batch."""
        return await self._open().run(self.after_batch, function, *args)

    async def run_in(self, kind: type[Batch], function: Callable[..., T], *args: object) -> T:
        """Run `function(connection, batch, *args)`; all that run so one after another have one batch of that kind.

        What the batch leaves is done before anything else runs, or is committed.
        """
        channel = self._open()
        if self._batch is None:
            self._batch = kind()
        return await channel.run(function, self._batch, *args)

    def after_batch(self, db: sqlite3.Connection, function: Callable[..., T], *args: object) -> T:
        """Do what a batch left, then run `function(connection, *args)`; on the connection's thread."""
        batch, self._batch = self._batch, None
        if batch is not None:
            batch.finish(db)
        return function(db, *args)

    @property
    def db(self) -> sqlite3.Connection:
        """The connection, for what `run` runs: its thread alone may use it."""
        return self._open().raw

    def check(self) -> None:
        """Raise where the transaction was called off; safe to call from the connection's thread."""
        self._open().check()

    def end(self) -> None:
        """Refuse anything further."""
        self._channel = None

    def _open(self) -> Channel:
        if self._channel is None:
            raise StoreError("This transaction is over.")
        return self._channel


class Readers(Turns[Channel]):
    """The readers, each told what share of the time is its borrower's."""

    async def borrow(self, server: int | None, ahead: bool) -> Channel:  # noqa: FBT001 - as it came
        """Wait for one."""
        channel = await super().borrow(server, ahead)
        channel.share = self.share()
        return channel


class Database:
    """One SQLite file: a writer behind a lock, and readers that cannot write and cannot hang; both in fair turns."""

    def __init__(self, path: Path, writer: Channel | None, readers: list[Channel]) -> None:
        self.path = path
        self._writer = writer
        self._durability = Durability(path)
        self._reading = Readers(readers)
        self._writing = Turns([writer] if writer else [])

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
                stack.enter_context(files.only_writer(path))
                writer = await stack.enter_async_context(Channel.open(path, write=True))
                if (missing := await writer.run(schema.missing)) and await writer.run(schema.applied):
                    # What a migration does wrong can be undone by hand: the file as it was stands beside it.
                    before = path.with_name(f"{path.name}.{BEFORE}{missing[0]}")
                    await asyncio.to_thread(copy, path, before)
                await writer.run(schema.migrate)
                try:
                    await asyncio.to_thread(forget, path, BEFORE, REPLACED, days=KEPT)
                except StoreError as error:
                    log.warning("%s", error)
            channels = [
                await stack.enter_async_context(Channel.open(path, write=False)) for _ in range(readers)
            ]
            if await channels[0].run(schema.missing):
                raise StoreError(
                    "The database is of an older version; start the bot once to bring it up to date."
                )
            yield cls(path, writer, channels)

    async def read(
        self, function: Callable[..., T], *args: object, seconds: float = READ_SECONDS, ahead: bool = False
    ) -> T:
        """Run `function(connection, *args)` on a reader, which sees one state of the archive until it returns.

        Raises StoreError where `seconds` do not suffice.
        """
        async with self.reader(ahead=ahead) as channel:
            return await channel.transact(function, *args, seconds=seconds)

    def reader(self, *, ahead: bool = False) -> Turn[Channel]:
        """Borrow a reader, for work in several steps."""
        return Turn(self._reading, ahead=ahead)

    def _turn(self) -> Turn[Channel]:
        """Wait for the writer."""
        if self._writer is None:
            raise StoreError(f"{self.path} was opened for reading only.")
        return Turn(self._writing)

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[Write]:
        """Open a transaction with an owner: committed at the end of the block, undone where it raises."""
        async with self._turn() as writer:
            write = Write(writer)
            try:
                await writer.run(sqlite3.Connection.execute, "BEGIN IMMEDIATE")
                yield write
                write.end()
                await writer.run(write.after_batch, sqlite3.Connection.commit)
            except BaseException:
                write.end()
                # A full disk, among others, makes SQLite end the transaction by itself: this does nothing then.
                await writer.run(sqlite3.Connection.rollback)
                raise

    async def transact(self, function: Callable[..., T], *args: object) -> T:
        """Run `function(connection, *args)` as a whole transaction in one hop: for small writes, many a second."""
        async with self._turn() as writer:
            return await writer.transact(function, *args)

    async def replicated_by(self, sync: Callable[[], Awaitable[None]]) -> None:
        """Have `sync` say when commits are safe, and leave the write-ahead log to whoever copies it."""
        async with self._turn() as writer:
            await writer.run(sqlite3.Connection.execute, "PRAGMA wal_autocheckpoint = 0")
        self._durability.through = sync

    async def secured(self) -> None:
        """Return once everything committed so far survives the loss of power, or with a replica of the machine.

        One fsync, or one sync of the replica, is shared by all who wait.
        """
        with errors.told(self.path):
            await self._durability.wait()

    async def purge(self) -> bool:
        """Bring the write-ahead log into the file and empty it; False where a reader still needs it. Waits for none."""
        async with self._turn() as writer:
            # What is checkpointed is in the log no longer: a replica must have it first.
            await self.secured()
            return await writer.run(_checkpoint)


def _checkpoint(connection: sqlite3.Connection) -> bool:
    (timeout,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {timeout}")


def _look(path: Path, *, write: bool) -> None:
    """Make the file of a database that may be made; raise where one that should be there is not."""
    with errors.told(path):
        if not files.refuse_odd(path) and not write:
            raise StoreError(f"There is no database at {path} yet.")
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            files.keep_private(path)
        else:
            schema.undo_unfinished(path)
    if not os.access(path, os.R_OK) and (closed := errors.because(sqlite3.SQLITE_CANTOPEN, path)):
        # Asked here: a connection that fails to open leaves a thread that complains when the loop is gone.
        raise closed


class Part:
    """A part of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database


def reads(
    body: Callable[Concatenate[Self, sqlite3.Connection, P], T],
) -> Callable[Concatenate[Self, P], Coroutine[Any, Any, T]]:
    """Have the body of a method run on a reader: callers await it, and leave its first argument out."""

    @wraps(body)
    async def method(self: Self, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._database.read(lambda db: body(self, db, *args, **kwargs))

    return method


def writes(
    body: Callable[Concatenate[Self, sqlite3.Connection, P], T],
) -> Callable[Concatenate[Self, P], Coroutine[Any, Any, T]]:
    """Have the body of a method run on the writer, as one whole transaction."""

    @wraps(body)
    async def method(self: Self, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._database.transact(lambda db: body(self, db, *args, **kwargs))

    return method


def within(body: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Have the body of a method run inside the transaction it is given as `write`, with its connection `write.db`."""

    @wraps(body)
    async def method(*args: P.args, **kwargs: P.kwargs) -> T:
        return await cast("Write", kwargs["write"]).run(lambda _: body(*args, **kwargs))

    return method
