"""Putting posts in order: BM25 as the full-text index computes it, and the first few of many."""

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np
import numpy.typing as npt

from bot.store.pack import Ordinals
from bot.store.snapshot import Found, Snapshot

K1 = 1.2
B = 0.75
FEW = 500  # values that are counted one by one faster than all numbers there are
LEAST = 1e-6  # what a word that most posts have still counts

Scores = npt.NDArray[np.float64]


def scores(snapshot: Snapshot, ordinals: Ordinals, leaves: Sequence[Found]) -> Scores:
    """Return how well each of `ordinals` (ascending) fits the words of `leaves`; more is better."""
    total = np.zeros(len(ordinals))
    norm = np.float32(K1 * B / snapshot.mean_size) * snapshot.columns.size[ordinals]
    norm = (norm + np.float32(K1 * (1 - B))).astype(np.float32)
    dense: npt.NDArray[np.float32] | None = None
    for leaf in leaves:
        count = len(leaf.ordinals)
        if not count:
            continue
        weight = max(log((snapshot.alive - count + 0.5) / (count + 0.5)), LEAST)
        factor = weight * (K1 + 1)
        if leaf.ordinals is ordinals:
            total += factor * (leaf.often / (leaf.often + norm))
        elif count > 4 * len(ordinals):
            at = np.searchsorted(leaf.ordinals, ordinals)
            at[at == count] = 0
            often = np.where(leaf.ordinals[at] == ordinals, leaf.often[at], np.float32(0))
            total += factor * (often / (often + norm))
        elif count * 64 < len(snapshot) and len(ordinals):
            at = np.searchsorted(ordinals, leaf.ordinals)
            at[at == len(ordinals)] = 0
            there = ordinals[at] == leaf.ordinals
            at, often = at[there], leaf.often[there]
            total[at] += factor * (often / (often + norm[at]))
        else:
            if dense is None:
                dense = np.zeros(len(snapshot), dtype=np.float32)
            dense[leaf.ordinals] = leaf.often
            often = dense[ordinals]
            dense[leaf.ordinals] = 0
            total += factor * (often / (often + norm))
    return total


def first(
    by: Sequence[npt.NDArray[np.int64] | Ordinals | Scores], count: int
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
