"""What elements say of time: the machine's form where there is one, else as forums print dates."""

import re
from datetime import UTC, datetime

from bot.importers.dates import parse_date
from bot.importers.html.tree import Node

LONGEST_NOTE = 300
"""Of a longer note about an edit only the beginning is looked at."""
_AROUND_DATE = re.compile(r";|\bon\b|\bam\b|\ble\b|\bby\b|modified:|Edit(?:ed)?:|, edited|\(|\)|, zuletzt")
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?")


def date_text(node: Node | None) -> str:
    """Return what an element says of a time, the machine's form first."""
    if node is None:
        return ""
    inner = node.first("time, abbr, [data-time], [datetime]") or node
    for one in (node, inner):
        for name in ("datetime", "data-timestamp", "data-time", "content"):
            if one.get(name):
                return one.get(name)
    titled = inner.get("title")
    return titled if parse_date(titled) or _iso(titled) else node.text()


def edit_date(node: Node | None) -> str:
    """Return the date in a note such as "Last edited by X on DATE; edited 2 times", empty where it tells none."""
    if node is None:
        return ""
    stamped = date_text(node)
    if moment(stamped, order=True):
        return stamped
    text = node.text()[:LONGEST_NOTE]
    pieces = (piece.strip(" .,:;«»()[]") for piece in _AROUND_DATE.split(text))
    return next((piece for piece in pieces if moment(piece, order=True)), "")


def moment(text: str, *, order: bool | None = None) -> datetime | None:
    """Return the moment a text names: ISO, seconds or milliseconds since 1970, or as forums print dates."""
    if not text:
        return None
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
