"""The engine of every archive: SQLite's full-text index, FTS5.

FTS5 looks at no deadline between two rows it finds: two common words that never meet keep it busy for as long as their
postings are. So posts are counted in windows of ids, the newest first, and the clock is looked at between two of them.
How many tokens are read tells how large the first may be, whatever stands in it (of most archives it is the only one);
the time each took tells how large the next. Ranking comes after counting and gives up first: it is not begun where
counting has shown that it would take too long. Counting is cheap, and only what takes `COUNTING` to count is answered
with "at least".
"""

import sqlite3
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from bot.languages import Text, joined
from bot.store import columns
from bot.store.index import changes, parts, vocabulary
from bot.store.index.fulltext import FILLED_TO
from bot.store.index.parts import TABLE
from bot.store.index.post_words import A_YEAR, year
from bot.store.search import fts_query, plan
from bot.store.search.bounds import Clock, OutOfTimeError, bounded
from bot.store.search.plan import Plan
from bot.store.search.question import NOT_COUNTED, Count, Facets, Question, Ranked, Sort, broken_down
from bot.store.search.weights import WEIGHT, weights

COUNTING, RANKING, ORDERING, BREAKDOWN = 0.12, 0.1, 0.04, 0.03
"""Seconds."""
TOGETHER = 0.28
"""Seconds for all of it."""
WINDOW, GROWTH = 0.02, 32
"""Seconds one window should take, and by how much one may be larger than the last."""
A_POSTING = 6e-8
"""Seconds a posting of one word may take to be read: what tells how large the first window may be."""
SAMPLE = 2_000
"""Posts at the end of the archive in which words are counted to tell how common each is."""
SORTED = 20_000
"""Posts up to which all are looked at to find the newest, oldest or longest."""
BROKEN_DOWN = 60_000
"""Posts up to which all are counted by author and thread; of more the last added."""
A_MATCH = 1e-6
"""Seconds ranking takes for a post, about."""
BRIEF = 0.003
"""Seconds each step may take in the largest crowd."""
A_POST = 2e-6
"""Seconds the breakdown takes for a post, about."""
WEIGHTS = "1.0, 0.3, 0.0"
"""Of own words, quoted words and marks."""
WEIGHED = 8
"""Words of a query up to which each is counted to make matches of several parts comparable."""

_THREADS = "SELECT id, posts FROM threads WHERE posts ORDER BY id"
_ORDERS = {
    Sort.OLDEST: "2, 3, 1",
    Sort.NEWEST: "2, 3 DESC, 1 DESC",
    Sort.LONGEST: "4 DESC, 1",
}
_END = 1 << 62
_RANGE = "AND w.rowid BETWEEN :low AND :high"
"""Left out where it is all of a part: FTS5 compares every row with it."""
_BRIEF = "CROSS JOIN posts p INDEXED BY posts_brief ON p.id = w.rowid"


class FullText:
    """Answers from the full-text index."""

    name = "SQLite FTS5"

    def __init__(self) -> None:
        self._shape = _Shape(-1, [], [])

    def match(self, connection: sqlite3.Connection, question: Question, clock: Clock) -> "FtsMatches":
        """Begin to answer."""
        asked = plan.make(connection, question.tree, question.viewer, question.scope)
        return FtsMatches(connection, asked, self._of(connection), question, clock)

    def _of(self, connection: sqlite3.Connection) -> "_Shape":
        """Return the shape of the archive, kept for one version of it."""
        version = changes.version(connection)
        if self._shape.version != version:
            self._shape = _Shape(version, connection.execute(_THREADS).fetchall(), parts.held(connection))
        return self._shape


class _Shape:
    """What is known of an archive at large: how many posts stand before each thread, of which years posts are."""

    def __init__(self, version: int, threads: Sequence[tuple[int, int]], held: Sequence[parts.Part]) -> None:
        self.version = version
        self.parts = held
        self.threads = [thread for thread, _ in threads]
        self.sums = list(accumulate((posts for _, posts in threads), initial=0))
        self._years: list[int] | None = None

    @property
    def posts(self) -> int:
        """How many posts there are."""
        return self.sums[-1]

    def years(self, connection: sqlite3.Connection) -> list[int]:
        """Return the years posts are of, looked up when they are first asked for."""
        if self._years is None:
            marks = vocabulary.beginning(connection, A_YEAR, 10_000)
            self._years = [int(mark.removeprefix(A_YEAR)) for mark in marks]
        return self._years

    def window(self, first: int, last: int, size: int) -> int:
        """Return an id from `first` to `last` from which to `last` there are about `size` posts."""
        thread, number = columns.split_key(last)
        at = bisect_right(self.threads, thread)
        before = self.sums[at]
        if at and self.threads[at - 1] == thread:
            before = min(before, self.sums[at - 1] + number)
        before -= size
        if before <= 0:
            return first
        at = bisect_right(self.sums, before) - 1
        return max(first, columns.post_key(self.threads[at], before - self.sums[at] + 1))


