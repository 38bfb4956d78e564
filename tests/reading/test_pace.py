"""A long work says how far it is and how long the rest takes."""

import pytest

from bot.reading import pace
from bot.reading.pace import Pace


class Clock:
    """The only clock a pace looks at."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pace, "time", clock)
    return clock


def test_the_rest_is_told_by_the_pace_so_far(clock: Clock) -> None:
    said: list[str] = []
    work = Pace(said.append, "{done:,} of {all:,} files", 2_000)
    work.at("a")
    for passed, done in ((10.0, 100), (50.0, 500), (120.0, 1_380), (0.1, 10), (1.0, 0)):
        clock.now += passed
        work.done(done)
        work.at("b")
    assert said == [
        "0 of 2,000 files: a",
        "100 of 2,000 files, about 3 min left: b",
        "600 of 2,000 files, about 2 min left: b",
        "1,980 of 2,000 files, less than a minute left: b",
        "1,990 of 2,000 files, less than a minute left: b",
    ]


def test_of_one_file_its_name_is_told(clock: Clock) -> None:
    said: list[str] = []
    Pace(said.append, "{done} of {all}", 1).at("debate.txt")
    assert said == ["debate.txt"]
    assert clock.now
