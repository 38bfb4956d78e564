"""Which comes first in a page's numeric dates, the day or the month.

Where the posts' own dates do not tell, others on the page may (the clock at its foot, the day somebody joined), or
the posts' order in time, or how the page's language writes dates. What none of them tells stays untold.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from bot.archive.date_words import DAY_FIRST
from bot.importers.dates import day_first, reads_both_ways
from bot.importers.html.moments import moment
from bot.importers.html.page import Page
from bot.importers.html.tree import UNSEEN, Node

_NUMERIC = re.compile(
    r"(?<![\d.:/-])(?P<one>\d\d?)(?P<sep>[-/.])(?P<two>\d\d?)(?P=sep)(?:19|20)?\d\d(?![\d/-])"
)
_MOST_TEXT = 400
_AMERICAN = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)
_HOURS = re.compile(r"\b\d\d?h\d\d\b")
_WORD = re.compile(r"[^\W\d_]+")
_DAY_LATER = ("en-us", "en-ca", "zh", "ja", "ko", "hu", "lt", "sv", "fa")
"""Languages, by how their code begins, that write numeric dates otherwise or in several ways."""


def day_order(
    page: Page, bodies: Collection[Node], posted: Sequence[tuple[str | None, str]], others: Sequence[str]
) -> bool | None:
    """Tell whether the day comes first, None where nothing tells.

    `posted` are the posts' refs and dates in page order, `others` more dates of the same look, such as edits.
    """
    dates = [text for _, text in posted]
    told = day_first([*dates, *others])
    ambiguous = [text for text in (*dates, *others) if reads_both_ways(text)]
    if told is not None or not ambiguous:
        return told
    separators = {found["sep"] for text in ambiguous if (found := _NUMERIC.search(text))}
    around = (
        found[0]
        for text in _texts(page.root, bodies)
        for found in _NUMERIC.finditer(text)
        if found["sep"] in separators
    )
    told = day_first(around)
    if told is None:
        told = _by_language(page.language, ambiguous)
    return order_of_posts(posted, others) if told is None else told


def order_of_posts(posted: Sequence[tuple[str | None, str]], others: Sequence[str]) -> bool | None:
    """Tell whether the day comes first by the posts alone, None where they do not tell."""
    dates = [text for _, text in posted]
    for told in (day_first([*dates, *others]), _by_time(posted), _by_days(dates)):
        if told is not None:
            return told
    return None


def _texts(root: Node, bodies: Collection[Node]) -> Iterator[str]:
    """Yield the page's texts outside the posts' words."""
    stack: list[Node | str] = [root]
    inside = set(map(id, bodies))
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if len(item) <= _MOST_TEXT:
                yield item
        elif id(item) not in inside and item.tag not in UNSEEN:
            stack += item.children


def _by_time(posted: Sequence[tuple[str | None, str]]) -> bool | None:
    """Tell the order by which posts follow each other in time; ids, where there are any, tell which came first."""
    if all(ref and ref.isdecimal() for ref, _ in posted):
        posted = sorted(posted, key=lambda pair: int(pair[0] or 0))
    elif len(posted) < 3:
        return None
    fits = [order for order in (True, False) if _ascends([moment(text, order=order) for _, text in posted])]
    return fits[0] if len(fits) == 1 else None


def _by_days(dates: Sequence[str]) -> bool | None:
    """Tell the order by what three days or more have in common.

    A thread goes on within one month sooner than it comes back on the same day of every month.
    """
    days = {(found["one"], found["two"]) for text in dates if (found := _NUMERIC.search(text))}
    shared = [len({day[place] for day in days}) == 1 for place in (0, 1)]
    return shared[1] if len(days) > 2 and any(shared) else None


def _ascends(moments: Sequence[datetime | None]) -> bool:
    known = [each.replace(tzinfo=None) for each in moments if each is not None]
    return len(known) > 1 and known == sorted(known)


def _by_language(language: str, texts: Sequence[str]) -> bool | None:
    words = {word for text in texts for word in _WORD.findall(text.casefold())}
    if not DAY_FIRST.isdisjoint(words) or any(_HOURS.search(text.casefold()) for text in texts):
        return True
    if language == "en-us" and all(map(_AMERICAN.search, texts)):
        return False
    if not language or language == "en" or language.startswith(_DAY_LATER):
        return None
    return True
