"""Where quote boxes are likely, before and beside the words themselves.

The weights are in words: a box stands when its words, counted by how rare they are, outweigh its price.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, log2
from operator import attrgetter

from bot.archive.attribution.align import Place
from bot.archive.attribution.headers import is_copied_header
from bot.archive.attribution.index import HABIT, Index
from bot.archive.attribution.pages import Page, starts_sentence, wordless
from bot.archive.attribution.regions import Hint
from bot.archive.model import Passage

UNKNOWN = -1
"""The source of a box whose words nobody in the thread is known to have said."""

_end_of = attrgetter("end")
_DOTS = ("...", "…", ". . .", "[...]", "[…]", "(...)")
_ADDRESSING = ",:!，：！"  # what ends a line that speaks to somebody or announces what follows
_GREETING = 4  # words that greet, at most
_BARE = 3  # lines without words that a marked box may begin with
_NEAR = 4  # posts back that count as near
_FEW = 8  # lines of a source looked at for the end of one line
_SIGNS = "(){};=_<>\\|"
_CODE = 0.07  # of a line's letters that must be such signs for it to be code
_ENTITY = re.compile(r"&#?\w{2,8};")
_LONG = 12  # words from which a line counts by its length alone


@dataclass(frozen=True, slots=True)
class Weights:
    """The price of a box, in words."""

    box: float = 6.5
    top: float = -2.5  # first line of the post
    few: float = -2.0  # a few words there, and a paragraph below
    previous: float = -1.5  # from the post just before
    near: float = -0.7  # from one of the three before that
    age: float = 0.3  # each doubling of the distance
    own: float = 1.0  # from the same author
    sentence: float = -1.0  # starts, or ends, where the source's sentence does
    inside: float = 2.0  # starts inside a paragraph of the quoting post
    under: float = -0.5  # own words follow on the next line, with no empty one between
    severed: float = 1.0  # the next line goes on as the source does
    last: float = 2.5  # last line of a post that has words of its own above
    last_of_both: float = 0.0  # the same, for the last half of its source or more
    whole: float = -1.0  # the whole source
    missing: float = 1.6  # each word of the line that the source lacks
    again: float = 2.0  # another piece of the same source, out of order
    skip: float = 0.6  # words of the source passed over
    back: float = -1.5  # from the source of the box before
    onward: float = -0.7  # and further down in it
    next: float = -1.5  # and right where the box before ended
    nested: float = -4.0  # right below a box that stands above these very words in their source
    lines: float = -0.8  # whole lines of the source
    lead: float = 5.0  # the line begins with words the source lacks
    dots: float = -1.5  # three dots at an end that the source lacks
    named: float = -8.0  # the box declares this source's author
    misnamed: float = 6.0  # the box declares somebody else
    signed: float = -4.0  # the poster typed a quote sign before the line, or a header above it
    torn: float = 6.0  # a box that starts inside another, which names somebody
    unsure: float = 0.25  # a line nobody is known to have said that may be in a box
    unknown: float = 4.0  # such a box below words of the poster's own
    introduced: float = 0.0  # the same, where a colon introduces it
    greeting: float = 2.0  # a few words and a comma at the top
    greeted: float = 12.0  # and nothing else
    bare: float = 6.0  # no line of furniture marks the box, though the archive keeps them
    habit: float = 3.0  # the poster has written this very line before
    symbols: float = 0.3  # a line without words
    header: float = 14.0  # a line of the header of a mail that was copied, likewise
    code: float = 8.0  # a line of code, or a bare address, below words of the poster's own


class ThreadPrior:
    """The prior for one post among the posts before it."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        page: Page,
        pages: Sequence[Page],
        index: Index,
        told: Sequence[Hint],
        quoted: Mapping[int, Sequence[Passage]],
        weights: Weights,
        *,
        closed: bool = False,
    ) -> None:
        """Weigh `page`, which comes right after `pages`, all in `index`; `quoted` are their quotes.

        `closed`: the archive keeps the line at the end of each box.
        """
        self._page = page
        self._pages = pages
        self._index = index
        self._weights = weights
        self._quoted = quoted
        self._told = told
        self._closed = closed
        self._borders: dict[tuple[int, int], bool] = {}
        self._positions: dict[int, float] = {}

    def gain(self, line: int, place: Place) -> float:
        """Return how strongly the words of this line speak for a box."""
        if not place.high:  # nobody's: only what stands before a closing line is free
            return (
                0.0 if self._told[line].must else -self._weights.unsure * (1 + 2 * self._page.apart(line + 1))
            )
        missing = place.length - place.equal
        if place.length < _LONG and not missing:
            page = self._page
            words = page.words[page.firsts[line] : page.firsts[line + 1]]
            return self._index.weight(words)
        return min(place.equal, 60) - self._weights.missing * min(missing, 40)

    def opening(self, line: int, source: int, place: Place) -> float:
        """Return the cost of a box that starts with this line."""
        weights = self._weights
        cost = weights.box
        hint = self._told[line]
        if (hint.who or hint.number) and self._is_within(line):
            cost += weights.torn
        if source == UNKNOWN:
            return cost + self._introduced(line)
        said = self._pages[source - 1]
        if hint.number:
            cost += weights.named if said.number == hint.number else weights.misnamed
        elif hint.who:
            cost += weights.named if said.author == hint.who.casefold() else weights.misnamed
        elif hint.signed:
            cost += weights.signed
        elif self._closed and not hint.must and not hint.may:
            cost += weights.bare
        return (
            cost + self._position(line) + self._distance(said) + self._shape(said, place) + self._habit(line)
        )

    def _is_within(self, line: int) -> bool:
        """Tell whether a line stands in a marked box, below words of it."""
        box = self._told[line].box if line else 0
        firsts = self._page.firsts
        for above in range(line - 1, max(-1, line - 1 - _BARE), -1):
            if not self._told[above].must or self._told[above].box != box:
                return False
            if firsts[above] < firsts[above + 1]:
                return True
        return line > _BARE and bool(box)

    def _introduced(self, line: int) -> float:
        """Return what it costs that a box of words nobody is known to have said starts at this line."""
        if not line or self._told[line - 1].furniture:
            return 0.0
        introduced = self._page.body[self._page.ends[line - 1] - 1] in ":："
        return self._weights.introduced if introduced else self._weights.unknown

    def _habit(self, line: int) -> float:
        """Return what it costs that the poster is known to write this line themselves."""
        page = self._page
        low, high = page.firsts[line], page.firsts[line + 1]
        known = high - low < HABIT and self._index.is_habit(page.author, page.words[low:high])
        return self._weights.habit if known else 0.0

    def _position(self, line: int) -> float:
        """Return what the place of the line in its post costs, and how the line looks."""
        known = self._positions.get(line)
        if known is None:
            known = self._positions[line] = self._position_of(line)
        return known

    def _position_of(self, line: int) -> float:
        weights = self._weights
        page = self._page
        cost = 0.0
        if line == 0:
            cost += weights.top
            if page.is_few(0) and page.body[page.ends[0] - 1] not in _ADDRESSING:
                cost += weights.few
            cost += weights.greeting * self._greets(0)
        elif not self._page.apart(line):
            cost += weights.inside
        start, end = page.starts[line], page.ends[line]
        text = page.body[start:end].strip()
        if line and looks_like_code(text):
            cost += weights.code
        if line and is_copied_header(text):
            cost += weights.header
        if text.startswith(_DOTS) or text.endswith(_DOTS):
            cost += weights.dots
        return cost

    def _distance(self, said: Page) -> float:
        """Return what the way back to the source costs."""
        weights = self._weights
        back = self._page.number - said.number
        cost = weights.age * log2(back)
        if back == 1:
            cost += weights.previous
        elif back <= _NEAR:
            cost += weights.near
        if said.author == self._page.author:
            cost += weights.own
        return cost

    def _shape(self, said: Page, place: Place) -> float:
        """Return what it costs that just these words of the source are taken."""
        weights = self._weights
        cost = place.lead * weights.lead
        if self._sentence_starts(said, place.low):
            cost += weights.sentence
        if place.low == 0 and place.high == len(said.words):
            cost += weights.whole
        firsts = said.firsts
        at = bisect_left(firsts, place.low)
        if at < len(firsts) and firsts[at] == place.low and place.high in firsts[at : at + _FEW]:
            cost += weights.lines
        return cost

    def returning(self, place: Place, before: Place) -> float:
        """Return the cost of a box from the source that the last box came from."""
        weights = self._weights
        if place.low < before.high:
            return weights.back
        return weights.back + weights.onward + (weights.next if place.low == before.high else 0.0)

    def under(self, source: int, place: Place, above: tuple[int, Place]) -> float:
        """Return the cost of a box right below another: little, where its source has the other right there, too."""
        upper, held = above
        quotes = self._quoted.get(source)
        if not quotes or not place.low:
            return 0.0
        said, quoted = self._pages[source - 1], self._pages[upper - 1]
        start = said.start(place.low)
        at = bisect_right(quotes, start, key=_end_of) - 1
        if at < 0 or quotes[at].number != upper or not wordless(said.body[quotes[at].end : start]):
            return 0.0
        end, told = quoted.offsets(held.high - 1, held.high)[1], quotes[at].source_end
        near = told is not None and wordless(quoted.body[min(end, told) : max(end, told)])
        return self._weights.nested if near else 0.0

    def closing(self, line: int, source: int, place: Place, low: int) -> float:
        """Return the cost of a box whose last line is this one and that began with the word `low` of its source."""
        weights = self._weights
        cost = 0.0
        if source == UNKNOWN:
            return cost
        cost += weights.greeted * self._greets(line)
        page, said = self._page, self._pages[source - 1]
        following = page.firsts[line + 1]
        if line + 1 >= len(page.starts):
            whole = place.high == len(said.words) and low <= len(said.words) // 2
            cost += weights.last_of_both if whole else weights.last
        elif page.words[following : following + 1] == said.words[place.high : place.high + 1]:
            cost += weights.severed
        elif not self._page.apart(line + 1):
            cost += weights.under
        if self._sentence_starts(said, place.high):
            cost += weights.sentence
        return cost

    def _greets(self, line: int) -> bool:
        """Tell whether the line is the first of its post, and a few words and a comma."""
        page = self._page
        return line == 0 and page.body[page.ends[0] - 1] == "," and page.firsts[1] < _GREETING

    def following(self, line: int, source: int, before: Place, place: Place) -> float:
        """Return the cost of going on in the same source."""
        if source == UNKNOWN:
            return 0.0
        hint = self._told[line]
        if hint.box and hint.box != self._told[line - 1].box:
            return self.opening(line, source, place)
        gap = place.low - before.high
        if gap < -1:
            return self._weights.again
        return self._weights.skip + self._habit(line) if gap > 0 else 0.0

    def wordless(self, line: int, source: int, before: Place) -> float:  # noqa: ARG002
        """Return the cost of a line without words inside a box."""
        hint = self._told[line]
        if hint.must and hint.box != self._told[line - 1].box:
            return inf
        if source == UNKNOWN:
            return 0.0
        page = self._page
        if page.body[page.starts[line] : page.ends[line]].strip() in self._pages[source - 1].body:
            return -self._weights.symbols
        return self._weights.symbols

    def _sentence_starts(self, page: Page, word: int) -> bool:
        key = page.number, word
        known = self._borders.get(key)
        if known is None:
            known = self._borders[key] = starts_sentence(page, word)
        return known


def looks_like_code(text: str) -> bool:
    """Tell whether a line is code or a bare address: people repeat those without quoting anybody."""
    bare = _ENTITY.sub("", text) if "&" in text else text
    signs = sum(map(bare.count, _SIGNS))
    return (signs > 1 and signs >= _CODE * len(bare)) or ("://" in bare and " " not in bare)
