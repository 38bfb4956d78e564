"""Sets of posts, as sorted ordinals where they are few and as a mask over all posts where they are many."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.store.pack import Mask, Ordinals

SPARSE = (
    32  # a set is kept as ordinals while it holds less than one post in so many, unless it comes as ordinals
)


@dataclass(frozen=True)
class PostSet:
    """A set of ordinals below `size`; exactly one of `few` (ascending, without repeats) and `mask` is given."""

    size: int
    few: Ordinals | None = None
    mask: Mask | None = None

    @classmethod
    def of(cls, ordinals: Ordinals, size: int) -> "PostSet":
        """Return the set of these ordinals, ascending and without repeats."""
        if len(ordinals) * SPARSE < size or size == 0:
            return cls(size, few=ordinals)
        mask = np.zeros(size, dtype=np.bool_)
        mask[ordinals] = True
        return cls(size, mask=mask)

    @classmethod
    def everything(cls, size: int) -> "PostSet":
        """Return the set of all posts."""
        return cls(size, mask=np.ones(size, dtype=np.bool_))

    def __len__(self) -> int:
        return len(self.few) if self.few is not None else int(np.count_nonzero(self.as_mask()))

    def ordinals(self) -> Ordinals:
        """Return the members, ascending."""
        if self.few is not None:
            return self.few
        return np.flatnonzero(self.as_mask()).astype(np.int32)

    def as_mask(self) -> Mask:
        """Return the set as a mask; not to be written to."""
        if self.mask is not None:
            return self.mask
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[self.few] = True
        return mask

    def holds(self, ordinals: Ordinals) -> Mask:
        """Tell for each of `ordinals` whether it is a member."""
        if self.mask is not None:
            return self.mask[ordinals]
        few = self.ordinals()
        if not len(few):
            return np.zeros(len(ordinals), dtype=np.bool_)
        if len(ordinals) * SPARSE > len(few):
            return self.as_mask()[ordinals]
        at = np.searchsorted(few, ordinals)
        at[at == len(few)] = 0
        held: Mask = few[at] == ordinals
        return held

    def without(self, other: "PostSet") -> "PostSet":
        """Return the members that are not in `other`."""
        if self.few is not None:
            return PostSet(self.size, few=self.few[~other.holds(self.few)])
        return PostSet(self.size, mask=self.as_mask() & ~other.as_mask())


def both(sets: Sequence[PostSet]) -> PostSet:
    """Return what is in all of the sets (at least one)."""
    few = sorted((s for s in sets if s.few is not None), key=lambda s: len(s.ordinals()))
    many = [s for s in sets if s.few is None]
    if few:
        ids = few[0].ordinals()
        for other in (*few[1:], *many):
            ids = ids[other.holds(ids)]
        return PostSet(few[0].size, few=ids)
    mask = many[0].as_mask()
    for other in many[1:]:
        mask = mask & other.as_mask()
    return PostSet(many[0].size, mask=mask)


def either(sets: Sequence[PostSet]) -> PostSet:
    """Return what is in any of the sets (at least one)."""
    size = sets[0].size
    if sum(len(s.ordinals()) if s.few is not None else size for s in sets) * SPARSE < size:
        return PostSet(size, few=np.unique(np.concatenate([s.ordinals() for s in sets])))
    mask = sets[0].as_mask().copy()
    for other in sets[1:]:
        if other.few is not None:
            mask[other.few] = True
        else:
            mask |= other.as_mask()
    return PostSet(size, mask=mask)
