"""The lines between an author's name and the first line of the post: user title, date, number, statistics."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.importers.dates import LONGEST, is_relative, parse_date
from bot.importers.text.lines import line_end, skip_blank

LONGEST_NAME = 80
"""A longer line is nobody's name; forums allow 50 characters at most, mail headers somewhat more."""

LONGEST_TITLE = 70
"""A longer line is no user title."""

_NUMBER = re.compile(r"(?:post\s+)?#\s?(\d{1,7})", re.IGNORECASE)
_NUMBER_BEHIND = re.compile(r"(?:[\s·•|]+|^)(?:post\s+)?#\s?(\d{1,7})$", re.IGNORECASE)
_STATISTIC = re.compile(
    r"(?:joined|join date|registered|messages|posts|reaction score|likes|(?:trophy )?points|location|age"
    r"|rep(?:utation)?|beiträge|registriert|dabei seit|сообщения|регистрация|откуда)\s*:.{0,60}"
    r"|add bookmark|bookmark|new|thread starter|report|•",
    re.IGNORECASE,
)
_MOST_EXTRAS = 8


@dataclass(frozen=True, slots=True)
class Extras:
    """What stood in a head beside the name: `body` is where the post's own lines start."""

    body: int
    posted_at: datetime | None = None
    number: int | None = None
    dated: bool = False


def read_date_line(line: str, *, day_first: bool | None = None) -> Extras | None:
    """Read a line that is a date, a post number or both; None for any other. `body` is left at 0."""
    if not line or len(line) > LONGEST + 20:
        return None
    alone = _NUMBER.fullmatch(line)
    if alone:
        return Extras(0, number=int(alone[1]))
    if not any(character.isdigit() for character in line):
        return Extras(0, dated=True) if is_relative(line) and len(line) < 40 and " " in line else None
    behind = _NUMBER_BEHIND.search(line)
    number = int(behind[1]) if behind else None
    when = line[: behind.start()] if behind else line
    moment = parse_date(when, day_first=day_first)
    if moment is not None or is_relative(when):
        return Extras(0, moment, number, dated=True)
    return None


def is_statistic(line: str) -> bool:
    """Tell whether a line of a head is a statistic or a button: "Messages: 12", "Add bookmark"."""
    return len(line) <= LONGEST_TITLE and bool(_STATISTIC.fullmatch(line))


def read_extras(text: str, at: int, stop: int, *, day_first: bool | None = None) -> Extras:
    """Read the dates, numbers and statistics that stand at `at` (a line start), blank lines among them."""
    found = Extras(at)
    place = at
    for _ in range(_MOST_EXTRAS):
        place = skip_blank(text, place)
        if place >= stop:
            break
        end = line_end(text, place)
        if end - place > LONGEST + 20:
            break
        line = text[place:end].strip()
        extra = read_date_line(line, day_first=day_first)
        if extra is not None:
            if (extra.dated and found.dated) or (extra.number is not None and found.number is not None):
                break
            found = Extras(
                min(end + 1, stop), found.posted_at or extra.posted_at, found.number or extra.number,
                dated=found.dated or extra.dated,
            )  # fmt: skip
        elif is_statistic(line):
            found = Extras(min(end + 1, stop), found.posted_at, found.number, dated=found.dated)
        else:
            break
        place = min(end + 1, stop)
    return found
