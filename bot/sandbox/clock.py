"""The time that replays go by in the practice room."""

import time

from bot.app import Hansard
from bot.replay.clock import Bell

TICKED = "practice_tick"
"""The event of discord.py that is dispatched at every look at the clock."""


class RoomClock:
    """The wall's time, waited for in steps of the room's tick: a wait that simcord knows to be one, however short."""

    def __init__(self) -> None:
        self._bot: Hansard | None = None

    def belongs_to(self, bot: Hansard) -> None:
        """Tick for `bot`, which is built with this clock."""
        self._bot = bot

    def tick(self) -> None:
        """Let everyone who waits look at the time."""
        if self._bot is not None:
            self._bot.dispatch(TICKED)

    def now(self) -> float:
        """Return the wall's time."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that only ever pass."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self.wait(Bell(), seconds)

    async def wait(self, bell: Bell, seconds: float) -> bool:
        """Wait for `bell`, at most `seconds`; return whether it rang."""
        end = time.monotonic() + seconds
        while self._bot is not None and not bell.is_set() and time.monotonic() < end:
            await self._bot.wait_for(TICKED)
        return bell.is_set()
