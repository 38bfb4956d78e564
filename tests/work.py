"""How much work a call is, counted rather than timed: lines of Python run, those of comprehensions at each turn."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines_run(call: Callable[[], object]) -> int:
    """Return how many lines of Python `call` runs; what is done inside C, such as a regular expression, is not seen."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG001 - as sys.settrace wants it
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def growth(make: Callable[[int], Callable[[], object]], size: int) -> float:
    """Return how many times the work of `make(size)` the work of `make(2 * size)` is: 2 where it is linear."""
    make(4)()  # what is made once and kept, such as compiled patterns, is made before
    return lines_run(make(2 * size)) / lines_run(make(size))
