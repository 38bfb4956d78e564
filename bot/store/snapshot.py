"""All packs of one version of the archive as one set of columns, kept in memory between searches.

A post's place in the columns is its ordinal. Posts that have changed since they were packed are dead where they
stood; what waits unpacked is packed in memory and stands last.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np

from bot.search.stems import Inflections
from bot.search.tree import Words
from bot.search.words import LAST
from bot.store import columns, packing
from bot.store.archive.authors import SHOWN_NAME
from bot.store.gathering import joined_places, summed
from bot.store.lexicon import Block, Places
from bot.store.pack import Columns, Ints, Mask, Ordinals, Pack, build
from bot.store.postings import Counts, Held, Lengths, Posting
from bot.store.values import Viewer

_VERSION = "SELECT version FROM archive_version"
_PACKS = "SELECT id, posts, columns, roles, dead FROM packs ORDER BY id"
_UNPACKED = "SELECT post_id FROM unpacked ORDER BY post_id"
# CROSS JOIN: packs are few, and SQLite is to begin with them.
_WORD = """
    SELECT w.pack, w.own, w.places FROM packs k CROSS JOIN pack_words w ON w.pack = k.id AND w.word = ?
    ORDER BY k.id"""
# Of each pack the block of rare words that may hold it.
_RARE = """
    SELECT r.pack, r.words, r.sizes, r.places FROM packs k CROSS JOIN pack_rare_words r
    ON r.pack = k.id AND r.first = (
        SELECT first FROM pack_rare_words WHERE pack = k.id AND first <= ? ORDER BY first DESC LIMIT 1)"""
_STARTING = "SELECT own, places FROM pack_words WHERE pack = ? AND word >= ? AND word < ?"
_BLOCKS = """
    SELECT words, sizes, places, CASE ? WHEN 1 THEN positions ELSE x'' END FROM pack_rare_words
    WHERE pack = ? AND first < ? AND first >= coalesce(
        (SELECT first FROM pack_rare_words WHERE pack = ? AND first <= ? ORDER BY first DESC LIMIT 1), '')"""
_CLOSED = f"SELECT t.id FROM threads t WHERE t.guild_id IS NOT NULL AND NOT {columns.VISIBLE}"
_HIDDEN = "SELECT id FROM authors WHERE hidden"
_SEVERAL = """
    SELECT 1 FROM authors WHERE guild_id IS NOT NULL OR (pseudonym IS NOT NULL AND identity <> 'removed') LIMIT 1"""
_NAMES = f"SELECT a.id, {SHOWN_NAME} FROM authors a"
WEIGHTS = (1.0, 0.3)  # of own and of quoted words, as in bm25() over the full-text index
GAP = 32
VIEWERS = 32  # for whom it is kept what they may see

T = TypeVar("T")


@dataclass(frozen=True)
class Snapshot:
    """One version of the archive. `dead` tells of each ordinal whether it is to be passed over."""

    version: int
    columns: Columns
    dead: Mask
    bases: dict[int, int]
    fresh: Pack
    hidden: Mask
    same: Ordinals | None
    """By author id: the first author shown under that name; None where all names differ."""
    complete: bool
    """Whether no posts wait that are not in it."""
    _closed: dict[Viewer, list[int]] = field(default_factory=dict)
    _visible: dict[Viewer, tuple[Mask | None]] = field(default_factory=dict)
    _held: Held = field(default_factory=Held)

    def __len__(self) -> int:
        return len(self.columns)

    @cached_property
    def alive(self) -> int:
        """Return the number of posts that are not dead."""
        return len(self.dead) - int(np.count_nonzero(self.dead))

    @cached_property
    def mean_size(self) -> float:
        """Return how many words a post has in the index, on average."""
        return float(self.columns.size[~self.dead].mean()) or 1.0 if self.alive else 1.0

    @cached_property
    def lengths(self) -> Lengths:
        """Return how much each post's length weakens what its words count."""
        return Lengths(self.columns.size, self.mean_size)

    @cached_property
    def offsets(self) -> Ints:
        """Return how many words, and GAP more for each post, stand before each post."""
        sizes = self.columns.size.astype(np.int64) + GAP
        ends: Ints = np.cumsum(sizes)
        return ends - sizes

    @cached_property
    def thread(self) -> Ordinals:
        """Return the thread of each post."""
        return (self.columns.keys >> columns.NUMBER_BITS).astype(np.int32)

    @cached_property
    def _by_key(self) -> tuple[Ints, Ordinals]:
        alive = np.flatnonzero(~self.dead).astype(np.int32)
        keys = self.columns.keys[alive]
        order = np.argsort(keys, kind="stable")
        return keys[order], alive[order]

    def ordinals(self, keys: Sequence[int]) -> Ordinals:
        """Return the ordinals of posts by their ids, ascending; ids that are not there are passed over."""
        known, places = self._by_key
        wanted = np.array(keys, dtype=np.int64)
        at = np.searchsorted(known, wanted)
        at[at == len(known)] = 0
        if len(known):
            at = at[known[at] == wanted]
        return np.sort(places[at]) if len(known) else np.zeros(0, np.int32)

    def of_thread(self, thread: int) -> Ordinals:
        """Return the ordinals of a thread's posts, ascending: in each pack they stand together, for it is in order."""
        first, last = columns.thread_span(thread)
        found = []
        for begin, end in pairwise((*self.bases.values(), len(self) - len(self.fresh.columns), len(self))):
            a, b = np.searchsorted(self.columns.keys[begin:end], (first, last + 1))
            if a < b:
                found.append(np.arange(begin + a, begin + b, dtype=np.int32))
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int32)

    @cached_property
    def _shown(self) -> Mask | None:
        """Tell for each ordinal whether it is alive and its author is not hidden; None where all are."""
        mask = ~self.dead & ~self.hidden[self.columns.author]
        return None if mask.all() else mask

    def closed(self, connection: sqlite3.Connection, viewer: Viewer) -> list[int]:
        """Return the threads `viewer` may not see, by the one rule of visibility."""
        closed = self._closed.get(viewer)
        if closed is None:
            closed = [thread for (thread,) in connection.execute(_CLOSED, columns.seen(viewer))]
            _keep(self._closed, viewer, closed)
        return closed

    def visible(self, connection: sqlite3.Connection, viewer: Viewer) -> Mask | None:
        """Tell for each ordinal whether `viewer` may see it and its author is not hidden; None where all are."""
        kept = self._visible.get(viewer)
        if kept is None:
            mask = self._shown
            if closed := self.closed(connection, viewer):
                open_ = ~np.isin(self.thread, np.array(closed, dtype=np.int32))
                mask = open_ if mask is None else mask & open_
            kept = (mask,)
            _keep(self._visible, viewer, kept)
        return kept[0]

    def posting(self, ordinals: Ordinals, often: Counts, weight: float = 1.0) -> Posting:
        """Return the posting of something that stands in `ordinals`."""
        return Posting(ordinals, often, lengths=self.lengths, alive=self.alive, weight=weight)

    def word(self, connection: sqlite3.Connection, word: str, scope: Words) -> Posting:
        """Return where `word` stands, to the letter."""

        def read() -> Posting:
            found = {pack: Places(*row) for pack, *row in connection.execute(_WORD, (word,))}
            if len(found) < len(self.bases):
                for pack, *row in connection.execute(_RARE, (word,)):
                    if (places := Block(*row).find(word)) is not None:
                        found[pack] = places
            stretches = [(base, found[pack]) for pack, base in self.bases.items() if pack in found]
            if (places := self.fresh.words.find(word)) is not None:
                stretches.append((len(self) - len(self.fresh.columns), places))
            return self._gathered(stretches, scope, ascending=scope is not Words.ALL)

        return self._held.get((word, scope), read)

    def starting(self, connection: sqlite3.Connection, start: str, scope: Words, limit: int) -> Posting:
        """Return where words beginning with `start` stand; not `complete` where packs were left out.

        That is so from `limit` words on, each counted in each pack; those of the posts added last are looked at.
        """

        def read() -> Posting:
            base = len(self) - len(self.fresh.columns)
            stretches = [(base, places) for places in self.fresh.words.beginning(start)]
            words, complete = 0, True
            for pack, base in reversed(self.bases.items()):
                if words >= limit:
                    complete = False
                    break
                common = connection.execute(_STARTING, (pack, start, start + LAST)).fetchall()
                stretches += [(base, Places(*row)) for row in common]
                words += len(common)
                for block in self.blocks(connection, pack, start):
                    many, places = block.beginning(start)
                    stretches.append((base, places))
                    words += many
            posting = self._gathered(stretches, scope, ascending=False)
            posting.complete = complete
            return posting

        return self._held.get((start, "*", scope), read)

    def blocks(
        self, connection: sqlite3.Connection, pack: int, start: str, *, spelt: bool = False
    ) -> Iterator[Block]:
        """Yield the blocks of a pack that may hold rare words beginning with `start`; `spelt` with their positions."""
        asked = (spelt, pack, start + LAST, pack, start)
        return (Block(*row) for row in connection.execute(_BLOCKS, asked))

    def forms(self, root: str) -> Sequence[str]:
        """Return words of posts not packed yet that are forms of `root`; those of packs are written down."""
        return self._forms.get(root, ())

    @cached_property
    def _forms(self) -> dict[str, list[str]]:
        forms: dict[str, list[str]] = {}
        for root, word in Inflections().of(set(self.fresh.words.words())):
            forms.setdefault(root, []).append(word)
        return forms

    def _gathered(self, stretches: Sequence[tuple[int, Places]], scope: Words, *, ascending: bool) -> Posting:
        weight = WEIGHTS[scope is Words.QUOTED]
        ordinals, often = joined_places(stretches, quoted=scope is Words.QUOTED)
        if scope is Words.ALL:
            others, counts = joined_places(stretches, quoted=True)
            often = np.concatenate((often, counts * np.float32(WEIGHTS[1])))
            ordinals = np.concatenate((ordinals, others))
        if not ascending:
            ordinals, often = summed(ordinals, often, len(self))
        if self.alive < len(self):
            kept = ~self.dead[ordinals]
            ordinals, often = ordinals[kept], often[kept]
        return self.posting(ordinals, often, weight)


