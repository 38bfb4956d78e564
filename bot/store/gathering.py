"""Places of a word in several packs, or of several words, put together as ordinals."""

from collections.abc import Sequence

import numpy as np

from bot.store.lexicon import Places
from bot.store.pack import Ordinals
from bot.store.postings import Counts, Floats


def joined_places(stretches: Sequence[tuple[int, Places]], *, quoted: bool) -> tuple[Ordinals, Counts]:
    """Return the ordinals and counts of places, each after its pack's base, of own or of quoted words."""
    places: list[bytes] = []
    counts: list[bytes] = []
    sizes: list[int] = []
    for _, (own, blob, _) in stretches:
        size = len(blob) // 3
        first, last = (own, size) if quoted else (0, own)
        places.append(blob[2 * first : 2 * last])
        counts.append(blob[2 * size + first : 2 * size + last])
        sizes.append(last - first)
    ordinals = np.frombuffer(b"".join(places), "<u2").astype(np.int32)
    ordinals += np.repeat(np.array([base for base, _ in stretches], dtype=np.int32), sizes)
    return ordinals, np.frombuffer(b"".join(counts), np.uint8)


def summed(ordinals: Ordinals, often: Counts, size: int) -> tuple[Ordinals, Floats]:
    """Return `ordinals` ascending, with every one once, and the sum of what stands beside it."""
    if not len(ordinals):
        return ordinals, np.zeros(0, np.float32)
    if len(ordinals) * 16 > size:
        total = np.bincount(ordinals, often, minlength=size).astype(np.float32)
        there = np.flatnonzero(total).astype(np.int32)
        return there, total[there]
    order = np.argsort(ordinals, kind="stable")
    ordinals, often = ordinals[order], often[order].astype(np.float32)
    starts = np.flatnonzero(np.concatenate(([True], ordinals[1:] != ordinals[:-1])))
    return ordinals[starts], np.add.reduceat(often, starts)
