"""Phrases in packs: of the posts that hold all words those where they follow one another.

Where few posts of a pack hold them, their texts are read; where many do, the positions of the words are compared, the
rarest word's first. Packs are gone through from the last one: what is left out, where something must be, is old.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.search.tree import Phrase, Words
from bot.store import index
from bot.store.pack import FARTHEST, OFTEN, Ordinals, Places
from bot.store.postings import Floats, Posting
from bot.store.sets import PostSet, both
from bot.store.snapshot import WEIGHTS, Snapshot, summed

READ = 24
"""Posts of one pack whose texts are read sooner than positions."""
ENOUGH = 1_000
"""Posts with a phrase after which older ones are not looked for, where `STEPS` were taken and nothing needs them."""
STEPS = 2_000_000
"""Positions that are looked at in any case."""
MOST_STEPS, MOST_HURRIED = 10_000_000, 3_000_000
"""Positions that are looked at, at most; in a hurry."""
CHEAPER = 2_000  # a post's text is read in the time of so many positions
FLAGGED = 1 << 26  # bytes a pack's positions may take for a moment

_SPELT = """
    SELECT w.word, w.own, w.places, o.positions FROM pack_words w JOIN pack_positions o USING (pack, word)
    WHERE w.pack = ? AND w.word IN (SELECT value FROM json_each(?))"""

Numbers = npt.NDArray[np.int64]


class Hits(NamedTuple):
    """Posts, ascending, and how often the phrase stands in each."""

    ordinals: Ordinals
    often: Floats


class Spots:
    """A word in the own or the quoted words of a pack: its places, how often it stands there, and its positions."""

    def __init__(self, found: Places, *, quoted: bool) -> None:
        size = len(found.blob) // 3
        often = np.frombuffer(found.blob, np.uint8, size, 2 * size).astype(np.int64)
        many = np.flatnonzero(often == OFTEN)
        often[many] = np.frombuffer(found.positions, "<u4", offset=len(found.positions) - 4 * len(many))
        middle = int(often[: found.own].sum())
        spots = np.frombuffer(found.positions, "<u2", int(often.sum()))
        side = slice(found.own, size) if quoted else slice(0, found.own)
        self.places = np.frombuffer(found.blob, "<u2", size)[side]
        self.often = often[side]
        self.positions = spots[middle:] if quoted else spots[:middle]

    @cached_property
    def starts(self) -> Numbers:
        """Return where the positions of each place begin."""
        return np.cumsum(self.often) - self.often


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
            found.append(self._in_pack(pack, base, holding[first:last]))
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

    def _in_pack(self, pack: int | None, base: int, holding: Ordinals) -> Hits:
        spelt = self._spelt(pack) if len(holding) > READ else {}
        if not spelt:
            return self._read(holding)
        sizes = self._snapshot.columns.size[holding]
        far = sizes > FARTHEST
        hits = [self._read(holding[far])]
        near, sizes = holding[~far], sizes[~far]
        for quoted, weight in enumerate(WEIGHTS):
            if self._scope is not (Words.OWN if quoted else Words.QUOTED):
                spots = {word: Spots(places, quoted=bool(quoted)) for word, places in spelt.items()}
                often = self._followed(near - base, sizes, spots)
                there = often > 0
                hits.append(Hits(near[there], often[there] * np.float32(weight)))
        hits = [each for each in hits if len(each.ordinals)]
        if len(hits) < 2:
            return hits[0] if hits else _joined([])
        return Hits(*summed(*_joined(hits), len(self._snapshot)))

    def _spelt(self, pack: int | None) -> dict[str, Places]:
        """Return places and positions of the words in a pack, nothing where one of them has no positions."""
        wanted = set(self._words)
        if pack is None:
            fresh = self._snapshot.fresh.words
            found = {word: fresh[word] for word in wanted if word in fresh and fresh[word].positions}
        else:
            rows = self._connection.execute(_SPELT, (pack, json.dumps(sorted(wanted))))
            found = {word: Places(own, places, positions) for word, own, places, positions in rows}
        return found if len(found) == len(wanted) else {}

    def _followed(self, holding: Ordinals, sizes: Ordinals, spots: Mapping[str, Spots]) -> Floats:
        """Return for each place in `holding` how often the words follow one another there."""
        ends = np.cumsum(sizes, dtype=np.int64)
        offsets = ends - sizes
        span = int(ends[-1]) if len(ends) else 0
        alive = np.arange(len(holding))
        begun = owners = alive[:0]
        order = sorted(range(len(self._words)), key=lambda at: len(spots[self._words[at]].positions))
        for turn, at in enumerate(order):
            word = spots[self._words[at]]
            place = np.searchsorted(word.places, holding[alive])
            place[place == len(word.places)] = 0
            there = word.places[place] == holding[alive] if len(word.places) else np.zeros(len(alive), bool)
            alive, place = alive[there], place[there]
            often = word.often[place]
            self._steps += int(often.sum())
            picked = np.repeat(word.starts[place] - np.cumsum(often) + often, often) + np.arange(often.sum())
            position = word.positions[picked].astype(np.int64) - at
            owner = np.repeat(alive, often)
            keys = offsets[owner] + position
            if position.min(initial=0) < 0:
                keys, owner = keys[position >= 0], owner[position >= 0]
            if turn == 0:
                begun, owners = keys, owner
            else:
                kept = _among(begun, keys, span)
                begun, owners = begun[kept], owners[kept]
            if not len(begun):
                break
            alive = owners[np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1])))]
        return np.bincount(owners, minlength=len(holding)).astype(np.float32)

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


def _among(begun: Numbers, keys: Numbers, span: int) -> npt.NDArray[np.bool_]:
    """Tell for each of `begun` whether it is one of `keys`; all lie below `span`."""
    if span > FLAGGED:
        return np.isin(begun, keys)
    flags = np.zeros(span, dtype=np.bool_)
    flags[keys] = True
    return flags[begun]


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
