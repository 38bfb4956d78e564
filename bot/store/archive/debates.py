"""From afar: what two people said to each other, who quotes whom, who spoke when, and one author at a glance."""

import json
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, chain, groupby, pairwise
from operator import itemgetter
from sqlite3 import Connection

from bot.archive.ids import PostId
from bot.archive.spoken import Spoken
from bot.archive.turns import Course, Turn
from bot.store import columns
from bot.store.archive.authors import SHOWN_NAME, author_ids, find_author
from bot.store.archive.load import load_posts
from bot.store.archive.threads import span
from bot.store.sqlite.database import Part, reads
from bot.store.values import Author, Viewer

MOST_POSTS = 1_000
"""Posts of an exchange; further ones are left out."""
MOST_TURNS = 200_000

# Posts of the one that quote or answer the other, and the posts of the other that were quoted or answered by them.
_EXCHANGE = f"""
    WITH said (id, about) AS (
        SELECT p.id, g.source_id FROM posts p JOIN passages g ON g.post_id = p.id
        WHERE p.author_id IN (SELECT value FROM json_each(:one))
        AND g.author_id IN (SELECT value FROM json_each(:other))
        AND g.kind = 'quote' AND p.id BETWEEN :first AND :last
        UNION SELECT p.id, q.id FROM posts p JOIN posts q ON q.id = p.answers
        WHERE p.author_id IN (SELECT value FROM json_each(:one))
        AND q.author_id IN (SELECT value FROM json_each(:other))
        AND p.id BETWEEN :first AND :last),
    both (id) AS (SELECT id FROM said UNION SELECT about FROM said WHERE about IS NOT NULL)
    SELECT t.slug, b.id FROM both b JOIN posts p ON p.id = b.id JOIN authors a ON a.id = p.author_id
    JOIN threads t ON t.id = b.id >> {columns.NUMBER_BITS}
    WHERE (p.author_id IN (SELECT value FROM json_each(:one)) OR p.author_id IN (SELECT value FROM json_each(:other)))
    AND NOT a.hidden AND {columns.VISIBLE_NAMED}"""
_LINKS = f"""
    SELECT {SHOWN_NAME}, coalesce(b.pseudonym, b.name), count(*) FROM passages g
    JOIN posts p ON p.id = g.post_id JOIN authors a ON a.id = p.author_id JOIN authors b ON b.id = g.author_id
    WHERE g.post_id BETWEEN ? AND ? AND g.kind = 'quote' AND a.id <> b.id AND NOT a.hidden AND NOT b.hidden
    GROUP BY a.id, b.id ORDER BY count(*) DESC, a.id, b.id"""
_TURNS = f"""
    SELECT p.id, {SHOWN_NAME}, p.words, p.posted_at FROM posts p JOIN authors a ON a.id = p.author_id
    WHERE p.id BETWEEN ? AND ? AND NOT a.hidden ORDER BY p.id LIMIT ?"""
SHOWN = 5
_NAMES = "coalesce(b.pseudonym, b.name)"
_ME = "(SELECT value FROM json_each(:people))"  # somebody of several archives has several ids
_MONTHS = f"""
    SELECT substr(p.posted_at, 1, 7), count(*) FROM posts p JOIN threads t ON t.id = p.id >> {columns.NUMBER_BITS}
    WHERE p.author_id IN {_ME} AND p.posted_at IS NOT NULL AND {columns.VISIBLE_NAMED} GROUP BY 1 ORDER BY 1"""
_ANSWERED, _ANSWERERS = (
    f"""
    SELECT {_NAMES}, count(DISTINCT p.id) FROM posts p JOIN passages g ON g.post_id = p.id
    JOIN authors b ON b.id = {theirs} JOIN threads t ON t.id = p.id >> {columns.NUMBER_BITS}
    WHERE {mine} IN {_ME} AND b.id NOT IN {_ME} AND g.kind = 'quote' AND NOT b.hidden AND {columns.VISIBLE_NAMED}
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :limit"""
    for mine, theirs in (("p.author_id", "g.author_id"), ("g.author_id", "p.author_id"))
)
_MOST_QUOTED = f"""
    SELECT g.source_id, count(DISTINCT g.post_id) FROM passages g
    JOIN threads t ON t.id = g.source_id >> {columns.NUMBER_BITS} JOIN posts s ON s.id = g.source_id
    WHERE g.author_id IN {_ME} AND s.author_id IN {_ME} AND g.kind = 'quote' AND {columns.VISIBLE_NAMED}
    GROUP BY g.source_id ORDER BY 2 DESC, g.source_id LIMIT 1"""
