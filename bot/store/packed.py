"""Searching packs: the same questions `fts` compiles to SQL, answered by arithmetic on columns and postings.

Phrases alone are asked of the full-text index, which holds the order of words; where it would take too long they are
looked for in the texts of the last posts that hold all their words.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.errors import NotFound
from bot.search.tree import (
    And,
    Dated,
    Everything,
    From,
    Has,
    In,
    Length,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Quoting,
    Role,
    Term,
    Title,
    Words,
    has_words,
)
from bot.search.words import fold_name
from bot.store import fts, index, rows
from bot.store.authors import author_ids
from bot.store.pack import UNDATED, Mask, Ordinals
from bot.store.sets import PostSet, both, either
from bot.store.snapshot import Found, Snapshot
from bot.store.threads import find_thread
from bot.store.values import Viewer

LAST_PHRASES = 500
"""Posts with a phrase of common words that are counted and ranked, the last ones of the archive."""
COMMON = 10_000
"""Posts a phrase's rarest word stands in, from which on not all of them are looked through."""
READ = 1_000
"""Posts whose texts are read to find a phrase in them."""
CHEAPER = 20  # reading a post's text costs as much as so many steps of the full-text index
PREFIX_ROWS = 12_000
"""Words times packs that `neo*` may stand for; further ones, in the order of the alphabet, are left out."""

_MATCHING = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?"
_QUOTING = "SELECT DISTINCT post_id FROM passages WHERE author_id IN (SELECT value FROM json_each(?))"
_TITLES = "SELECT id, title FROM threads"


@dataclass
class Bounds:
    """What had to be cut: `more` where the posts found are not all there are, `notes` why, in sentences."""

    more: bool = False
    notes: tuple[str, ...] = ()

    def cut(self, note: str) -> None:
        """Write down that posts are missing."""
        self.more = True
        self.notes = tuple(dict.fromkeys((*self.notes, note)))


