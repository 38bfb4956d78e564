"""Runs of three words as numbers."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
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

    def leave_out(self, blank: Iterable[tuple[int, int]]) -> None:
        """Forget the runs that hold a word of the `blank` stretches or reach over one."""
        left = bytearray(b"\x01") * len(self.numbers)
        for low, high in blank:
            first = max(0, low - RUN + 1)
            left[first:high] = bytes(len(left[first:high]))
        self.numbers = list(compress(self.numbers, left))
        self.kept = [(at, run) for at, run in self.kept if left[at]]
