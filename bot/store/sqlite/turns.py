"""Whose turn it is: readers, and the one writer, shared fairly among the servers that ask.

Every server has a queue of its own. Who holds the fewest of what is shared comes first, among equals whoever was served
or came longest ago: however much one server asks, another waits for one piece of work and no more. Work that waits with
other work is told how long it may take (`share`), so that a crowd is answered briefly instead of late.
"""

import asyncio
import itertools
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from typing import Generic, TypeVar

from bot.errors import UserError

MOST_WAITING = 500
"""Of one server. What nobody asked for is always let in."""
PATIENCE = 0.7
"""Seconds within which a crowd is answered, as far as its work can be cut short."""

T = TypeVar("T")

asker: ContextVar[int | None] = ContextVar("asker", default=None)
"""The server in whose queue waits what this task asks from here on; None is for work that nobody asked for."""
hurried: ContextVar[bool] = ContextVar("hurried", default=False)
"""Whether that stands before all that its own server has asked.

Discord gives three seconds to announce an answer, and to announce it takes next to nothing: a setting, a name.
"""


class Turns(Generic[T]):
    """Lends out `things`, one to each who asks."""

    def __init__(self, things: Iterable[T], now: Callable[[], float] = time.perf_counter) -> None:
        self._idle = list(things)
        self._all = len(self._idle)
        self._now = now
        self._held: list[int | None] = []
        """Of each thing that is lent: the server that holds it."""
        self._queues: dict[int | None, OrderedDict[asyncio.Future[T], float]] = {}
        """Who waits, and since when."""
        self._last: dict[int | None, int] = {}
        """Of each server that waits: the number of its last turn, or of its coming."""
        self._number = itertools.count().__next__

    def share(self) -> float:
        """Return the seconds that what the asker does now may take, so that all who wait with it are heard in time.

        It is its server's part of what is lent out, for as long as the first of that server's has patience, divided
        among all of that server's. Other servers count by their number, whatever they ask.
        """
        server = asker.get()
        mine = self._queues.get(server, OrderedDict())
        waited = self._now() - next(iter(mine.values())) if mine else 0.0
        servers = len({server, *self._held, *self._queues})
        return max(PATIENCE - waited, 0.0) * self._all / servers / (len(mine) + 1)

    async def borrow(self, server: int | None, ahead: bool) -> T:  # noqa: FBT001 - as it came
        """Wait for a thing."""
        if self._idle:  # then nobody waits
            self._held.append(server)
            return self._idle.pop()
        mine = self._queues.setdefault(server, OrderedDict())
        if server is not None and not ahead and len(mine) >= MOST_WAITING:
            raise UserError("Too much is being asked here at once: try again in a moment.")
        turn: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        mine[turn] = self._now()
        if ahead:
            mine.move_to_end(turn, last=False)
        self._last.setdefault(server, self._number())
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._leave(server, turn)
            else:
                self.give_back(server, turn.result())
            raise

    def give_back(self, server: int | None, thing: T) -> None:
        """Take a thing back, and give what is idle to whoever is next."""
        self._held.remove(server)
        self._idle.append(thing)
        while self._idle and self._queues:
            server = min(self._queues, key=lambda each: (self._held.count(each), self._last[each]))
            turn = next(iter(self._queues[server]))
            self._last[server] = self._number()
            self._leave(server, turn)
            if not turn.cancelled():
                self._held.append(server)
                turn.set_result(self._idle.pop())

    def _leave(self, server: int | None, turn: asyncio.Future[T]) -> None:
        queue = self._queues.get(server, OrderedDict())
        queue.pop(turn, None)
        if not queue:
            self._queues.pop(server, None)
            self._last.pop(server, None)


class Turn(AbstractAsyncContextManager[T]):
    """One turn: what is lent to who asks, for a block. Raises UserError where the server asks for too much at once.

    What goes `ahead` takes next to nothing, and somebody waits for it before anything is answered: it stands before all
    that its own server has asked.
    """

    def __init__(self, turns: Turns[T], *, ahead: bool = False) -> None:
        self._turns, self._ahead = turns, ahead

    async def __aenter__(self) -> T:
        self._server = asker.get()
        self._thing = await self._turns.borrow(self._server, self._ahead or hurried.get())
        return self._thing

    async def __aexit__(self, *_: object) -> None:
        self._turns.give_back(self._server, self._thing)
