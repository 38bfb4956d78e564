"""Phrases in packs: of the posts that hold all words those where they follow one another.

Where few posts of a pack hold them, their texts are read; where many do, the positions of the words are compared, the
rarest word's first. Packs are gone through from the last one: what is left out, where something must be, is old.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.search.tree import Phrase, Words
from bot.store import index
from bot.store.pack import FARTHEST, OFTEN, Mask, Ordinals, Places
from bot.store.postings import Floats, Posting
from bot.store.sets import PostSet, both
from bot.store.snapshot import GAP, WEIGHTS, Snapshot, summed

READ = 24
"""Posts of one pack whose texts are read sooner than positions."""
ENOUGH = 1_000
"""Posts with a phrase after which older ones are not looked for, where `STEPS` were taken and nothing needs them."""
STEPS = 1_000_000
"""Positions that are looked at in any case."""
MOST_STEPS, MOST_HURRIED = 5_000_000, 2_000_000
"""Positions that are looked at, at most; in a hurry."""
CHEAPER = 2_000  # a post's text is read in the time of so many positions
PICKED = 4  # positions are picked where fewer than one in so many places are wanted
MOST_32 = (1 << 31) - (1 << 20)  # words before a pack's last post that are counted in 32 bits
USUAL = 1 << 23  # words of a pack, seldom more
FLAGGED = 1 << 26  # bytes a pack's positions may take for a moment

_LENGTHS = """
    SELECT word, length(positions) FROM pack_positions
    WHERE pack = ? AND word IN (SELECT value FROM json_each(?)) ORDER BY 2"""
_SPELT = """
    SELECT w.own, w.places, o.positions FROM pack_words w JOIN pack_positions o USING (pack, word)
    WHERE w.pack = ? AND w.word = ?"""

Keys = npt.NDArray[np.int64] | npt.NDArray[np.int32]


class Hits(NamedTuple):
    """Posts, ascending, and how often the phrase stands in each."""

    ordinals: Ordinals
    often: Floats


class Spots:
    """A word in the own or the quoted words of a pack: its places, how often it stands there, and its positions."""

    def __init__(self, found: Places, *, quoted: bool) -> None:
        size = len(found.blob) // 3
        often: npt.NDArray[Any] = np.frombuffer(found.blob, np.uint8, size, 2 * size)
        many = np.flatnonzero(often == OFTEN)
        if len(many):
            often = often.astype(np.uint32)
            often[many] = np.frombuffer(found.positions, "<u4", offset=len(found.positions) - 4 * len(many))
        middle = int(often[: found.own].sum(dtype=np.int64))
        spots = np.frombuffer(found.positions, "<u2", int(often.sum(dtype=np.int64)))
        side = slice(found.own, size) if quoted else slice(0, found.own)
        self._places = np.frombuffer(found.blob, "<u2", size)[side]
        self._often = often[side]
        self._positions = spots[middle:] if quoted else spots[:middle]

    def __len__(self) -> int:
        return len(self._places)

    def keys(self, offsets: Keys, wanted: "npt.NDArray[np.intp] | Ordinals") -> Keys:
        """Return where the word stands, counted through the whole pack, in the `wanted` places at least."""
        if len(wanted) * PICKED >= len(self):
            keys = np.repeat(offsets[self._places], self._often)
            keys += self._positions
            return keys
        at = np.searchsorted(self._places, wanted)
        at[at == len(self)] = 0
        at = at[self._places[at] == wanted]
        often = self._often[at].astype(np.int64)
        ends = np.cumsum(often)
        starts = np.cumsum(self._often, dtype=np.int64)[at] - often
        picked = np.repeat(starts - ends + often, often)
        picked += np.arange(len(picked))
        keys = np.repeat(offsets[self._places[at]], often)
        keys += self._positions[picked]
        return keys


class Seeker:
    """Looks for one phrase, whose last word is whole."""

    def __init__(
        self, connection: sqlite3.Connection, snapshot: Snapshot, phrase: Phrase, scope: Words
    ) -> None:
        self._connection = connection
        self._snapshot = snapshot
        self._words = phrase.words
        self._scope = scope
        self._steps = 0
        self._flags = np.zeros(0, dtype=np.bool_)

    def find(self, among: PostSet | None, *, whole: bool, hurry: bool) -> Posting:
        """Return where the phrase stands, `among` some posts if given.

        Not `complete` where older posts were left out: with `whole` only where it would take very long.
        """
        sets = [
            self._snapshot.word(self._connection, word, self._scope).posts
            for word in dict.fromkeys(self._words)
        ]
        holding = both([*sets, among] if among is not None else sets).ordinals()
        found: list[Hits] = []
        total, complete = 0, True
        for pack, base, end in self._packs():
            first, last = np.searchsorted(holding, (base, end))
            if first == last:
                continue
            enough = total >= ENOUGH and not whole and self._steps > STEPS
            if enough or self._steps > (MOST_HURRIED if hurry else MOST_STEPS):
                complete = False
                break
            found.append(self._in_pack(pack, base, end, holding[first:last]))
            total += len(found[-1].ordinals)
        posting = self._snapshot.posting(*_joined(found[::-1]))
        posting.complete = complete
        return posting

    def _packs(self) -> Iterator[tuple[int | None, int, int]]:
        """Yield each pack, where it begins and where it ends, the last one first; None is what waits unpacked."""
        end = len(self._snapshot)
        base = end - len(self._snapshot.fresh.columns)
        yield None, base, end
        for pack, begun in reversed(self._snapshot.bases.items()):
            yield pack, begun, base
            base = begun

    def _in_pack(self, pack: int | None, base: int, end: int, holding: Ordinals) -> Hits:
        # Posts lie GAP words apart, so that a phrase never runs from one into the next; a longer one few posts hold.
        words = self._rarest_first(pack) if len(holding) > READ and len(self._words) <= GAP else []
        if not words:
            return self._read(holding)
        spelt: dict[str, Places] = {}
        offsets: Keys = self._snapshot.offsets[base:end] - self._snapshot.offsets[base]
        if offsets[-1] < MOST_32:
            offsets = offsets.astype(np.int32)
        allowed = np.zeros(end - base, dtype=np.bool_)
        allowed[holding - base] = True
        far = holding[self._snapshot.columns.size[holding] > FARTHEST]
        allowed[far - base] = False
        hits = [self._read(far)]
        begun: Keys | None
        for quoted, weight in enumerate(WEIGHTS):
            if self._scope is (Words.OWN if quoted else Words.QUOTED):
                continue
            begun = None
            for word in words:
                places = spelt.get(word) or spelt.setdefault(word, self._spelt(pack, word))
                begun = self._follow(begun, Spots(places, quoted=bool(quoted)), word, offsets, holding - base)
                if not len(begun):
                    break
            if begun is not None:
                hits.append(_counted(offsets, begun, allowed, base, weight))
        hits = [each for each in hits if len(each.ordinals)]
        if len(hits) < 2:
            return hits[0] if hits else _joined([])
        return Hits(*summed(*_joined(hits), len(self._snapshot)))

    def _rarest_first(self, pack: int | None) -> list[str]:
        """Return the phrase's words in the order they are looked at, none where one has no positions in that pack."""
        wanted = set(self._words)
        if pack is None:
            fresh = self._snapshot.fresh.words
            lengths = {word: len(fresh[word].positions) for word in wanted if word in fresh}
            found = sorted((word for word, length in lengths.items() if length), key=lengths.__getitem__)
        else:
            listed = self._connection.execute(_LENGTHS, (pack, json.dumps(sorted(wanted))))
            found = [word for word, _ in listed]
        return found if len(found) == len(wanted) else []

    def _spelt(self, pack: int | None, word: str) -> Places:
        if pack is None:
            return self._snapshot.fresh.words[word]
        return Places(*self._connection.execute(_SPELT, (pack, word)).fetchone())

    def _follow(self, begun: Keys | None, spots: Spots, word: str, offsets: Keys, holding: Ordinals) -> Keys:
        """Return those of `begun`, the places where the phrase may begin, from where `word` stands as it should."""
        if not len(spots):
            return offsets[:0]
        wanted = holding
        if begun is not None and len(begun) < len(holding):
            wanted = np.unique(np.searchsorted(offsets, begun, "right") - 1).astype(np.int32)
        keys = spots.keys(offsets, wanted)
        self._steps += len(keys)
        for at in (at for at, other in enumerate(self._words) if other == word):
            begun = keys - at if begun is None else self._among(begun, keys - at)
        return begun if begun is not None else keys

    def _among(self, begun: Keys, keys: Keys) -> Keys:
        """Return those of `keys` that are in `begun`."""
        span = int(begun[-1]) + 1 if len(begun) else 0
        if span > FLAGGED:
            return keys[np.isin(keys, begun)]
        if span > len(self._flags):
            self._flags = np.zeros(max(span, USUAL), dtype=np.bool_)
        keys = keys[np.searchsorted(keys, 0) : np.searchsorted(keys, span)]
        first = np.searchsorted(begun, 0)
        self._flags[begun[first:]] = True
        kept = keys[self._flags[keys]]
        self._flags[begun[first:]] = False
        return kept

    def _read(self, ordinals: Ordinals) -> Hits:
        """Look for the phrase in the texts of some posts."""
        self._steps += CHEAPER * len(ordinals)
        wanted = f" {' '.join(self._words)} "
        there, often = [], []
        for ordinal in ordinals.tolist():
            key = int(self._snapshot.columns.keys[ordinal])
            for entry in index.entries(self._connection, key, key):
                own = WEIGHTS[0] * _times(wanted, entry.own) if self._scope is not Words.QUOTED else 0.0
                quoted = WEIGHTS[1] * _times(wanted, entry.quoted) if self._scope is not Words.OWN else 0.0
                if own + quoted:
                    there.append(ordinal)
                    often.append(own + quoted)
        return Hits(np.array(there, dtype=np.int32), np.array(often, dtype=np.float32))


def _counted(offsets: Keys, begun: Keys, allowed: Mask, base: int, weight: float) -> Hits:
    """Count in the allowed posts of a pack the places where the phrase begins."""
    owners = np.searchsorted(offsets, begun, "right") - 1
    owners = owners[allowed[owners]]
    if not len(owners):
        return _joined([])
    starts = np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1])))
    often = np.diff(starts, append=len(owners)).astype(np.float32)
    return Hits((owners[starts] + base).astype(np.int32), often * np.float32(weight))


def _times(wanted: str, text: str) -> int:
    """Count how often `wanted` stands in `text`, also where it overlaps itself."""
    text = f" {text} "
    count, at = 0, text.find(wanted)
    while at >= 0:
        count, at = count + 1, text.find(wanted, at + 1)
    return count


def _joined(hits: Sequence[Hits]) -> Hits:
    if not hits:
        return Hits(np.zeros(0, np.int32), np.zeros(0, np.float32))
    return Hits(
        np.concatenate([each.ordinals for each in hits]), np.concatenate([each.often for each in hits])
    )
