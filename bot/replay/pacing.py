"""How long a replay waits between two lines.

Discord takes about 30 webhook messages a minute in a channel; no pace is faster than `FLOOR`, whatever is asked.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

FLOOR = 2.0
"""Seconds between two lines that no pace goes below: what a channel takes in the long run."""
CAP = 120.0
"""Seconds the longest real gap is shortened to."""
LETTERS_A_SECOND = 20
"""A calm reader: some 240 English words a minute."""
SPEEDS = (50, 75, 100, 150, 200, 300)
"""Per cent, the steps of slower and faster."""


class Pace(StrEnum):
    """How the time between lines is found."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"
    AS_IT_HAPPENED = "happened"  # the real gaps, none longer than CAP
    READING = "reading"  # as long as the line before takes to read
    STEP = "step"  # a post at a time, each when somebody asks for it


_STEADY = {Pace.SLOW: 10.0, Pace.NORMAL: 5.0, Pace.FAST: 2.5}
_NEXT_PART = 2.5  # between the parts of one post, where the pace has nothing else to say


@dataclass(frozen=True, slots=True)
class Weight:
    """What a stretch of the plan weighs in time. Weights add up."""

    lines: int = 0
    posts: int = 0
    reading: float = 0.0
    real: float = 0.0

    def __add__(self, other: "Weight") -> "Weight":
        """Add a later stretch."""
        return Weight(
            self.lines + other.lines,
            self.posts + other.posts,
            self.reading + other.reading,
            self.real + other.real,
        )


def reading_time(letters: int) -> float:
    """Return the seconds a line of that many letters takes to read, within sensible bounds."""
    return min(max(letters / LETTERS_A_SECOND, FLOOR), CAP)


def real_gap(seconds: float | None) -> float:
    """Return the gap to leave where `seconds` really passed; None or less than none: nobody knows, or dates lie."""
    return _STEADY[Pace.NORMAL] if seconds is None or seconds < 0 else min(max(seconds, FLOOR), CAP)


@dataclass(frozen=True, slots=True)
class Tempo:
    """A pace and how much faster or slower it is taken; `speed` in per cent."""

    pace: Pace = Pace.NORMAL
    speed: int = 100

    def gap(self, *, first: bool, letters_before: int, real: float) -> float:
        """Return the seconds between the line before and this one.

        `first` tells whether the line opens its post, `letters_before` how long the line before was, `real` the
        gap between the posts as `real_gap` gives it.
        """
        match self.pace:
            case Pace.READING:
                gap = reading_time(letters_before)
            case Pace.AS_IT_HAPPENED:
                gap = real if first else _NEXT_PART
            case Pace.STEP:
                gap = _NEXT_PART
            case steady:
                gap = _STEADY[steady]
        return max(gap * 100 / self.speed, FLOOR)

    def takes(self, weight: Weight) -> float | None:
        """Return about how many seconds `weight` takes, or None where that is up to people."""
        match self.pace:
            case Pace.STEP:
                return None
            case Pace.READING:
                seconds = weight.reading
            case Pace.AS_IT_HAPPENED:
                seconds = weight.real + _NEXT_PART * (weight.lines - weight.posts)
            case steady:
                seconds = _STEADY[steady] * weight.lines
        return max(seconds * 100 / self.speed, FLOOR * weight.lines)

    def slower(self) -> "Tempo":
        """Return the next slower tempo, or this one at the end of the scale."""
        return replace(self, speed=max((speed for speed in SPEEDS if speed < self.speed), default=self.speed))

    def faster(self) -> "Tempo":
        """Return the next faster tempo, or this one at the end of the scale."""
        return replace(self, speed=min((speed for speed in SPEEDS if speed > self.speed), default=self.speed))
