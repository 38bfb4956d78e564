"""Where a line of one post stands in another post's own words."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from bot.archive.attribution.runs import RUN

_MOST_PLACES = 4  # occurrences of one line in one source that are tried
_MOST_BLOCKS = 40
_MOST_TRIED = 64  # places of a line's first words that are compared
_LEAP = 40  # words passed over where a quote was shortened, at most, to find the few before or after
_LARGE = 4_000  # words from which a source is searched by its runs
_SEARCHED = 100_000  # words of a line times words of a source up to which bytes are searched, not runs
_ENOUGH = 0.7  # of a line's words that must stand in the source, in order


class Place(NamedTuple):
    """Where a line stands: words `low` … `high - 1` of the source hold `equal` of its `length` words."""

    low: int
    high: int
    equal: int
    length: int
    lead: int = 0  # words at the start of the line that the source lacks
    tail: int = 0  # and at its end


class Text:
    """A source's words, prepared for being searched many times. `letters` are their bytes."""

    __slots__ = ("_distinct", "_runs", "letters", "words")

    def __init__(self, words: array[int]) -> None:
        """Take the words; quoted ones are blanked out already."""
        self.words = words
        self.letters = words.tobytes()
        self._runs: dict[tuple[int, int, int], list[int]] | None = None
        self._distinct: frozenset[int] | None = None

    def exact_places(self, letters: bytes) -> list[Place]:
        """Find a line, given by its bytes, word for word."""
        if letters not in self.letters:
            return []
        length = len(letters) // 4
        many = self._exact_in_large(letters) if len(self.words) > _LARGE else self._exact_in_small(letters)
        return [Place(low, low + length, length, length) for low in islice(many, _MOST_PLACES)]

    def piece(self, letters: bytes) -> Place | None:
        """Find a line, given by its bytes, in pieces; None where too little of it is here."""
        if len(letters) // 4 < RUN + 1:
            return None
        line = array("I", letters)
        return None if self._lacks(line) else self._pieces(line)

    def _exact_in_small(self, line: bytes) -> Iterator[int]:
        at = self._find(line, 0)
        while at >= 0:
            yield at
            at = self._find(line, at + 1)

    def _find(self, line: bytes, low: int) -> int:
        """Return the first word from `low` on where these words stand; -1 where there is none."""
        at = self.letters.find(line, 4 * low)
        while at & 3 and at >= 0:
            at = self.letters.find(line, at + 1)
        return at >> 2

    def _exact_in_large(self, letters: bytes) -> Iterator[int]:
        """Look only where the line's first words stand: searching a large text for each of its lines is slow."""
        line = array("I", letters)
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

    def _lacks(self, line: array[int]) -> bool:
        """Tell whether so few of the line's words stand here in any order that no pieces can be enough."""
        if self._distinct is None:
            self._distinct = frozenset(self.words)
        return sum(map(self._distinct.__contains__, line)) < _ENOUGH * len(line)

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
        words = self.words
        first = (
            self._first_in_small(line) if len(line) * len(words) <= _SEARCHED else self._first_in_large(line)
        )
        at, last, length, known = 0, 0, len(line), len(words)
        while at + RUN <= length:
            low = first(at, last)
            if low < 0:
                at += 1
                continue
            size = RUN
            while at + size < length and low + size < known and line[at + size] == words[low + size]:
                size += 1
            yield at, low, size
            last = low + size
            at += size

    def _first_in_small(self, line: array[int]) -> Callable[[int, int], int]:
        """Return what finds the run at a place of the line: from a word of the source on, else anywhere; else -1."""
        letters = line.tobytes()

        def first(at: int, last: int) -> int:
            run = letters[4 * at : 4 * (at + RUN)]
            low = self._find(run, last)
            return low if low >= 0 or not last else self._find(run, 0)

        return first

    def _first_in_large(self, line: array[int]) -> Callable[[int, int], int]:
        runs = self._run_places()

        def first(at: int, last: int) -> int:
            starts = runs.get((line[at], line[at + 1], line[at + 2]))
            if starts is None:
                return -1
            following = bisect_left(starts, last)
            return starts[following] if following < len(starts) else starts[0]

        return first