_QUOTED = f"""
    SELECT count(DISTINCT g.post_id) FROM passages g JOIN threads t ON t.id = g.post_id >> {columns.NUMBER_BITS}
    JOIN posts p ON p.id = g.post_id WHERE g.author_id IN {_ME} AND p.author_id NOT IN {_ME} AND g.kind = 'quote'
    AND {columns.VISIBLE_NAMED}"""
_STRETCHES = """
    SELECT DISTINCT post_id, source_start, source_stop FROM passages
    WHERE source_id = ? AND source_start IS NOT NULL AND source_stop IS NOT NULL LIMIT 2000"""

Named = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """How many passages of `quoted`'s words `quoter`'s posts hold."""

    quoter: str
    quoted: str
    count: int


@dataclass(frozen=True, slots=True)
class Famed:
    """The words of an author quoted most, by `times` posts."""

    words: Spoken
    times: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """An author. `months` are those with posts (`2019-03`), in order; empty where the archive tells no times.

    `answers` and `answered_by` name with how many posts; `quoted` counts the posts of others that quote them.
    """

    author: Author
    months: Named
    answers: Named
    answered_by: Named
    quoted: int
    famed: Famed | None


class Debates(Part):
    """Looks at debates as a whole, and at authors; who is hidden has no part in any of it."""

    @reads
    def exchange(
        self, db: Connection, one: str, other: str, viewer: Viewer, *, thread: str | None = None
    ) -> list[PostId]:
        """Return the posts of two people that quote or answer each other, or are quoted or answered so, in order.

        Over all threads or one; at most `MOST_POSTS`. Raises NotFound for a name nobody has.
        """
        pair = [json.dumps(author_ids(db, name, viewer)) for name in (one, other)]
        first, last = span(db, thread, viewer)
        asked = {"first": first, "last": last, **columns.seen_named(viewer)}
        found = {
            key: slug
            for one, other in (pair, pair[::-1])
            for slug, key in db.execute(_EXCHANGE, {**asked, "one": one, "other": other})
        }
        return [columns.post_id(found[key], key) for key in sorted(found)[:MOST_POSTS]]

    @reads
    def links(self, db: Connection, thread: str, viewer: Viewer) -> list[Quoted]:
        """Return who quotes whom in a thread, most first; quoting oneself is left out."""
        return [Quoted(*row) for row in db.execute(_LINKS, span(db, thread, viewer))]

    @reads
    def turns(self, db: Connection, thread: str, viewer: Viewer) -> Course:
        """Return the posts of a thread as turns, the first `MOST_TURNS` of them."""
        return Course(
            Turn(columns.split_key(key)[1], author, words, columns.read_time(at))
            for key, author, words, at in db.execute(_TURNS, (*span(db, thread, viewer), MOST_TURNS))
        )

    @reads
    def portrait(self, db: Connection, name: str, viewer: Viewer) -> Portrait:
        """Return an author's portrait over what `viewer` may see. Raises NotFound, proposing."""
        author = find_author(db, name, viewer)
        asked = {
            "people": json.dumps(author_ids(db, name, viewer)),
            "limit": SHOWN,
            **columns.seen_named(viewer),
        }

        def named(sql: str) -> Named:
            return tuple((name, count) for name, count in db.execute(sql, asked))

        (quoted,) = db.execute(_QUOTED, asked).fetchone()
        return Portrait(
            author, named(_MONTHS), named(_ANSWERED), named(_ANSWERERS), quoted, _famed(db, asked, viewer)
        )


def _famed(db: Connection, asked: dict[str, object], viewer: Viewer) -> Famed | None:
    for key, times in db.execute(_MOST_QUOTED, asked).fetchall():
        stretches = [(start, stop) for _, start, stop in db.execute(_STRETCHES, (key,)) if start < stop]
        own = [words for post in load_posts(db, [key], viewer) for words in post.said if words.own]
        if best := busiest(stretches, [(words.start, words.end) for words in own]):
            within = next(words for words in own if words.start <= best[0] and best[1] <= words.end)
            return Famed(within.part(*best), times)
    return None


def busiest(stretches: list[tuple[int, int]], own: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the run within one of `own` that most of `stretches` hold, the longest of equals."""
    edges = Counter(start for start, _ in stretches)
    edges.subtract(stop for _, stop in stretches)
    points = sorted({*edges, *chain(*own)})
    steps = [
        ((depth, place), step)
        for depth, step in zip(accumulate(edges[point] for point in points), pairwise(points), strict=False)
        for place in own
        if place[0] <= step[0] and step[1] <= place[1]
    ]
    runs = [
        (depth, [edge for _, step in run for edge in step])
        for (depth, _), run in groupby(steps, itemgetter(0))
        if depth
    ]
    best = max(runs, key=lambda run: (run[0], run[1][-1] - run[1][0], -run[1][0]), default=None)
    return best and (best[1][0], best[1][-1])
