"""From a query's tree to a plan: names, threads, forms and beginnings of words looked up once, for any engine.

The plan of a query is bounded as a whole, whatever was typed: for how many names others are proposed, how many titles
are compared, how many tokens all forms and beginnings of words together become. What goes beyond is left out, and
`Plan.whole` says so.
"""

import sqlite3
import time
from collections.abc import Callable

from bot.archive.records import record
from bot.errors import NotFound
from bot.languages import Text
from bot.search import tree
from bot.search.words import LAST, fold_name
from bot.store import columns
from bot.store.archive.authors import Nobody, author_ids, called
from bot.store.archive.threads import find_thread, named
from bot.store.index import post_words, vocabulary
from bot.store.values import Viewer

MOST_TOKENS = 400
"""Tokens the forms and beginnings of words of one query become."""
MOST_FORMS = 40
"""Forms of one word."""
MOST_ENDINGS = 64
"""Words a beginning becomes; where there are more an engine may be asked for all of them as a prefix."""
PREFIX_WORDS, PREFIX_POSTS, PREFIX_SECONDS = 2_000, 200_000, 0.03
"""What all prefixes of one query may cost: words, posts that hold them, and seconds to count these."""
GUESSES, TITLES = 3, 5_000
"""Names nobody has for which others are proposed, and titles that are compared, of one query."""

_FORMS = "SELECT word FROM word_forms WHERE stem = ? LIMIT ?"
_TITLES = f"""
    SELECT t.id, t.title FROM thread_names n CROSS JOIN threads t ON t.id = n.thread_id
    WHERE n.folded >= ? AND n.folded < ? AND {columns.VISIBLE} LIMIT ?"""


@record
class Forms:
    """Posts with one of these words, which are forms of one another."""

    words: tuple[str, ...]


@record
class Run:
    """Posts in which words follow one another. `endings` are what the last may be; None: any that begins with it."""

    words: tuple[str, ...]
    endings: tuple[str, ...] | None = ()


@record
class Within:
    """Posts of one of these threads, at least one."""

    threads: tuple[int, ...]


@record
class Marked:
    """Posts that have, of each of `marks`, one: marks tell who wrote a post, whom it quotes, and what it has."""

    marks: tuple[tuple[str, ...], ...]


Beginnings = Callable[[str], list[str] | None]
"""Returns all tokens an engine knows that begin so, the commonest first; None: the full-text index is to be asked."""
Sought = Forms | Run | Marked | Within | tree.Number | tree.Dated | tree.Length
Step = Sought | tree.And["Step"] | tree.Or["Step"] | tree.Not["Step"] | tree.Everything | tree.Nothing


