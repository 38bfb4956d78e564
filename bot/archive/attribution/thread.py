"""Attribution of a whole thread, post after post."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.archive.attribution.align import Place, Text
from bot.archive.attribution.boxes import OWN, Step, best_path
from bot.archive.attribution.copies import is_copy, verbatim
from bot.archive.attribution.index import Index
from bot.archive.attribution.pages import Page, Vocabulary
from bot.archive.attribution.prior import UNKNOWN, ThreadPrior, Weights
from bot.archive.attribution.regions import Hint, hints, nothing
from bot.archive.model import ParsedPost, Passage, PassageKind

_CACHED = 128


def attribute(posts: Sequence[ParsedPost]) -> list[tuple[Passage, ...]]:
    """Say whose words each post holds: one tuple of passages per post, tiling its body.

    Offsets are code points. Posts are numbered from 1 in the order given. Pure: the same posts give the same
    passages.
    """
    thread = _Thread({post.author.casefold(): post.author for post in posts})
    return [thread.add(post) for post in posts]


@dataclass(frozen=True, slots=True)
class _Box:
    """Lines `first` … `last` of a post as one quote; `places` pairs each with where it stands."""

    source: int
    first: int
    last: int
    places: tuple[Place | None, ...]


class _Thread:
    def __init__(self, members: dict[str, str]) -> None:
        self._members = members
        self._vocabulary = Vocabulary()
        self._pages: list[Page] = []
        self._index = Index()
        self._texts: dict[int, Text] = {}
        self._weights = Weights()
        self._copied: dict[int, list[Passage]] = {}

    def add(self, post: ParsedPost) -> tuple[Passage, ...]:
        page = Page(len(self._pages) + 1, post.author, post.body, self._vocabulary)
        runs = self._index.runs(page.words)
        sources = self._index.sources(page, runs)
        told = hints(page, self._members)
        passages: list[Passage] = []
        if sources or told:
            steps = self._steps(page, sources, told or nothing(len(page.lines)))
            taken: list[int] = []
            for box in _boxes(steps):
                if box.source > OWN and self._is_copy(page, box):
                    copies = list(self._copies(page, box))
                    passages += copies
                    self._copied.setdefault(page.number, []).extend(copies)
                else:
                    passages.append(self._passage(page, box, told))
                    taken += range(box.first, box.last + 1)
            for at, hint in enumerate(told or ()):
                if hint.furniture:
                    start, end = page.lines[at]
                    passages.append(Passage(start, end, PassageKind.FURNITURE))
                    taken.append(at)
            for at in taken:
                page.blank_out(at, at + 1)
            if taken:
                runs = self._index.runs(page.words)
        self._index.add(page, runs)
        self._pages.append(page)
        return tiled(post.body, passages)

    def _text(self, number: int) -> Text:
        text = self._texts.get(number)
        if text is None:
            if len(self._texts) >= _CACHED:
                self._texts.clear()
            text = self._texts[number] = Text(self._pages[number - 1].words)
        return text

    def _steps(self, page: Page, sources: list[int], told: Sequence[Hint]) -> list[Step]:
        options: list[dict[int, list[Place]] | None] = []
        for at, hint in enumerate(told):
            line = page.words[page.firsts[at] : page.firsts[at + 1]]
            if hint.furniture:
                options.append({})
            elif not line and not hint.must:
                options.append(None)
            else:
                places = {number: self._text(number).places(line) for number in sources} if line else {}
                found: dict[int, list[Place]] = {number: there for number, there in places.items() if there}
                if hint.must:
                    found[UNKNOWN] = [Place(0, 0, 0, len(line))]
                options.append(found)
        must = [hint.must for hint in told]
        return best_path(options, must, ThreadPrior(page, self._pages, self._index, told, self._weights))

    def _is_copy(self, page: Page, box: _Box) -> bool:
        source = self._pages[box.source - 1]
        place = box.places[0]
        return place is not None and is_copy(page, box.first, source, place)

    def _copies(self, page: Page, box: _Box) -> Iterator[Passage]:
        source = self._pages[box.source - 1]
        for line, place in enumerate(box.places, box.first):
            if place is None:
                continue
            for start, end, low, high in verbatim(page, line, source, place):
                yield self._first(Passage(start, end, PassageKind.QUOTE, source.name, box.source, low, high))

    def _first(self, copy: Passage) -> Passage:
        """Follow a copy of a copy back to who said it first, where the copies cover it wholly."""
        number, low, high = copy.number, copy.source_start, copy.source_end
        via: list[int] = []
        while number is not None and low is not None and high is not None:
            for older in self._copied.get(number, ()):
                if older.source_start is not None and older.start <= low and high <= older.end:
                    via.append(number)
                    low, high = (
                        low - older.start + older.source_start,
                        high - older.start + older.source_start,
                    )
                    number = older.number
                    break
            else:
                break
        if not via or number is None:
            return copy
        author = self._pages[number - 1].name
        return replace(copy, author=author, number=number, source_start=low, source_end=high, via=tuple(via))

    def _passage(self, page: Page, box: _Box, told: Sequence[Hint] | None) -> Passage:
        start, end = page.lines[box.first][0], page.lines[box.last][1]
        declared = told[box.first].who if told else None
        if box.source == UNKNOWN:
            author = self._members.get(declared.casefold(), declared) if declared else None
            return Passage(
                start, end, PassageKind.QUOTE, author, confidence=0.6 if author else 0.0, declared=declared
            )
        source = self._pages[box.source - 1]
        places = [place for place in box.places if place]
        low, high = min(place.low for place in places), max(place.high for place in places)
        equal = sum(place.equal for place in places) / sum(place.length for place in places)
        source_start, source_end = source.offsets(low, high)
        return Passage(
            start,
            end,
            PassageKind.QUOTE,
            source.name,
            box.source,
            source_start,
            source_end,
            confidence=round(equal, 3),
            declared=declared,
        )


def _boxes(steps: Sequence[Step]) -> Iterator[_Box]:
    at = 0
    while at < len(steps):
        step = steps[at]
        last = at
        if step.source != OWN:
            while (
                last + 1 < len(steps) and steps[last + 1].source == step.source and not steps[last + 1].opens
            ):
                last += 1
            yield _Box(step.source, at, last, tuple(step.place for step in steps[at : last + 1]))
        at = last + 1


def tiled(body: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return `passages`, which must not overlap, in order, with the poster's own words between them."""
    tiles: list[Passage] = []
    cursor = 0
    for passage in sorted(passages, key=lambda passage: passage.start):
        if cursor < passage.start:
            tiles.append(Passage(cursor, passage.start))
        tiles.append(passage)
        cursor = passage.end
    if cursor < len(body) or not tiles:
        tiles.append(Passage(cursor, len(body)))
    return tuple(tiles)
