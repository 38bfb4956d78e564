"""Sets of posts, as sorted ordinals where they are few and as a mask over all posts where they are many."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.store.pack import Mask, Ordinals

SPARSE = 32  # a set is looked into through a mask when it holds at least one post in so many


@dataclass(frozen=True, eq=False)
class PostSet:
    """A set of ordinals below `size`; at least one of `few` (ascending, without repeats) and `mask` is given.

    A mask made of `few` is kept, so that sets which are kept are fast from their second use on.
    """

    size: int
    few: Ordinals | None = None
    mask: Mask | None = None

    @classmethod
    def of(cls, ordinals: Ordinals, size: int) -> "PostSet":
        """Return the set of these ordinals, ascending and without repeats."""
        return cls(size, few=ordinals)

    @classmethod
    def everything(cls, size: int) -> "PostSet":
        """Return the set of all posts."""
        return cls(size, mask=np.ones(size, dtype=np.bool_))

    @cached_property
    def _length(self) -> int:
        return len(self.few) if self.few is not None else int(np.count_nonzero(self.as_mask()))

    def __len__(self) -> int:
        return self._length

    @property
    def is_many(self) -> bool:
        """Tell whether it is better looked into through a mask."""
        return self.few is None or len(self.few) * SPARSE >= self.size

    @cached_property
    def _ordinals(self) -> Ordinals:
        return np.flatnonzero(self.as_mask()).astype(np.int32)

    def ordinals(self) -> Ordinals:
        """Return the members, ascending."""
        return self.few if self.few is not None else self._ordinals

    @cached_property
    def _mask(self) -> Mask:
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[self.few] = True
        return mask

    def as_mask(self) -> Mask:
        """Return the set as a mask; not to be written to."""
        return self.mask if self.mask is not None else self._mask

    def holds(self, ordinals: Ordinals) -> Mask:
        """Tell for each of `ordinals` whether it is a member."""
        if self.is_many or self.few is None:
            return self.as_mask()[ordinals]
        if not len(self.few):
            return np.zeros(len(ordinals), dtype=np.bool_)
        if len(ordinals) > len(self.few) * SPARSE:
            held = np.zeros(len(ordinals), dtype=np.bool_)
            at = np.searchsorted(ordinals, self.few)
            at[at == len(ordinals)] = 0
            held[at[ordinals[at] == self.few]] = True
            return held
        at = np.searchsorted(self.few, ordinals)
        at[at == len(self.few)] = 0
        found: Mask = self.few[at] == ordinals
        return found

    def without(self, other: "PostSet") -> "PostSet":
        """Return the members that are not in `other`."""
        if self.few is not None and not self.is_many:
            return PostSet(self.size, few=self.few[~other.holds(self.few)])
        if other.few is not None and not other.is_many:
            mask = self.as_mask().copy()
            mask[other.few] = False
            return PostSet(self.size, mask=mask)
        return PostSet(self.size, mask=self.as_mask() & ~other.as_mask())


def both(sets: Sequence[PostSet]) -> PostSet:
    """Return what is in all of the sets (at least one)."""
    if len(sets) == 1:
        return sets[0]
    if any(not each.is_many for each in sets):
        first, *others = sorted(sets, key=lambda each: each.size if each.few is None else len(each.few))
        ids = first.ordinals()
        for other in others:
            ids = ids[other.holds(ids)]
        return PostSet(first.size, few=ids)
    mask = sets[0].as_mask()
    for other in sets[1:]:
        mask = mask & other.as_mask()
    return PostSet(sets[0].size, mask=mask)


def either(sets: Sequence[PostSet]) -> PostSet:
    """Return what is in any of the sets (at least one)."""
    if len(sets) == 1:
        return sets[0]
    size = sets[0].size
    if sum(len(each.few) if each.few is not None else size for each in sets) * SPARSE < size:
        return PostSet(size, few=np.unique(np.concatenate([each.ordinals() for each in sets])))
    many = [each for each in sets if each.is_many]
    mask = many[0].as_mask().copy() if many else np.zeros(size, dtype=np.bool_)
    for other in many[1:]:
        mask |= other.as_mask()
    for other in sets:
        if not other.is_many and other.few is not None:
            mask[other.few] = True
    return PostSet(size, mask=mask)
