"""Small pieces of work of many callers, done together.

A commit costs a hop to the writer's thread and back whatever it holds. Hundreds of replays write two or three times a
line; what comes in while one transaction is under way goes into the next ones, up to `AT_ONCE` together. Each caller
still has a transaction of its own as far as it can tell: it hears back only after the commit, and its failure undoes
nothing else.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from bot.store.sqlite import errors
from bot.store.sqlite.database import Database
from bot.store.sqlite.turns import asker

AT_ONCE = 16
"""Pieces of work in a batch: who comes first waits for all of it, so a large one makes any delay last."""

T = TypeVar("T")
Call = tuple[Callable[..., Any], tuple[object, ...]]
Result = tuple[Any, Exception | None]


class Batches:
    """Runs functions on the writer, or where `read` on a reader, together with others that came at the same time."""

    def __init__(self, database: Database, *, read: bool = False) -> None:
        self._path = database.path
        self._carry_out = database.read if read else database.transact
        self._waiting: list[tuple[Call, asyncio.Future[Any]]] = []
        self._drain: asyncio.Task[None] | None = None

    async def run(self, function: Callable[..., T], *args: object) -> T:
        """Run `function(connection, *args)` and return its result once it is committed.

        A caller that is cancelled meanwhile does not hear whether it was.
        """
        heard: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(((function, args), heard))
        self._serve()
        return await heard

    def _serve(self, _: object = None) -> None:
        if self._waiting and (self._drain is None or self._drain.done()):
            self._drain = asyncio.create_task(self._work(), name="store-batches")
            # Where it is cancelled, as all tasks are at the end of a process, others may have come meanwhile.
            self._drain.add_done_callback(self._serve)

    async def _work(self) -> None:
        """Commit what waits until nothing does."""
        asker.set(None)  # it is of many servers
        while self._waiting:
            batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            try:
                results = await self._carry_out(_together, [call for call, _ in batch])
            except Exception as error:  # noqa: BLE001 - goes to whoever asked
                results = [(None, error)] * len(batch)
            except BaseException:
                for _, heard in batch:
                    heard.cancel()
                raise
            for (_, heard), (value, failure) in zip(batch, results, strict=True):
                if heard.done():
                    continue
                if failure is None:
                    heard.set_result(value)
                else:
                    heard.set_exception(errors.refusal(failure, self._path))


def _together(connection: sqlite3.Connection, calls: list[Call]) -> list[Result]:
    results: list[Result] = []
    for function, args in calls:
        connection.execute("SAVEPOINT one")
        try:
            results.append((function(connection, *args), None))
        except Exception as error:  # goes to whoever asked
            if not connection.in_transaction:
                raise  # a full disk, among others, makes SQLite undo all of it
            connection.execute("ROLLBACK TO one")
            results.append((None, error))
        connection.execute("RELEASE one")
    return results
