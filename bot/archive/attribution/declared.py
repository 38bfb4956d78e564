"""What the archive's own markup says: marks turned into hints about lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from bot.archive.attribution.pages import Page
from bot.archive.attribution.regions import NOTHING, Hint
from bot.archive.attribution.typed import typed_hints
from bot.archive.model import Mark, MarkKind, ParsedPost, QuoteKeeping

_NOBODYS = frozenset({MarkKind.HEADER, MarkKind.SIGNATURE, MarkKind.FURNITURE})
_NOBODY = Hint(furniture=True)
_MAX_DEPTH = 30  # boxes around a line; those further out are not named as its carriers


def cuts(post: ParsedPost) -> Iterator[int]:
    """Yield the places where a mark that matters here begins or ends: no line may reach over them."""
    for mark in post.marks:
        if mark.kind is MarkKind.QUOTE or mark.kind in _NOBODYS:
            yield mark.start
            yield mark.end


class Places:
    """Where the posts of a thread stand, by what an archive calls them."""

    def __init__(self, posts: Sequence[ParsedPost], numbers: Iterable[int] | None = None) -> None:
        """Number the posts from 1; `numbers` are those they have in the thread, if others."""
        self._by_ref = {post.ref: at for at, post in enumerate(posts, 1) if post.ref is not None}
        declared = {post.number: at for at, post in enumerate(posts, 1) if post.number is not None}
        self._by_number = declared or {
            number: at for at, number in enumerate(numbers or range(1, len(posts) + 1), 1)
        }

    def of_ref(self, ref: str | None, before: int) -> int | None:
        """Return which post before post number `before` is called `ref`; None where none is."""
        found = self._by_ref.get(ref) if ref is not None else None
        return found if found is not None and found < before else None

    def of(self, mark: Mark, before: int) -> int | None:
        """Return which post before post number `before` a box declares; None where it declares none."""
        found = None
        if mark.number is not None:
            found = self._by_number.get(mark.number)
        if found is None and mark.ref is not None:
            found = self._by_ref.get(mark.ref)
        return found if found is not None and found < before else None


def marked_hints(
    post: ParsedPost, page: Page, places: Places, before: Sequence[Hint] | None, rest: Hint | None
) -> list[Hint]:
    """Return one hint per line of a post with marks, or of an archive that keeps its quote boxes.

    `before` is what the lines say of themselves. `rest` is what holds for a line outside all marks, unless
    its poster typed that it is a quote; None: whatever it says of itself.
    """
    boxes = sorted((mark for mark in post.marks if mark.kind is MarkKind.QUOTE), key=_place_of)
    bare = sorted((mark for mark in post.marks if mark.kind in _NOBODYS), key=_place_of)
    if rest is not None:
        told = [hint or rest for hint in typed_hints(page, before)]
    else:
        told = list(before) if before is not None else unmarked(len(page.starts))
    if not boxes and not bare:
        return told
    numbers = [places.of(mark, page.number) for mark in boxes]
    above = bisect_left(page.starts, min(mark.start for mark in (*boxes[:1], *bare[:1])))
    opened: list[int] = []  # boxes that began at this line or above, those that certainly ended taken away
    box = nobodys = nobodys_end = 0
    for at, start in enumerate(page.starts[above:], above):
        while nobodys < len(bare) and bare[nobodys].start <= start:
            nobodys_end = max(nobodys_end, bare[nobodys].end)
            nobodys += 1
        while box < len(boxes) and boxes[box].start <= start:
            opened.append(box)
            box += 1
        while opened and boxes[opened[-1]].end <= start:
            opened.pop()
        if start < nobodys_end:
            told[at] = _NOBODY
        elif opened:
            *outer, inner = opened[-_MAX_DEPTH:]
            around = [one for one in reversed(outer) if boxes[one].end > start]
            via = tuple(number for one in around if (number := numbers[one]) is not None)
            told[at] = Hint(
                must=True,
                box=inner + 1,
                who=boxes[inner].author,
                mailed=post.quotes is QuoteKeeping.ANSWERED,
                number=numbers[inner],
                via=via,
            )
    return told


def _place_of(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def unmarked(lines: int) -> list[Hint]:
    """Return hints that say nothing."""
    return [NOTHING] * lines
