"""Searching packs: the same questions `fts` compiles to SQL, answered by arithmetic on columns and postings."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.archive.ids import MOST_POSTS
from bot.errors import NotFound
from bot.languages import Text
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
from bot.store.archive.authors import author_ids
from bot.store.archive.threads import find_thread
from bot.store.pack import UNDATED, Mask, Ordinals
from bot.store.phrases import PREFIX_ROWS, Seeker
from bot.store.postings import Posting
from bot.store.search import fts_query
from bot.store.sets import PostSet, both, either, is_few, there
from bot.store.snapshot import Snapshot
from bot.store.values import Viewer

_QUOTING = "SELECT DISTINCT post_id FROM passages WHERE author_id IN (SELECT value FROM json_each(?))"
_TITLES = "SELECT id, title FROM threads"


@dataclass
class Bounds:
    """What had to be cut: `more` where the posts found are not all there are, `notes` why, in sentences."""

    more: bool = False
    notes: tuple[Text, ...] = ()

    def cut(self, note: Text) -> None:
        """Write down that posts are missing."""
        self.more = True
        self.notes = tuple(dict.fromkeys((*self.notes, note)))


class Evaluator:
    """Answers one query for one viewer; `unknown` collects names that nobody has, `bounds` what was cut.

    With `hurry` phrases are looked for among the last posts alone.
    """

    def __init__(
        self, connection: sqlite3.Connection, snapshot: Snapshot, viewer: Viewer, scope: Words, *, hurry: bool
    ) -> None:
        self._connection = connection
        self._snapshot = snapshot
        self._viewer = viewer
        self._scope = scope
        self._hurry = hurry
        self._leaves: dict[Node, list[Posting]] = {}
        self._compiler = fts_query.Compiler(connection, viewer, scope)
        self.unknown: list[NotFound] = []
        self.bounds = Bounds()

    def found(self, tree: Node) -> PostSet:
        """Return the posts that fit `tree` and that the viewer may see."""
        visible = self._snapshot.visible(self._connection, self._viewer)
        whole = bool(self._snapshot.closed(self._connection, self._viewer))
        if isinstance(tree, And):
            found = self._all(tree.parts, whole=whole, alone=True)
        else:
            found = self._set(tree, whole=whole)
        return found if visible is None else both([found, PostSet.marked(visible)])

    def leaves(self, tree: Node) -> list[Posting]:
        """Return where the words and phrases asked for stand: what ranking is made of. Call after `found`."""
        return [leaf for node in fts_query.wanted(tree) for leaf in self._leaves.get(node, [])]

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
                return self._words(node, self._forms(node))
            case Phrase(words, open_end) if len(words) == 1:
                return self._starting(node) if open_end else self._words(node, words)
            case Phrase():
                return self._phrase(node, None, whole=whole)
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
                fitting = [thread for thread, title in titles if has_words(title, words)]
                return self._where(np.isin(self._snapshot.thread, np.array(fitting, dtype=np.int32)))
            case Role(words):
                fits = [bool(title) and has_words(title, words) for title in columns.roles]
                return self._where(np.array(fits, dtype=np.bool_)[columns.role])
            case Number(low, high):
                number = columns.keys & MOST_POSTS
                return self._where(_between(number, low, high))
            case Length(low, high):
                return self._where(_between(columns.words, low, high))
            case Dated(first, last):
                day = columns.day
                low = UNDATED + 1 if first is None else first.toordinal() - fts_query.EPOCH
                return self._where(
                    _between(day, low, None if last is None else last.toordinal() - fts_query.EPOCH)
                )
            case Has(trait):
                return self._where((columns.traits & fts_query.TRAITS[trait]) != 0)
            case _:
                return self._where(None)

    def _where(self, mask: Mask | None) -> PostSet:
        size = len(self._snapshot)
        if mask is None:
            return PostSet(size, few=np.zeros(0, dtype=np.int32))
        count = int(np.count_nonzero(mask))
        if is_few(count, size):
            return PostSet(size, few=there(mask.view(np.uint8)).astype(np.int32))
        return PostSet.marked(mask, count)

    def _all(self, parts: Sequence[Node], *, whole: bool, alone: bool = False) -> PostSet:
        """Return what fits every part: filters and words first, and phrases among what they leave.

        Where they are the query `alone`, words are not read once nothing is left; of longer ones that is likelier.
        """
        phrases = [part for part in parts if isinstance(part, Phrase) and len(part.words) > 1]
        words = [part for part in parts if isinstance(part, Term | Phrase) and part not in phrases]
        sets = [self._set(part, whole=True) for part in parts if not isinstance(part, Term | Phrase)]
        for word in sorted(words, key=_length, reverse=True):
            if alone and not all(map(len, sets)):
                return self._where(None)
            sets.append(self._set(word, whole=True))
        found = both(sets) if sets else None
        for place, phrase in enumerate(phrases, 1):
            if alone and found is not None and not len(found):
                return found
            found = self._phrase(phrase, found, whole=whole or place < len(phrases))
        return found if found is not None else PostSet.everything(len(self._snapshot))

    def _words(self, node: Term | Phrase, forms: Sequence[str]) -> PostSet:
        leaves = [self._snapshot.word(self._connection, form, self._scope) for form in forms]
        leaves = [leaf for leaf in leaves if len(leaf)]
        self._leaves[node] = leaves
        return either([leaf.posts for leaf in leaves]) if leaves else self._where(None)

    def _starting(self, node: Phrase) -> PostSet:
        leaf = self._snapshot.starting(self._connection, node.words[0], self._scope, PREFIX_ROWS)
        if not leaf.complete:
            self.bounds.cut(
                Text(
                    "of the many words that begin with “{start}” some were left out in older posts",
                    start=node.words[0],
                )
            )
        self._leaves[node] = [leaf]
        return leaf.posts

    def _phrase(self, phrase: Phrase, among: PostSet | None, *, whole: bool) -> PostSet:
        seeker = Seeker(self._connection, self._snapshot, phrase, self._scope)
        leaf = seeker.find(among, whole=whole, hurry=self._hurry)
        if not leaf.complete:
            self.bounds.cut(Text("a phrase of common words was not looked for in older posts"))
        self._leaves[phrase] = [leaf]
        return both([leaf.posts, among]) if among is not None else leaf.posts

    def _forms(self, term: Term) -> list[str]:
        fresh = (form for root in term.roots() for form in self._snapshot.forms(root))
        return sorted({*self._compiler.forms(term), *fresh})

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
        return PostSet.of(self._snapshot.of_thread(found.id), len(self._snapshot))


def _length(word: Term | Phrase) -> int:
    return len(word.word) if isinstance(word, Term) else len(word.words[0])


def _between(
    values: "np.ndarray[tuple[int], np.dtype[np.int32]] | Ordinals", low: int, high: int | None
) -> Mask:
    most = np.iinfo(np.int32).max
    mask: Mask = values >= min(low, most)
    if high is not None:
        mask &= values <= min(high, most)
    return mask
