"""Sets of posts, as sorted ordinals where they are few and as a byte for every post where they are many."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bot.store.pack import Mask, Ordinals

SPARSE = 32  # a set that holds one post in so many says of every post whether it does

Marks = npt.NDArray[np.uint8]
Members = Ordinals | npt.NDArray[np.intp]
"""Ordinals, ascending: as they are kept, or as numpy wants them for looking into arrays."""


def is_few(count: int, size: int) -> bool:
    """Tell whether so many posts of `size` are better kept as ordinals than as marks."""
    return count * SPARSE < size


@dataclass(frozen=True, eq=False)
class PostSet:
    """A set of ordinals below `size`: either `few` (ascending, each once), or those whose `marks` are not 0.

    Marks may be counts, and belong to somebody else: they are not to be written to. Of `known` marks it was told before
    how many are not 0.
    """

    size: int
    few: Ordinals | None = None
    marks: Marks | None = None
    known: int | None = None

    @classmethod
    def of(cls, ordinals: Ordinals, size: int) -> "PostSet":
        """Return the set of these ordinals, ascending and each once."""
        if is_few(len(ordinals), size):
            return cls(size, few=ordinals)
        marks = np.zeros(size, dtype=np.uint8)
        marks[wide(ordinals)] = 1
        return cls(size, marks=marks, known=len(ordinals))

    @classmethod
    def marked(cls, marks: Marks | Mask, known: int | None = None) -> "PostSet":
        """Return the set of the posts whose mark is not 0, of which there are `known`, if that is known."""
        return cls(len(marks), marks=marks.view(np.uint8), known=known)

    @classmethod
    def everything(cls, size: int) -> "PostSet":
        """Return the set of all posts."""
        return cls(size, marks=np.ones(size, dtype=np.uint8), known=size)

    @cached_property
    def _length(self) -> int:
        if self.marks is None:
            return 0 if self.few is None else len(self.few)
        return int(np.count_nonzero(self.marks)) if self.known is None else self.known

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _ordinals(self) -> Ordinals:
        return there(self.as_marks()).astype(np.int32)

    def ordinals(self) -> Ordinals:
        """Return the members, ascending."""
        return self.few if self.few is not None else self._ordinals

    def sample(self, step: int) -> Members:
        """Return about one member in `step`, ascending."""
        if self.few is not None:
            return self.few[::step]
        return np.flatnonzero(self.as_marks()[::step]) * step

    def as_marks(self) -> Marks:
        """Return the set as marks."""
        if self.marks is not None:
            return self.marks
        marks = np.zeros(self.size, dtype=np.uint8)
        if self.few is not None:
            marks[wide(self.few)] = 1
        return marks

    def holds(self, ordinals: Members) -> Mask:
        """Tell for each of `ordinals` (ascending) whether it is a member."""
        if self.few is None:
            held: Mask = self.as_marks()[wide(ordinals)] != 0
            return held
        held = np.zeros(len(ordinals), dtype=np.bool_)
        at, _ = meeting(ordinals, self.few)
        held[at] = True
        return held

    def without(self, other: "PostSet") -> "PostSet":
        """Return the members that are not in `other`."""
        if self.few is not None:
            return PostSet(self.size, few=self.few[np.flatnonzero(~other.holds(self.few))])
        return PostSet.marked(np.logical_and(self.as_marks(), other.as_marks() == 0))


def wide(ordinals: Members) -> npt.NDArray[np.intp]:
    """Return ordinals as numpy wants them: it converts others itself, but slowly."""
    return ordinals.astype(np.intp, copy=False)


def there(marks: Marks) -> npt.NDArray[np.intp]:
    """Return where `marks` are not 0."""
    # Eight bytes at once: where few are marked, in most there is none.
    even = len(marks) & ~7
    eights = marks[:even].view(np.uint64)
    some = np.flatnonzero(eights != 0)
    if len(some) * 4 > len(eights) * 3:
        return np.flatnonzero(marks != 0)
    each = np.flatnonzero(eights[some].view(np.uint8) != 0)
    found = (some[each >> 3] << 3) + (each & 7)
    return np.concatenate((found, np.flatnonzero(marks[even:]) + even))


def meeting(ordinals: Members, others: Members) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return where in `ordinals` and where in `others` those are that both have; both ascend."""
    if len(ordinals) > len(others):
        theirs, own = meeting(others, ordinals)
        return own, theirs
    at = np.searchsorted(others, ordinals)
    at[at == len(others)] = 0
    own = np.flatnonzero(others[at] == ordinals) if len(others) else at[:0]
    return own, at[own]


def both(sets: Sequence[PostSet]) -> PostSet:
    """Return what is in all of the sets (at least one)."""
    if len(sets) == 1:
        return sets[0]
    few = sorted((each for each in sets if each.few is not None), key=len)
    many = [each for each in sets if each.few is None]
    if few:
        ids = few[0].ordinals()
        for other in (*few[1:], *many):
            ids = ids[np.flatnonzero(other.holds(ids))]
        return PostSet(few[0].size, few=ids)
    mask = np.logical_and(many[0].as_marks(), many[1].as_marks())
    for other in many[2:]:
        np.logical_and(mask.view(np.uint8), other.as_marks(), out=mask)
    return PostSet.marked(mask)


def either(sets: Sequence[PostSet]) -> PostSet:
    """Return what is in any of the sets (at least one)."""
    if len(sets) == 1:
        return sets[0]
    size = sets[0].size
    few = [each.few for each in sets if each.few is not None]
    many = [each.as_marks() for each in sets if each.few is None]
    if not many and is_few(sum(map(len, few)), size):
        return PostSet(size, few=np.unique(np.concatenate(few)))
    mask = np.zeros(size, dtype=np.bool_) if not many else many[0] != 0
    for marks in many[1:]:
        np.logical_or(mask.view(np.uint8), marks, out=mask)
    for ordinals in few:
        mask[wide(ordinals)] = True
    return PostSet.marked(mask)
