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
HELD_BYTES = 96 << 20
"""Memory that postings kept for later searches may take, about."""

Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.uint8] | Floats


class Posting:
    """Ordinals of the posts that hold something, ascending, each once, and how often they do.

    `norms` tells by ordinal how much a post's length weakens what it holds; `alive` is the number of posts there are;
    `weight` is what every count in `often` is multiplied by. `complete` tells whether these are all posts there are.
    """

    def __init__(
        self, ordinals: Ordinals, often: Counts, *, norms: Floats, alive: int, weight: float = 1.0
    ) -> None:
        self.ordinals = ordinals
        self.complete = True
        self._often = often
        self._norms = norms
        self._weight = weight
        count = len(ordinals)
        self._factor = max(log((alive - count + 0.5) / (count + 0.5)), LEAST) * (K1 + 1)

    def __len__(self) -> int:
        return len(self.ordinals)

    @cached_property
    def posts(self) -> PostSet:
        """Return the posts as a set."""
        return PostSet(len(self._norms), few=self.ordinals)

    def impacts(self, places: "slice | npt.NDArray[np.intp]" = slice(None)) -> Floats:
        """Return what the posts at `places` of `ordinals` gain in ranking."""
        often = self._often[places] * np.float32(self._weight)
        gained: Floats = np.float32(self._factor) * (often / (often + self._norms[self.ordinals[places]]))
        return gained

    def reaching(self, impact: float) -> Ordinals:
        """Return the posts that may gain as much as `impact`; some may gain a little less."""
        if impact <= 0:
            return self.ordinals
        levels, ceiling = self._levels
        return self.ordinals[levels >= int(impact / ceiling * LEVELS)]

    @property
    def ceiling(self) -> float:
        """Return what no post gains more than."""
        return self._levels[1]

    @cached_property
    def champions(self) -> Ordinals:
        """Return some of the posts that gain most: CHAMPIONS of them and those that hardly gain less, if not all."""
        if len(self) <= CHAMPIONS:
            return self.ordinals
        levels, _ = self._levels
        above = np.cumsum(np.bincount(levels, minlength=LEVELS + 1)[::-1])
        least = LEVELS - int(np.searchsorted(above, CHAMPIONS))
        return self.ordinals[np.flatnonzero(levels >= least)[: 4 * CHAMPIONS]]

    @cached_property
    def _levels(self) -> tuple[npt.NDArray[np.uint8], float]:
        impacts = self.impacts()
        # A float is rounded; a bound must not be less than what it bounds.
        ceiling = float(impacts.max(initial=0)) * 1.00001 or 1.0
        impacts *= np.float32(LEVELS / ceiling)
        np.ceil(impacts, out=impacts)
        return np.minimum(impacts, LEVELS).astype(np.uint8), ceiling


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
                self._bytes += _bytes(made)
            while self._bytes > HELD_BYTES and len(self._held) > 1:
                self._bytes -= _bytes(self._held.popitem(last=False)[1])
        return made


def _bytes(posting: Posting) -> int:
    """Return about how much memory a posting takes once it has been ranked and used as a set."""
    return 1_000 + 8 * len(posting) + (posting.posts.size if posting.posts.is_many else 0)
