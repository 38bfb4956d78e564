"""The posts of one commit that fit one plan: looked for, counted, ordered and broken down by tantivy.

tantivy looks at no deadline and cannot be stopped: how long a query may take is told before it is asked. Whatever
people typed travels as folded tokens; where a prefix needs a pattern, its signs are escaped.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from tantivy import FieldType, Occur, Order, Query

from bot.search import tree
from bot.store.index import post_words
from bot.store.search import plan
from bot.store.search.fts_query import needs_words
from bot.store.search.question import Count, Facets, Question, Ranked, Sort, broken_down
from bot.store.search.tantivy.generation import (
    AUTHOR,
    DAY,
    ID,
    IS_POST,
    MARKS,
    NUMBER,
    OWN,
    QUOTED,
    SCHEMA,
    THREAD,
    WORDS,
    Snapshot,
    is_marked,
)
from bot.store.sqlite.connection import Channel

BUCKETS = 1_000
"""Authors and threads that are looked at to name the commonest."""
_ORDERS = {
    Sort.OLDEST: (DAY, Order.Asc, Order.Asc),
    Sort.NEWEST: (DAY, Order.Desc, Order.Desc),
    Sort.LONGEST: (WORDS, Order.Desc, Order.Asc),
}
"""What posts are ordered by, in which direction, and in which direction by id where that is the same."""
WEIGHTS = {OWN: 1.0, QUOTED: 0.3}
_FIELDS = {tree.Words.OWN: (OWN,), tree.Words.QUOTED: (QUOTED,), tree.Words.ALL: (OWN, QUOTED)}
A_POSTING, A_POSITION, A_VALUE, A_THREAD, A_WORD = 2.0e-8, 6.0e-8, 1.0e-8, 1.0e-6, 3.0e-6
"""Seconds that a posting takes to be read and weighed, one to be looked at for a phrase, a number to be compared, a
thread and a word to be looked up, about."""
SHORTEST, MOST_WORDS = 2, 5_000
"""Letters of a beginning from which on all words that begin so are looked through, and how many of one query."""


class TantivyMatches:
    """The posts that fit, without those of `unseen` threads; `seconds` is what looking for them takes, about."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        clock: Channel,
        snapshot: Snapshot,
        question: Question,
        unseen: Sequence[int],
    ) -> None:
        compiler = Compiler(snapshot, question.scope)
        self.plan = plan.Plan(connection, question.tree, question.viewer, question.scope, compiler.beginnings)
        query = compiler.query(self.plan.step)
        # What is broken down is looked for once more.
        self.seconds = compiler.seconds * (2 if question.facets else 1)
        self._query = _without(query, Query.term_set_query(SCHEMA, THREAD, list(unseen))) if unseen else query
        self._connection, self._clock = connection, clock
        self._searcher, self._ids = snapshot.searcher, snapshot.ids
        self._question = question
        self._first: list[int] = []
        # What one word finds is counted without looking: those are passed over that cannot be among the best.
        self._total = None if unseen or not snapshot.whole else compiler.total(self.plan.step)

    def count(self) -> Count:
        """Count them, and look up the first on the way where one pass does both."""
        limit = self._question.limit
        if self._question.sort is not Sort.RELEVANCE:
            found = self._searcher.search(self._query, 1)
        elif needs_words(self._question.tree):
            found = self._searcher.search(self._query, limit, count=self._total is None)
            self._first = [key for _, key in sorted((-score, key) for score, key in self._ids(found))]
        else:
            found = self._searcher.search(self._query, limit, order_by_field=ID)
            self._first = [key for key, _ in found.hits]
        return Count(
            found.count if self._total is None else self._total,  # type: ignore[attr-defined]
            self.plan.whole,
        )

    def rank(self) -> Ranked:
        """Return the first of them in the order asked for."""
        order = _ORDERS.get(self._question.sort)
        return Ranked(tuple(self._sorted(*order) if order else self._first))

    def _sorted(self, field: str, direction: Order, ties: Order) -> list[int]:
        """Return the first by `field`, and of the same value by id; those without a value last.

        tantivy orders by one field: which posts of the last value are among the first, a second search tells.
        """
        limit = self._question.limit
        valued = _all_of([self._query, Query.exists_query(field)])
        found = self._searcher.search(valued, limit, count=False, order_by_field=field, order=direction)
        way, tie = (1 if order == Order.Asc else -1 for order in (direction, ties))
        first = sorted(self._ids(found), key=lambda each: (way * each[0], tie * each[1]))
        ids = [key for _, key in first]
        if len(ids) == limit:
            last = first[-1][0]
            before = sum(value != last for value, _ in first)
            kind = FieldType.Integer if field == DAY else FieldType.Unsigned
            same = Query.range_query(SCHEMA, field, kind, last, last)
            return ids[:before] + self._by_id(_all_of([self._query, same]), limit - before, ties)
        return ids + self._by_id(_without(self._query, Query.exists_query(field)), limit - len(ids), ties)

    def _by_id(self, query: Query, limit: int, direction: Order) -> list[int]:
        found = self._searcher.search(query, limit, count=False, order_by_field=ID, order=direction)
        return [key for key, _ in found.hits]

    def facets(self) -> Facets:
        """Return the commonest authors and threads."""
        wanted = {
            field: {"terms": {"field": field, "size": BUCKETS, "segment_size": 65_000}}
            for field in (AUTHOR, THREAD)
        }
        found = self._searcher.aggregate(self._query, wanted)
        authors, threads = (
            {int(bucket["key"]): bucket["doc_count"] for bucket in found[field]["buckets"]}
            for field in wanted
        )
        return broken_down(self._connection, self._clock, authors, threads, None)


