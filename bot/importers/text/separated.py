"""Threads whose posts are closed by a line that holds only U+00A0."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.importers.dates import day_first
from bot.importers.text.cut import Cut, Cutting, Dropped
from bot.importers.text.furniture import skip_furniture
from bot.importers.text.heads import LONGEST_NAME, Extras, read_date_line, read_extras
from bot.importers.text.lines import line_end, skip_blank, trimmed
from bot.importers.text.opening import Opening
from bot.importers.text.titles import First, Titles

_SAMPLE = 400


@dataclass(frozen=True, slots=True)
class _Head:
    """An author line that may open a post: `rest` is where the line below it starts."""

    start: int
    name: str
    rest: int
    stop: int
    gapped: bool


def cut_separated(text: str, lines: Sequence[tuple[int, int]], opening: Opening) -> Cutting:
    """Cut `text` at its separator `lines`, the first head standing at `opening.first`."""
    bounds = [0, *(next_line for _, next_line in lines)]
    stops = [*(start for start, _ in lines), len(text)]
    heads, dropped = _heads(text, bounds, stops, opening.title, opening.first)
    heads = _agreeing(heads)
    return Cutting(opening.title, _cuts(text, heads), dropped)


def _heads(
    text: str, bounds: Sequence[int], stops: Sequence[int], title: str, first: int
) -> tuple[list[_Head], list[Dropped]]:
    heads: list[_Head] = []
    dropped: list[Dropped] = []
    for index, (bound, stop) in enumerate(zip(bounds, stops, strict=True)):
        at = skip_furniture(text, bound, stop, title) if index else first
        if index and skip_blank(text, bound) < at:
            dropped.append(Dropped(skip_blank(text, bound), "Page furniture was left out."))
        if at >= stop:
            continue
        end = min(line_end(text, at), stop)
        name = text[at : min(end, at + LONGEST_NAME + 40)].strip()
        rest = min(end + 1, stop)
        heads.append(_Head(at, name, rest, stop, gapped=skip_blank(text, rest) > rest))
    return heads, dropped


def _agreeing(heads: list[_Head]) -> list[_Head]:
    """Keep the heads that look like the others; the others are bodies' own U+00A0 lines."""
    often = Counter(head.name for head in heads)
    gapped = sum(head.gapped for head in heads) * 2 > len(heads)
    kept: list[_Head] = []
    for head in heads:
        named = 0 < len(head.name) <= LONGEST_NAME
        fits = named and (often[head.name] > 1 or (head.gapped == gapped and head.rest < head.stop))
        if fits:
            kept.append(head)
        elif kept:
            last = kept[-1]
            kept[-1] = _Head(last.start, last.name, last.rest, head.stop, last.gapped)
    return kept


def _cuts(text: str, heads: Sequence[_Head]) -> list[Cut]:
    dated, order = _dated(text, heads)
    firsts: list[First] = []
    places: list[tuple[int, int, Extras | None]] = []
    for head in heads:
        at = skip_blank(text, head.rest)
        end = min(line_end(text, at), head.stop) if at < head.stop else at
        line = text[at : min(end, at + LONGEST_NAME + 40)].strip()
        after = min(end + 1, head.stop)
        extras = None
        if dated:
            extras = read_extras(text, at, head.stop, day_first=order)
            if extras.body == at:
                extras = read_extras(text, after, head.stop, day_first=order)
                extras = extras if extras.body > after else None
            else:
                line = ""
        firsts.append((head.name, line, extras is not None or skip_blank(text, after) < head.stop))
        places.append((at, after, extras))
    titles = Titles(firsts)
    cuts = []
    for head, (name, line, more), (at, after, extras) in zip(heads, firsts, places, strict=True):
        body = at
        title = None
        if extras is not None:
            body, title = extras.body, line or None
        elif titles.is_title(name, line, more=more):
            body, title = after, line
        posted_at, number = (extras.posted_at, extras.number) if extras else (None, None)
        cuts.append(Cut(head.start, head.name, title, trimmed(text, body, head.stop), posted_at, number))
    return cuts


def _dated(text: str, heads: Sequence[_Head]) -> tuple[bool, bool | None]:
    """Tell whether heads carry dates or numbers, and the order of their numeric days."""
    lines: list[str] = []
    dated = 0
    sample = heads[:: max(1, len(heads) // _SAMPLE)]
    for head in sample:
        at = head.rest
        here = False
        for _ in range(3):
            at = skip_blank(text, at)
            if at >= head.stop:
                break
            end = min(line_end(text, at), head.stop)
            line = text[at : min(end, at + 120)].strip()
            lines.append(line)
            here = here or read_date_line(line) is not None
            at = min(end + 1, head.stop)
        dated += here
    order = day_first(lines)
    return dated * 2 > len(sample), order
