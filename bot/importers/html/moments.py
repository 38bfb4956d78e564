"""What elements say of time: the machine's form where there is one, else as forums print dates."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from bot.importers.dates import LONGEST, date_within, parse_date, relative_date
from bot.importers.html.tree import Node

_STAMPS = ("datetime", "data-timestamp", "data-time", "content")
LONGEST_NOTE = 300
"""Of a longer note about an edit only the beginning is looked at."""
_REASON = re.compile(r"(?:Edit )?(?:Reason|Grund|Raison|Motivo|Razón|Причина|Reden|Powód)\s*:")
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?")


def date_text(node: Node | None) -> str:
    """Return what an element says of a time, the machine's form first."""
    if node is None:
        return ""
    inner = node.first("time, abbr, [data-time], [datetime]") or node
    for one in (node, inner):
        if not one.attrs.keys().isdisjoint(_STAMPS):
            for name in _STAMPS:
                if one.get(name):
                    return one.get(name)
    titled = inner.get("title")
    return titled if parse_date(titled) or _iso(titled) else node.text()


def edit_date(node: Node | None) -> str:
    """Return the date in a note such as "Last edited by X on DATE; edited 2 times", empty where it tells none."""
    if node is None or not (node.children or node.attrs.keys() - {"class", "id"}):
        return ""
    stamped = date_text(node)
    if moment(stamped, order=True):
        return stamped
    return date_within(_REASON.split(node.text()[:LONGEST_NOTE])[0])


def moment(text: str, *, order: bool | None = None, today: datetime | None = None) -> datetime | None:
    """Return the moment a text names: ISO, seconds or milliseconds since 1970, or as forums print dates.

    "Yesterday at 3:04 PM" is one only where `today` tells when the page was made.
    """
    if not 0 < len(text) <= LONGEST:
        return None
    found = _told(text, order)
    return relative_date(text, today) if found is None and today is not None else found


# The moment of one post is asked for several times.
@lru_cache(maxsize=4096)
def _told(text: str, order: bool | None) -> datetime | None:  # noqa: FBT001 - a key of the cache
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    return _iso(text) or parse_date(text, day_first=order)


def _iso(text: str) -> datetime | None:
    if len(text) > 40 or not text[:4].isdigit() or text[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