class Compiler:
    """Makes queries over one commit; `seconds` is what they may take together, about."""

    def __init__(self, snapshot: Snapshot, scope: tree.Words) -> None:
        self._searcher = snapshot.searcher
        self._years = snapshot.years
        self._fields = _FIELDS[scope]
        self._begun: dict[tuple[str, str], dict[str, int]] = {}
        self._room = MOST_WORDS
        self.seconds = 0.0

    def beginnings(self, start: str) -> list[str] | None:
        """Return all words that begin with `start`, the commonest first; None where there may be too many."""
        if len(start) < SHORTEST or self._room < 0:
            return None
        found = Counter[str]()
        for field in (MARKS,) if start.startswith(post_words.MARK) else self._fields:
            found.update(self._beginning(field, start))
        return [word for word, _ in found.most_common()]

    def _beginning(self, field: str, start: str) -> dict[str, int]:
        """Return the words that begin with `start`, and how many posts hold each."""
        if (field, start) not in self._begun:
            words = self._begun[field, start] = dict(self._searcher.terms_with_prefix(field, start))
            self._room -= len(words)
            self.seconds += A_WORD * len(words)
        return self._begun[field, start]

    def total(self, step: plan.Step) -> int | None:
        """Return how many posts one word alone finds where none was taken out; None for any other step."""
        match step, self._fields:
            case plan.Forms((word,)), (field,):
                return self._searcher.doc_freq(field, word)
        return None

    def _weighed(self, field: str, query: Query) -> Query:
        # tantivy reads a term that weighs as it is faster than one whose weight is told.
        return query if len(self._fields) == 1 else Query.boost_query(query, WEIGHTS[field])

    def query(self, step: plan.Step) -> Query:  # noqa: C901, PLR0911, PLR0912 - one case for each kind of step
        """Return the query for a step."""
        match step:
            case tree.And(parts):
                barred = [self.query(each.part) for each in parts if isinstance(each, tree.Not)]
                wanted = [self.query(each) for each in parts if not isinstance(each, tree.Not)]
                return _without(_all_of(wanted), *barred)
            case tree.Or(parts):
                return _any_of(map(self.query, parts))
            case tree.Not(part):
                return _without(IS_POST, self.query(part))
            case plan.Forms(words):
                return _any_of(self._term(field, word) for word in words for field in self._fields)
            case plan.Run((*front, start), None):
                return _any_of(self._prefix(field, front, start) for field in self._fields)
            case plan.Run((*front, last), endings):
                return _any_of(
                    self._phrase(field, [*front, end]) if front else self._term(field, end)
                    for field in self._fields
                    for end in endings or (last,)
                )
            case plan.Marked(marks):
                return _all_of([self._marked(each) for each in marks])
            case plan.Within((thread,)):
                return _unweighed(Query.term_query(SCHEMA, THREAD, thread, "basic"))
            case plan.Within(threads):
                self.seconds += A_THREAD * len(threads)
                return _unweighed(Query.term_set_query(SCHEMA, THREAD, list(threads)))
            case tree.Dated(first, last):
                return self._marked(post_words.days(first, last, self._years))
            case tree.Number(first, last):
                return self._between(NUMBER, first, last)
            case tree.Length(first, last):
                return self._between(WORDS, first, last)
            case tree.Everything():
                return IS_POST
            case tree.Nothing():
                return Query.empty_query()
        raise TypeError(step)

    def _marked(self, marks: Iterable[str]) -> Query:
        wanted = list(marks)
        self.seconds += A_POSTING * sum(self._searcher.doc_freq(MARKS, mark) for mark in wanted)
        return _unweighed(_any_of(map(is_marked, wanted)))

    def _between(self, field: str, first: int, last: int | None) -> Query:
        self.seconds += A_VALUE * self._searcher.num_docs
        if last is not None and last < 0:
            return Query.empty_query()
        return _unweighed(Query.range_query(SCHEMA, field, FieldType.Unsigned, first, last))

    def _prefix(self, field: str, front: Sequence[str], start: str) -> Query:
        """Return the query for posts in which any word that begins with `start` follows `front`."""
        self.seconds += A_POSTING * sum(self._beginning(field, start).values())
        if not front:
            begun = Query.fuzzy_term_query(SCHEMA, field, start, distance=0, prefix=True)
        else:
            self.seconds += A_POSITION * self._rarest(field, front) * len(front)
            words: list[str | tuple[int, str]] = [*map(re.escape, front), f"{re.escape(start)}.*"]
            begun = Query.regex_phrase_query(SCHEMA, field, words)
        return self._weighed(field, begun)

    def _term(self, field: str, word: str) -> Query:
        self.seconds += A_POSTING * self._searcher.doc_freq(field, word)
        return self._weighed(field, Query.term_query(SCHEMA, field, word, "freq"))

    def _phrase(self, field: str, words: list[str]) -> Query:
        self.seconds += A_POSITION * self._rarest(field, words) * len(words)
        return self._weighed(field, Query.phrase_query(SCHEMA, field, list(words)))

    def _rarest(self, field: str, words: Iterable[str]) -> int:
        return min(self._searcher.doc_freq(field, word) for word in words)


def _any_of(parts: Iterable[Query]) -> Query:
    """Return the query for posts that some of `parts` finds; none where there is no part."""
    queries = list(parts)
    return (
        queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, each) for each in queries])
    )


def _all_of(parts: Sequence[Query]) -> Query:
    """Return the query for posts that all of `parts` find; every post where there is no part."""
    return Query.boolean_query([(Occur.Must, each) for each in parts]) if parts else IS_POST


def _without(found: Query, *barred: Query) -> Query:
    """Return the query for posts of `found` that none of `barred` finds."""
    if not barred:
        return found
    return Query.boolean_query([(Occur.Must, found), *((Occur.MustNot, each) for each in barred)])


def _unweighed(query: Query) -> Query:
    """Return a query that finds the same, and weighs nothing."""
    return Query.const_score_query(query, 0.0)
