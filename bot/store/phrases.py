"""Phrases in packs: of the posts that hold all words those where they follow one another.

Where few posts of a pack hold them, their texts are read; where many do, the positions of the words are compared, the
rarest word's first. Packs are gone through from the last one: what is left out, where something must be, is old.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bot.search.tree import Phrase, Words
from bot.search.words import LAST
from bot.store.gathering import summed
from bot.store.index import post_words
from bot.store.lexicon import Places
from bot.store.pack import FARTHEST, Mask, Ordinals
from bot.store.postings import Floats, Posting
from bot.store.sets import PostSet, both
from bot.store.snapshot import WEIGHTS, Snapshot
from bot.store.spots import Keys, Spots

PREFIX_ROWS = 30_000
"""Words times packs that `neo*` may stand for; of more only those in the last packs are looked at."""
READ = 24
"""Posts of one pack whose texts are read sooner than positions."""
ENOUGH = 1_000
"""Posts with a phrase after which older ones are not looked for, where `STEPS` were taken and nothing needs them."""
STEPS = 1_000_000
"""Positions that are looked at in any case."""
MOST_STEPS, MOST_HURRIED = 5_000_000, 2_000_000
"""Positions that are looked at, at most; in a hurry."""
CHEAPER = 2_000  # a post's text is read in the time of so many positions
MOST_32 = (1 << 31) - (1 << 20)  # words before a pack's last post that are counted in 32 bits
USUAL = 1 << 23  # words of a pack, seldom more
FLAGGED = 1 << 26  # bytes a pack's positions may take for a moment

_LENGTH = "SELECT length(positions) FROM pack_words WHERE pack = ? AND word = ?"
_SPELT = "SELECT own, places, positions FROM pack_words WHERE pack = ? AND word = ?"
_BEGINNING = "SELECT own, places, positions FROM pack_words WHERE pack = ? AND word >= ? AND word < ?"


class Hits(NamedTuple):
    """Posts, ascending, and how often the phrase stands in each."""

    ordinals: Ordinals
    often: Floats


class Seeker:
    """Looks for one phrase of at least two words."""

    def __init__(
        self, connection: sqlite3.Connection, snapshot: Snapshot, phrase: Phrase, scope: Words
    ) -> None:
        self._connection = connection
        self._snapshot = snapshot
        self._words = phrase.words
        self._whole = phrase.words[:-1] if phrase.open_end else phrase.words
        self._start = phrase.words[-1] if phrase.open_end else None
        self._scope = scope
        self._steps = 0
        self._flags = np.zeros(0, dtype=np.bool_)

    def find(self, among: PostSet | None, *, whole: bool, hurry: bool) -> Posting:
        """Return where the phrase stands, `among` some posts if given.

        Not `complete` where older posts were left out: with `whole` only where it would take very long.
        """
        held = [
            self._snapshot.word(self._connection, word, self._scope) for word in dict.fromkeys(self._whole)
        ]
        if self._start is not None:
            held.append(self._snapshot.starting(self._connection, self._start, self._scope, PREFIX_ROWS))
        sets = [each.posts for each in held]
        holding = both([*sets, among] if among is not None else sets).ordinals()
        found: list[Hits] = []
        total, complete = 0, held[-1].complete
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
        if len(holding) <= READ:
            return self._read(holding)
        words = sorted(dict.fromkeys(self._whole), key=lambda word: self._length(pack, word))
        spelt: dict[str, Places] = {}
        # Posts lie words apart, so that no phrase runs from one into the next, however long it is.
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
                spots = Spots([places], quoted=bool(quoted))
                begun = self._follow(begun, spots, word, offsets, holding - base)
                if not len(begun):
                    break
            if begun is not None and len(begun) and self._start is not None:
                begun = self._ending(begun, pack, self._start, offsets, quoted=bool(quoted))
            if begun is not None:
                hits.append(_counted(offsets, begun, allowed, base, weight))
        hits = [each for each in hits if len(each.ordinals)]
        if len(hits) < 2:
            return hits[0] if hits else _joined([])
        return Hits(*summed(*_joined(hits), len(self._snapshot)))

    def _length(self, pack: int | None, word: str) -> int:
        """Tell whether a word has more positions in a pack than another; rare ones have none to speak of."""
        if pack is None:
            return len(self._spelt(None, word).positions)
        row = self._connection.execute(_LENGTH, (pack, word)).fetchone()
        return int(row[0]) if row else 0

    def _spelt(self, pack: int | None, word: str) -> Places:
        found: Places | None
        if pack is None:
            found = self._snapshot.fresh.words.find(word)
        elif row := self._connection.execute(_SPELT, (pack, word)).fetchone():
            found = Places(*row)
        else:
            blocks = self._snapshot.blocks(self._connection, pack, word, spelt=True)
            found = next((places for block in blocks if (places := block.find(word))), None)
        return found or Places(0, b"")

    def _ending(self, begun: Keys, pack: int | None, start: str, offsets: Keys, *, quoted: bool) -> Keys:
        """Return those of `begun` from where a word that begins with `start` ends the phrase."""
        found: list[Places]
        if pack is None:
            found = list(self._snapshot.fresh.words.beginning(start))
        else:
            rows = self._connection.execute(_BEGINNING, (pack, start, start + LAST))
            found = [Places(*row) for row in rows]
            blocks = self._snapshot.blocks(self._connection, pack, start, spelt=True)
            found += [block.beginning(start)[1] for block in blocks]
        self._steps += sum(len(each.positions) for each in found) // 2
        allowed = np.zeros(len(offsets), dtype=np.bool_)
        allowed[np.searchsorted(offsets, begun, "right") - 1] = True
        return self._among(
            begun, Spots(found, quoted=quoted).keys_within(offsets, allowed) - len(self._whole)
        )

    def _follow(self, begun: Keys | None, spots: Spots, word: str, offsets: Keys, holding: Ordinals) -> Keys:
        """Return those of `begun`, the places where the phrase may begin, from where `word` stands as it should."""
        if not len(spots):
            return offsets[:0]
        wanted = holding
        if begun is not None and len(begun) < len(holding):
            wanted = np.unique(np.searchsorted(offsets, begun, "right") - 1).astype(np.int32)
        keys = spots.keys(offsets, wanted)
        self._steps += len(keys)
        for at in (at for at, other in enumerate(self._whole) if other == word):
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
        wanted = f" {' '.join(self._words)}{' ' * (self._start is None)}"
        there, often = [], []
        for ordinal in ordinals.tolist():
            key = int(self._snapshot.columns.keys[ordinal])
            for entry in post_words.entries(self._connection, key, key):
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
