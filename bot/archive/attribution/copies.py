"""Words copied by hand: a line that repeats somebody between quotation marks of the poster's own.

Such a line is the poster's doing, not a box of the archive's: only what is verbatim in it and of some length
is credited, and a later box that repeats the whole is a quote of the copier.
"""

from __future__ import annotations

import re

from bot.archive.attribution.align import Place
from bot.archive.attribution.altered import is_nothing
from bot.archive.attribution.pages import Page, starts_sentence, visible

SHORTEST = 120
"""Letters a stretch must have before it is credited out of a line of the poster's own."""

_MARK = re.compile(r"[\"“”„«»‹›`]|''|&quot;|&#822[01];|&[lr]dquo;|&[lr]aquo;")


def is_copy(page: Page, line: int, source: Page, place: Place) -> bool:
    """Tell whether the line is the poster's own, holding words that stand in `source`.

    It is where it puts quotation marks around words that have none there, and where words of the poster's own
    stand before the beginning or after the end of a sentence of the source.
    """
    first, last = page.firsts[line], page.firsts[line + 1]
    if place.lead and starts_sentence(source, place.low) and not is_nothing(page, first, first + place.lead):
        return True
    if place.tail and starts_sentence(source, place.high) and not is_nothing(page, last - place.tail, last):
        return True
    if not place.lead and page.body[page.starts[line]].isalnum():
        return False
    marks = _marks(page.body, page.starts[line], page.start(first + place.lead))
    if not marks:
        return False
    before = source.offsets(place.low - 1, place.low)[1] if place.low else 0
    return marks > _marks(source.body, before, source.start(place.low))


def _marks(body: str, start: int, end: int) -> int:
    return sum(1 for _ in _MARK.finditer(body, start, end))


def verbatim(page: Page, line: int, source: Page, place: Place) -> list[tuple[int, int, int, int]]:
    """Return the stretches of the line that stand letter for letter in the source, at least SHORTEST long.

    Each is start and end in the page's body, then in the source's.
    """
    length = place.length - place.lead - place.tail
    if place.equal != length or place.high - place.low != length:
        return []
    first = page.firsts[line] + place.lead
    here = _spans(page, first, first + length)
    there = _spans(source, place.low, place.high)
    found: list[tuple[int, int, int, int]] = []
    begin = 0
    for at in range(1, len(here) + 1):
        if at < len(here) and _between(page, here, at) == _between(source, there, at):
            continue
        if here[at - 1][1] - here[begin][0] >= SHORTEST:
            found.append((here[begin][0], here[at - 1][1], there[begin][0], there[at - 1][1]))
        begin = at
    return found


def _between(page: Page, spans: list[tuple[int, int]], at: int) -> str:
    return "".join(page.body[spans[at - 1][1] : spans[at][0]].split())


def _spans(page: Page, low: int, high: int) -> list[tuple[int, int]]:
    start, end = page.offsets(low, high)
    text = visible(page.body[start:end])
    return [(start + m.start(), start + m.end()) for m in page.pattern.finditer(text)]
