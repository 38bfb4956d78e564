"""Threads with nothing between the posts but a blank line: heads are told from bodies by what comes back."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.importers.dates import day_first
from bot.importers.text.candidates import Candidate, Layout, find_layout
from bot.importers.text.company import COMPANY, company
from bot.importers.text.cut import Cut, Cutting, Dropped
from bot.importers.text.decoder import choose
from bot.importers.text.evidence import Evidence
from bot.importers.text.furniture import block_at, could_be_a_name, is_furniture
from bot.importers.text.heads import Extras, read_date_line, read_extras
from bot.importers.text.lines import trimmed
from bot.importers.text.one_off import settled
from bot.importers.text.opening import Opening
from bot.importers.text.paragraphs import Paragraphs
from bot.importers.text.shapes import is_namelike
from bot.importers.text.titles import GIVEN
from bot.importers.text.weights import ONE_OFF, SECOND, TITLED, UNTITLED
from bot.languages import Text

_SURE = 20.0
_DATED = 6.0
"""What a date below the name adds where heads are dated, and what its lack takes."""


def cut_unseparated(text: str, opening: Opening) -> Cutting | None:
    """Cut `text`, whose first head stands at `opening.first`; None where it does not look like a thread."""
    paragraphs = Paragraphs.of(text, opening.first, len(text))
    if not len(paragraphs):
        return None
    layout, found = find_layout(paragraphs)
    if not found:
        return None
    weights = weigh(paragraphs, found, layout)
    dated = _dated(found)
    if dated:
        weights = [
            weight + (_DATED if is_dated else -_DATED)
            for weight, is_dated in zip(weights, dated, strict=True)
        ]
    chosen = choose(found, sure(found, weights), apart=layout.apart)
    heads = [found[index] for index in chosen]
    cuts, dropped = _cuts(paragraphs, heads, opening, dated=bool(dated))
    framed = opening.framed or bool(dropped)
    if not _convincing(heads, [weights[index] for index in chosen], layout, dated=bool(dated), framed=framed):
        return None
    return Cutting(opening.title, cuts, dropped)


def weigh(paragraphs: Paragraphs, found: Sequence[Candidate], layout: Layout) -> list[float]:
    """Return the log odds of each candidate being a head, from the evidence of the whole thread.

    Where names stand alone, a second look weighs what the first one made of the other candidates, and the thread
    itself tells how many of the names that stand once are heads.
    """
    evidence = Evidence(paragraphs, found, layout)
    rows = [evidence.row(one) for one in found]
    columns = evidence.columns()
    if layout.titled:
        return _weighed(rows, columns, TITLED)
    first = _weighed(rows, columns, UNTITLED)
    likely = choose(found, sure(found, first), apart=layout.apart)
    again = [
        (*row, *more) for row, more in zip(rows, company(found, sure(found, first), likely), strict=True)
    ]
    return settled(found, _weighed(again, columns + COMPANY, SECOND), ONE_OFF)


def sure(found: Sequence[Candidate], weights: Sequence[float]) -> list[float]:
    """Return `weights` with the thread's first line taken for a head, if it is a candidate."""
    if found[0].index:
        return list(weights)
    return [max(weights[0], 0.0) + _SURE, *weights[1:]]


def _weighed(
    rows: Sequence[Sequence[float]], columns: Sequence[str], named: Mapping[str, float]
) -> list[float]:
    weights = [named.get(column, 0.0) for column in columns]
    return [sum(number * weight for number, weight in zip(row, weights, strict=True)) for row in rows]


def _dated(found: Sequence[Candidate]) -> list[bool]:
    """Tell which candidates have a date or a post number below the name; empty where heads carry none."""
    if read_date_line(found[0].opening) is None:
        return []
    dated = [read_date_line(one.opening) is not None for one in found]
    return dated if sum(dated) > 1 or len(found) == 1 else []


def _cuts(
    paragraphs: Paragraphs, heads: Sequence[Candidate], opening: Opening, *, dated: bool
) -> tuple[list[Cut], list[Dropped]]:
    text = paragraphs.text
    order = day_first(head.opening for head in heads) if dated else None
    cuts: list[Cut] = []
    dropped: list[Dropped] = []
    for place, head in enumerate(heads):
        below = heads[place + 1].index if place + 1 < len(heads) else len(paragraphs)
        last = _last_of_body(paragraphs, head, below, opening.title)
        if last < below:
            dropped.append(Dropped(paragraphs.starts[last], Text("Page furniture was left out.")))
        stop = paragraphs.ends[last - 1]
        extras = read_extras(text, head.body, stop, day_first=order) if dated else Extras(head.body)
        body = trimmed(text, min(extras.body, stop), stop)
        cuts.append(Cut(head.start, head.name, head.title or None, body, extras.posted_at, extras.number))
    return cuts, dropped


def _last_of_body(paragraphs: Paragraphs, head: Candidate, below: int, title: str) -> int:
    """Return the paragraph the page furniture below a post starts with, `below` where there is none."""
    kept = below
    for index in range(below - 1, head.index, -1):
        if paragraphs.starts[index] <= head.body:
            break
        lines, _ = block_at(paragraphs.text, paragraphs.starts[index], paragraphs.ends[index])
        if is_furniture(lines):
            # A single word may be the post's own, unless surer furniture stands above it.
            kept = kept if could_be_a_name(lines) else index
        elif lines != [title]:
            break
    return kept


def _convincing(
    heads: Sequence[Candidate], weights: Sequence[float], layout: Layout, *, dated: bool, framed: bool
) -> bool:
    """Tell whether the heads found look like a thread's, all in all."""
    if framed or dated:
        return bool(heads)
    often = Counter(head.name for head in heads)
    returning = sum(count > 1 for count in often.values())
    namelike = sum(is_namelike(name) for name in often)
    if namelike * 10 < len(often) * 8 or not is_namelike(heads[0].name):
        return False
    mean = sum(weights) / len(weights) if weights else 0.0
    if layout.titled:
        given = sum(head.title.casefold() in GIVEN for head in heads)
        return given > 1 or (returning > 0 and len(heads) > 2 and mean > 1.0)
    return layout.gapped and len(heads) > 3 and returning > 1 and mean > 1.0
