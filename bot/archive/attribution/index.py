"""Where words were said before: three-word runs of own words, and short lines.

Near posts are indexed whole, far ones by a sample: a run is kept when its number is a multiple of eight, the
"0 mod p" selection of fingerprints, so that a long thread costs little memory and every quote of some
length still holds a few kept runs. Of a run said twice, the near index knows the last post, the far index
the first.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, repeat
from math import log2

from bot.archive.attribution.fingerprints import Fingerprints
from bot.archive.attribution.pages import NOBODY, Page
from bot.archive.attribution.runs import RUN, SAMPLED, Runs

HABIT = 4
"""Lines of fewer words may be somebody's habit ("Continued:", "Regards, Jo")."""

_SHORT = 8  # lines of fewer words are also known whole, for their runs may all be missing from the sample
_NEAR = 64  # posts that the near index knows at least
_MORE = 128  # and may know beyond these, as what is older is dropped seldom
_SHARE = 0.3  # of a line's runs that must be a post's for it to count as its source
_MOST_SOURCES = 32
_COUNTED = 512  # posts whose words are counted all; later ones tell little new, and one in eight of them does
_SELDOM = 8
_LEAST = 0.3  # what a word tells at least,
_MOST = 1.8  # at most,
_DOUBLING = 0.35  # and for each halving of the posts it stands in
_COMMON, _RARE = 2 ** (_LEAST / _DOUBLING), 2 ** (_MOST / _DOUBLING)  # words in one post of so many


class Index:
    """Own words of the posts so far, asked for the likely sources of a new one."""

    def __init__(self, letters: int) -> None:
        """Start empty, for a thread of so many letters."""
        self._near: dict[int, int] = {}
        self._recent: list[tuple[int, list[int]]] = []  # what the near index was made of
        self._far = Fingerprints(letters // 5)
        self._last_lines: dict[bytes, int] = {}
        self._first_lines: dict[bytes, int] = {}
        self._counted = 0
        self._uncounted: list[Page] = []  # posts to be counted when a word's weight is asked for
        self._seen: Counter[int] = Counter()  # counted posts that each word stands in
        self._habits: set[tuple[str, bytes]] = set()
        self._waiting: list[tuple[Page, Sequence[int]]] = []  # posts to be read before the next question
        self._asked: dict[int, Runs] = {}  # the runs of those of them that were asked about

    def add(self, page: Page, taken: Sequence[int]) -> None:
        """Remember the next post but for the lines `taken`, which are not its poster's own words."""
        self._waiting.append((page, taken))

    def _read(self, page: Page, taken: Sequence[int]) -> None:
        number = page.number
        runs = self._asked.pop(number, None)
        if runs is None:
            page.cut()
            runs = Runs(page.words)
        if taken:
            runs.leave_out(page.blank_out(taken))
        if len(self._recent) >= _NEAR + _MORE:
            del self._recent[:-_NEAR]
            self._near = {run: post for post, said in self._recent for run in said}
        self._recent.append((number, runs.numbers))
        self._near.update(zip(runs.numbers, repeat(number), strict=False))
        self._far.add(runs.kept, number)
        if number <= _COUNTED or number % _SELDOM == 0:
            self._uncounted.append(page)
        self._add_lines(page)

    def _add_lines(self, page: Page) -> None:
        words, letters = page.words, page.words.tobytes()
        for low, high in pairwise(page.firsts):
            if low < high < low + _SHORT and words[low] != NOBODY:
                key = letters[4 * low : 4 * high]
                self._last_lines[key] = page.number
                self._first_lines.setdefault(key, page.number)
                if high - low < HABIT:
                    self._habits.add((page.author, key))

    def sources(self, page: Page) -> list[set[int]] | None:
        """Return for each line of `page` the posts it may be quoted from; None where no line has any.

        This cuts it, and all posts before, into words: what nobody asks for need not be cut.
        """
        for each in self._waiting:
            self._read(*each)
        self._waiting.clear()
        page.cut()
        runs = self._asked[page.number] = Runs(page.words)
        letters = page.words.tobytes()
        near = list(map(self._near.get, runs.numbers))
        far = self._far.find(runs.kept)
        places = [at for at, _ in far]  # ascending, as lines are
        reached = 0
        lines: list[set[int]] = []
        for low, high in pairwise(page.firsts):
            length = high - low
            line = self._known_line(letters[4 * low : 4 * high]) if 0 < length < _SHORT else set()
            many = length - RUN + 1
            if many > 0:
                here = near[low : low + many]
                if many - here.count(None) >= _SHARE * many:
                    line |= _frequent(here, _SHARE * many)
                upto = bisect_left(places, low + many, reached) if places else 0
                if upto > reached:
                    sample = [post for _, post in far[bisect_left(places, low, reached) : upto]]
                    reached = upto
                    line |= _frequent(sample, _SHARE / SAMPLED * many)
            lines.append(line)
        if not any(lines):
            return None
        kept = commonest(lines, _MOST_SOURCES)
        return [line & kept for line in lines] if len(kept) == _MOST_SOURCES else lines

    def _known_line(self, line: bytes) -> set[int]:
        last = self._last_lines.get(line)
        return {last, self._first_lines[line]} if last is not None else set()

    def is_habit(self, author: str, words: array[int]) -> bool:
        """Tell whether `author` has written these few words as a line of their own before."""
        return len(words) < HABIT and (author, words.tobytes()) in self._habits

    def weight(self, words: array[int]) -> float:
        """Return how much it tells that these words were said before: the rarer, the more."""
        for page in self._uncounted:
            self._seen.update(set(page.words))
        self._counted += len(self._uncounted)
        self._uncounted.clear()
        seen, posts = self._seen, self._counted + 8
        often = posts / _COMMON - 0.5  # posts that a word stands in from which it counts least
        seldom = posts / _RARE - 0.5  # and up to which it counts most
        total = 0.0
        for word in words:
            times = seen.get(word, 0)
            if times <= seldom:
                total += _MOST
            elif times >= often:
                total += _LEAST
            else:
                total += _DOUBLING * log2(posts / (times + 0.5))
        return total


def commonest(lines: Sequence[set[int]], most: int) -> set[int]:
    """Return the posts that most lines may be quoted from, `most` of them."""
    found = set().union(*lines)
    if len(found) <= most:
        return found
    often = Counter(number for line in lines for number in line)
    return {number for number, _ in often.most_common(most)}


def _frequent(said: Sequence[int | None], need: float) -> set[int]:
    """Return the posts that said so many of these runs."""
    return {number for number in set(said) if number is not None and said.count(number) >= need}
