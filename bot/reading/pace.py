"""How far a long work is, and how long the rest will take."""

import time
from collections.abc import Callable

Progress = Callable[[str], None]
"""Told, as an import goes on, in a line what it is at; called on other threads than the caller's, too."""

_EVERY = 0.5
"""Seconds between two lines."""
_SURE = 5.0
"""Seconds after which it can be said how long the rest will take."""


class Pace:
    """Tells in a line how many of all are done, what is next, and how long the rest takes at the pace so far."""

    def __init__(self, progress: Progress, line: str, total: int) -> None:
        """Tell `progress` the `line`, which has places for `done` and `all`."""
        self._progress = progress
        self._line = line
        self._total = total
        self._done = 0
        self._began = time.monotonic()
        self._told = 0.0

    def at(self, name: str) -> None:
        """Say what is next; where there is only one, its name alone."""
        now = time.monotonic()
        if now - self._told < _EVERY:
            return
        self._told = now
        if self._total == 1 and name:
            self._progress(name)
            return
        line = self._line.format(done=self._done, all=self._total)
        self._progress("".join([line, self._left(now), f": {name}" if name else ""]))

    def done(self, count: int) -> None:
        """Count some more as done."""
        self._done += count

    def _left(self, now: float) -> str:
        passed = now - self._began
        if passed < _SURE or not self._done:
            return ""
        seconds = passed / self._done * (self._total - self._done)
        minutes = round(seconds / 60)
        return f", about {minutes} min left" if minutes else ", less than a minute left"
