"""Threads whose posts are closed by a line that holds only U+00A0."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.importers.dates import day_first
from bot.importers.text.cut import Cut, Cutting, Dropped
from bot.importers.text.furniture import skip_furniture
from bot.importers.text.heads import LONGEST_NAME, Extras, read_date_line, read_extras
from bot.importers.text.lines import line_end, skip_blank, trimmed
from bot.importers.text.opening import Opening
from bot.importers.text.titles import First, Titles
from bot.languages import Text

_SAMPLE = 400
_SHORT_NAME = 40


@dataclass(frozen=True, slots=True)
class _Head:
    """An author line that may open a post.

    `rest` is where the line below it starts; `led` and `gapped` tell of blank lines above and below it.
    """

    start: int
    name: str
    rest: int
    stop: int
    led: bool
    gapped: bool


def cut_separated(text: str, lines: Sequence[tuple[int, int]], opening: Opening) -> Cutting | None:
    """Cut `text` at its separator `lines`, the first head standing at `opening.first`.

    None where what stands between the lines does not look like posts.
    """
    bounds = [0, *(next_line for _, next_line in lines)]
    stops = [*(start for start, _ in lines), len(text)]
    found, dropped = _heads(text, bounds, stops, opening)
    heads = _agreeing(found)
    if not heads:
        return None
    cuts, titles, dated = _cuts(text, heads)
    framed = opening.framed or any(piece.at > cuts[-1].start for piece in dropped[-1:])
    if not (framed or dated or _convincing(found, heads, titles)):
        return None
    if heads[-1].stop == len(text):
        if cuts[-1].body[0] == cuts[-1].body[1]:
            cut_short = Text(
                "The file ends in the head of a post by {author}, which was left out.", author=cuts[-1].author
            )
            dropped.append(Dropped(cuts.pop().start, cut_short))
        else:
            dropped.append(
                Dropped(
                    cuts[-1].start, Text("The file ends before this post is closed: it may be cut short.")
                )
            )
    return Cutting(opening.title, cuts, dropped) if cuts else None


def _heads(
    text: str, bounds: Sequence[int], stops: Sequence[int], opening: Opening
) -> tuple[list[_Head], list[Dropped]]:
    heads: list[_Head] = []
    dropped: list[Dropped] = []
    names: set[str] = set()
    for index, (bound, stop) in enumerate(zip(bounds, stops, strict=True)):
        below = skip_blank(text, bound)
        at = opening.first
        if index:
            # A name that has stood here before needs no second look.
            known = text[below : min(line_end(text, below), below + LONGEST_NAME)].strip() in names
            at = below if known else skip_furniture(text, below, stop, opening.title)
        if index and below < min(at, stop):
            dropped.append(Dropped(below, Text("Page furniture was left out.")))
        if at >= stop:
            continue
        end = min(line_end(text, at), stop)
        name = text[at : min(end, at + LONGEST_NAME + 40)].strip()
        rest = min(end + 1, stop)
        names.add(name)
        heads.append(_Head(at, name, rest, stop, led=below > bound, gapped=skip_blank(text, rest) > rest))
    return heads, dropped


def _agreeing(heads: Sequence[_Head]) -> list[_Head]:
    """Keep the heads that look like the others; the others are bodies' own U+00A0 lines."""
    often = Counter(head.name for head in heads)
    gapped = sum(head.gapped for head in heads) * 2 > len(heads)
    led = sum(head.led for head in heads[1:]) * 2 > len(heads) - 1
    kept: list[_Head] = []
    for place, head in enumerate(heads):
        named = 0 < len(head.name) <= LONGEST_NAME
        alike = head.gapped == gapped and (head.led == led or not place) and head.rest < head.stop
        if named and (often[head.name] > 1 or alike):
            kept.append(head)
        elif kept:
            kept[-1] = replace(kept[-1], stop=head.stop)
    return kept


def _convincing(found: Sequence[_Head], heads: Sequence[_Head], titles: Titles) -> bool:
    """Tell whether heads without dates, in a file without a forum's own words, are a thread's."""
    if len(heads) * 2 < len(found):
        return False
    names = Counter(head.name for head in heads)
    if titles.printed:
        return True
    short = sum(len(head.name) <= _SHORT_NAME for head in heads) == len(heads)
    return len(heads) > 2 and (len(names) < len(heads) or (short and len(heads) == len(found)))


def _cuts(text: str, heads: Sequence[_Head]) -> tuple[list[Cut], Titles, bool]:
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
        body, title = at, None
        if extras is not None:
            body, title = extras.body, line or None
        elif titles.is_title(name, line, more=more):
            body, title = after, line
        posted_at, number = (extras.posted_at, extras.number) if extras else (None, None)
        cuts.append(Cut(head.start, head.name, title, trimmed(text, body, head.stop), posted_at, number))
    return cuts, titles, dated


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
