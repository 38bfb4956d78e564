from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importers.dates import date_within, day_first, is_relative, parse_date, relative_date

DAY = datetime(2008, 4, 9)  # noqa: DTZ001 - forums rarely tell their zone
AFTERNOON = datetime(2008, 4, 9, 15, 4)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Apr 9, 2008", DAY),
        ("9 Apr 2008", DAY),
        ("April 9th, 2008", DAY),
        ("9th of April, 2008", DAY),
        ("2008-04-09", DAY),
        ("9 de abril de 2008", DAY),
        ("9 апреля 2008 г.", DAY),
        ("2008年4月9日", DAY),
        ("2008년 4월 9일", DAY),
        ("09.04.08", DAY),
        ("Apr 9, 2008 at 3:04 PM", AFTERNOON),
        ("Mon Apr 09, 2008 3:04 pm", AFTERNOON),
        ("Posted: Wed Apr 09, 2008 3:04 pm", AFTERNOON),
        ("« on: April 09, 2008, 03:04:00 PM »", AFTERNOON),
        ("9. April 2008, 15:04 Uhr", AFTERNOON),
        ("9 avril 2008 à 15h04", AFTERNOON),
        ("09.04.2008 15:04", AFTERNOON),
        ("Wed Apr  9 15:04:00 2008", AFTERNOON),
        ("9-Apr-08 3:04 p.m.", AFTERNOON),
        ("9 kwietnia 2008, 15:04", AFTERNOON),
        ("2008-04-09T15:04:00Z", AFTERNOON.replace(tzinfo=UTC)),
        ("2008-04-09T15:04:00.250+0000", AFTERNOON.replace(tzinfo=UTC)),
        ("Wed, 9 Apr 2008 15:04:00 -0700 (PDT)", AFTERNOON.replace(tzinfo=timezone(timedelta(hours=-7)))),
        ("Wed Apr 9 15:04:00 EST 2008", AFTERNOON.replace(tzinfo=timezone(timedelta(hours=-5)))),
        ("Apr 9, 2008 3:04 pm GMT+2", AFTERNOON.replace(tzinfo=timezone(timedelta(hours=2)))),
        ("17-01-2006, 12:17 AM", datetime(2006, 1, 17, 0, 17)),  # noqa: DTZ001
        ("01/17/2006", datetime(2006, 1, 17)),  # noqa: DTZ001
        ("12/31/99", datetime(1999, 12, 31)),  # noqa: DTZ001
    ],
)
def test_a_date_is_read_however_a_forum_prints_it(text: str, moment: datetime) -> None:
    found = parse_date(text)
    assert found == moment
    assert found is not None
    assert found.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    "text",
    ["", "1979", "Feb 2018", "#1", "March", "Feb 30, 2011", "Apr 9, 2008 25:00", "03/04/2008", "Top",
     "I said so on Apr 9, 2008", "Apr 9, 2008 was a good day", "version 1.2.2008 beta", "192.168.20.19",
     "Today at 3:04 PM", "5 minutes ago", "x" * 100],
)  # fmt: skip
def test_what_does_not_tell_a_day_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_a_numeric_day_that_reads_both_ways_needs_its_neighbours() -> None:
    dates = ["03/04/2008", "17/01/2008"]
    assert day_first(dates) is True
    assert parse_date(dates[0], day_first=day_first(dates)) == datetime(2008, 4, 3)  # noqa: DTZ001
    assert parse_date(dates[0], day_first=day_first(["01/17/2008"])) == datetime(2008, 3, 4)  # noqa: DTZ001
    assert day_first(["01/17/2008", "17/01/2008"]) is None
    assert day_first(["03/04/2008", "Top"]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Today at 3:04 PM", True),
        ("Yesterday, 10:10", True),
        ("5 minutes ago", True),
        ("a moment ago", True),
        ("Monday at 3:04 PM", True),
        ("vor 3 Tagen", True),
        ("вчера в 10:10", True),
        ("No, he left today", False),
        ("Monday", False),
        ("Apr 9, 2008", False),
        ("", False),
    ],
)
def test_a_date_counted_from_the_reading_day_is_told_apart(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_relative(text) is expected


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Today at 3:04 PM", datetime(2008, 4, 9, 15, 4)),  # noqa: DTZ001
        ("Yesterday, 15:04", datetime(2008, 4, 8, 15, 4)),  # noqa: DTZ001
        ("Вчера в 15:04:05", datetime(2008, 4, 8, 15, 4, 5)),  # noqa: DTZ001
        ("Heute um 15:04", datetime(2008, 4, 9, 15, 4)),  # noqa: DTZ001
        ("Today", None),
        ("2 hours ago", None),
        ("I left today at 3:04 PM", None),
        ("Yesterday or today at 3:04 PM", None),
    ],
)
def test_today_and_yesterday_are_told_from_the_day_they_were_printed(
    text: str, moment: datetime | None
) -> None:
    assert relative_date(text, datetime(2008, 4, 9, 23, 59)) == moment  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (
            "Last edited by Osse on Sat Mar 15, 2008 8:00 am; edited 2 times in total",
            "Sat Mar 15, 2008 8:00 am",
        ),
        ("Zuletzt geändert von Osse am 15.03.2008, 08:00, insgesamt 2-mal", "15.03.2008, 08:00"),
        ("Последний раз редактировалось Osse (Сб Мар 15, 2008 8:00 am), всего 2", "Сб Мар 15, 2008 8:00 am"),
        ("Edited by Osse, 15 March 2008 - 08:00 AM.", "15 March 2008 - 08:00 AM"),
        ("Edited yesterday at 8:00 by Osse", "yesterday at 8:00"),
        ("Edited twice by Osse", ""),
    ],
)
def test_a_date_is_found_within_a_note(text: str, date: str) -> None:
    assert date_within(text) == date


@given(st.datetimes(datetime(1970, 1, 1), datetime(2068, 1, 1)))  # noqa: DTZ001
def test_every_moment_survives_printing(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert parse_date(moment.strftime("%b %d, %Y at %I:%M:%S %p")) == moment
    assert parse_date(moment.strftime("%a %b %d %H:%M:%S %Y")) == moment
    assert parse_date(moment.isoformat()) == moment
    assert parse_date(moment.strftime("%d.%m.%Y %H:%M:%S")) == moment


@given(st.text() | st.from_regex(r"[0-9:/. a-zA-Z+-]{6,40}", fullmatch=True))
def test_no_text_makes_it_fail(text: str) -> None:
    assert parse_date(text) is None or len(text) >= 6
    assert is_relative(text) in {True, False}
    assert date_within(text) in " ".join(text.split())
    assert relative_date(text, AFTERNOON) is None or is_relative(text)
