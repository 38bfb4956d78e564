"""Putting posts in order: the first few of many, by BM25 as the full-text index computes it or by other numbers."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.store.pack import Ints, Ordinals
from bot.store.postings import Floats, Posting
from bot.store.sets import Members, PostSet, both, either, wide

FEW = 500  # values that are counted one by one faster than all numbers there are
SCORED = 60_000  # posts that are scored faster than it is told which of them need to be
SAMPLED = 1_000  # posts, at least, that are scored to tell how much the first ones reach
SLACK = 1.0001  # sums of floats differ a little with their order


def best(found: PostSet, leaves: Sequence[Posting], count: int, norms: Floats, keys: Ints) -> Ordinals:
    """Return the `count` posts of `found` that fit the words of `leaves` best, in order; of equal ones by `keys`."""
    leaves = [leaf for leaf in leaves if len(leaf)]
    ordinals = _promising(found, leaves, count, norms) if len(found) > SCORED else found.ordinals()
    worth = -scores(ordinals, leaves, norms)
    rows = _leading(worth, count)
    ordinals = ordinals[rows]
    return ordinals[first([worth[rows], keys[ordinals]], count)]


def scores(ordinals: Members, leaves: Sequence[Posting], norms: Floats) -> Floats:
    """Return how well each of `ordinals` (ascending) fits the words of `leaves`; more is better."""
    total = np.zeros(len(ordinals), dtype=np.float32)
    if leaves:
        at = wide(ordinals)
        own = norms[at]
        for leaf in leaves:
            total += leaf.gains(at, own)
    return total


def _promising(found: PostSet, leaves: Sequence[Posting], count: int, norms: Floats) -> Ordinals:
    """Return those of `found` that may be among its first `count`, told by what each word can count at most."""
    if not leaves:
        return found.ordinals()
    reached = scores(_some(found, leaves, count), leaves, norms)
    if len(reached) < count:
        return found.ordinals()
    floor = float(np.partition(reached, len(reached) - count)[len(reached) - count]) / SLACK
    if floor <= 0:
        return found.ordinals()
    if len(leaves) == 1:
        reaching = leaves[0].reaching(floor)
        alone = found.marks is not None and found.marks is leaves[0].posts.marks
        return (reaching if alone else both([found, reaching])).ordinals()
    # To reach the floor a post needs this much of each word, though it had all there is of the others.
    most = sum(leaf.ceiling for leaf in leaves)
    needed = [(leaf, floor - (most - leaf.ceiling) * SLACK) for leaf in leaves]
    if asked := [leaf.reaching(need) for leaf, need in needed if need > 0]:
        return both([found, *asked]).ordinals()
    # Words that all together cannot reach the floor need not be looked through for themselves.
    rest, reach = sorted(leaves, key=lambda leaf: leaf.ceiling), 0.0
    while len(rest) > 1 and reach + rest[0].ceiling * SLACK < floor:
        reach += rest.pop(0).ceiling * SLACK
    return both([found, either([leaf.posts for leaf in rest])]).ordinals()


def _some(found: PostSet, leaves: Sequence[Posting], count: int) -> Members:
    """Return some of `found`, ascending, so many that about as many others are better than the best `count` of them.

    Of several words each has its share: a rare one counts more than the commoner, and hardly stands among few posts.
    """
    wanted = max(SAMPLED, int(2 * (count * len(found)) ** 0.5))
    if len(leaves) == 1:
        return found.sample(max(1, len(found) // wanted))
    share = max(1, wanted // (len(leaves) + 1))
    parts = [found.sample(max(1, len(found) // share))]
    for leaf in leaves:
        some = leaf.posts.sample(max(1, len(leaf) // share))
        parts.append(some[found.holds(some)])
    some = np.sort(np.concatenate(parts))
    return some[np.flatnonzero(np.diff(some, prepend=-1))]


def first(by: Sequence[npt.NDArray[np.int64] | Ordinals | Floats], count: int) -> npt.NDArray[np.intp]:
    """Return the places of the `count` rows that come first, in order: by the first array, then the next."""
    rows = _leading(by[0], count)
    return rows[np.lexsort([keys[rows] for keys in reversed(by)])[:count]]


def _leading(values: npt.NDArray[np.int64] | Ordinals | Floats, count: int) -> npt.NDArray[np.intp]:
    """Return the places of the `count` least values, and of all that equal the last of them."""
    if count <= 0 or not len(values):
        return np.zeros(0, dtype=np.intp)
    if count >= len(values):
        return np.arange(len(values))
    # The first of some of them tell how little is enough; of these the first are the first of all.
    step = max(1, len(values) // max(SAMPLED, int((count * len(values)) ** 0.5)))
    rows = np.flatnonzero(values <= np.partition(values[::step], count - 1)[count - 1])
    least = values[rows]
    return rows[np.flatnonzero(least <= np.partition(least, count - 1)[count - 1])]


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
