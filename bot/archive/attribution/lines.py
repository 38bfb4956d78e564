"""Where each line of a post stands in the posts it may be quoted from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.archive.attribution.align import Place, Text
from bot.archive.attribution.index import commonest
from bot.archive.attribution.pages import FEW, Page
from bot.archive.attribution.prior import UNKNOWN
from bot.archive.attribution.regions import NOTHING, Hint

_CACHED = 128  # posts kept ready for being searched
_MOST = 10  # sources a line is looked for in
_MAIN = 4  # sources of a post that are looked for in all its lines

_BACK = 3  # posts back that a line of few words is looked for in

Options = dict[int, list[Place]]
"""The places of one line in each of its sources, by the source's number."""


class Lines:
    """Looks for the lines of posts in earlier ones, `pages`, which may grow."""

    def __init__(self, pages: Sequence[Page]) -> None:
        """Keep no more of the pages than the last few that were looked into."""
        self._pages = pages
        self._texts: dict[int, Text] = {}

    def options(self, page: Page, sources: Sequence[set[int]], told: Sequence[Hint]) -> list[Options | None]:
        """Return for each line of `page` where it stands; None for a line that has no words.

        `sources` are the posts each line is likely from. A line is looked for in those of its neighbours and the
        commonest of the post, too, but there only word for word.
        """
        main = commonest(sources, _MAIN)
        rumour = b"".join([self._text(number).letters for number in main])
        letters, firsts = page.words.tobytes(), page.firsts
        last = len(told) - 1
        options: list[Options | None] = []
        for at, hint in enumerate(told):
            line = letters[4 * firsts[at] : 4 * firsts[at + 1]]
            likely = sources[at]
            if hint is not NOTHING and (hint.furniture or hint.own):
                options.append({})
            elif hint is not NOTHING and (hint.must or hint.may or hint.number):
                options.append(self._declared(page, at, hint, sources, main))
            elif not line:
                options.append(None)
            elif hint.within:
                near = sources[at].union(*sources[max(0, at - 1) : at + 2])
                options.append(self._places(line, set(), near & {hint.within}, main))
            elif likely or line in rumour:
                near = main.union(likely, sources[at - 1] if at else (), sources[at + 1] if at < last else ())
                options.append(self._places(line, likely, near, main))
            else:
                near = (sources[at - 1] if at else set()) | (sources[at + 1] if at < last else set())
                near -= main
                if len(line) <= 4 * FEW and page.is_few(at):
                    near.update(range(max(1, page.number - _BACK), page.number))
                options.append(self._places(line, likely, near, main) if near else {})
        return options

    def _declared(
        self, page: Page, at: int, hint: Hint, sources: Sequence[set[int]], main: set[int]
    ) -> Options:
        line = page.words[page.firsts[at] : page.firsts[at + 1]].tobytes()
        likely = sources[at]
        if hint.number and hint.number < page.number:
            likely = likely | {hint.number}
        near = main.union(likely, *sources[max(0, at - 1) : at + 2])
        found = self._places(line, likely, near, main) if line else {}
        if hint.must or hint.may:
            found[UNKNOWN] = [Place(0, 0, 0, len(line) // 4)]
        return found

    def _places(self, line: bytes, likely: set[int], near: set[int], main: set[int]) -> Options:
        """Return where a line, given by its bytes, stands: word for word near, in pieces where it is likely."""
        if len(near) > _MOST:
            near = set(sorted(near, key=lambda number: (number in main, number))[-_MOST:])
        found: Options = {}
        for number in sorted(near, reverse=True):
            text = self._texts.get(number) or self._text(number)
            places = text.exact_places(line)
            if not places and number in likely:
                piece = text.piece(line)
                places = [piece] if piece else []
            if places:
                found[number] = places
        return found

    def _text(self, number: int) -> Text:
        text = self._texts.get(number)
        if text is None:
            if len(self._texts) >= _CACHED:
                self._texts.clear()
            text = self._texts[number] = Text(self._pages[number - 1].words)
        return text


def has_few(page: Page) -> bool:
    """Tell whether a line of the page has so few words that it is looked for without any hint."""
    few = (line for line, (low, high) in enumerate(pairwise(page.firsts)) if low < high <= low + FEW)
    return any(map(page.is_few, few))
