"""Dates as forums print them, in many languages; nothing guessed.

A line is a date only as a whole: whatever is left beside the day, the time, the zone, a weekday and a few
words such as "Posted on" makes it none. Numeric days that may be read both ways (`03/04/2008`) need to be
told the order, which `day_first` finds from many dates of one file.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from datetime import time as clock
from functools import lru_cache

from bot.archive.date_words import MONTHS, RELATIVE, SMALL_TALK, TODAY, WEEKDAYS, YESTERDAY, ZONES

LONGEST = 90
"""A longer text is no date."""

_YEAR = r"(?P<year>(?:19|20)\d\d|'?\d\d)(?![\d:])"
_MONTH = r"(?P<word>[^\W\d_]{3,})\.?"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)(?!\d)t?",
        r"(?P<year>(?:19|20)\d\d)\s*[年년]\s*(?P<month>\d\d?)\s*[月월]\s*(?P<day>\d\d?)\s*[日일]?",
        rf"(?<![\d.:/-])(?P<one>\d\d?)(?P<sep>[-/.]) ?(?P<two>\d\d?)(?P=sep) ?{_YEAR}(?![/-])",
        rf"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th|er|º|ª|\.)?[\s/-]*(?:(?:de|of)\s+)?{_MONTH}[\s,/-]*(?:del?\s+)?{_YEAR}",
        # The year first, as in Hungarian.
        rf"(?<!\d)(?P<year>(?:19|20)\d\d)\.?[\s-]+{_MONTH}[\s-]+(?P<day>\d\d?)(?![\d:])\.?",
        rf"(?<!\w){_MONTH}[\s-]+(?P<day>\d\d?)(?:st|nd|rd|th)?(?![\d:])[\s,-]*{_YEAR}",
        # ctime: "Wed Apr  9 15:04:05 2008", whose year stands after the time.
        rf"(?<!\w){_MONTH}\s+(?P<day>\d\d?)(?=\s+\d\d?:\d\d)",
    )
)
_NUMERIC = 2
"""Which of them is of numbers alone, in an order of its own. It, and those before it, have one of these signs."""
_SEPARATED = re.compile(r"[-/.年년]")
_LAST_YEAR = re.compile(r"(?<=\s)((?:19|20)\d\d)$")
_TIME = re.compile(
    r"(?:(?P<half>[上下]午|午[前後]|오[전후])\s*)?(?<![\d:.+−-])(?P<hour>\d\d?)(?:"
    r"(?:[:.]|\s?h\s?)(?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{1,9})?|\s?min\b)?(?!\d)"
    r"(?:\s*(?P<after>[ap])\.?m\b\.?)?"
    r"|\s*(?P<bare>[ap])\.?m\b\.?)"
)
_AFTER_NOON = frozenset({"p", "下午", "午後", "오후"})
_OFFSET = re.compile(r"(?:\b(?:gmt|utc) ?)?([+−-])(\d\d?)(?::?(\d\d))?\b(?: ?\([a-z]{1,5}\))?(?: hours?)?")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?|\d+|\S")
_PUNCTUATION = frozenset(",.;:-–—|·•»«()[]@~/¦")
_TRIMMED = " .,:;«»()[]\"'"
_MOST_WORDS = 60
_MOST_PARTS = 10
_SILENT = RELATIVE | SMALL_TALK | WEEKDAYS | _PUNCTUATION


def parse_date(text: str, *, day_first: bool | None = None) -> datetime | None:
    """Return the moment `text` names, to the second; None where it is no date or does not tell the day.

    Aware where the text tells a zone, naive otherwise; midnight where it tells no time. Relative dates
    ("Yesterday at 3:04 PM") are None: see `is_relative`. A numeric day that reads both ways is None too,
    unless dots part it (day first, everywhere) or `day_first` tells the order.
    """
    if not 6 <= len(text) <= LONGEST:
        return None
    text = " ".join(text.casefold().split())
    return _parsed(text, day_first if _numeric_day(text) else None)


@lru_cache(maxsize=4096)
def _parsed(text: str, day_first: bool | None) -> datetime | None:  # noqa: FBT001 - a key of the cache
    found = _day(text, day_first=day_first)
    if found is None:
        return None
    (year, month, day), rest = found
    time, rest = _time(rest)
    if time is None:
        return None
    zone, fine = _left(rest, zoned=time != (-1, 0, 0))
    if not fine:
        return None
    hour, minute, second = time
    try:
        return datetime(year, month, day, max(hour, 0), minute, second, tzinfo=zone)
    except ValueError:
        return None


def is_relative(text: str) -> bool:
    """Tell whether `text` is a date counted from the day it was read: "Today at 3:04 PM", "2 hours ago"."""
    if not 0 < len(text) <= LONGEST:
        return False
    words = [word.rstrip(".") for word in _WORDS.findall(_TIME.sub(" ", text.casefold(), count=1))]
    if not words or len(words) > 8:
        return False
    if RELATIVE.intersection(words):
        units = [
            w for w in words if w not in RELATIVE | SMALL_TALK | WEEKDAYS | _PUNCTUATION and not w.isdigit()
        ]
        return len(units) <= 1 and (not units or any(w.isdigit() or w in {"a", "an", "just"} for w in words))
    weekday = bool(WEEKDAYS.intersection(words)) and bool(_TIME.search(text.casefold()))
    return weekday and all(w in WEEKDAYS | SMALL_TALK | _PUNCTUATION for w in words)


def relative_date(text: str, today: datetime) -> datetime | None:
    """Return the moment "Today at 3:04 PM" or "Yesterday, 15:04" names, seen from `today`; None for any other text."""
    if len(text) > LONGEST:
        return None
    time, rest = _time(" ".join(text.casefold().split()))
    words = [word.rstrip(".") for word in _WORDS.findall(rest)]
    days = [(word in YESTERDAY) for word in words if word in TODAY or word in YESTERDAY]
    if time is None or time[0] < 0 or len(days) != 1 or not all(word in _SILENT for word in words):
        return None
    return datetime.combine(today, clock(*time)) - timedelta(days=days[0])


def date_within(text: str) -> str:
    """Return the first date inside a longer text ("Edited by X on DATE, twice"), as it stands there; else nothing."""
    words = text.split()[:_MOST_WORDS]
    for start, word in enumerate(words):
        bare = word.strip(_TRIMMED).casefold()
        if not (bare[:1].isdigit() or bare in MONTHS or bare in WEEKDAYS or bare in TODAY | YESTERDAY):
            continue
        for stop in range(min(len(words), start + _MOST_PARTS), start, -1):
            piece = " ".join(words[start:stop]).strip(_TRIMMED)
            if parse_date(piece, day_first=True) or (start + 1 < stop and is_relative(piece)):
                return piece
    return ""


def day_first(texts: Iterable[str]) -> bool | None:
    """Tell from many dates of one file whether numeric days put the day first; None if unsaid or mixed."""
    orders = set()
    for text in texts:
        found = _numeric_day(text.casefold()) if len(text) <= LONGEST else None
        if found:
            one, two = int(found["one"]) > 12, int(found["two"]) > 12
            orders |= {one} if one != two else set()
    return orders.pop() if len(orders) == 1 else None


def reads_both_ways(text: str) -> bool:
    """Tell whether a date is numeric and its day and month could each be the other."""
    found = _numeric_day(text.casefold()) if len(text) <= LONGEST else None
    return (
        found is not None
        and _ordered(int(found["one"]), int(found["two"]), found["sep"], day_first=None) is None
    )


def _numeric_day(text: str) -> re.Match[str] | None:
    parted = "/" in text or "-" in text or "." in text
    return _DAYS[_NUMERIC].search(text) if parted else None


def _day(text: str, *, day_first: bool | None) -> tuple[tuple[int, int, int], str] | None:
    for pattern in _DAYS if _SEPARATED.search(text) else _DAYS[_NUMERIC + 1 :]:
        for found in pattern.finditer(text):
            parts = found.groupdict()
            rest = text[: found.start()] + " , " + text[found.end() :]
            year = parts.get("year")
            if year is None:
                last = _LAST_YEAR.search(rest)
                if last is None:
                    continue
                year, rest = last[1], rest[: last.start()]
            if "word" in parts:
                month = MONTHS.get(parts["word"])
                day = int(parts["day"])
            elif "one" in parts:
                pair = _ordered(int(parts["one"]), int(parts["two"]), parts["sep"], day_first=day_first)
                day, month = pair or (0, None)
            else:
                month, day = int(parts["month"]), int(parts["day"])
            if month is not None:
                return (_full_year(year), month, day), rest
    return None


def _full_year(year: str) -> int:
    number = int(year.lstrip("'"))
    if number >= 100:
        return number
    return number + (1900 if number >= 69 else 2000)


def _ordered(one: int, two: int, separator: str, *, day_first: bool | None) -> tuple[int, int] | None:
    """Return day and month, or None where both readings stand."""
    if one > 12 or two > 12 or one == two:
        return (two, one) if two > 12 else (one, two)
    if separator == ".":
        return one, two
    if day_first is None:
        return None
    return (one, two) if day_first else (two, one)


def _time(text: str) -> tuple[tuple[int, int, int] | None, str]:
    """Return the time ((-1, 0, 0): none told; None: no such time) and what is left of `text`."""
    found = _TIME.search(text)
    if found is None:
        return (-1, 0, 0), text
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    half = found["after"] or found["bare"] or found["half"]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half in _AFTER_NOON else 0)
    rest = text[: found.start()] + " , " + text[found.end() :]
    # A leap second is the last one of its minute; datetime knows none.
    return ((hour, minute, min(second, 59)) if hour < 24 and minute < 60 and second <= 60 else None), rest


# What is left of a date when its numbers are gone is the same at most posts.
@lru_cache(maxsize=1024)
def _left(text: str, *, zoned: bool) -> tuple[timezone | None, bool]:
    """Return the zone that stands in what is left of a date, and whether all the rest may stand there."""
    zone, rest = _zone(text) if zoned else (None, text)
    return zone, _only_small_talk(rest)


def _zone(text: str) -> tuple[timezone | None, str]:
    found = _OFFSET.search(text)
    if found:
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes <= 14 * 60:
            sign = 1 if found[1] == "+" else -1
            rest = text[: found.start()] + " , " + text[found.end() :]
            return timezone(timedelta(minutes=sign * minutes)), rest
    for word in _WORDS.findall(text):
        if word in ZONES:
            return timezone(timedelta(minutes=ZONES[word])), re.sub(rf"\b{word}\b", ",", text, count=1)
    return None, text


def _only_small_talk(text: str) -> bool:
    return all(
        word in _PUNCTUATION
        or word in SMALL_TALK
        or word.rstrip(".") in WEEKDAYS
        or word.rstrip(".") in SMALL_TALK
        for word in _WORDS.findall(text)
    )
