"""Where words stand, and how much each place counts in ranking; those used last stay in memory.

BM25 is computed as the full-text index computes it, but only for posts that can be among the first: what a post gains
grows with how often it holds a word, divided by a number its length alone decides. Whole numbers of 8 bits, the second
rounded so that their product is never too small, tell in one pass which posts may gain enough.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from functools import cached_property
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.store.pack import Ordinals
from bot.store.sets import PostSet, is_few, meeting, wide

K1 = 1.2
B = 0.75
LEAST = 1e-6  # what a word that most posts have still counts
SHORTEST = 254.0  # what the shortest post there may be multiplies its counts by
AT_ONCE = 1 << 18  # posts looked through together: what that takes stays in the processor's cache
HELD_BYTES = 96 << 20
"""Memory that postings kept for later searches may take, about."""

Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.uint8] | Floats


class Lengths:
    """How much each post's length weakens what its words count, from the number of its words and their mean."""

    def __init__(self, sizes: Ordinals, mean: float) -> None:
        self.norms: Floats = (np.float32(K1 * B / mean) * sizes + np.float32(K1 * (1 - B))).astype(np.float32)

    def __len__(self) -> int:
        return len(self.norms)

    @cached_property
    def inverse(self) -> npt.NDArray[np.uint16]:
        """Return SHORTEST for a post without words, and of longer ones less, rounded up; 255 at most."""
        inverse: npt.NDArray[np.uint16]
        inverse = np.ceil(np.float32(SHORTEST * K1 * (1 - B)) / self.norms).astype(np.uint16)
        return inverse


class Posting:
    """Posts that hold something, and how often they do: by ordinals, or where they are many by every post there is.

    Made of ascending `ordinals`, each once. `alive` is the number of posts there are; `weight` is what every count in
    `often` is multiplied by. `complete` tells whether these are all posts there are.
    """

    def __init__(
        self, ordinals: Ordinals, often: Counts, *, lengths: Lengths, alive: int, weight: float = 1.0
    ) -> None:
        self.complete = True
        self._count = count = len(ordinals)
        self._lengths = lengths
        self._weight = weight
        self._factor = max(log((alive - count + 0.5) / (count + 0.5)), LEAST) * (K1 + 1)
        self._ordinals: Ordinals | None = ordinals
        self._often = often
        if not is_few(count, len(lengths)):
            self._often = np.zeros(len(lengths), dtype=often.dtype)
            self._often[wide(ordinals)] = often
            self._ordinals = None

    def __len__(self) -> int:
        return self._count

    @property
    def bytes(self) -> int:
        """Return about how much memory it takes once it has been used."""
        return self._often.nbytes + (0 if self._ordinals is None else self._ordinals.nbytes)

    @property
    def posts(self) -> PostSet:
        """Return the posts as a set."""
        if self._ordinals is not None:
            return PostSet(len(self._lengths), few=self._ordinals)
        often: npt.NDArray[Any] = self._often
        if often.dtype != np.uint8:
            often = (often != 0).view(np.uint8)
        return PostSet(len(often), marks=often, known=self._count)

    def gains(self, ordinals: npt.NDArray[np.intp], norms: Floats) -> Floats:
        """Return what each of `ordinals` (ascending) gains in ranking, 0 where it is none of the posts.

        `norms` are those of their lengths.
        """
        if self._ordinals is None:
            return self._gained(self._often[ordinals], norms)
        gained = np.zeros(len(ordinals), dtype=np.float32)
        at, own = meeting(ordinals, self._ordinals)
        gained[at] = self._gained(self._often[own], norms[at])
        return gained

    def reaching(self, impact: float) -> PostSet:
        """Return the posts that may gain as much as `impact`; some may gain a little less."""
        size = len(self._lengths)
        if impact >= self._factor:
            return PostSet(size, few=np.zeros(0, dtype=np.int32))
        # What is gained for x = often / norm is factor * x / (1 + x).
        least = max(1, int(impact / (self._factor - impact) * SHORTEST * K1 * (1 - B) / self._weight))
        found = np.empty(len(self._often), dtype=np.bool_)
        for at, strengths in self._strengths():
            np.greater_equal(strengths, least, out=found[at : at + AT_ONCE])
        if self._ordinals is None:
            return PostSet.marked(found)
        return PostSet(size, few=self._ordinals[np.flatnonzero(found)])

    @cached_property
    def ceiling(self) -> float:
        """Return what no post gains more than."""
        most = max((float(strengths.max()) for _, strengths in self._strengths()), default=0.0)
        most *= self._weight / (SHORTEST * K1 * (1 - B))
        return self._factor * most / (1 + most) * 1.00001

    def _strengths(self) -> Iterator[tuple[int, npt.NDArray[np.uint16] | Floats]]:
        """Yield for so many posts at once how often they hold it, by the inverse of their norm; 0 is not at all."""
        kind = np.uint16 if self._often.dtype == np.uint8 else np.float32
        for at in range(0, len(self._often), AT_ONCE):
            until = at + AT_ONCE
            where = slice(at, until) if self._ordinals is None else self._ordinals[at:until]
            yield at, np.multiply(self._often[at:until], self._lengths.inverse[where], dtype=kind)

    def _gained(self, often: Counts, norms: Floats) -> Floats:
        often = often * np.float32(self._weight)
        gained: Floats = often + norms
        np.divide(often, gained, out=gained)
        gained *= np.float32(self._factor)
        return gained


class Held:
    """Postings made before, up to HELD_BYTES; safe to use from several threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, Posting] = OrderedDict()
        self._bytes = 0
        self._turn = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Posting]) -> Posting:
        """Return what was made for `key`, made now if need be."""
        with self._turn:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        made = make()
        with self._turn:
            if key not in self._held:
                self._held[key] = made
                self._bytes += made.bytes
            while self._bytes > HELD_BYTES and len(self._held) > 1:
                self._bytes -= self._held.popitem(last=False)[1].bytes
        return made
