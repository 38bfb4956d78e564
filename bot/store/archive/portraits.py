"""One author at a glance: how much, when, whom they answer, and what of theirs is quoted most."""

import json
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, chain, groupby, pairwise
from operator import itemgetter
from sqlite3 import Connection

from bot.archive.spoken import Spoken
from bot.store import columns
from bot.store.archive.authors import author_ids, find_author
from bot.store.archive.load import load_posts
from bot.store.sqlite.part import Part, reads
from bot.store.values import Author, Viewer

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


class Portraits(Part):
    """Looks at authors."""

    @reads
    def of(self, db: Connection, name: str, viewer: Viewer) -> Portrait:
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