class Plan:
    """What is searched for, every name, thread and word looked up within the bounds of one query, as `step` tells it.

    `unknown` are names nobody has, `names` pairs those of authors with the nearest; `whole` is unset where some of the
    query was left out.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        query: tree.Node,
        viewer: Viewer,
        scope: tree.Words,
        beginnings: Beginnings = lambda _: None,
    ) -> None:
        self._connection, self._viewer = connection, viewer
        self.scope, self.beginnings = scope, beginnings
        self.unknown: list[Text] = []
        self.names: list[tuple[str, str]] = []
        self.whole = True
        self._made: dict[tree.Node, tuple[Step, bool]] = {}
        self._tokens = MOST_TOKENS
        self._guesses, self._titles = GUESSES, TITLES
        self._prefix_words, self._prefix_posts = PREFIX_WORDS, PREFIX_POSTS
        self._prefix_seconds = PREFIX_SECONDS
        self.step = self._planned(query)

    def _planned(self, node: tree.Node) -> Step:
        """Return what a node becomes; the same node twice is looked up once."""
        before, self.whole = self.whole, True
        made = self._made.get(node)
        if made is None:
            made = self._made[node] = self._step(node), self.whole
        self.whole = before and made[1]
        return made[0]

    def _step(self, node: tree.Node) -> Step:  # noqa: C901, PLR0911, PLR0912 - one case for each kind of node
        match node:
            case tree.And(parts):
                return tree.And(tuple(self._planned(part) for part in parts))
            case tree.Or(parts):
                return tree.Or(tuple(self._planned(part) for part in parts))
            case tree.Not(part):
                barred = self._planned(part)
                # What only some of it finds would let posts through that fit it: none is told to fit instead.
                return tree.Not(barred) if self.whole else tree.Nothing()
            case tree.Term():
                return Forms(self._forms(node))
            case tree.Phrase():
                return self._phrase(node)
            case tree.From(name):
                return self._by(name, post_words.by_author)
            case tree.Quoting(name):
                return self._by(name, post_words.quoting)
            case tree.In(thread):
                return self._thread(thread)
            case tree.Title(words):
                return self._titled(words)
            case tree.Role(words):
                return Marked(tuple(self._roles(word) for word in words))
            case tree.Has(trait):
                return Marked(((post_words.having(columns.TRAITS[trait]),),))
            case tree.Length(first, last) if (first, last) in post_words.LENGTHS:
                return Marked(((post_words.LENGTHS[first, last],),))
            case tree.Number() | tree.Dated() | tree.Length() | tree.Everything() | tree.Nothing():
                return node
            case _:
                raise TypeError(node)

    def _forms(self, term: tree.Term) -> tuple[str, ...]:
        roots = sorted(term.roots())
        found = [
            form for root in roots for (form,) in self._connection.execute(_FORMS, (root, MOST_FORMS + 1))
        ]
        return self._some(list(dict.fromkeys((term.word, *term.seconds, *roots, *found))), MOST_FORMS)

    def _phrase(self, phrase: tree.Phrase) -> Step:
        ways: list[Step] = []
        for words, seconds in phrase.ways(self._is_second):
            if ways:
                self._tokens -= len(words)
                if self._tokens < 0:
                    self.whole = False
                    break
            run = Run(words, self._endings(words[-1])) if phrase.open_end else Run(words)
            if phrase.any_form:
                run = Run(words, self._forms(phrase.ending(words[-1])))
            told = (Forms((post_words.SECOND(each),)) for each in seconds)
            ways.append(tree.And((run, *told)) if seconds else run)
        return tree.Or(tuple(ways)) if len(ways) > 1 else ways[0]

    def _is_second(self, word: str) -> bool:
        return not vocabulary.lost(self._connection, {post_words.SECOND(word)})

    def _some(self, words: list[str], most: int) -> tuple[str, ...]:
        """Return as many of `words` as there is room for, at least the first."""
        kept = words[: max(1, min(most, self._tokens))]
        self._tokens -= len(kept)
        self.whole &= len(kept) == len(words)
        return tuple(kept)

    def _endings(self, start: str) -> tuple[str, ...] | None:
        """Return the tokens that begin with `start`, None where there are many and a prefix finds them all."""
        words, whole = self._completions(start)
        if whole and len(words) > min(MOST_ENDINGS, self._tokens):
            return None
        self.whole &= whole
        return self._some(words or [start], MOST_ENDINGS)

    def _roles(self, spellings: tuple[str, ...]) -> tuple[str, ...]:
        found: list[str] = []
        for start in map(post_words.role, spellings):
            words, whole = self._completions(start)
            self.whole &= whole
            found += words or [start]
        return self._some(found, MOST_ENDINGS)

    def _completions(self, start: str) -> tuple[list[str], bool]:
        """Return tokens that begin with `start`, the commonest first, and whether these are all."""
        if (known := self.beginnings(start)) is not None:
            return known, True
        if min(self._prefix_seconds, self._prefix_words, self._prefix_posts) <= 0:
            return [start], False
        begun = time.perf_counter()
        words, whole = vocabulary.completions(
            self._connection, start, self._prefix_words, self._prefix_posts, self._prefix_seconds
        )
        self._prefix_seconds -= time.perf_counter() - begun
        self._prefix_words -= len(words)
        self._prefix_posts -= sum(count for _, count in words)
        return [word for word, _ in sorted(words, key=lambda each: -each[1])], whole

    def _by(self, name: str, mark: Callable[[int], str]) -> Step:
        try:
            # What might have been meant is worth a look for a few names only.
            if self._guesses > 0 or called(self._connection, fold_name(name), self._viewer):
                return Marked((tuple(map(mark, author_ids(self._connection, name, self._viewer))),))
        except Nobody as error:
            self._guesses -= 1
            self.unknown.append(error.sentence)
            self.names += [(name, other) for other in error.near]
        return tree.Nothing()

    def _thread(self, name: str) -> Step:
        try:
            if self._guesses > 0 or named(self._connection, name, self._viewer):
                return Within((find_thread(self._connection, name, self._viewer).id,))
        except NotFound as error:
            self._guesses -= 1
            self.unknown.append(error.sentence)
        return tree.Nothing()

    def _titled(self, words: tuple[tuple[str, ...], ...]) -> Step:
        titles: dict[int, str] = {}
        for start in max(words, key=lambda spellings: len(spellings[0])):
            asked = (start, start + LAST, *columns.seen(self._viewer), max(0, self._titles) + 1)
            found = self._connection.execute(_TITLES, asked).fetchall()
            self.whole &= len(found) <= self._titles
            self._titles -= len(found)
            titles.update(found)
        fitting = tuple(thread for thread, title in titles.items() if tree.has_words(title, words))
        return Within(fitting) if fitting else tree.Nothing()
