"""Putting posts in order: the first few of many, by BM25 as the full-text index computes it or by other numbers."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.store.pack import Ints, Ordinals
from bot.store.postings import CHAMPIONS, Floats, Posting
from bot.store.sets import PostSet, both, either

FEW = 500  # values that are counted one by one faster than all numbers there are
SCORED = 5_000  # posts that are scored faster than it is told which of them need to be,
GRADED = 16  # and one more for each so many bounds that are not computed yet
SLACK = 1.0001  # sums of floats differ a little with their order


def best(found: PostSet, leaves: Sequence[Posting], count: int, keys: Ints) -> Ordinals:
    """Return the `count` posts of `found` that fit the words of `leaves` best, in order; of equal ones by `keys`."""
    leaves = [leaf for leaf in leaves if len(leaf)]
    scored = SCORED + sum(leaf.ungraded for leaf in leaves) // GRADED
    ordinals = _promising(found, leaves, count) if len(found) > scored else found.ordinals()
    total = scores(ordinals, leaves)
    return ordinals[first([-total, keys[ordinals]], count)]


def scores(ordinals: Ordinals, leaves: Sequence[Posting]) -> Floats:
    """Return how well each of `ordinals` (ascending) fits the words of `leaves`; more is better."""
    total = np.zeros(len(ordinals), dtype=np.float32)
    for leaf in leaves:
        total += leaf.gains(ordinals)
    return total


def _promising(found: PostSet, leaves: Sequence[Posting], count: int) -> Ordinals:
    """Return those of `found` that may be among its first `count`, told by what each word can count at most."""
    if not leaves:
        return found.ordinals()
    champions = leaves[0].champions
    if len(leaves) > 1:
        champions = np.unique(np.concatenate([leaf.champions for leaf in leaves]))
    champions = champions[found.holds(champions)]
    if len(champions) < count or count > CHAMPIONS:
        return found.ordinals()
    reached = scores(champions, leaves)
    floor = float(np.partition(reached, len(reached) - count)[len(reached) - count]) / SLACK
    # To reach the floor a post needs this much of each word, though it had all there is of the others.
    most = sum(leaf.ceiling for leaf in leaves)
    needed = [floor - (most - leaf.ceiling) * SLACK for leaf in leaves]
    asked = [place for place, need in enumerate(needed) if need > 0]
    if asked:
        chosen = min((leaves[place].reaching(needed[place]) for place in asked), key=len)
        return chosen[found.holds(chosen)]
    # Words that all together cannot reach the floor need not be looked through for themselves.
    rest, reach = sorted(leaves, key=lambda leaf: leaf.ceiling), 0.0
    while len(rest) > 1 and reach + rest[0].ceiling * SLACK < floor:
        reach += rest.pop(0).ceiling * SLACK
    return both([found, either([leaf.posts for leaf in rest])]).ordinals()


def first(
    by: Sequence[npt.NDArray[np.int64] | Ordinals | Floats], count: int
) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Return the places of the `count` rows that come first, in order: by the first array, then the next."""
    leading = by[0]
    if count <= 0 or not len(leading):
        return np.zeros(0, dtype=np.intp)
    if count < len(leading):
        worst = np.partition(leading, count - 1)[count - 1]
        rows = np.flatnonzero(leading <= worst)
    else:
        rows = np.arange(len(leading))
    return rows[np.lexsort([keys[rows] for keys in reversed(by)])[:count]]


def most(values: Ordinals, count: int) -> list[tuple[int, int]]:
    """Return the commonest of `values` with their numbers, at least `count` of them and all that tie with the last."""
    if len(values) <= FEW:
        counted = Counter(values.tolist()).most_common()
        worst = counted[min(count, len(counted)) - 1][1] if counted else 0
        return [pair for pair in counted if pair[1] >= worst]
    numbers = np.bincount(values)
    there = np.flatnonzero(numbers)
    if len(there) > count:
        worst = np.partition(numbers[there], len(there) - count)[len(there) - count]
        there = there[numbers[there] >= worst]
    return [(int(value), int(numbers[value])) for value in there]
