"""From a plan to tantivy's query, and how long it may take: tantivy looks at no deadline and cannot be stopped.

Whatever people typed travels as folded tokens; where a prefix needs a pattern, its signs are escaped.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from tantivy import FieldType, Occur, Query

from bot.search.tree import And, Dated, Everything, Length, Not, Nothing, Number, Or, Words
from bot.store.index import post_words
from bot.store.search.plan import Forms, Marked, Run, Step, Within
from bot.store.search.tantivy.generation import (
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

WEIGHTS = {OWN: 1.0, QUOTED: 0.3}
_FIELDS = {Words.OWN: (OWN,), Words.QUOTED: (QUOTED,), Words.ALL: (OWN, QUOTED)}
A_POSTING, A_POSITION, A_VALUE, A_THREAD, A_WORD = 2.0e-8, 6.0e-8, 1.0e-8, 1.0e-6, 3.0e-6
"""Seconds that a posting takes to be read and weighed, one to be looked at for a phrase, a number to be compared, a
thread and a word to be looked up, about."""
SHORTEST, MOST_WORDS = 2, 5_000
"""Letters of a beginning from which on all words that begin so are looked through, and how many of one query."""


class Compiler:
    """Makes queries over one commit; `seconds` is what they may take together, about."""

    def __init__(self, snapshot: Snapshot, scope: Words) -> None:
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

    def total(self, step: Step) -> int | None:
        """Return how many posts one word alone finds where none was taken out; None for any other step."""
        match step, self._fields:
            case Forms((word,)), (field,):
                return self._searcher.doc_freq(field, word)
        return None

    def _weighed(self, field: str, query: Query) -> Query:
        # tantivy reads a term that weighs as it is faster than one whose weight is told.
        return query if len(self._fields) == 1 else Query.boost_query(query, WEIGHTS[field])

    def query(self, step: Step) -> Query:  # noqa: C901, PLR0911, PLR0912 - one case for each kind of step
        """Return the query for a step."""
        match step:
            case And(parts):
                barred = [self.query(each.part) for each in parts if isinstance(each, Not)]
                wanted = [self.query(each) for each in parts if not isinstance(each, Not)]
                return without(all_of(wanted), *barred)
            case Or(parts):
                return any_of(map(self.query, parts))
            case Not(part):
                return without(IS_POST, self.query(part))
            case Forms(words):
                return any_of(self._term(field, word) for word in words for field in self._fields)
            case Run((*front, start), None):
                return any_of(self._prefix(field, front, start) for field in self._fields)
            case Run((*front, last), endings):
                return any_of(
                    self._phrase(field, [*front, end]) if front else self._term(field, end)
                    for field in self._fields
                    for end in endings or (last,)
                )
            case Marked(marks):
                return all_of([self._marked(each) for each in marks])
            case Within((thread,)):
                return _unweighed(Query.term_query(SCHEMA, THREAD, thread, "basic"))
            case Within(threads):
                self.seconds += A_THREAD * len(threads)
                return _unweighed(Query.term_set_query(SCHEMA, THREAD, list(threads)))
            case Dated(first, last):
                return self._marked(post_words.days(first, last, self._years))
            case Number(first, last):
                return self._between(NUMBER, first, last)
            case Length(first, last):
                return self._between(WORDS, first, last)
            case Everything():
                return IS_POST
            case Nothing():
                return Query.empty_query()
        raise TypeError(step)

    def _marked(self, marks: Iterable[str]) -> Query:
        wanted = list(marks)
        self.seconds += A_POSTING * sum(self._searcher.doc_freq(MARKS, mark) for mark in wanted)
        return _unweighed(any_of(map(is_marked, wanted)))

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


def any_of(parts: Iterable[Query]) -> Query:
    """Return the query for posts that some of `parts` finds; none where there is no part."""
    queries = list(parts)
    return (
        queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, each) for each in queries])
    )


def all_of(parts: Sequence[Query]) -> Query:
    """Return the query for posts that all of `parts` find; every post where there is no part."""
    return Query.boolean_query([(Occur.Must, each) for each in parts]) if parts else IS_POST


def without(found: Query, *barred: Query) -> Query:
    """Return the query for posts of `found` that none of `barred` finds."""
    if not barred:
        return found
    return Query.boolean_query([(Occur.Must, found), *((Occur.MustNot, each) for each in barred)])


def _unweighed(query: Query) -> Query:
    """Return a query that finds the same, and weighs nothing."""
    return Query.const_score_query(query, 0.0)
