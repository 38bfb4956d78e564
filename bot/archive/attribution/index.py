"""Where words were said before: three-word runs of own words, and whole lines.

Near posts are indexed whole, far ones by a sample: a run is kept when its number is a multiple of eight, the
"0 mod p" selection of fingerprints, so that a long thread costs little memory and every quote of some
length still holds a few kept runs. Of a run said twice, the near index knows the last post, the far index
the first.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import log2

from bot.archive.attribution.pages import NOBODY, Page

RUN = 3
SHORT = 4
"""Lines of fewer words may be somebody's habit ("Continued:", "Regards, Jo")."""

_NEAR = 64  # posts in one generation of the near index; two generations are kept
_SAMPLE = 7  # mask: one run in eight is kept for good
_SHARE = 0.3  # of a line's runs that must be a post's for it to count as its source
_MOST_SOURCES = 12


class Index:
    """Own words of the posts so far, asked for the likely sources of a new one."""

    def __init__(self) -> None:
        """Start empty."""
        self._new: dict[int, int] = {}
        self._old: dict[int, int] = {}
        self._far: dict[int, int] = {}
        self._lines: dict[int, int] = {}
        self._first_lines: dict[int, int] = {}
        self._count = 0
        self._posts = 0
        self._seen = array("I")
        self._habits: set[tuple[str, int]] = set()

    def runs(self, words: array[int]) -> list[int]:
        """Return the number of each run of three words."""
        return list(map(hash, zip(words, words[1:], words[2:], strict=False)))

    def add(self, page: Page, runs: list[int]) -> None:
        """Remember `page`, its quotes blanked out; `runs` are those of its words."""
        self._add_runs(page.number, runs)
        self._add_words(page.words)
        self._add_lines(page)

    def _add_runs(self, number: int, runs: list[int]) -> None:
        if self._count == _NEAR:
            self._old, self._new, self._count = self._new, {}, 0
        self._count += 1
        self._new.update(dict.fromkeys(runs, number))
        keep = self._far.setdefault
        for run in runs:
            if not run & _SAMPLE:
                keep(run, number)

    def _add_words(self, words: array[int]) -> None:
        self._posts += 1
        seen = self._seen
        distinct = set(words)
        most = max(distinct, default=0)
        if most >= len(seen):
            seen.frombytes(bytes(4 * (most + 1 + len(seen))))
        for word in distinct:
            seen[word] += 1

    def _add_lines(self, page: Page) -> None:
        words = page.words
        for low, high in pairwise(page.firsts):
            if low < high and words[low] != NOBODY:
                key = hash(tuple(words[low:high]))
                self._lines[key] = page.number
                self._first_lines.setdefault(key, page.number)
                if high - low < SHORT:
                    self._habits.add((page.author, key))

    def sources(self, page: Page, runs: list[int]) -> list[int]:
        """Return the posts that may be quoted by a line of `page`, the likeliest first."""
        found: Counter[int] = Counter()
        near = list(map(self._new.get, runs))
        old = list(map(self._old.get, runs))
        far = [self._far.get(run) if not run & _SAMPLE else None for run in runs]
        words = page.words
        for low, high in pairwise(page.firsts):
            length = high - low
            if not length:
                continue
            for number in self._whole(words, low, high):
                found[number] += length
            if length < RUN:
                continue
            need = _SHARE * (length - RUN + 1)
            for hits, share in ((near, 1), (old, 1), (far, _SAMPLE + 1)):
                for hit, times in Counter(hits[low : high - 2]).items():
                    if hit is not None and times * share >= need:
                        found[hit] += times
        return [number for number, _ in found.most_common(_MOST_SOURCES)]

    def is_habit(self, author: str, words: array[int]) -> bool:
        """Tell whether `author` has written these few words as a line of their own before."""
        return len(words) < SHORT and (author, hash(tuple(words))) in self._habits

    def weight(self, words: array[int]) -> float:
        """Return how much it tells that these words were said before: the rarer, the more."""
        seen, known, posts = self._seen, len(self._seen), self._posts + 8
        total = 0.0
        for word in words:
            times = seen[word] if word < known else 0
            total += min(1.8, max(0.3, 0.35 * log2(posts / (times + 0.5))))
        return total

    def _whole(self, words: array[int], low: int, high: int) -> Iterator[int]:
        key = hash(tuple(words[low:high]))
        last = self._lines.get(key)
        if last is not None:
            yield last
            first = self._first_lines[key]
            if first != last:
                yield first
