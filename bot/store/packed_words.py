"""Which words there are and which posts hold them, as packs tell."""

import json
import sqlite3
from itertools import islice

import numpy as np

from bot.search.tree import Words
from bot.search.words import LAST
from bot.store.holding import Holders
from bot.store.lexicon import Block
from bot.store.pack import Mask
from bot.store.sets import PostSet, both
from bot.store.snapshot import Snapshot
from bot.store.values import Viewer

MOST_BLOCKS = 1_000
"""Blocks of rare words of a pack whose words are proposed: to compare those of a million numbers would take seconds."""

_COMMON = """
    SELECT DISTINCT w.word FROM packs k CROSS JOIN pack_words w ON w.pack = k.id AND w.word >= ? AND w.word < ?
    LIMIT ?"""
_SIZES = """
    SELECT length(w.places) / 3 FROM packs k CROSS JOIN pack_words w ON w.pack = k.id AND w.word = ?"""
_PLACES = "SELECT w.pack, w.places FROM packs k CROSS JOIN pack_words w ON w.pack = k.id AND w.word = ?"
_OF_PACK = """
    SELECT w.word, w.places FROM json_each(?) asked CROSS JOIN pack_words w ON w.pack = ? AND w.word = asked.value"""
_BLOCKS = "SELECT words, sizes, places FROM pack_rare_words WHERE pack = ?"


class Packed:
    """Asks the packs of one version of the archive."""

    def __init__(self, connection: sqlite3.Connection, snapshot: Snapshot) -> None:
        self._connection = connection
        self._snapshot = snapshot

    def lost(self, words: set[str]) -> set[str]:
        """Return those of `words` that no post holds; every pack is gone through once, however many they are."""
        lost = words.difference(self._snapshot.fresh.words.words())
        for pack, base in self._snapshot.bases.items():
            dead = self._snapshot.dead[base:]
            common = self._connection.execute(_OF_PACK, (json.dumps([*lost], ensure_ascii=False), pack))
            lost.difference_update([word for word, places in common if _alive(places, dead)])
            for row in self._connection.execute(_BLOCKS, (pack,)):
                block = Block(*row)
                for word in lost.intersection(block.words.split("\n")):
                    if (places := block.find(word)) is not None and _alive(places.blob, dead):
                        lost.remove(word)
        return lost

    def beginning(self, start: str, limit: int) -> list[str]:
        """Return words that begin with `start`, at least `limit` where there are so many."""
        known = {word for word in self._snapshot.fresh.words.words() if word.startswith(start)}
        known |= {word for (word,) in self._connection.execute(_COMMON, (start, start + LAST, limit))}
        for pack in self._snapshot.bases:
            if len(known) >= limit:
                break
            for block in islice(self._snapshot.blocks(self._connection, pack, start), MOST_BLOCKS):
                known.update(word for word in block.words.split("\n") if word.startswith(start))
        return sorted(known)

    def said(self, word: str, viewer: Viewer) -> bool:
        """Tell whether `word` stands in a post `viewer` may see, whose author is not hidden."""
        visible = self._snapshot.visible(self._connection, viewer)
        # Of a common word one pack tells; what all of them hold is gathered only where none does.
        for pack, places in self._connection.execute(_PLACES, (word,)):
            at = np.frombuffer(places, "<u2", len(places) // 3).astype(np.int32) + self._snapshot.bases[pack]
            if visible is None or visible[at].any():
                return True
        posts = self._posts(word)
        return len(posts) > 0 and (visible is None or bool(visible[posts.ordinals()].any()))

    def holders(self, word: str, most: int) -> Holders:
        """Return who holds `word`, where they are not more than `most`."""
        often = sum(size for (size,) in self._connection.execute(_SIZES, (word,)))
        # A post may hold it in own and in quoted words: then it stands in there twice.
        posts = self._posts(word) if often <= 2 * most else None
        if posts is None or len(posts) > most:
            return Holders(None, -often)
        return Holders(self._keys(posts, most), -len(posts))

    def together(self, words: list[str], most: int) -> list[int]:
        """Return the ids of up to `most` posts that hold all of `words`."""
        return self._keys(both([self._posts(word) for word in words]), most)

    def _posts(self, word: str) -> PostSet:
        return self._snapshot.word(self._connection, word, Words.ALL).posts

    def _keys(self, posts: PostSet, most: int) -> list[int]:
        keys: list[int] = self._snapshot.columns.keys[posts.ordinals()[:most]].tolist()
        return keys


def _alive(places: bytes, dead: Mask) -> bool:
    return not dead[np.frombuffer(places, "<u2", len(places) // 3)].all()
