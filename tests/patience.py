"""How long tests wait: a machine that stands still for some seconds, or is busy, fails none."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable

PATIENCE = 60.0
"""Seconds of real time for what takes a moment; only what is wrong takes them all."""
_ROUND = 0.02


async def until(true: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait until something is so. Raises AssertionError where it never comes to be."""
    for _ in range(round(PATIENCE / _ROUND)):
        so = true()
        if await so if inspect.isawaitable(so) else so:
            return
        await asyncio.sleep(_ROUND)
    raise AssertionError("it never came to be")


def count_processor_time() -> None:
    """Give the searches of this process their time by the processor, which stands still with the machine."""
    time.perf_counter = time.process_time