def _keep(kept: dict[Viewer, T], viewer: Viewer, value: T) -> None:
    """Keep what holds for a viewer; another thread may clear all of it at any moment."""
    if len(kept) >= VIEWERS:
        kept.clear()
    kept[viewer] = value


def version(connection: sqlite3.Connection) -> int:
    """Return the archive's version."""
    return int(connection.execute(_VERSION).fetchone()[0])


def load(connection: sqlite3.Connection) -> Snapshot:
    """Read the archive as it is now. Call inside a transaction."""
    unpacked = [key for (key,) in connection.execute(_UNPACKED)]
    changed = np.array(unpacked, dtype=np.int64)
    complete = len(unpacked) <= packing.MOST_WAITING
    fresh = build(connection, unpacked if complete else [])
    parts: list[Columns] = []
    dead: list[Mask] = []
    bases: dict[int, int] = {}
    base = 0
    for pack, posts, blob, roles, gone in connection.execute(_PACKS):
        columns = Columns.unpack(posts, blob, roles)
        mask = np.isin(columns.keys, changed)
        mask[np.frombuffer(gone, "<u2")] = True
        parts.append(columns)
        dead.append(mask)
        bases[pack] = base
        base += posts
    parts.append(fresh.columns)
    dead.append(np.zeros(len(fresh.columns), dtype=np.bool_))
    joined = Columns.joined(parts)
    hidden = np.zeros(int(joined.author.max(initial=0)) + 1, dtype=np.bool_)
    hidden[[author for (author,) in connection.execute(_HIDDEN) if author < len(hidden)]] = True
    return Snapshot(
        version(connection),
        joined,
        np.concatenate(dead),
        bases,
        fresh,
        hidden,
        _same(connection, len(hidden)),
        complete,
    )


def _same(connection: sqlite3.Connection, authors: int) -> Ordinals | None:
    if not connection.execute(_SEVERAL).fetchone():
        return None
    first: dict[str, int] = {}
    same = np.arange(authors, dtype=np.int32)
    for author, name in connection.execute(_NAMES):
        if author < authors:
            same[author] = first.setdefault(name, author)
    return same
