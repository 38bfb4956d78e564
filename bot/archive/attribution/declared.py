"""What the archive's own markup says: marks turned into hints about lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.archive.attribution.pages import Page
from bot.archive.attribution.regions import NOTHING, Hint
from bot.archive.model import Mark, MarkKind, ParsedPost

_NOBODYS = frozenset({MarkKind.HEADER, MarkKind.SIGNATURE, MarkKind.FURNITURE})
_OWN = Hint(own=True)


def cuts(post: ParsedPost) -> Iterator[int]:
    """Yield the places where a mark that matters here begins or ends: no line may reach over them."""
    for mark in post.marks:
        if mark.kind is MarkKind.QUOTE or mark.kind in _NOBODYS:
            yield mark.start
            yield mark.end


class Places:
    """Where the posts of a thread stand, by what an archive calls them."""

    def __init__(self, posts: Sequence[ParsedPost]) -> None:
        """Number the posts from 1."""
        self._by_ref = {post.ref: at for at, post in enumerate(posts, 1) if post.ref is not None}
        declared = {post.number: at for at, post in enumerate(posts, 1) if post.number is not None}
        self._by_number = declared or {at: at for at in range(1, len(posts) + 1)}

    def of(self, mark: Mark, before: int) -> int | None:
        """Return which post before post number `before` a box declares; None where it declares none."""
        found = None
        if mark.number is not None:
            found = self._by_number.get(mark.number)
        if found is None and mark.ref is not None:
            found = self._by_ref.get(mark.ref)
        return found if found is not None and found < before else None


def marked_hints(post: ParsedPost, page: Page, places: Places, before: Sequence[Hint] | None) -> list[Hint]:
    """Return one hint per line of a post of an archive that keeps its quote boxes.

    `before` is what the lines say of themselves: it only counts where it finds furniture.
    """
    marks = sorted(post.marks, key=lambda mark: (mark.start, -mark.end))
    boxes = [mark for mark in marks if mark.kind is MarkKind.QUOTE]
    bare = [mark for mark in marks if mark.kind in _NOBODYS]
    numbers = [places.of(mark, page.number) for mark in boxes]
    told: list[Hint] = []
    for at, start in enumerate(page.starts):
        around = [box for box, mark in enumerate(boxes) if mark.start <= start < mark.end]
        if any(mark.start <= start < mark.end for mark in bare):
            told.append(Hint(furniture=True))
        elif around:
            inner = around[-1]
            via = tuple(number for box in reversed(around[:-1]) if (number := numbers[box]) is not None)
            who, number = boxes[inner].author, numbers[inner]
            told.append(Hint(must=True, box=inner + 1, who=who, number=number, via=via))
        elif before is not None and before[at].furniture:
            told.append(before[at])
        else:
            told.append(_OWN)
    return told


def unmarked(lines: int) -> list[Hint]:
    """Return hints that say nothing."""
    return [NOTHING] * lines
