"""What the processes of one bot share of Discord's patience, and whether Discord is really connected.

Limits that Discord counts for a bot as a whole: 50 requests a second (discord.com/developers/docs/topics/rate-limits)
and one IDENTIFY in five seconds (discord.com/developers/docs/events/gateway#rate-limiting). Processes know nothing of
each other's use, so each keeps to a fixed share: of the requests by its number of shards, of the time by turns.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import discord

from bot.shards import Shards

REQUESTS = 50
"""Requests a second Discord takes from a bot, answers to interactions and webhooks not counted."""
IDENTIFY_SECONDS = 5.0
"""Between two sessions that begin."""
_UNCOUNTED = ("/interactions/", "/webhooks/")


class Connection:
    """Which shards of this process are connected.

    `is_ready` of discord.py stays true while a session may be resumed, however long the gateway refuses it.
    """

    def __init__(self) -> None:
        self._away: set[int] = set()

    def lost(self, shard: int) -> None:
        """Note that a shard's connection ended."""
        self._away.add(shard)

    def back(self, shard: int) -> None:
        """Note that a shard is ready, or has resumed."""
        self._away.discard(shard)

    def whole(self, client: discord.Client) -> bool:
        """Tell whether every shard of `client` is connected now."""
        return client.is_ready() and not client.is_closed() and not self._away


class Share:
    """This process's share of the requests a second: waits where it is used up, before Discord has to refuse."""

    def __init__(self, shards: Shards, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = 1 / max(1.0, REQUESTS * len(shards.ids) / shards.count)
        self._burst = 1.0  # seconds that unused requests last
        self._clock = clock
        self._next = 0.0

    def wait(self) -> float:
        """Take one request; return how many seconds it has to wait."""
        now = self._clock()
        self._next = max(self._next, now - self._burst) + self._each
        return max(0.0, self._next - now)

    def pace(self, http: Any) -> None:
        """Have every request that Discord counts wait for its turn. `http` is discord.py's HTTP client."""
        send = http.request

        async def request(route: Any, **options: Any) -> Any:
            if not route.path.startswith(_UNCOUNTED) and (seconds := self.wait()):
                await asyncio.sleep(seconds)
            return await send(route, **options)

        http.request = request


def seconds_to_turn(shards: Shards, processes: int, now: float) -> float:
    """Return how long a process with `shards` waits until it may begin a session.

    `processes` take turns of five seconds by the wall clock they share; each begins at the start of its turn.
    Which turn is whose follows from the first run of its shards: with 0-3, 4-7 and 8-11 they are first, second, third.
    """
    run = next((n for n, shard in enumerate(shards.ids) if shard != shards.ids[0] + n), len(shards.ids))
    mine = shards.ids[0] // run % processes
    return (mine - now / IDENTIFY_SECONDS) % processes * IDENTIFY_SECONDS