class Evaluator:
    """Answers one query for one viewer; `unknown` collects names that nobody has, `bounds` what was cut.

    With `hurry` phrases are only looked for in the texts of the last posts that hold their words.
    """

    def __init__(
        self, connection: sqlite3.Connection, snapshot: Snapshot, viewer: Viewer, scope: Words, *, hurry: bool
    ) -> None:
        self._connection = connection
        self._snapshot = snapshot
        self._viewer = viewer
        self._scope = scope
        self._hurry = hurry
        self._leaves: dict[Node, list[Found]] = {}
        self._compiler = fts.Compiler(connection, viewer, scope)
        self.unknown: list[NotFound] = []
        self.bounds = Bounds()

    def found(self, tree: Node) -> PostSet:
        """Return the posts that fit `tree` and that the viewer may see."""
        visible = self._snapshot.visible(self._connection, self._viewer)
        found = self._set(tree, whole=bool(self._snapshot.closed(self._connection, self._viewer)))
        if visible is None:
            return found
        if found.few is not None:
            return PostSet(found.size, few=found.few[visible[found.few]])
        return PostSet(found.size, mask=found.as_mask() & visible)

    def leaves(self, tree: Node) -> list[Found]:
        """Return where the words and phrases asked for stand: what ranking is made of. Call after `found`."""
        return [leaf for node in fts.wanted(tree) for leaf in self._leaves.get(node, [])]

    def _set(self, node: Node, *, whole: bool) -> PostSet:  # noqa: C901, PLR0911, PLR0912 - one case for each kind
        """Return the posts that fit; with `whole` all of them, where otherwise the last ones may do."""
        columns, size = self._snapshot.columns, len(self._snapshot)
        match node:
            case And(parts):
                return self._all(parts, whole=whole)
            case Or(parts):
                return either([self._set(part, whole=whole) for part in parts])
            case Not(part):
                return PostSet.everything(size).without(self._set(part, whole=True))
            case Term():
                return self._words(node, self._compiler.forms(node.word))
            case Phrase(words, open_end) if len(words) == 1:
                return self._starting(node) if open_end else self._words(node, words)
            case Phrase():
                return self._phrase(node, None, (), whole=whole)
            case Everything():
                return PostSet.everything(size)
            case From(name):
                authors = self._authors(name)
                if len(authors) == 1:
                    return self._where(columns.author == authors[0])
                return self._where(np.isin(columns.author, np.array(authors, dtype=np.int32)))
            case Quoting(name):
                asked = (json.dumps(self._authors(name)),)
                found = self._connection.execute(_QUOTING, asked).fetchall()
                return PostSet.of(self._snapshot.ordinals([key for (key,) in found]), size)
            case In(thread):
                return self._in(thread)
            case Title(words):
                titles = self._connection.execute(_TITLES)
                fitting = [thread for thread, title in titles if has_words(fold_name(title), words)]
                return self._where(np.isin(self._snapshot.thread, np.array(fitting, dtype=np.int32)))
            case Role(words):
                fits = [bool(title) and has_words(fold_name(title), words) for title in columns.roles]
                return self._where(np.array(fits, dtype=np.bool_)[columns.role])
            case Number(low, high):
                number = columns.keys & rows.MOST_POSTS
                return self._where(_between(number, low, high))
            case Length(low, high):
                return self._where(_between(columns.words, low, high))
            case Dated(first, last):
                day = columns.day
                low = UNDATED + 1 if first is None else first.toordinal() - fts.EPOCH
                return self._where(_between(day, low, None if last is None else last.toordinal() - fts.EPOCH))
            case Has(trait):
                return self._where((columns.traits & fts.TRAITS[trait]) != 0)
            case _:
                return self._where(None)

    def _where(self, mask: Mask | None) -> PostSet:
        size = len(self._snapshot)
        if mask is None:
            return PostSet.of(np.zeros(0, dtype=np.int32), size)
        if np.count_nonzero(mask) * 32 < size:
            return PostSet.of(np.flatnonzero(mask).astype(np.int32), size)
        return PostSet(size, mask=mask)

    def _all(self, parts: Sequence[Node], *, whole: bool) -> PostSet:
        """Return what fits every part: filters and words first, and phrases among what they leave."""
        phrases = [part for part in parts if isinstance(part, Phrase) and len(part.words) > 1]
        words = tuple(part for part in parts if isinstance(part, Term))
        rest = [part for part in parts if part not in phrases]
        sets = [self._set(part, whole=True) for part in rest]
        filtered = whole or len(words) < len(rest) or len(phrases) > 1
        found = both(sets) if sets else None
        for phrase in phrases:
            found = self._phrase(phrase, found, words, whole=filtered)
        return found if found is not None else PostSet.everything(len(self._snapshot))

    def _words(self, node: Term | Phrase, forms: Sequence[str]) -> PostSet:
        leaves = [self._snapshot.word(self._connection, form, self._scope) for form in forms]
        leaves = [leaf for leaf in leaves if len(leaf.ordinals)]
        self._leaves[node] = leaves
        size = len(self._snapshot)
        if len(leaves) == 1:
            return PostSet(size, few=leaves[0].ordinals)
        return either([PostSet.of(leaf.ordinals, size) for leaf in leaves]) if leaves else self._where(None)

    def _starting(self, node: Phrase) -> PostSet:
        leaf, complete = self._snapshot.starting(self._connection, node.words[0], self._scope, PREFIX_ROWS)
        if not complete:
            self.bounds.cut(
                f"so many words begin with “{node.words[0]}” that only some of them were looked for"
            )
        self._leaves[node] = [leaf]
        return PostSet(len(self._snapshot), few=leaf.ordinals)

    def _phrase(
        self, phrase: Phrase, among: PostSet | None, beside: Sequence[Term], *, whole: bool
    ) -> PostSet:
        size = len(self._snapshot)
        closed = phrase.words[:-1] if phrase.open_end else phrase.words
        sets = [
            PostSet(size, few=self._snapshot.word(self._connection, word, self._scope).ordinals)
            for word in closed
        ]
        rarest = min(map(len, sets))
        holding = both([*sets, among] if among is not None else sets)
        if len(holding) * CHEAPER <= rarest or len(holding) == 0:
            ordinals = self._read(phrase, holding.ordinals())
        elif self._hurry:
            last = holding.ordinals()
            if len(last) > READ:
                self.bounds.cut(f"a phrase was looked for in the last {READ:,} posts with its words alone")
            ordinals = self._read(phrase, last[-READ:])
        else:
            parts: list[Term | Phrase] = [phrase, *beside]
            expression = " AND ".join(f"({self._compiler.match(part)})" for part in parts)
            bounded = not whole and len(holding) > COMMON
            limit = LAST_PHRASES + 1 if bounded else -1
            keys = [key for (key,) in self._connection.execute(_MATCHING, (expression, limit))]
            if bounded and len(keys) == limit:
                keys.pop()
                self.bounds.cut(f"of a phrase of common words the last {LAST_PHRASES:,} posts were ranked")
            ordinals = self._snapshot.ordinals(keys)
        self._leaves[phrase] = [Found(ordinals, np.ones(len(ordinals), dtype=np.float32))]
        found = PostSet.of(ordinals, size)
        return both([found, among]) if among is not None else found

    def _read(self, phrase: Phrase, ordinals: Ordinals) -> Ordinals:
        """Return those of `ordinals` in whose texts the phrase stands."""
        wanted = f" {' '.join(phrase.words)}{'' if phrase.open_end else ' '}"
        kept = []
        for ordinal in ordinals.tolist():
            key = int(self._snapshot.columns.keys[ordinal])
            for entry in index.entries(self._connection, key, key):
                own = entry.own if self._scope is not Words.QUOTED else ""
                quoted = entry.quoted if self._scope is not Words.OWN else ""
                kept += [ordinal for text in (own, quoted) if wanted in f" {' '.join(text.split())} "][:1]
        return np.array(kept, dtype=np.int32)

    def _authors(self, name: str) -> list[int]:
        try:
            return author_ids(self._connection, name, self._viewer)
        except NotFound as error:
            self.unknown.append(error)
            return []

    def _in(self, thread: str) -> PostSet:
        try:
            found = find_thread(self._connection, thread, self._viewer)
        except NotFound as error:
            self.unknown.append(error)
            return self._where(None)
        return self._where(self._snapshot.thread == found.id)


def _between(
    values: "np.ndarray[tuple[int], np.dtype[np.int32]] | Ordinals", low: int, high: int | None
) -> Mask:
    most = np.iinfo(np.int32).max
    mask: Mask = values >= min(low, most)
    if high is not None:
        mask &= values <= min(high, most)
    return mask
