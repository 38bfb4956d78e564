"""Words as numbers: what a dictionary does, many texts at once by arithmetic on their bytes."""

import secrets
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.search.folding import LONGEST

Ints = npt.NDArray[np.int64]
Words64 = npt.NDArray[np.uint64]

_WINDOW = 8  # bytes looked at together
_KEPT = np.array([(1 << 8 * size) - 1 for size in range(_WINDOW + 1)], dtype=np.uint64)
# Drawn anew for each process, so that nobody can choose words that are taken for one another. Words of up to eight
# bytes never are, as each step can be undone; among a million longer ones two are once in forty million packs.
_FACTOR = np.uint64(secrets.randbits(64) | 1)
_HALF = np.uint64(32)
_SLOT_BITS = 20
_SHIFT = np.uint64(64 - _SLOT_BITS)
_BLANK = 0x20


class Numbering:
    """Numbers the words of folded texts as they come: `words[number]` is the word."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._known: dict[int, int] = {}
        # A word's number stands in the slot of its hash, where no other word was first; the rest is in `_known`.
        self._hashes = np.zeros(1 << _SLOT_BITS, dtype=np.uint64)
        self._numbers = np.zeros(1 << _SLOT_BITS, dtype=np.int64)

    def of(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """Return the numbers of all words of `texts`, and how many each has.

        Words are set apart by blanks, and told apart by their first LONGEST characters.
        """
        text = "\n".join(("", *texts, "")).encode()
        data = np.frombuffer(text + bytes(_WINDOW), dtype=np.uint8)
        body = data[: len(text)]
        gaps = body <= _BLANK
        edges = np.flatnonzero(gaps[1:] != gaps[:-1]) + 1
        starts, sizes = edges[::2], edges[1::2] - edges[::2]
        for at in np.flatnonzero(sizes > LONGEST).tolist():
            word = text[starts[at] : starts[at] + sizes[at]].decode()
            sizes[at] = len(word[:LONGEST].encode())
        ends = np.flatnonzero(body == ord("\n"))
        counts = np.diff(np.searchsorted(starts, ends))
        hashes = _hashes(data, starts, sizes)
        slots = (hashes >> _SHIFT).astype(np.int64)
        numbers = self._numbers[slots]
        missed = np.flatnonzero(self._hashes[slots] != hashes)
        if len(missed):
            values, first, places = np.unique(hashes[missed], return_index=True, return_inverse=True)
            first = missed[first]
            self._learn(text, values, starts[first], sizes[first])
            numbers[missed] = np.array([*map(self._known.__getitem__, values.tolist())])[places]
        return numbers, counts

    def _learn(self, text: bytes, values: Words64, starts: Ints, sizes: Ints) -> None:
        """Number those words that are new: hashes, and where they stand."""
        new = [at for at, value in enumerate(values.tolist()) if value not in self._known]
        values, starts, sizes = values[new], starts[new], sizes[new]
        numbers = np.arange(len(self.words), len(self.words) + len(new))
        ends = (starts + sizes).tolist()
        self.words += [text[start:end].decode() for start, end in zip(starts.tolist(), ends, strict=True)]
        self._known.update(zip(values.tolist(), numbers.tolist(), strict=True))
        slots = (values >> _SHIFT).astype(np.int64)
        free = np.flatnonzero(self._hashes[slots] == 0)
        self._hashes[slots[free]], self._numbers[slots[free]] = values[free], numbers[free]


def _hashes(data: npt.NDArray[np.uint8], starts: Ints, sizes: Ints) -> Words64:
    windows: Words64 = np.ndarray(len(data) - _WINDOW + 1, dtype="<u8", buffer=data, strides=(1,))
    hashes = _mixed(windows[starts] & _KEPT[np.minimum(sizes, _WINDOW)])
    at = _WINDOW
    longer = np.flatnonzero(sizes > at)
    while len(longer):
        more = windows[starts[longer] + at] & _KEPT[np.minimum(sizes[longer] - at, _WINDOW)]
        hashes[longer] = _mixed(hashes[longer] ^ _mixed(more))
        at += _WINDOW
        longer = longer[sizes[longer] > at]
    return hashes


def _mixed(values: Words64) -> Words64:
    values = values * _FACTOR
    values ^= values >> _HALF
    return values * _FACTOR
