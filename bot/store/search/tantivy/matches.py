"""The posts of one commit that fit one plan: counted, ordered and broken down by tantivy."""

import sqlite3
from collections.abc import Sequence

from tantivy import FieldType, Order, Query

from bot.store.search import plan
from bot.store.search.bounds import Clock
from bot.store.search.fts_query import needs_words
from bot.store.search.question import Count, Facets, Question, Ranked, Sort, broken_down
from bot.store.search.tantivy.generation import AUTHOR, DAY, ID, SCHEMA, THREAD, WORDS, Snapshot
from bot.store.search.tantivy.query import Compiler, all_of, without

BUCKETS = 1_000
"""Authors and threads that are looked at to name the commonest."""
_ORDERS = {
    Sort.OLDEST: (DAY, Order.Asc, Order.Asc),
    Sort.NEWEST: (DAY, Order.Desc, Order.Desc),
    Sort.LONGEST: (WORDS, Order.Desc, Order.Asc),
}
"""What posts are ordered by, in which direction, and in which direction by id where that is the same."""


class TantivyMatches:
    """The posts that fit, without those of `unseen` threads; `seconds` is what looking for them takes, about."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        clock: Clock,
        snapshot: Snapshot,
        question: Question,
        unseen: Sequence[int],
    ) -> None:
        compiler = Compiler(snapshot, question.scope)
        self.plan = plan.make(connection, question.tree, question.viewer, question.scope, compiler.beginnings)
        query = compiler.query(self.plan.step)
        # What is broken down is looked for once more.
        self.seconds = compiler.seconds * (2 if question.facets else 1)
        self._query = without(query, Query.term_set_query(SCHEMA, THREAD, list(unseen))) if unseen else query
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
        valued = all_of([self._query, Query.exists_query(field)])
        found = self._searcher.search(valued, limit, count=False, order_by_field=field, order=direction)
        way, tie = (1 if order == Order.Asc else -1 for order in (direction, ties))
        first = sorted(self._ids(found), key=lambda each: (way * each[0], tie * each[1]))
        ids = [key for _, key in first]
        if len(ids) == limit:
            last = first[-1][0]
            before = sum(value != last for value, _ in first)
            kind = FieldType.Integer if field == DAY else FieldType.Unsigned
            same = Query.range_query(SCHEMA, field, kind, last, last)
            return ids[:before] + self._by_id(all_of([self._query, same]), limit - before, ties)
        return ids + self._by_id(without(self._query, Query.exists_query(field)), limit - len(ids), ties)

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
