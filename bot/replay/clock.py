"""Time, as a replay sees it. Waiting goes by the monotonic clock: the wall's jumps make neither bursts nor gaps."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What a replay needs to know of time."""

    def now(self) -> float:
        """Return the wall's time in seconds since 1970; it may jump."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever pass."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    async def wait(self, event: asyncio.Event, seconds: float | None) -> bool:
        """Wait for `event`, at most `seconds` (None: for good); return whether it came."""
        ...


class RealClock:
    """The process's own time."""

    def now(self) -> float:
        """Return the wall's time."""
        return time.time()

    def monotonic(self) -> float:
        """Return the event loop's time."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, seconds: float | None) -> bool:
        """Wait for `event`, at most `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return False
        return True