class FtsMatches:
    """The posts of the index that fit one plan."""

    def __init__(
        self, connection: sqlite3.Connection, asked: Plan, shape: _Shape, question: Question, clock: Clock
    ) -> None:
        self._connection = connection
        self.plan = asked
        self._shape = shape
        self._question = question
        self._clock = clock
        self._ends = time.perf_counter() + min(TOGETHER, clock.share)
        self._made = fts_query.compile_plan(asked, lambda: shape.years(connection))
        self._where = f"w.{TABLE} MATCH :match {_RANGE} AND {self._made.where}"
        (filled,) = connection.execute(FILLED_TO).fetchone()
        self._last = self._made.last if filled is None else min(self._made.last, filled)
        self._late = filled is not None
        late, shown = vocabulary.shown(connection, question.viewer)
        self._late |= late
        self._where += shown
        self._parameters = {
            "match": self._made.match,
            **self._made.parameters,
            **columns.seen_named(question.viewer),
        }
        self._count = Count(0, exact=True)
        self._whole = True
        self._scanned = 0.0
        self._counted: list[tuple[int, int, int]] = []

    def count(self) -> Count:
        """Count window by window, the posts added last first."""
        begun, allowed = time.perf_counter(), self._left(COUNTING)
        last, size = self._last, int(WINDOW / (A_POSTING * max(1, self._made.postings))) or 1
        while last >= self._made.first:
            # A prefix is merged anew for every window, and takes as long for one as for all.
            low = (
                self._made.first if self._made.prefixes else self._shape.window(self._made.first, last, size)
            )
            left = allowed - (time.perf_counter() - begun)
            # The first window is looked through whatever it takes: it is small.
            if self._counted and left <= 0:
                break
            started = time.perf_counter()
            try:
                rows = self._rows(
                    f"SELECT count(*) FROM {TABLE} w WHERE {self._where}",
                    left if self._counted else COUNTING,
                    low=low,
                    high=last,
                )
            except OutOfTimeError:
                if self._counted or size <= SAMPLE:
                    break
                size = SAMPLE
                continue
            self._counted.append((low, last, sum(found for (found,) in rows)))
            taken = time.perf_counter() - started
            size = max(1, int(size * min(GROWTH, max(0.25, WINDOW / max(taken, 1e-6)))))
            last = low - 1
        self._scanned = time.perf_counter() - begun
        self._whole = last < self._made.first
        total = sum(found for _, _, found in self._counted)
        self._count = Count(total, self._whole and self.plan.whole and not self._late)
        return self._count

    def _newest(self) -> tuple[int, ...]:
        """Return the first posts of those counted that were added last, as many as there is time for."""
        found: list[int] = []
        for low, high, count in self._counted:
            missing = self._question.limit - len(found)
            if not count or not missing:
                continue
            try:
                rows = self._rows(
                    f"SELECT w.rowid FROM {TABLE} w WHERE {self._where}",
                    COUNTING,
                    "{} ORDER BY 1 DESC LIMIT :limit",
                    low=low,
                    high=high,
                    limit=missing,
                )
            except OutOfTimeError:
                break
            found += [key for (key,) in rows]
        return tuple(found)

    def rank(self) -> Ranked:
        """Return the first posts in the order asked for; what would take too long comes newest first."""
        sort = self._question.sort
        try:
            if sort is not Sort.RELEVANCE:
                return Ranked(self._sorted(sort), self._note())
            if not fts_query.needs_words(self._question.tree):
                return Ranked(self._newest(), self._note())
            if self._whole and self._can_be_ranked():
                return Ranked(self._ranked(), self._note())
            if self._whole:
                return Ranked(self._sorted(Sort.NEWEST), self._note(Text("the newest posts come first")))
        except OutOfTimeError:
            pass
        return Ranked(self._newest(), self._note(Text("the posts added last come first")))

    def _note(self, *notes: Text) -> Text | None:
        told = [*notes]
        if not self._whole or not self.plan.whole:
            told.append(Text("not all posts were looked through"))
        if self._late:
            told.append(Text("posts that are being added at this moment were left out"))
        return joined("; ", told) if told else None

    def _can_be_ranked(self) -> bool:
        """Tell whether ranking fits in its time: each post once, and once more every posting, to weigh the words."""
        weighing = self._scanned
        tokens = self._made.tokens
        if len(tokens) > 1 and self._made.postings * self._shape.posts * A_POSTING > RANKING / 4:
            # Words that are rare together may be common alone. What they hold at the end of the archive tells.
            low = self._shape.window(0, self._last, SAMPLE)
            share = min(1.0, SAMPLE / max(self._shape.posts, 1))
            begun = time.perf_counter()
            for token in tokens:
                self._rows(
                    f"SELECT count(*) FROM {TABLE} w WHERE w.{TABLE} MATCH :token {_RANGE}",
                    RANKING,
                    token=token,
                    low=low,
                    high=self._last,
                )
                weighing = max(weighing, (time.perf_counter() - begun) / share)
                if weighing > self._left(RANKING):
                    return False
        weighing *= 1 + self._is_weighed()
        return self._scanned + weighing + self._count.total * A_MATCH < self._left(RANKING)

    def _is_weighed(self) -> bool:
        """Tell whether matches of several parts are made comparable."""
        return len(self._shape.parts) > 1 and 0 < len(self._made.tokens) <= WEIGHED

    def _weights(self) -> Mapping[str, float]:
        each = f"SELECT count(*) FROM {TABLE} w WHERE w.{TABLE} MATCH :token"
        found = [self._rows(each, RANKING, token=token, low=0, high=_END) for token in self._made.tokens]
        return weights(self._shape.parts, self._shape.posts, [[count for (count,) in rows] for rows in found])

    def _ranked(self) -> tuple[int, ...]:
        known = self._weights() if self._is_weighed() else {}
        score = f"bm25({TABLE}, {WEIGHTS})" + (f" * :{WEIGHT}" if known else "")
        # One key is sorted by in fewer steps than two; rows come by ascending id, so equals are told apart afterwards.
        found = self._rows(
            f"SELECT {score}, w.rowid FROM {TABLE} w WHERE {self._where}",
            RANKING,
            "{} ORDER BY 1 LIMIT :limit",
            low=self._made.first,
            high=self._last,
            limit=self._question.limit,
            **known,
        )
        return tuple(key for _, key in sorted(found))

    def _sorted(self, sort: Sort) -> tuple[int, ...]:
        """Return the first posts by day or length: of many, year by year."""
        begun, allowed, limit = time.perf_counter(), self._left(ORDERING), self._question.limit
        rows = f"SELECT w.rowid, p.day IS NULL, p.day, p.words FROM {TABLE} w {_BRIEF} WHERE {self._where}"
        order = f"{{}} ORDER BY {_ORDERS[sort]} LIMIT :limit"
        matches = [self._made.match]
        if self._count.total > SORTED and sort is not Sort.LONGEST:
            marks = [
                vocabulary.exactly(year(number))
                for number in sorted(self._shape.years(self._connection), reverse=sort is Sort.NEWEST)
            ]
            matches = [f"({self._made.match}) AND {mark}" for mark in marks]
            matches.append(f"({self._made.match}) NOT ({' OR '.join(marks)})" if marks else self._made.match)
        ids: list[int] = []
        for match in matches:
            left = allowed - (time.perf_counter() - begun)
            found = self._rows(
                rows, left, order, match=match, low=self._made.first, high=self._last, limit=limit - len(ids)
            )
            ids += [key for key, *_ in found]
            if len(ids) == limit:
                break
        return tuple(ids)

    def facets(self) -> Facets:
        """Return the commonest authors and threads, of many posts over those added last."""
        low, note = self._made.first, None
        try:
            if self._scanned + min(self._count.total, BROKEN_DOWN) * A_POST > self._left(TOGETHER):
                raise OutOfTimeError
            if self._count.total > BROKEN_DOWN:
                note = Text("authors and threads are those of the posts added last")
                ((low,),) = self._rows(
                    f"SELECT w.rowid AS k FROM {TABLE} w WHERE {self._where}",
                    BREAKDOWN,
                    f"SELECT min(k) FROM ({{}} ORDER BY 1 DESC LIMIT {BROKEN_DOWN})",
                    low=low,
                    high=self._last,
                )
            found = self._rows(
                f"SELECT p.author_id, w.rowid >> {columns.NUMBER_BITS}, count(*) FROM {TABLE} w {_BRIEF} "
                f"WHERE {self._where} GROUP BY 1, 2",
                3 * BREAKDOWN,
                low=low,
                high=self._last,
            )
        except OutOfTimeError:
            return NOT_COUNTED
        authors, threads = Counter[int](), Counter[int]()
        for author, thread, count in found:
            authors[author] += count
            threads[thread] += count
        return broken_down(self._connection, self._clock, authors, threads, note)

    def _left(self, most: float) -> float:
        """Return `most` seconds, or fewer where others wait; what takes next to nothing is done all the same."""
        return min(most, max(self._ends - time.perf_counter(), BRIEF))

    def _rows(self, sql: str, seconds: float, around: str = "{}", **more: Any) -> list[tuple[int, ...]]:
        """Return what `sql` finds from `low` to `high` in each part of the index; `around` is put around all of it."""
        low, high = more["low"], more["high"]
        each = [
            parts.over(
                sql.replace(_RANGE, "", 1) if low <= part.first and part.last <= high else sql, part.number
            )
            for part in self._shape.parts
            if part.first <= high and low <= part.last
        ]
        if not each:
            return []
        statement = around.format(" UNION ALL ".join(each))
        return bounded(
            self._connection, self._clock, self._left(seconds), statement, {**self._parameters, **more}
        )
