"""Where words were said before: three-word runs of own words, and short lines.

Near posts are indexed whole, far ones by a sample: a run is kept when its number is a multiple of eight, the
"0 mod p" selection of fingerprints, so that a long thread costs little memory and every quote of some
length still holds a few kept runs. Of a run said twice, the near index knows the last post, the far index
the first.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log2

from bot.archive.attribution.fingerprints import SAMPLED, Fingerprints, sampled
from bot.archive.attribution.pages import NOBODY, Page

RUN = 3
"""Words in a run."""

HABIT = 4
"""Lines of fewer words may be somebody's habit ("Continued:", "Regards, Jo")."""

_SHORT = 8  # lines of fewer words are also known whole, for their runs may all be missing from the sample
_NEAR = 64  # posts in one generation of the near index; two generations are kept
_SHARE = 0.3  # of a line's runs that must be a post's for it to count as its source
_MOST_SOURCES = 32


class Index:
    """Own words of the posts so far, asked for the likely sources of a new one."""

    def __init__(self, letters: int) -> None:
        """Start empty, for a thread of so many letters."""
        self._new: dict[int, int] = {}
        self._old: dict[int, int] = {}
        self._far = Fingerprints(letters // 5)
        self._last_lines: dict[int, int] = {}
        self._first_lines: dict[int, int] = {}
        self._count = 0
        self._asked: list[int] = []  # the runs last asked for, and the sample of them
        self._kept: list[int] = []
        self._posts = 0
        self._seen: list[int] = []
        self._habits: set[tuple[str, int]] = set()

    def runs(self, words: list[int]) -> list[int]:
        """Return the number of each run of three words."""
        return list(map(hash, zip(words, words[1:], words[2:], strict=False)))

    def without(self, runs: list[int], blank: Sequence[tuple[int, int]]) -> list[int]:
        """Return the runs that hold none of the words in the `blank` stretches, which are in order."""
        if not blank:
            return runs
        kept: list[int] = []
        start = 0
        for low, high in blank:
            kept += runs[start : max(start, low - RUN + 1)]
            start = max(start, high)
        return kept + runs[start:]

    def add(self, page: Page, runs: list[int]) -> None:
        """Remember `page`, its quotes blanked out; `runs` are those of its words."""
        if self._count == _NEAR:
            self._old, self._new, self._count = self._new, {}, 0
        self._count += 1
        self._new.update(dict.fromkeys(runs, page.number))
        self._far.add(self._kept if runs is self._asked else sampled(runs), page.number)
        self._add_words(page.fresh)
        self._add_lines(page)
        page.fresh = []

    def _add_words(self, words: list[int]) -> None:
        self._posts += 1
        seen = self._seen
        lacking = max(words, default=0) + 1 - len(seen)
        if lacking > 0:
            seen += [0] * (lacking + len(seen) // 4)
        for word in set(words):
            seen[word] += 1

    def _add_lines(self, page: Page) -> None:
        words = page.fresh
        for low, high in pairwise(page.firsts):
            if low < high < low + _SHORT and words[low] != NOBODY:
                key = hash(tuple(words[low:high]))
                self._last_lines[key] = page.number
                self._first_lines.setdefault(key, page.number)
                if high - low < HABIT:
                    self._habits.add((page.author, key))

    def sources(self, page: Page, runs: list[int]) -> list[set[int]] | None:
        """Return for each line of `page` the posts it may be quoted from; None where no line has any."""
        words = page.fresh
        near = list(map(self._new.get, runs))
        old = list(map(self._old.get, runs))
        hits = [(said, _SHARE) for said in (near, old) if any(said)]
        self._asked, self._kept = runs, sampled(runs)
        far = self._far.find(self._kept)
        if far:
            hits.append((list(map(far.get, runs)), _SHARE / SAMPLED))
        found: Counter[int] = Counter()
        lines: list[set[int]] = []
        for low, high in pairwise(page.firsts):
            length = high - low
            line = self._known_line(words[low:high]) if 0 < length < _SHORT else set()
            if length >= RUN:
                many = length - RUN + 1
                for said, share in hits:
                    here = said[low : low + many]
                    if many - here.count(None) >= share * many:
                        line |= _frequent(here, share * many)
            if line:
                found.update(line)
            lines.append(line)
        if not found:
            return None
        if len(found) > _MOST_SOURCES:
            kept = {number for number, _ in found.most_common(_MOST_SOURCES)}
            lines = [line & kept for line in lines]
        return lines

    def _known_line(self, line: list[int]) -> set[int]:
        key = hash(tuple(line))
        last = self._last_lines.get(key)
        return {last, self._first_lines[key]} if last is not None else set()

    def is_habit(self, author: str, words: array[int]) -> bool:
        """Tell whether `author` has written these few words as a line of their own before."""
        return len(words) < HABIT and (author, hash(tuple(words))) in self._habits

    def weight(self, words: array[int]) -> float:
        """Return how much it tells that these words were said before: the rarer, the more."""
        seen, known, posts = self._seen, len(self._seen), self._posts + 8
        total = 0.0
        for word in words:
            times = seen[word] if word < known else 0
            total += min(1.8, max(0.3, 0.35 * log2(posts / (times + 0.5))))
        return total


def _frequent(said: Sequence[int | None], need: float) -> set[int]:
    """Return the posts that said so many of these runs."""
    return {number for number in set(said) if number is not None and said.count(number) >= need}
