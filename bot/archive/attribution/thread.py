"""Attribution of a whole thread, post after post."""

from __future__ import annotations

from collections import Counter
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

_CACHED = 128  # posts kept ready for being searched
_DECLARED = 0.6  # confidence in a name that stands over a box, with nothing like it in the thread
_MAIN = 4  # sources of a post that are looked for in all its lines


def attribute(posts: Sequence[ParsedPost]) -> list[tuple[Passage, ...]]:
    """Say whose words each post holds: one tuple of passages per post, tiling its body.

    Offsets are code points. Posts are numbered from 1 in the order given. Pure: the same posts give the same
    passages.
    """
    members = {post.author.casefold(): post.author for post in posts}
    thread = _Thread(members, sum(len(post.body) for post in posts))
    return [thread.add(post) for post in posts]


@dataclass(frozen=True, slots=True)
class _Box:
    """Lines `first` … `last` of a post as one quote; `places` pairs each with where it stands."""

    source: int
    first: int
    last: int
    places: tuple[Place | None, ...]


class _Thread:
    def __init__(self, members: dict[str, str], letters: int) -> None:
        self._members = members
        self._vocabulary = Vocabulary()
        self._pages: list[Page] = []
        self._index = Index(letters)
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
            steps = self._steps(
                page, sources or [set()] * len(page.starts), told or nothing(len(page.starts))
            )
            taken: list[int] = []
            for box in _boxes(steps):
                if box.source > OWN and self._is_copy(page, box):
                    copies = list(self._copies(page, box))
                    passages += copies
                    self._copied.setdefault(page.number, []).extend(copies)
                else:
                    passage = self._passage(page, box, told)
                    passages.append(passage)
                    if passage.author:
                        taken += range(box.first, box.last + 1)
            for at, hint in enumerate(told or ()):
                if hint.furniture:
                    passages.append(Passage(page.starts[at], page.ends[at], PassageKind.FURNITURE))
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

    def _steps(self, page: Page, sources: list[set[int]], told: Sequence[Hint]) -> list[Step]:
        options: list[dict[int, list[Place]] | None] = []
        often = Counter(number for line in sources for number in line)
        main = {number for number, _ in often.most_common(_MAIN)}
        for at, hint in enumerate(told):
            likely = sources[at]
            around = main | likely.union(*sources[max(0, at - 1) : at + 2])
            line = page.words[page.firsts[at] : page.firsts[at + 1]]
            if hint.furniture:
                options.append({})
            elif not line and not (hint.must or hint.may):
                options.append(None)
            else:
                found: dict[int, list[Place]] = {}
                for number in around if line else ():
                    there = self._text(number).places(line, exact=number not in likely)
                    if there:
                        found[number] = there
                if hint.must or hint.may:
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

    def _credit(self, source: Page | None, declared: str | None) -> tuple[str | None, int | None]:
        """Return who is credited and with which post, given where the words stand and whom the box declares.

        The archive's own word counts more than where the words are found; a name nobody in the thread bears is
        kept beside the post, as it is mostly a slip of the pen.
        """
        if declared is None or (source and _letters(declared) == _letters(source.name)):
            return (source.name, source.number) if source else (None, None)
        name = self._members.get(declared.casefold())
        if name is None and source:
            return declared, source.number
        return name or declared, None

    def _passage(self, page: Page, box: _Box, told: Sequence[Hint] | None) -> Passage:
        start, end = page.starts[box.first], page.ends[box.last]
        declared, typed = (told[box.first].who, told[box.first].typed) if told else (None, False)
        source = self._pages[box.source - 1] if box.source != UNKNOWN else None
        author, number = self._credit(source, None if typed else declared)
        if source is None or number is None:
            sure = _DECLARED if author else 0.0
            return Passage(start, end, PassageKind.QUOTE, author, confidence=sure, declared=declared)
        places = [place for place in box.places if place]
        low, high = min(place.low for place in places), max(place.high for place in places)
        equal = sum(place.equal for place in places) / sum(place.length for place in places)
        source_start, source_end = source.offsets(low, high)
        return Passage(
            start,
            end,
            PassageKind.QUOTE,
            author,
            number,
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


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


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
