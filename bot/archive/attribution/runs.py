"""Runs of three words as numbers."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from itertools import compress

RUN = 3
"""Words in a run."""

SAMPLED = 8
"""Of the runs of far posts one in so many is kept."""

# A product by this adds up three neighbouring words, each times its own factor. Words have 32 bits and the factors
# together fewer than 28, so that no sum reaches the next one's 64 bits, nor 60, where Python's integers grow.
_FACTORS = 0x2545F49 | 0x3C6EF37 << 64 | 0x1B87359 << 128
_KEPT = bytes(low % SAMPLED == 0 for low in range(256))


class Runs:
    """The runs of three words of a post, in order.

    `numbers` are all of them, `kept` the sample of them that is known of far posts, each with its place in the
    post: those whose number is a multiple of eight, the "0 mod p" selection of fingerprints.
    """

    __slots__ = ("kept", "numbers")

    def __init__(self, words: array[int]) -> None:
        """Number the runs of these words.

        One multiplication of long integers does it for all: several times as fast as a hash for each.
        """
        length = len(words)
        wide = bytearray(8 * length)
        memoryview(wide).cast("I")[::2] = memoryview(words)
        product = int.from_bytes(wide, "little") * _FACTORS
        numbers = product.to_bytes(8 * length + 16, "little")[16 : 8 * length]
        runs = array("Q")
        runs.frombytes(numbers)
        self.numbers: list[int] = runs.tolist()
        places = compress(range(len(self.numbers)), numbers[::8].translate(_KEPT))
        self.kept = [(at, self.numbers[at]) for at in places]

    def leave_out(self, blank: Sequence[tuple[int, int]]) -> None:
        """Forget the runs that hold a word of the `blank` stretches, which stand in order, or reach over one."""
        end = len(self.numbers)
        for low, high in reversed(blank):
            first, last = max(0, low - RUN + 1), min(high, end)
            if first < last:
                del self.numbers[first:last]
                del self.kept[bisect_left(self.kept, (first,)) : bisect_left(self.kept, (last,))]
                end = first
