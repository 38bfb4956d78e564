"""What the archive's own markup says: marks turned into hints about lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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


def marked_hints(
    post: ParsedPost, starts: Sequence[int], numbers: Mapping[str, int], before: Sequence[Hint] | None
) -> list[Hint]:
    """Return one hint per line of a post of an archive that keeps its quote boxes.

    `numbers` are the posts by their `ref`. `before` is what the lines say of themselves: it only counts where
    it finds furniture.
    """
    marks = sorted(post.marks, key=lambda mark: (mark.start, -mark.end))
    boxes = [mark for mark in marks if mark.kind is MarkKind.QUOTE]
    bare = [mark for mark in marks if mark.kind in _NOBODYS]
    told: list[Hint] = []
    for at, start in enumerate(starts):
        around = [box for box, mark in enumerate(boxes) if mark.start <= start < mark.end]
        if any(mark.start <= start < mark.end for mark in bare):
            told.append(Hint(furniture=True))
        elif around:
            told.append(_hint([boxes[box] for box in around], around[-1] + 1, numbers))
        elif before is not None and before[at].furniture:
            told.append(before[at])
        else:
            told.append(_OWN)
    return told


def _hint(marks: Sequence[Mark], box: int, numbers: Mapping[str, int]) -> Hint:
    inner = marks[-1]
    via = tuple(number for mark in reversed(marks[:-1]) if (number := _number(mark, numbers)) is not None)
    return Hint(must=True, box=box, who=inner.author, number=_number(inner, numbers), via=via)


def _number(mark: Mark, numbers: Mapping[str, int]) -> int | None:
    if mark.number is not None:
        return mark.number
    return numbers.get(mark.ref) if mark.ref is not None else None


def unmarked(lines: int) -> list[Hint]:
    """Return hints that say nothing."""
    return [NOTHING] * lines
