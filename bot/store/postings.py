"""Where words stand, and how much each place counts in ranking; those used last stay in memory.

BM25 is computed as the full-text index computes it, but only for posts that can be among the first: beside each place
stands an upper bound of what it counts, in 8 bits, so that all others are passed over by one comparison.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cached_property
from math import log

import numpy as np
import numpy.typing as npt

from bot.store.pack import Ordinals
from bot.store.sets import PostSet

K1 = 1.2
B = 0.75
LEAST = 1e-6  # what a word that most posts have still counts
CHAMPIONS = 1_000
LEVELS = 255
AT_ONCE = 32_768  # posts whose bounds are computed together: what that takes stays in the processor's cache
SAMPLED = 16  # of many posts one in so many tells how high a bound only CHAMPIONS have
DENSE = 16  # a posting that holds one post in so many says of every post how often it holds it
HELD_BYTES = 128 << 20
"""Memory that postings kept for later searches may take, about."""

Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.uint8] | Floats


class Posting:
    """Posts that hold something, and how often they do: by ordinals, or where they are many by every post there is.

    Made of ascending `ordinals`, each once. `norms` tells of every post how much its length weakens what it holds;
    `alive` is the number of posts there are; `weight` is what every count in `often` is multiplied by. `complete` tells
    whether these are all posts there are.
    """

    def __init__(
        self, ordinals: Ordinals, often: Counts, *, norms: Floats, alive: int, weight: float = 1.0
    ) -> None:
        self.complete = True
        self._count = count = len(ordinals)
        self._norms = norms
        self._weight = weight
        self._factor = max(log((alive - count + 0.5) / (count + 0.5)), LEAST) * (K1 + 1)
        self._ordinals: Ordinals | None = ordinals
        self._often = often
        if count * DENSE >= len(norms):
            self._often = np.zeros(len(norms), dtype=often.dtype)
            self._often[ordinals] = often
            self._ordinals = None

    def __len__(self) -> int:
        return self._count

    @property
    def bytes(self) -> int:
        """Return about how much memory it takes once it has been used."""
        each = self._often.itemsize + 1
        return each * len(self._often) + (0 if self._ordinals is None else 5 * self._count)

    @property
    def posts(self) -> PostSet:
        """Return the posts as a set."""
        if self._ordinals is None:
            return PostSet(len(self._norms), mask=self._often != 0)
        return self._few

    @cached_property
    def _few(self) -> PostSet:
        return PostSet(len(self._norms), few=self._ordinals)

    def gains(self, ordinals: Ordinals) -> Floats:
        """Return what each of `ordinals` (ascending) gains in ranking, 0 where it is none of the posts."""
        own = self._ordinals
        if own is None:
            return self._gained(self._often[ordinals], self._norms[ordinals])
        gained = np.zeros(len(ordinals), dtype=np.float32)
        if not len(own) or not len(ordinals):
            return gained
        if len(own) > len(ordinals):
            at = np.searchsorted(own, ordinals)
            at[at == len(own)] = 0
            there = np.flatnonzero(own[at] == ordinals)
            at = at[there]
        else:
            there = np.searchsorted(ordinals, own)
            there[there == len(ordinals)] = 0
            at = np.flatnonzero(ordinals[there] == own)
            there = there[at]
        gained[there] = self._gained(self._often[at], self._norms[ordinals[there]])
        return gained

    def reaching(self, impact: float) -> Ordinals:
        """Return the posts that may gain as much as `impact`; some may gain a little less."""
        levels, step = self._levels
        return self._at(np.flatnonzero(levels >= max(1, int(impact / step))))

    @cached_property
    def ceiling(self) -> float:
        """Return what no post gains more than."""
        levels, step = self._levels
        return int(levels.max(initial=0)) * step

    @property
    def ungraded(self) -> int:
        """Return how many bounds are to be computed before `champions` or `reaching` can tell; 0 once they are."""
        return 0 if "_levels" in self.__dict__ else len(self._often)

    @cached_property
    def champions(self) -> Ordinals:
        """Return up to CHAMPIONS of the posts that gain most, or about as much."""
        levels, _ = self._levels
        step = SAMPLED if len(levels) > SAMPLED * AT_ONCE else 1
        above = np.cumsum(np.bincount(levels[::step], minlength=LEVELS + 1)[:0:-1])
        least = max(1, LEVELS - int(np.searchsorted(above, CHAMPIONS // step)))
        return self._at(np.flatnonzero(levels >= least)[:CHAMPIONS])

    def _at(self, places: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> Ordinals:
        return places.astype(np.int32) if self._ordinals is None else self._ordinals[places]

    def _gained(self, often: Counts, norms: Floats, step: float = 1.0) -> Floats:
        """Return what is gained by so many of it in such posts, in steps."""
        often = often * np.float32(self._weight)
        gained: Floats = often + norms
        np.divide(often, gained, out=gained)
        gained *= np.float32(self._factor / step)
        return gained

    @cached_property
    def _levels(self) -> tuple[npt.NDArray[np.uint8], float]:
        """Return an upper bound of what each post gains, and in which steps; 0 is none of the posts."""
        own = self._ordinals
        norms = self._norms if own is None else self._norms[own]
        # The shortest post with the highest count gains no less than any. A float is rounded; a bound must not be less
        # than what it bounds.
        most = self._gained(
            self._often.max(initial=0, keepdims=True), norms.min(initial=np.inf, keepdims=True)
        )
        step = float(most[0]) * 1.00001 / LEVELS or 1.0
        levels = np.empty(len(norms), dtype=np.uint8)
        for at in range(0, len(norms), AT_ONCE):
            gained = self._gained(self._often[at : at + AT_ONCE], norms[at : at + AT_ONCE], step)
            levels[at : at + AT_ONCE] = np.ceil(gained, out=gained)
        return levels, step


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
