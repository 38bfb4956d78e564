"""Debates as a whole: what two people said to each other, who quotes whom, who spoke when."""

import json
from dataclasses import dataclass
from sqlite3 import Connection

from bot.archive.ids import PostId
from bot.archive.turns import Course, Turn
from bot.store import columns
from bot.store.archive.authors import SHOWN_NAME, author_ids
from bot.store.archive.threads import span
from bot.store.sqlite.part import Part, reads
from bot.store.values import Viewer

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


@dataclass(frozen=True, slots=True)
class Quoted:
    """How many passages of `quoted`'s words `quoter`'s posts hold."""

    quoter: str
    quoted: str
    count: int


class Debates(Part):
    """Looks at debates as a whole; hidden authors have no part in any of it."""

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
