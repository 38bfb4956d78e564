"""Where a line of one post stands in another post's own words."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bot.archive.attribution.index import RUN

_MOST_PLACES = 4  # occurrences of one line in one source that are tried
_MOST_BLOCKS = 40
_MOST_TRIED = 64  # places of a line's first words that are compared
_LEAP = 40  # words passed over where a quote was shortened, at most, to find the few before or after
_LARGE = 4_000  # words from which a source is searched by its runs
_ENOUGH = 0.7  # of a line's words that must stand in the source, in order


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands: words `low` … `high - 1` of the source hold `equal` of its `length` words."""

    low: int
    high: int
    equal: int
    length: int
    lead: int = 0  # words at the start of the line that the source lacks
    tail: int = 0  # and at its end


class Text:
    """A source's words, prepared for being searched many times."""

    __slots__ = ("_bytes", "_runs", "words")

    def __init__(self, words: array[int]) -> None:
        """Take the words; quoted ones are blanked out already."""
        self.words = words
        self._bytes = words.tobytes()
        self._runs: dict[tuple[int, int, int], list[int]] | None = None

    def places(self, line: array[int], *, exact: bool = False) -> list[Place]:
        """Find `line`, word for word where it stands so, else in pieces; [] where too little is there.

        Not in pieces with `exact`.
        """
        length = len(line)
        found = [Place(low, low + length, length, length) for low in self._exact(line)]
        if found or exact or length < RUN + 1:
            return found
        piece = self._pieces(line)
        return [piece] if piece else []

    def _exact(self, line: array[int]) -> Iterator[int]:
        """Yield the first few places where the line stands word for word."""
        if len(self.words) > _LARGE:
            return islice(self._exact_in_large(line), _MOST_PLACES)
        return islice(self._exact_in_small(line.tobytes()), _MOST_PLACES)

    def _exact_in_small(self, line: bytes) -> Iterator[int]:
        at = self._bytes.find(line)
        while at >= 0:
            if at & 3:
                at = self._bytes.find(line, at + 1)
            else:
                yield at >> 2
                at = self._bytes.find(line, at + 4)

    def _exact_in_large(self, line: array[int]) -> Iterator[int]:
        """Look only where the line's first words stand: searching a large text for each of its lines is slow."""
        if len(line) < RUN:
            return
        length = len(line)
        for low in self._run_places().get((line[0], line[1], line[2]), ())[:_MOST_TRIED]:
            if self.words[low : low + length] == line:
                yield low

    def _run_places(self) -> dict[tuple[int, int, int], list[int]]:
        if self._runs is None:
            self._runs = {}
            for at, run in enumerate(zip(self.words, self.words[1:], self.words[2:], strict=False)):
                self._runs.setdefault(run, []).append(at)
        return self._runs

    def _pieces(self, line: array[int]) -> Place | None:
        blocks = list(islice(self._blocks(line), _MOST_BLOCKS))
        if not blocks:
            return None
        # Of the best chain ending with each block: equal words, start and end in the source, words
        # of the line left before and after.
        best: list[tuple[int, int, int, int, int]] = []
        for at, low, size in blocks:
            equal, start, lead = size, low, at
            for (before, there, width), (so_far, first, _, first_at, _) in zip(blocks, best, strict=False):
                if before + width <= at and there + width <= low and so_far + size > equal:
                    equal, start, lead = so_far + size, first, first_at
            best.append((equal, start, low + size, lead, len(line) - at - size))
        equal, start, end, lead, tail = max(best)
        if lead == RUN - 1 and self._stands(line[:lead], start - _LEAP, start):
            equal, lead = equal + lead, 0
        if tail == RUN - 1 and self._stands(line[-tail:], end, end + _LEAP):
            equal, tail = equal + tail, 0
        if equal < _ENOUGH * len(line) or end - start > 3 * len(line) + 200:
            return None
        return Place(start, end, equal, len(line), lead, tail)

    def _stands(self, words: array[int], low: int, high: int) -> bool:
        """Tell whether a few words, too few for a run, stand in this stretch of the source."""
        length = len(words)
        return any(self.words[at : at + length] == words for at in range(max(low, 0), high - length + 1))

    def _blocks(self, line: array[int]) -> Iterator[tuple[int, int, int]]:
        words, runs = self.words, self._run_places()
        at, last, length, known = 0, 0, len(line), len(self.words)
        while at + RUN <= length:
            starts = runs.get((line[at], line[at + 1], line[at + 2]))
            if starts is None:
                at += 1
                continue
            following = bisect_left(starts, last)
            low = starts[following] if following < len(starts) else starts[0]
            size = RUN
            while at + size < length and low + size < known and line[at + size] == words[low + size]:
                size += 1
            yield at, low, size
            last = low + size
            at += size
