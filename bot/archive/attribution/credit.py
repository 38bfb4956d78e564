"""From boxes to passages: whom a box is credited to, and by what way its words came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import NamedTuple

from bot.archive.attribution.align import Place
from bot.archive.attribution.boxes import OWN, Step
from bot.archive.attribution.pages import Page, wordless
from bot.archive.attribution.prior import UNKNOWN
from bot.archive.attribution.regions import Hint
from bot.archive.model import Passage, PassageKind

_NAME = 60  # letters of a name that are compared
_ALIKE = 0.8  # how like two names are that are one person's, where the words are the same
_SNIPS = ("..", "…", ". .", "[", "<", "(", "--", "—", "*snip", "&lt;")  # what shows that words were left out
_DECLARED = 0.6  # confidence in a name that stands over a box, with nothing like it in the thread
SURE = 7
"""Words in a row that two people do not say alike by chance."""


class Box(NamedTuple):
    """Lines `first` … `last` of a post as one quote; `places` say where each stands in the source."""

    source: int
    first: int
    last: int
    places: tuple[Place | None, ...]


def boxes_of(steps: Sequence[Step], told: Sequence[Hint]) -> Iterator[Box]:
    """Yield the boxes of a path. Lines that `told` says stand in different boxes are not in one."""
    at = 0
    while at < len(steps):
        step, last = steps[at], at
        if step.source != OWN:
            while (
                last + 1 < len(steps)
                and steps[last + 1].source == step.source
                and not steps[last + 1].opens
                and not (told[last].must and told[last + 1].must and told[last].box != told[last + 1].box)
            ):
                last += 1
            yield Box(step.source, at, last, tuple(step.place for step in steps[at : last + 1]))
        at = last + 1


class Crediting:
    """Turns the boxes of one post into passages."""

    def __init__(self, page: Page, pages: Sequence[Page], members: Mapping[str, str]) -> None:
        """Credit boxes of `page` to the posts before it, `pages`. `members` are names by their folded form."""
        self._page = page
        self._pages = pages
        self._members = members

    def passage(self, box: Box, hint: Hint) -> Passage:
        """Return the passage for a box whose first line has this hint."""
        start, end = self._page.starts[box.first], self._page.ends[box.last]
        source = self._pages[box.source - 1] if box.source != UNKNOWN else None
        places = [place for place in box.places if place and place.high]
        mailed = source if hint.mailed and _is_verbatim(places) else None
        author, number = (mailed.name, mailed.number) if mailed else self._credit(source, hint)
        if source is None or number != source.number or not places:
            sure = 1.0 if hint.number else _DECLARED if author else 0.0
            kind = PassageKind.QUOTE
            return Passage(start, end, kind, author, number, confidence=sure, declared=hint.who, via=hint.via)
        low, high = min(place.low for place in places), max(place.high for place in places)
        words = sum(place.length for place in places) + self._left_out(box)
        equal = sum(place.equal for place in places) / words
        quoted = self._page.body[start:end]
        source_start, source_end = _with_signs(quoted, source.body, *source.offsets(low, high))
        return Passage(
            start,
            end,
            PassageKind.QUOTE,
            author,
            number,
            source_start,
            source_end,
            confidence=round(equal, 3),
            declared=hint.who,
            via=hint.via,
        )

    def _left_out(self, box: Box) -> int:
        """Return how many words of the source the lines of a box pass over without a sign."""
        page = self._page
        return sum(
            place.high - place.low - place.length
            for at, place in enumerate(box.places, box.first)
            if place
            and place.high - place.low > place.length
            and not any(sign in page.body[page.starts[at] : page.ends[at]] for sign in _SNIPS)
        )

    def _credit(self, source: Page | None, hint: Hint) -> tuple[str | None, int | None]:
        """Return who is credited and with which post.

        The archive's own word counts more than where the words are found; but a name that nobody here bears, and
        that is nearly the writer's, is a slip of the pen or a name they bore before.
        """
        declared = None if hint.typed else self._member(hint.who)
        if hint.number is not None:
            known = 0 < hint.number <= len(self._pages)
            name = self._pages[hint.number - 1].name if known else None
            return (name or declared, hint.number if known else None)
        if source and (declared is None or hint.loose or self._same(declared, source.name)):
            return source.name, source.number
        return declared, None

    def _same(self, declared: str, name: str) -> bool:
        one, other = _letters(declared), _letters(name)
        if one == other or declared.casefold() in self._members:
            return one == other
        return SequenceMatcher(None, one[:_NAME], other[:_NAME], autojunk=False).ratio() >= _ALIKE

    def _member(self, name: str | None) -> str | None:
        return self._members.get(name.casefold(), name) if name is not None else None


def _is_verbatim(places: Sequence[Place]) -> bool:
    """Tell whether these stand in the source to the letter, in so many words that whoever said them first is sure."""
    return sum(place.length for place in places) >= SURE and all(
        place.equal == place.length == place.high - place.low for place in places
    )


def _with_signs(quoted: str, said: str, low: int, high: int) -> tuple[int, int]:
    """Widen what was found by its words, `said[low:high]`, by the signs that stand around them in `quoted`, too."""
    first = next((at for at, sign in enumerate(quoted) if sign.isalnum()), len(quoted))
    last = next((at for at in range(len(quoted), first, -1) if quoted[at - 1].isalnum()), first)
    for sign in reversed(quoted[:first]):
        if low == 0 or said[low - 1] != sign:
            break
        low -= 1
    for sign in quoted[last:]:
        if said[high : high + 1] != sign:
            break
        high += 1
    return low, high


def joined(passages: Iterable[Passage], body: str) -> list[Passage]:
    """Return the passages in order, neighbours made one where they are credited alike.

    A quote without words belongs to the one right below, unless that is somebody else's.
    """
    result: list[Passage] = []
    for passage in sorted(passages, key=lambda passage: passage.start):
        last = result[-1] if result else None
        if last is None or body[last.end : passage.start].strip():
            result.append(passage)
        elif last.kind is passage.kind is PassageKind.FURNITURE:
            result[-1] = Passage(last.start, passage.end, PassageKind.FURNITURE)
        elif _alike(last, passage):
            result[-1] = _one(last, passage)
        elif _goes_with(last, passage, body):
            result[-1] = replace(passage, start=last.start)
        else:
            result.append(passage)
    return result


def _goes_with(bare: Passage, other: Passage, body: str) -> bool:
    """Tell whether a quote has no words and may belong to another one."""
    return (
        bare.kind is other.kind is PassageKind.QUOTE
        and bare.number is None
        and bare.author in {None, other.author}
        and wordless(body[bare.start : bare.end])
    )


def _alike(one: Passage, other: Passage) -> bool:
    """Tell whether two passages are one box: credited alike, and found in order or not found at all."""
    if (one.kind, one.author, one.number, one.declared) != (
        other.kind,
        other.author,
        other.number,
        other.declared,
    ):
        return False
    if one.source_end is None or other.source_start is None:
        return True
    return one.source_end <= other.source_start


def _one(one: Passage, other: Passage) -> Passage:
    starts = [start for start in (one.source_start, other.source_start) if start is not None]
    ends = [end for end in (one.source_end, other.source_end) if end is not None]
    sizes = one.end - one.start, other.end - other.start
    sure = (one.confidence * sizes[0] + other.confidence * sizes[1]) / (sum(sizes) or 1)
    return replace(
        one,
        end=other.end,
        source_start=min(starts, default=None),
        source_end=max(ends, default=None),
        confidence=round(sure, 3),
    )


def with_carriers(passages: Sequence[Passage], quoted: Mapping[int, Sequence[Passage]]) -> Iterator[Passage]:
    """Yield the passages, each with the posts that carried its words.

    A post that quotes both B and what B quoted has quoted B's quote. `quoted` are the quotes of each post.
    """
    numbers = {passage.number for passage in passages if passage.number}
    if len(numbers) < 2:
        yield from passages
        return
    for passage in passages:
        if passage.via or not passage.number or passage.source_start is None or passage.source_end is None:
            yield passage
            continue
        carriers = (
            (number, *held.via)
            for number in sorted(numbers, reverse=True)
            if number > passage.number
            for held in quoted.get(number, ())
            if held.number == passage.number
            and held.source_start is not None
            and held.source_end is not None
            and held.source_start < passage.source_end
            and passage.source_start < held.source_end
        )
        via = next(carriers, None)
        yield replace(passage, via=via) if via else passage


def renumbered(passages: Iterable[Passage], places: Sequence[int]) -> Iterator[Passage]:
    """Yield the passages, post number n in them being the one at `places[n - 1]`, counted from 0."""
    for passage in passages:
        number = None if passage.number is None else places[passage.number - 1] + 1
        yield replace(passage, number=number, via=tuple(places[each - 1] + 1 for each in passage.via))


def tiled(body: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return `passages`, in order and apart from each other, with the poster's own words between them."""
    tiles: list[Passage] = []
    cursor = 0
    for passage in passages:
        if cursor < passage.start:
            tiles.append(Passage(cursor, passage.start))
        tiles.append(passage)
        cursor = passage.end
    if cursor < len(body) or not tiles:
        tiles.append(Passage(cursor, len(body)))
    return tuple(tiles)


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
