"""Time, as a replay sees it. Waiting goes by the monotonic clock: the wall's jumps make neither bursts nor gaps."""

import asyncio
import time
from typing import Protocol


class Bell:
    """Ends the wait of whoever waits on it: one waiter at a time."""

    def __init__(self) -> None:
        self._rung = False
        self._sleeper: asyncio.Task[None] | None = None

    def ring(self) -> None:
        """End the wait, or the next one if nobody waits."""
        self._rung = True
        if self._sleeper is not None:
            self._sleeper.cancel()

    def clear(self) -> None:
        """Forget that it rang."""
        self._rung = False

    def is_set(self) -> bool:
        """Tell whether it rang since it was cleared."""
        return self._rung

    async def sleep(self, seconds: float) -> None:
        """Sleep until it rings, at most `seconds`."""
        if self._rung:
            return
        # A sleep of its own, so that nothing but this wait is cut short.
        self._sleeper = asyncio.create_task(asyncio.sleep(seconds), name="replay-wait")
        try:
            await asyncio.wait({self._sleeper})
        finally:
            self._sleeper.cancel()
            self._sleeper = None


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

    async def wait(self, bell: Bell, seconds: float) -> bool:
        """Wait for `bell`, at most `seconds`; return whether it rang."""
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

    async def wait(self, bell: Bell, seconds: float) -> bool:
        """Wait for `bell`, at most `seconds`."""
        await bell.sleep(seconds)
        return bell.is_set()
