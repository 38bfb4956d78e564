"""When messages were sent, where the exporter writes dates as the machine it ran on does."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from bot.importers.html.day_order import order_of_posts
from bot.importers.html.moments import moment

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_CLOCK_BITS = 22
_REAL = 1 << 50
"""Ids from here on, half a year after the first, tell the millisecond they were made in."""
_FURTHEST = timedelta(hours=14)
_STEP = 15
"""Minutes; time zones differ by whole multiples."""


def moments(posted: Sequence[tuple[str | None, str]]) -> list[datetime | None]:
    """Return when messages were sent by their ids and what is printed: an id tells the moment, the print the zone.

    Where a numeric date reads both ways, other dates of the file tell the order, or how messages follow each other.
    """
    order = order_of_posts(posted, ())
    zone: tzinfo = UTC
    found = []
    for ref, text in posted:
        at = _moment(ref, text, order=order, zone=zone)
        if at is not None and at.tzinfo is not None:
            zone = at.tzinfo
        found.append(at)
    return found


def tells_time(ref: str | None) -> bool:
    """Tell whether a message's id tells when it was sent."""
    return _made(ref) is not None


def _moment(ref: str | None, text: str, *, order: bool | None, zone: tzinfo) -> datetime | None:
    made = _made(ref)
    if made is None:
        return moment(text, order=order)
    orders = (True, False) if order is None else (order,)
    told = [reading for each in orders if (reading := moment(text, order=each)) is not None]
    for reading in told:
        offset = _offset(reading, made)
        if offset is not None:
            return made.astimezone(timezone(offset))
    if not told:
        return made.astimezone(zone)
    return told[0] if len(set(told)) == 1 else None


def _made(ref: str | None) -> datetime | None:
    if ref is None or not ref.isdecimal() or len(ref) > 20 or int(ref) < _REAL:
        return None
    return _EPOCH + timedelta(milliseconds=int(ref) >> _CLOCK_BITS)


def _offset(printed: datetime, made: datetime) -> timedelta | None:
    """Return the zone in which a moment is printed so, to the minute; None where in none."""
    if printed.tzinfo is not None:
        return printed.utcoffset() if abs(printed - made) < timedelta(minutes=1) else None
    apart = printed - made.replace(tzinfo=None, second=0, microsecond=0)
    minutes = round(apart.total_seconds() / 60)
    return timedelta(minutes=minutes) if abs(apart) <= _FURTHEST and minutes % _STEP == 0 else None
