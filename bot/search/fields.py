"""The filters of the query language: what each value means, None where it means nothing."""

import difflib
import re
from calendar import monthrange
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
    if not (found := _DATE.fullmatch(value)):
        return None
    year, month, day = found.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    last = int(month or 12)
    return first, first if day else date(first.year, last, monthrange(first.year, last)[1])


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


def _spanned(kind: type[Number] | type[Length], value: str) -> Node | None:
    """Read `12`, `12..18`, `..18`, `12..`, `>12`, `<=18`."""
    found = _SPAN.fullmatch(value)
    if found is None or not value.strip("."):
        return None
    sign, bound, first, dots, last = found.groups()
    if sign:
        number = int(bound) + {">": 1, "<": -1}.get(sign, 0)
        return kind(number, None) if sign[0] == ">" else kind(0, number)
    if dots:
        return kind(int(first or 0), int(last) if last else None)
    return kind(int(value), int(value)) if value.isdigit() else None


def _worded(kind: type[Title] | type[Role], value: str) -> Node | None:
    return kind(found, value) if (found := spelt(value)) else None


def _during(value: str, today: date) -> Node | None:
    period = _period(value, today)
    return Dated(*period) if period else None


def _each(names: Mapping[str, str]) -> dict[str, str]:
    """Return what each of the words in `names` stands for."""
    return {name: meant for meant, all_ in names.items() for name in all_.split()}


_TRAITS = {name: Has(trait) for trait in Trait for name in (trait, f"{trait}s")}
_KINDS: dict[str, Node] = {
    "op": Number(1, 1),
    "reply": Number(2, None),
    "long": Length(LONG, None),
    "short": Length(0, SHORT),
}

_IN_RUSSIAN = _each(
    {
        "quote": "цитата цитаты",
        "link": "ссылка ссылки",
        "image": "картинка картинки",
        "code": "код",
        "list": "список списки",
        "op": "начало",
        "reply": "ответ",
        "long": "длинный",
        "short": "короткий",
    }
)
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

_ALSO = _each(
    {
        "from": "author user by name poster member",
        "in": "thread channel",
        "title": "topic subject",
        "after": "since",
        "before": "until",
        "on": "date",
        "during": "year",
        "quoting": "quotes mentions",
        "post": "number",
        "len": "length",
        "от": "автор пользователь участник кто",
        "в": "ветка канал",
        "тема": "название",
        "дата": "день",
        "за": "год",
        "пост": "номер",
    }
)
"""What other search boxes call these filters."""


def nearest_filter(name: str) -> str | None:
    """Return the filter that somebody meant who wrote `name`, None where it is like none."""
    close = difflib.get_close_matches(name.casefold(), (*READERS, *_ALSO), n=1, cutoff=0.7)
    return _ALSO.get(close[0], close[0]) if close else None
