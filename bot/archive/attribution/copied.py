"""Who said first what somebody copied by hand: followed from copy to copy."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.archive.attribution.pages import Page, visible, wordless
from bot.archive.model import Passage

_MOST = 64  # copies of a post that are remembered


class _Copy(NamedTuple):
    """Letters `start` … `end` of a post stand in an earlier one, `number`, so many letters further on."""

    start: int
    end: int
    number: int
    back: int


class Copied:
    """The stretches of `pages`, which may grow, that their posters copied by hand."""

    def __init__(self, pages: Sequence[Page]) -> None:
        """Know of no copy yet."""
        self._pages = pages
        self._copies: dict[int, list[_Copy]] = {}

    def add(self, number: int, copies: Iterable[Passage]) -> None:
        """Remember the copies that post `number` holds."""
        known = self._copies.setdefault(number, [])
        for each in copies:
            if each.number is not None and each.source_start is not None and len(known) < _MOST:
                known.append(_Copy(each.start, each.end, each.number, each.source_start - each.start))

    def first(self, page: Page, quote: Passage) -> Iterator[Passage]:
        """Yield a quote in `page`, credited to whoever said its words first.

        What is the copier's own stays theirs: a quote that has the words of its source is split where copies begin
        and end.
        """
        left = [quote]
        while left:
            piece = left.pop()
            copies = self._within(piece)
            parts = list(self._split(page, piece, copies)) if copies else []
            left += reversed(parts)
            if not parts:
                yield piece

    def _within(self, quote: Passage) -> list[_Copy]:
        """Return what a quote holds of the copies in its source, in order and apart from each other."""
        low, high = quote.source_start or 0, quote.source_end or 0
        found: list[_Copy] = []
        for copy in sorted(self._copies.get(quote.number or 0, ())):
            start, end = max(low, copy.start), min(high, copy.end)
            if start < end and (not found or found[-1].end <= start):
                found.append(copy._replace(start=start, end=end))
        return found

    def _split(self, page: Page, quote: Passage, copies: Sequence[_Copy]) -> Iterator[Passage]:
        """Yield the parts of a quote, those copied credited to where they came from; none where it stays as it is."""
        low, high = quote.source_start or 0, quote.source_end or 0
        borders = self._borders(page, quote, copies)
        if borders is None:
            most = max(copies, key=lambda copy: copy.end - copy.start)
            if most.end - most.start > (high - low) / 2:
                yield self._followed(quote, most)
            return
        at = quote.start
        for copy, (first, end) in zip(copies, borders, strict=True):
            start = at if wordless(page.body[at:first]) else first
            if at < start:
                yield replace(quote, start=at, end=start, source_start=low, source_end=copy.start)
            at = end if not wordless(page.body[end : quote.end]) else quote.end
            yield self._followed(replace(quote, start=start, end=at), copy)
            low = copy.end
        if at < quote.end:
            yield replace(quote, start=at, source_start=low)

    def _borders(self, page: Page, quote: Passage, copies: Sequence[_Copy]) -> list[tuple[int, int]] | None:
        """Return where in `page` each of the copies starts and ends; None where it has other words than the source."""
        source = self._pages[(quote.number or 0) - 1]
        low, high = quote.source_start or 0, quote.source_end or 0
        if page.body[quote.start : quote.end] == source.body[low:high]:
            return [(quote.start - low + copy.start, quote.start - low + copy.end) for copy in copies]
        here, there = _words(page, quote.start, quote.end), _words(source, low, high)
        if [word for word, *_ in here] != [word for word, *_ in there]:
            return None
        starts, ends = [start for _, start, _ in there], [end for *_, end in there]
        held = [(bisect_left(starts, copy.start), bisect_right(ends, copy.end)) for copy in copies]
        return (
            [(here[first][1], here[last - 1][2]) for first, last in held]
            if all(first < last for first, last in held)
            else None
        )

    def _followed(self, quote: Passage, copy: _Copy) -> Passage:
        """Credit a quote to the post that `copy`, which it holds, came from."""
        return replace(
            quote,
            author=self._pages[copy.number - 1].name,
            number=copy.number,
            source_start=copy.start + copy.back,
            source_end=copy.end + copy.back,
            via=(*quote.via, *([quote.number] if quote.number else ())),
        )


def _words(page: Page, start: int, end: int) -> list[tuple[str, int, int]]:
    text = visible(page.body[start:end])
    return [(m[0].casefold(), start + m.start(), start + m.end()) for m in page.pattern.finditer(text)]
