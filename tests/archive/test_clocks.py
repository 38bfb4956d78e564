"""Which times may be one moment."""

from datetime import datetime, timedelta

import pytest

from bot.archive.clocks import may_be_one_moment


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, "2009-05-01 10:03"),
        ("2009-05-01 10:03", "2009-05-01 10:03"),
        ("2009-05-01 10:03:41", "2009-05-01 10:03"),
        ("2009-05-01 10:03", "2009-05-01 15:48"),  # Nepal
        ("2009-05-01 10:03", "2009-05-02 12:03"),
        ("2009-05-01 23:03+00:00", "2009-05-02 00:03"),
        ("2009-05-01", "2009-05-01 10:03"),
    ],
)
def test_times_that_clocks_of_other_zones_may_show_for_one_moment(one: str | None, other: str) -> None:
    first, second = datetime.fromisoformat(one) if one else None, datetime.fromisoformat(other)
    assert may_be_one_moment(first, second)
    assert may_be_one_moment(second, first)


@pytest.mark.parametrize("later", ["2009-05-01 10:04", "2009-05-01 12:47", "2009-05-02 12:18", "2009-05-04"])
def test_times_that_no_zones_explain(later: str) -> None:
    assert not may_be_one_moment(datetime.fromisoformat("2009-05-01 10:03"), datetime.fromisoformat(later))


def test_every_two_zones_there_are_show_one_moment() -> None:
    utc = datetime.fromisoformat("2009-05-01 10:03")
    zones = [timedelta(minutes=quarters * 15) for quarters in range(-12 * 4, 14 * 4 + 1)]
    assert all(may_be_one_moment(utc + here, utc + there) for here in zones for there in zones)
