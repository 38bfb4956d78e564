"""When a quote of the day is due: once a day of its own zone, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.community.daily_quotes import DailyQuote
from bot.ui.daily import due, had_today


def plan(hour: int, zone: str, day: date | None = None) -> DailyQuote:
    return DailyQuote(1, 2, 3, hour, zone, day=day)


@pytest.mark.parametrize(
    ("hour", "local"),
    [
        (2, datetime(2026, 3, 29, 3, 0)),  # two o'clock does not exist that day  # noqa: DTZ001
        (2, datetime(2026, 10, 25, 2, 0)),  # two o'clock comes twice  # noqa: DTZ001
        (23, datetime(2026, 7, 1, 23, 0)),  # noqa: DTZ001
        (0, datetime(2026, 7, 1, 0, 0)),  # noqa: DTZ001
    ],
)
def test_the_hour_that_is_skipped_or_comes_twice_has_one_quote(hour: int, local: datetime) -> None:
    zone = ZoneInfo("Europe/Berlin")
    now = local.replace(tzinfo=zone)
    assert due(plan(hour, "Europe/Berlin"), now) == local.date()
    assert due(plan(hour, "Europe/Berlin", local.date()), now + timedelta(hours=1)) in {
        None,
        local.date() + timedelta(days=1),
    }


def test_nothing_is_due_before_its_hour() -> None:
    assert due(plan(9, "Asia/Tokyo"), datetime(2026, 1, 1, 23, 59, tzinfo=UTC)) is None
    assert due(plan(9, "Asia/Tokyo"), datetime(2026, 1, 2, 0, 0, tzinfo=UTC)) == date(2026, 1, 2)


def test_a_plan_made_after_its_hour_begins_tomorrow() -> None:
    assert had_today(9, "UTC", datetime(2026, 1, 1, 9, 30, tzinfo=UTC)) == date(2026, 1, 1)
    assert had_today(9, "UTC", datetime(2026, 1, 1, 8, 59, tzinfo=UTC)) is None


@given(
    st.integers(0, 23),
    st.sampled_from(
        ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham", "Africa/Cairo"]
    ),
    st.lists(st.integers(-6 * 60, 30 * 60), max_size=30),
)
def test_however_the_clock_jumps_no_day_has_two_quotes(hour: int, zone: str, jumps: list[int]) -> None:
    now, kept, said = datetime(2026, 3, 27, tzinfo=UTC), plan(hour, zone), []
    for minutes in jumps:
        now += timedelta(minutes=minutes)
        day = due(kept, now)
        if day is not None:
            said.append(day)
            kept = plan(hour, zone, day)
    assert len(said) == len(set(said))
    assert said == sorted(said)
