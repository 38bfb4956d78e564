"""The engine of every archive: SQLite's full-text index, FTS5.

FTS5 looks at no deadline between two rows it finds: two common words that never meet keep it busy for as long as their
postings are. So posts are counted in windows of ids, the newest first, and the clock is looked at between two of them.
How many tokens are read tells how large the first may be, whatever stands in it (of most archives it is the only one);
the time each took tells how large the next. Ranking comes after counting and gives up first: it is not begun where
counting has shown that it would take too long. Counting is cheap, and only what takes `COUNTING` to count is answered
with "at least".
"""

import contextlib
import math
import sqlite3
import time
from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import Any

from bot.languages import Text, joined
from bot.store import columns
from bot.store.index import changes, parts, vocabulary
from bot.store.index.fulltext import FILLED_TO
from bot.store.index.parts import TABLE
from bot.store.index.post_words import A_YEAR, year
from bot.store.search import fts_query, plan
from bot.store.search.question import NOT_COUNTED, Count, Facets, Question, Ranked, Sort, broken_down
from bot.store.sqlite.connection import Channel, OutOfTimeError

COUNTING, RANKING, ORDERING, BREAKDOWN = 0.12, 0.1, 0.04, 0.03
"""Seconds."""
TOGETHER = 0.24
"""Seconds for all of it."""
WINDOW, GROWTH = 0.02, 32
"""Seconds one window should take, and by how much one may be larger than the last."""
A_POSTING, A_MATCH, A_POST = 6e-8, 1e-6, 2e-6
"""Seconds a posting of one word may take to be read (which tells how large the first window may be), and a post to be
ranked and broken down, about."""
SAMPLE = 2_000
"""Posts at the end of the archive in which words are counted to tell how common each is."""
SORTED = 20_000
"""Posts up to which all are looked at to find the newest, oldest or longest."""
BROKEN_DOWN = 60_000
"""Posts up to which all are counted by author and thread; of more the last added."""
BRIEF = 0.003
"""Seconds each step may take in the largest crowd."""
WEIGHTS, WEIGHT = "1.0, 0.3, 0.0", f"{TABLE}_weight"
"""Of own words, quoted words and marks; and the parameter of SQL about a part that its matches are multiplied by."""
WEIGHED = 8
"""Words of a query up to which each is counted to make matches of several parts comparable."""

_THREADS = "SELECT id, posts FROM threads WHERE posts ORDER BY id"
_ORDERS = {Sort.OLDEST: "2, 3, 1", Sort.NEWEST: "2, 3 DESC, 1 DESC", Sort.LONGEST: "4 DESC, 1"}
_RANGE = "AND w.rowid BETWEEN :low AND :high"
"""Left out where it is all of a part: FTS5 compares every row with it."""
_FITS = f"w.{TABLE} MATCH :match {_RANGE}"
_BRIEF = " CROSS JOIN posts p INDEXED BY posts_brief ON p.id = w.rowid"


class FullText:
    """Answers from the full-text index."""

    def __init__(self) -> None:
        self._shape: _Shape | None = None

    def match(self, connection: sqlite3.Connection, question: Question, clock: Channel) -> "FtsMatches":
        """Begin to answer."""
        shape, version = self._shape, changes.version(connection)
        if shape is None or shape.version != version:
            shape = self._shape = _Shape(connection, version)
        return FtsMatches(connection, shape, question, clock)


