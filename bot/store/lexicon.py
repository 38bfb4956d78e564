"""The words of a pack, and where each stands: common words each for itself, rare ones in blocks of neighbours.

Most words of a pack stand in it a few times only: one by one they would be more rows than all the rest.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.search.words import LAST

Ints = npt.NDArray[np.int64]

OFTEN = 255  # a word is counted up to here in one post
RARE = 8  # times a word stands in a pack, from which on it is common
BLOCK = 32  # rare words that are kept together


class Places(NamedTuple):
    """Where a word stands, or several do: `own` of the places are of own words, the rest of quoted ones.

    `blob` holds the places (16 bits each), then how often it stands there (8 bits each). `positions` says at which of
    the post's words, for every place in turn (16 bits each), then how often it really stands wherever 8 bits could not
    tell (32 bits each). Own and quoted words are counted each from 0.
    """

    own: int
    blob: bytes
    positions: bytes = b""


class Block(NamedTuple):
    """Rare words: `words` in ascending order, one a line; `sizes`: places each has in own words, then in quoted ones.

    `places` and `positions` are as in `Places`, with what is of own words, of all of them, before what is of quoted.
    """

    words: str
    sizes: bytes
    places: bytes
    positions: bytes = b""

    def find(self, word: str) -> Places | None:
        """Return where `word` stands, None where it is none of these."""
        names = self.words.split("\n")
        if word not in names:
            return None
        at = names.index(word)
        return self._between(at, at + 1)

    def beginning(self, start: str) -> tuple[int, Places]:
        """Return how many of the words begin with `start`, and where they stand, one word's places after another's."""
        names = self.words.split("\n")
        first, last = bisect_left(names, start), bisect_left(names, start + LAST)
        return last - first, self._between(first, last)

    def _between(self, first: int, last: int) -> Places:
        half = len(self.sizes) // 2
        own, quoted = self.sizes[:half], self.sizes[half:]
        middle, total = sum(own), sum(self.sizes)
        a, b = sum(own[:first]), sum(own[:last])
        c, d = middle + sum(quoted[:first]), middle + sum(quoted[:last])
        places, often = self.places, self.places[2 * total :]
        blob = places[2 * a : 2 * b] + places[2 * c : 2 * d] + often[a:b] + often[c:d]
        if not self.positions:
            return Places(b - a, blob)
        spots = [2 * sum(often[:end]) for end in (a, b, c, d)]
        positions = self.positions[spots[0] : spots[1]] + self.positions[spots[2] : spots[3]]
        return Places(b - a, blob, positions)


@dataclass(frozen=True)
class Lexicon:
    """All words of a pack: `common` ones in ascending order, and `rare` ones in blocks by their first words."""

    common: Mapping[str, Places]
    rare: Mapping[str, Block]

    @cached_property
    def _firsts(self) -> list[str]:
        return list(self.rare)

    def find(self, word: str) -> Places | None:
        """Return where `word` stands, None where it does not."""
        if (places := self.common.get(word)) is not None:
            return places
        at = bisect_right(self._firsts, word) - 1
        return self.rare[self._firsts[at]].find(word) if at >= 0 else None

    def beginning(self, start: str) -> Iterator[Places]:
        """Yield where words stand that begin with `start`."""
        yield from (places for word, places in self.common.items() if word.startswith(start))
        at = max(bisect_right(self._firsts, start) - 1, 0)
        for first in self._firsts[at : bisect_left(self._firsts, start + LAST)]:
            yield self.rare[first].beginning(start)[1]

    def words(self) -> Iterator[str]:
        """Yield every word."""
        yield from self.common
        for block in self.rare.values():
            yield from block.words.split("\n")


def write(words: Sequence[str], parts: list[Ints]) -> Lexicon:
    """Write down where each of `words` stands.

    `parts` name each time one does, in this order of bits: number of the word, quoted or own (1), place (16), position
    (16). They are taken apart on the way: together they are large.
    """
    if not words:
        return Lexicon({}, {})
    found = np.empty(sum(map(len, parts)), dtype="<i8")
    tokens = 0
    while parts:
        part = parts.pop(0)
        found[tokens : tokens + len(part)] = part
        tokens += len(part)
    found.sort()
    positions = _lowest(found)
    found >>= 16
    first = np.empty(tokens, dtype=np.bool_)
    first[:1] = True
    np.not_equal(found[1:], found[:-1], out=first[1:])
    spots = np.append(np.flatnonzero(first), tokens).astype(np.int32)
    found = found[first]
    numbers = np.arange(len(words) + 1) << 17
    bounds = np.searchsorted(found, numbers)
    middles = np.searchsorted(found, numbers[:-1] | 1 << 16)
    table = _Table(_lowest(found), spots, positions, bounds, middles)
    order = np.array(sorted(range(len(words)), key=words.__getitem__))
    rare = np.diff(spots[bounds])[order] < RARE
    return Lexicon(table.common(words, order[~rare].tolist()), table.rare(words, order[rare]))


def _lowest(values: Ints) -> npt.NDArray[np.uint16]:
    return np.ascontiguousarray(values.view("<u2")[::4])


class _Table:
    """Places in order: by word, own before quoted, by post; `spots` says where the positions of each begin."""

    def __init__(
        self,
        places: npt.NDArray[np.uint16],
        spots: npt.NDArray[np.int32],
        positions: npt.NDArray[np.uint16],
        bounds: Ints,
        middles: Ints,
    ) -> None:
        self._places = places
        self._spots = spots
        self._positions = positions
        self._really = np.diff(spots)
        self._often = np.minimum(self._really, OFTEN).astype(np.uint8)
        self._bounds = bounds
        self._middles = middles

    def common(self, words: Sequence[str], chosen: Sequence[int]) -> dict[str, Places]:
        places, often, positions = self._places.tobytes(), self._often.tobytes(), self._positions.tobytes()
        many = self._really >= OFTEN
        any_many = bool(many.any())
        spots = self._spots[self._bounds].tolist()
        bounds, middles = self._bounds.tolist(), self._middles.tolist()
        made = {}
        for at in chosen:
            a, b = bounds[at], bounds[at + 1]
            where = positions[2 * spots[at] : 2 * spots[at + 1]]
            if any_many:
                where += self._really[a:b][many[a:b]].astype("<u4").tobytes()
            made[words[at]] = Places(middles[at] - a, places[2 * a : 2 * b] + often[a:b], where)
        return made

    def rare(self, words: Sequence[str], chosen: Ints) -> dict[str, Block]:
        starts, middles, ends = self._bounds[chosen], self._middles[chosen], self._bounds[chosen + 1]
        own, quoted = _Side(self, starts, middles), _Side(self, middles, ends)
        names = [words[at] for at in chosen.tolist()]
        made = {}
        for at in range(0, len(names), BLOCK):
            held = names[at : at + BLOCK]
            end = at + len(held)
            sizes = own.sizes[at:end] + quoted.sizes[at:end]
            places = own.places(at, end) + quoted.places(at, end) + own.often(at, end) + quoted.often(at, end)
            positions = own.positions(at, end) + quoted.positions(at, end)
            made[held[0]] = Block("\n".join(held), sizes, places, positions)
        return made

    def pick(self, at: Ints) -> tuple[bytes, bytes]:
        return self._places[at].tobytes(), self._often[at].tobytes()

    def spots(self, at: Ints) -> tuple[bytes, Ints]:
        """Return the positions of these places, and where those of each begin."""
        sizes = self._really[at]
        return self._positions[_stretches(self._spots[at], sizes)].tobytes(), _edges(sizes)


class _Side:
    """The places in own or in quoted words of rare words, one word's after another's."""

    def __init__(self, table: _Table, starts: Ints, ends: Ints) -> None:
        sizes = ends - starts
        at = _stretches(starts, sizes)
        self.sizes = sizes.astype(np.uint8).tobytes()
        self._edges = _edges(sizes)
        self._places, self._often = table.pick(at)
        self._positions, spots = table.spots(at)
        self._spots = spots[self._edges].tolist()
        self._edges = self._edges.tolist()

    def places(self, first: int, last: int) -> bytes:
        return self._places[2 * self._edges[first] : 2 * self._edges[last]]

    def often(self, first: int, last: int) -> bytes:
        return self._often[self._edges[first] : self._edges[last]]

    def positions(self, first: int, last: int) -> bytes:
        return self._positions[2 * self._spots[first] : 2 * self._spots[last]]


def _edges(sizes: npt.NDArray[np.signedinteger]) -> Ints:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))


def _stretches(starts: npt.NDArray[np.signedinteger], sizes: npt.NDArray[np.signedinteger]) -> Ints:
    """Return every number of the stretches that begin at `starts` and have these sizes, one after another."""
    ends = np.cumsum(sizes, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(total)
