"""Which lines of a post are quote boxes: the best way to cut it, all lines weighed together.

A path through the lines says for each whether it is the poster's own, or stands at a place in a source. Equal
words speak for a box, words the source lacks speak against it, and opening a box costs, less where boxes
are likely: at the top of the post, from the post before, at the borders of the source's sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from operator import itemgetter
from typing import NamedTuple, Protocol

from bot.archive.attribution.align import Place

OWN = 0

_score = itemgetter(0)
_MOST_MEMORIES = 4  # ways to have come to a line of the poster's own that are kept apart


class Prior(Protocol):
    """What is known before looking at the words; all in the currency of words."""

    def gain(self, line: int, place: Place) -> float:
        """Return how strongly the words of this line speak for a box."""
        ...

    def opening(self, line: int, source: int, place: Place) -> float:
        """Return the cost of a box that starts with this line."""
        ...

    def returning(self, place: Place, before: Place) -> float:
        """Return the cost (mostly negative) of a box from where the last box, `before`, came from."""
        ...

    def under(self, source: int, place: Place, above: tuple[int, Place]) -> float:
        """Return the cost (mostly negative) of a box right below another, `above`: its source and last place."""
        ...

    def closing(self, line: int, source: int, place: Place, low: int) -> float:
        """Return the cost of a box whose last line is this one and that began with the word `low` of its source."""
        ...

    def following(self, line: int, source: int, before: Place, place: Place) -> float:
        """Return the cost of going on in the same source from the place `before` to `place`."""
        ...

    def wordless(self, line: int, source: int, before: Place) -> float:
        """Return the cost of a line without words inside a box."""
        ...


class Step(NamedTuple):
    """One line on the best path: `source` is OWN or a post's number; `opens` where a box starts.

    `place` is None for the poster's own lines and for those without words.
    """

    source: int = OWN
    place: Place | None = None
    opens: bool = False


class _Node(NamedTuple):
    score: float
    step: Step
    at: int
    before: _Node | None = None
    last: tuple[int, Place] | None = None  # source and place of the last box, this line's or an earlier one's
    low: int = 0  # the word of the source that the box began with


_OWN = Step()


def best_path(
    options: Sequence[Mapping[int, Sequence[Place]] | None], must: Sequence[bool], prior: Prior
) -> list[Step]:
    """Return one step per line.

    `options[k]` are the places of line k in each source; None: it has no words. Where `must[k]`, the line may
    not be the poster's own; it has an option then.
    """
    start = _Node(0.0, _OWN, -1)
    ends = [start]
    inside = False  # whether any of the ends stands in a box
    for at, sources in enumerate(options):
        if not sources and not inside and not must[at]:
            continue  # the poster's own on every path, which is what a gap between nodes means
        outs = _outs(ends, at - 1, prior)
        nodes = [] if must[at] else [_Node(score, _OWN, at, node, node.last) for score, node in outs]
        outside = len(nodes)
        if _is_wordless(sources):
            nodes += _wordless(at, ends, prior)
        for source, places in sources.items() if sources else ():
            for place in places:
                node = _best_into(at, source, place, outs, ends, prior)
                if node:
                    nodes.append(node)
        inside = len(nodes) > outside
        ends = nodes
    node = _outs(ends, len(options) - 1, prior)[0][1]
    path = [_OWN] * len(options)
    while node.before is not None:
        step = node.step
        # A line without words stands nowhere: its node remembers where the line above does.
        path[node.at] = step._replace(place=None) if step.place and _is_wordless(options[node.at]) else step
        node = node.before
    return path


def _is_wordless(sources: Mapping[int, Sequence[Place]] | None) -> bool:
    """Tell whether the options are those of a line without words, which may have to be in a box of nobody known."""
    if sources is None:
        return True
    # A line's places are all as long as it is; where the last of them was taken back it still has its words.
    return any(not place.length for places in sources.values() for place in places[:1])


def _wordless(at: int, ends: Sequence[_Node], prior: Prior) -> Iterator[_Node]:
    """Yield the boxes that a line without words may be part of."""
    for node in ends:
        source, place = node.step.source, node.step.place
        if place:
            score = node.score - prior.wordless(at, source, place)
            if score > -inf:
                yield _Node(score, Step(source, place), at, node, node.last, node.low)


def _best_into(  # noqa: PLR0913, PLR0917
    at: int,
    source: int,
    place: Place,
    outs: Sequence[tuple[float, _Node]],
    ends: Sequence[_Node],
    prior: Prior,
) -> _Node | None:
    """Return the best way to have this line stand at this place, by opening a box or going on with one."""
    gain = prior.gain(at, place)
    best: _Node | None = None
    most = -inf
    opens = True
    if outs:
        price = gain - prior.opening(at, source, place)
        for score, node in outs:
            there = score + price - _beside(at, source, place, node, prior)
            if there > most:
                most, best = there, node
    for node in ends:
        before = node.step.place
        if before and node.step.source == source:
            score = node.score + gain - prior.following(at, source, before, place)
            if score > most:
                most, best, opens = score, node, before.high - 1 > place.low
    if best is None:
        return None
    low = place.low if opens else best.low
    return _Node(most, Step(source, place, opens), at, best, (source, place), low)


def _beside(at: int, source: int, place: Place, node: _Node, prior: Prior) -> float:
    """Return what it costs that the box to open comes from where the last one came, or stands right below it."""
    if not node.last:
        return 0.0
    if node.step.source == OWN:
        return prior.returning(place, node.last[1]) if node.last[0] == source else 0.0
    return prior.under(source, place, node.last) if node.at == at - 1 else 0.0


def _outs(ends: Sequence[_Node], line: int, prior: Prior) -> list[tuple[float, _Node]]:
    """Return the best ways to be outside any box after `line`, one for each last box, the best first."""
    if len(ends) == 1 and not ends[0].step.place:
        return [(ends[0].score, ends[0])]
    best: dict[tuple[int, int], tuple[float, _Node]] = {}
    for node in ends:
        score, place = node.score, node.step.place
        if place:
            score -= prior.closing(line, node.step.source, place, node.low)
        key = (node.last[0], node.last[1].high) if node.last else (OWN, 0)
        if key not in best or score > best[key][0]:
            best[key] = (score, node)
    outs = list(best.values())
    return sorted(outs, key=_score, reverse=True)[:_MOST_MEMORIES] if len(outs) > 1 else outs