class _Shape:
    """What is known of one version of an archive: its parts, and how many posts stand before each thread."""

    def __init__(self, connection: sqlite3.Connection, version: int) -> None:
        self.version = version
        self.parts = parts.held(connection)
        threads = connection.execute(_THREADS).fetchall()
        self.threads = [thread for thread, _ in threads]
        self.sums = list(accumulate((posts for _, posts in threads), initial=0))
        self.posts = int(self.sums[-1])
        self._years: list[int] | None = None

    def years(self, connection: sqlite3.Connection) -> list[int]:
        """Return the years posts are of, looked up when they are first asked for."""
        if self._years is None:
            self._years = [
                int(mark.removeprefix(A_YEAR)) for mark in vocabulary.beginning(connection, A_YEAR, 10_000)
            ]
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
        self, connection: sqlite3.Connection, shape: _Shape, question: Question, clock: Channel
    ) -> None:
        self._connection, self._shape, self._question, self._clock = connection, shape, question, clock
        self._ends = time.perf_counter() + min(TOGETHER, clock.share)
        self.plan = plan.Plan(connection, question.tree, question.viewer, question.scope)
        self._made = made = fts_query.Compiled(self.plan, lambda: shape.years(connection))
        (filled,) = connection.execute(FILLED_TO).fetchone()
        self._last = made.last if filled is None else min(made.last, filled)
        waiting, shown = vocabulary.shown(connection, question.viewer)
        self._late = waiting or filled is not None
        self._where = f"{_FITS} AND {made.where}{shown}"
        self._parameters = {
            "match": made.match,
            "low": made.first,
            "high": self._last,
            "limit": question.limit,
            "skip": 0,
            **made.parameters,
            **columns.seen_named(question.viewer),
        }
        self._weighed = len(shape.parts) > 1 and 0 < len(made.tokens) <= WEIGHED
        self._total, self._whole, self._scanned = 0, True, 0.0
        self._counted: list[tuple[int, int, int]] = []

    def count(self) -> Count:
        """Count window by window, the posts added last first."""
        begun, allowed, made = time.perf_counter(), self._left(COUNTING), self._made
        last, size = self._last, int(WINDOW / (A_POSTING * max(1, made.postings))) or 1
        while last >= made.first:
            # A prefix is merged anew for every window, and takes as long for one as for all.
            low = made.first if made.prefixes else self._shape.window(made.first, last, size)
            started = time.perf_counter()
            # The first window is looked through whatever it takes: it is small.
            left = begun + allowed - started if self._counted else COUNTING
            if self._counted and left <= 0:
                break
            try:
                rows = self._rows("count(*)", left, low=low, high=last)
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
        self._whole = last < made.first
        self._total = sum(found for _, _, found in self._counted)
        return Count(self._total, self._whole and self.plan.whole and not self._late)

    def rank(self) -> Ranked:
        """Return the first posts in the order asked for; what would take too long comes newest first."""
        sort, told = self._question.sort, list[Text]()
        try:
            if sort is not Sort.RELEVANCE:
                ids = self._sorted(sort)
            elif not fts_query.needs_words(self._question.tree):
                ids = self._newest()
            elif not self._whole:
                raise OutOfTimeError
            elif self._can_be_ranked():
                ids = self._ranked()
            else:
                ids, told = self._sorted(Sort.NEWEST), [Text("the newest posts come first")]
        except OutOfTimeError:
            ids, told = self._newest(), [Text("the posts added last come first")]
        if not self._whole or not self.plan.whole:
            told.append(Text("not all posts were looked through"))
        if self._late:
            told.append(Text("posts that are being added at this moment were left out"))
        return Ranked(tuple(ids), joined("; ", told) if told else None)

    def _newest(self) -> list[int]:
        """Return the first posts of those counted that were added last, as many as there is time for."""
        ids: list[int] = []
        with contextlib.suppress(OutOfTimeError):
            for low, high, count in self._counted:
                if count and (missing := self._question.limit - len(ids)):
                    found = self._rows("w.rowid", COUNTING, order="1 DESC", low=low, high=high, limit=missing)
                    ids += [key for (key,) in found]
        return ids

    def _sorted(self, sort: Sort) -> list[int]:
        """Return the first posts by day or length: of many, year by year."""
        ends = time.perf_counter() + self._left(ORDERING)
        limit, match = self._question.limit, self._made.match
        matches = [match]
        if self._total > SORTED and sort is not Sort.LONGEST:
            years = sorted(self._shape.years(self._connection), reverse=sort is Sort.NEWEST)
            marks = [vocabulary.exactly(year(each)) for each in years]
            matches = [f"({match}) AND {mark}" for mark in marks]
            matches.append(f"({match}) NOT ({' OR '.join(marks)})" if marks else match)
        ids: list[int] = []
        what = "w.rowid, p.day IS NULL, p.day, p.words"
        for each in matches:
            if missing := limit - len(ids):
                left = ends - time.perf_counter()
                found = self._rows(what, left, join=_BRIEF, order=_ORDERS[sort], match=each, limit=missing)
                ids += [key for key, *_ in found]
        return ids

    def _can_be_ranked(self) -> bool:
        """Tell whether ranking fits in its time: each post once, and once more every posting, to weigh the words."""
        weighing, tokens, shape = self._scanned, self._made.tokens, self._shape
        if len(tokens) > 1 and self._made.postings * shape.posts * A_POSTING > RANKING / 4:
            # Words that are rare together may be common alone. What they hold at the end of the archive tells.
            low, begun = shape.window(0, self._last, SAMPLE), time.perf_counter()
            self._rows("count(*)", RANKING, where=_FITS, low=low, match=f"({') OR ('.join(tokens)})")
            weighing = max(weighing, (time.perf_counter() - begun) * max(1, shape.posts / SAMPLE))
        weighing *= 1 + self._weighed
        return self._scanned + weighing + self._total * A_MATCH < self._left(RANKING)

    def _ranked(self) -> list[int]:
        known = self._weights() if self._weighed else {}
        score = f"bm25({TABLE}, {WEIGHTS})" + (f" * :{WEIGHT}" if known else "")
        # One key is sorted by in fewer steps than two; rows come by ascending id, so equals are told apart afterwards.
        return [key for _, key in sorted(self._rows(f"{score}, w.rowid", RANKING, order="1", **known))]

    def _weights(self) -> dict[str, Any]:
        """Return the parameter of each part that makes its words weigh what they do among all posts.

        FTS5 weighs each word by how rare it is in the table it stands in: where a word is rare in one part and common
        in another, a passing mention in the one would come before everything the other holds. Of one word the result
        is what one large table would tell; of several each part gets one factor for all of them.
        """
        held, posts = self._shape.parts, self._shape.posts
        size = sum(part.size for part in held) or 1
        whole, own = 0.0, [0.0] * len(held)
        for token in self._made.tokens:
            rows = self._rows("count(*)", RANKING, where=_FITS, low=0, high=columns.LAST_KEY, match=token)
            whole += _rarity(sum(count for (count,) in rows), posts)
            for n, (count,) in enumerate(rows):
                own[n] += _rarity(count, posts * held[n].size / size)
        return {parts.over(WEIGHT, part.number): whole / each for part, each in zip(held, own, strict=True)}

    def facets(self) -> Facets:
        """Return the commonest authors and threads, of many posts over those added last."""
        low, note = self._made.first, None
        try:
            if self._scanned + min(self._total, BROKEN_DOWN) * A_POST > self._left(TOGETHER):
                raise OutOfTimeError
            if self._total > BROKEN_DOWN:
                note = Text("authors and threads are those of the posts added last")
                ((low,),) = self._rows("w.rowid", BREAKDOWN, order="1 DESC", limit=1, skip=BROKEN_DOWN - 1)
            what = f"p.author_id, w.rowid >> {columns.NUMBER_BITS}, count(*)"
            rows = self._rows(what, 3 * BREAKDOWN, join=_BRIEF, where=f"{self._where} GROUP BY 1, 2", low=low)
        except OutOfTimeError:
            return NOT_COUNTED
        authors, threads = Counter[int](), Counter[int]()
        for author, thread, count in rows:
            authors[author] += count
            threads[thread] += count
        return broken_down(self._connection, self._clock, authors, threads, note)

    def _left(self, most: float) -> float:
        """Return `most` seconds, or fewer where others wait; what takes next to nothing is done all the same."""
        return min(most, max(self._ends - time.perf_counter(), BRIEF))

    def _rows(
        self, what: str, seconds: float, *, join: str = "", where: str = "", order: str = "", **more: Any
    ) -> list[tuple[int, ...]]:
        """Return `what` of the rows that fit, from `low` to `high`, of each part; with an `order` the first `limit`."""
        asked: dict[str, Any] = {**self._parameters, **more}
        low, high = asked["low"], asked["high"]
        sql = f"SELECT {what} FROM {TABLE} w{join} WHERE {where or self._where}"
        statement = " UNION ALL ".join(
            parts.over(sql.replace(_RANGE, "") if low <= first and last <= high else sql, number)
            for number, first, last, _ in self._shape.parts
            if first <= high and low <= last
        )
        ordered = f" ORDER BY {order} LIMIT :limit OFFSET :skip" if order else ""
        with self._clock.limit(self._left(seconds)):
            return self._connection.execute(statement + ordered, asked).fetchall() if statement else []


def _rarity(holding: int, posts: float) -> float:
    """Return what FTS5 makes of a word that so many of so many posts hold."""
    return max(1e-6, math.log((max(0.0, posts - holding) + 0.5) / (holding + 0.5)))
