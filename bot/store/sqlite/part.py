"""What the parts of the store have in common: methods whose bodies run inside the database."""

from collections.abc import Callable, Coroutine
from functools import wraps
from sqlite3 import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from bot.store.sqlite.database import Database, Write

P = ParamSpec("P")
T = TypeVar("T")
Self = TypeVar("Self", bound="Part")


class Part:
    """A part of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database


def reads(
    body: Callable[Concatenate[Self, Connection, P], T],
) -> Callable[Concatenate[Self, P], Coroutine[Any, Any, T]]:
    """Have the body of a method run on a reader: callers await it, and leave its first argument out."""

    @wraps(body)
    async def method(self: Self, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._database.read(lambda db: body(self, db, *args, **kwargs))

    return method


def writes(
    body: Callable[Concatenate[Self, Connection, P], T],
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
