"""Who said first what somebody copied by hand: followed from copy to copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.archive.attribution.pages import Page
from bot.archive.model import Passage

_NEARLY = 0.85  # of a stretch that must be copied for whoever was copied to be credited with all of it
_MOSTLY = 0.6  # the same, where it cannot be told which part of it was
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

        What is the copier's own stays theirs: a quote that stands in its source to the letter and holds much of that is
        split where the copy begins and ends.
        """
        while quote.number is not None and quote.source_start is not None and quote.source_end is not None:
            low, high = quote.source_start, quote.source_end
            copy = self._within(quote.number, low, high)
            if copy is None:
                break
            start, end = max(low, copy.start), min(high, copy.end)
            share = (end - start) / (high - low)
            verbatim = page.body[quote.start : quote.end] == self._pages[quote.number - 1].body[low:high]
            if share >= _NEARLY or (share >= _MOSTLY and not verbatim):
                quote = self._followed(quote, copy, start, end)
                continue
            if not verbatim:
                break
            here = quote.start - low  # what turns places in the source into places in this post
            if low < start:
                yield replace(quote, end=here + start, source_end=start)
            inner = replace(quote, start=here + start, end=here + end)
            yield from self.first(page, self._followed(inner, copy, start, end))
            if end == high:
                return
            quote = replace(quote, start=here + end, source_start=end)
        yield quote

    def _within(self, number: int, low: int, high: int) -> _Copy | None:
        """Return the copy in post `number` that holds most of this stretch of it; None where none holds any."""
        held = [(min(high, each.end) - max(low, each.start), each) for each in self._copies.get(number, ())]
        size, copy = max(held, key=lambda pair: pair[0], default=(0, None))
        return copy if size > 0 else None

    def _followed(self, quote: Passage, copy: _Copy, start: int, end: int) -> Passage:
        """Credit a quote to the post that `copy` came from; `start` … `end` are the copied letters it holds."""
        return replace(
            quote,
            author=self._pages[copy.number - 1].name,
            number=copy.number,
            source_start=start + copy.back,
            source_end=end + copy.back,
            via=(*quote.via, *([quote.number] if quote.number else ())),
        )
