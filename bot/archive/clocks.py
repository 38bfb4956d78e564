"""Whether two times an archive tells may be one moment: pages are dated by the clock of whoever saved them."""

from datetime import datetime, time, timedelta

_FARTHEST = timedelta(hours=26)
_STEP = timedelta(minutes=15)


def may_be_one_moment(one: datetime | None, other: datetime | None) -> bool:
    """Tell whether two times of a post may be the same: alike, untold, or as far apart as time zones lie.

    Zones, whole quarters of an hour apart, make 26 hours at most. Seconds, or the whole clock, may be left out.
    """
    if one is None or other is None:
        return True
    one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
    apart = abs(one.replace(second=0, microsecond=0) - other.replace(second=0, microsecond=0))
    if apart > _FARTHEST:
        return False
    return apart % _STEP == timedelta() or time() in {one.time(), other.time()}
