"""The filters of the query language: what each value means, None where it means nothing."""

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bot.search.tree import (
    LONG,
    SHORT,
    Dated,
    From,
    Has,
    In,
    Length,
    Node,
    Number,
    Quoting,
    Role,
    Title,
    Trait,
)
from bot.search.words import spelt

_DATE = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_AGO = re.compile(r"([0-9]{1,4})([dwmyднмг])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365, "д": 1, "н": 7, "м": 30, "г": 365}
_SPAN = re.compile(r"(?:(>=|<=|>|<)([0-9]{1,9})|([0-9]{1,9})?(\.\.)?([0-9]{1,9})?)")


def _period(value: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day of a year, month or day, or the days since so long ago."""
    if found := _AGO.fullmatch(value.lower()):
        return today - timedelta(days=min(int(found[1]) * _DAYS[found[2]], today.toordinal() - 1)), today
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if day is not None:
            first = last = date(year or 0, month or 0, day)
        elif month is not None:
            first = date(year or 0, month, 1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        else:
            first, last = date(year or 0, 1, 1), date(year or 0, 12, 31)
    except (ValueError, OverflowError):
        return None
    return first, last


def _before(value: str, today: date) -> Node | None:
    period = _period(value, today)
    return Dated(None, period[0] - timedelta(days=1)) if period and period[0] > date.min else None


def _after(value: str, today: date) -> Node | None:
    period = _period(value, today)
    if period is None:
        return None
    if _AGO.fullmatch(value.lower()):
        return Dated(period[0], None)
    return Dated(period[1] + timedelta(days=1), None) if period[1] < date.max else None


def _span(value: str) -> tuple[int, int | None] | None:
    """Return the ends of `12`, `12..18`, `..18`, `12..`, `>12`, `<=18`."""
    found = _SPAN.fullmatch(value)
    if found is None or not value.strip("."):
        return None
    sign, bound, first, dots, last = found.groups()
    if sign:
        number = int(bound)
        return {">": (number + 1, None), ">=": (number, None), "<": (0, number - 1), "<=": (0, number)}[sign]
    if not dots:
        return (int(value), int(value)) if value.isdigit() else None
    return int(first or 0), int(last) if last else None


def _spanned(kind: type[Number] | type[Length], value: str) -> Node | None:
    span = _span(value)
    return kind(*span) if span else None


def _worded(kind: type[Title] | type[Role], value: str) -> Node | None:
    found = spelt(value)
    return kind(found, value) if found else None


def _during(value: str, today: date) -> Node | None:
    period = _period(value, today)
    return Dated(*period) if period else None


_TRAITS = {name: Has(trait) for trait in Trait for name in (trait, f"{trait}s")}
_KINDS: dict[str, Node] = {
    "op": Number(1, 1),
    "reply": Number(2, None),
    "long": Length(LONG, None),
    "short": Length(0, SHORT),
}

_IN_RUSSIAN = {
    "цитата": "quote",
    "цитаты": "quote",
    "ссылка": "link",
    "ссылки": "link",
    "картинка": "image",
    "картинки": "image",
    "код": "code",
    "список": "list",
    "списки": "list",
    "начало": "op",
    "ответ": "reply",
    "длинный": "long",
    "короткий": "short",
}
"""Values of `has:` and `is:`."""


def _one_of(values: Mapping[str, Node], value: str) -> Node | None:
    value = value.lower()
    return values.get(_IN_RUSSIAN.get(value, value))


READERS: dict[str, Callable[[str, date], Node | None]] = {
    "from": lambda value, _: From(value),
    "quoting": lambda value, _: Quoting(value),
    "in": lambda value, _: In(value.strip("`")),
    "title": lambda value, _: _worded(Title, value),
    "role": lambda value, _: _worded(Role, value),
    "post": lambda value, _: _spanned(Number, value),
    "before": _before,
    "after": _after,
    "on": _during,
    "during": _during,
    "has": lambda value, _: _one_of(_TRAITS, value),
    "is": lambda value, _: _one_of(_KINDS, value),
    "len": lambda value, _: _spanned(Length, value),
}

READERS |= {
    name: READERS[english]
    for name, english in {
        "от": "from",
        "цитирует": "quoting",
        "в": "in",
        "тема": "title",
        "роль": "role",
        "пост": "post",
        "до": "before",
        "после": "after",
        "за": "during",
        "дата": "on",
        "есть": "has",
        "это": "is",
        "длина": "len",
    }.items()
}

_ALSO = {
    "author": "from",
    "user": "from",
    "by": "from",
    "name": "from",
    "poster": "from",
    "member": "from",
    "thread": "in",
    "topic": "title",
    "subject": "title",
    "channel": "in",
    "since": "after",
    "until": "before",
    "date": "on",
    "year": "during",
    "quotes": "quoting",
    "mentions": "quoting",
    "number": "post",
    "length": "len",
    "автор": "от",
    "пользователь": "от",
    "участник": "от",
    "кто": "от",
    "ветка": "в",
    "канал": "в",
    "название": "тема",
    "день": "дата",
    "год": "за",
    "номер": "пост",
}
"""What other search boxes call these filters."""


def nearest_filter(name: str) -> str | None:
    """Return the filter that somebody meant who wrote `name`, None where it is like none."""
    wanted = name.casefold()
    close = difflib.get_close_matches(wanted, (*READERS, *_ALSO), n=1, cutoff=0.7)
    return _ALSO.get(close[0], close[0]) if close else None
