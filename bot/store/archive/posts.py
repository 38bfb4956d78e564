"""Posts: one by its name, pages of a thread, by author, at random, and the whole archive as a stream."""

import json
import random
from bisect import bisect_right
from collections.abc import AsyncIterator, Collection, Sequence
from itertools import accumulate
from sqlite3 import Connection

from bot.archive.ids import MOST_POSTS, PostId
from bot.errors import NotFound
from bot.store import columns
from bot.store.archive.authors import author_ids
from bot.store.archive.load import load_posts, load_span
from bot.store.archive.threads import find_thread, key_of, no_post, span
from bot.store.index import changes
from bot.store.sqlite.batching import Batches
from bot.store.sqlite.database import Database, Part, reads
from bot.store.values import Post, Viewer

LEAST_WORDS = 5  # own words of a post worth quoting
SMALL = 500  # posts among which a random one is chosen from a full list
TRIES = 2_000
EXPORTED = 200  # posts read at a time
KEPT = 64  # weights of threads that are remembered

_BY_AUTHOR = f"""
    SELECT p.id FROM posts p JOIN threads t ON t.id = p.id >> {columns.NUMBER_BITS}
    WHERE p.author_id IN (SELECT value FROM json_each(?)) AND p.id BETWEEN ? AND ? AND {columns.VISIBLE}
    ORDER BY p.id LIMIT ? OFFSET ?"""
_QUOTING = f"""
    SELECT DISTINCT g.post_id FROM passages g JOIN threads t ON t.id = g.post_id >> {columns.NUMBER_BITS}
    WHERE g.source_id = ? AND {columns.VISIBLE} ORDER BY g.post_id LIMIT ?"""
_THREAD_WEIGHTS = f"SELECT t.id, t.posts FROM threads t WHERE {columns.VISIBLE} AND (? IS NULL OR t.id = ?)"
_AUTHOR_WEIGHTS = f"""
    SELECT t.id, sum(x.posts) FROM author_threads x JOIN threads t ON t.id = x.thread_id
    WHERE x.author_id IN (SELECT value FROM json_each(?)) AND {columns.VISIBLE}
    AND (? IS NULL OR t.id = ?) GROUP BY t.id"""
_NTH_OF_AUTHOR = """
    SELECT id FROM posts WHERE author_id IN (SELECT value FROM json_each(?)) AND id BETWEEN ? AND ?
    ORDER BY id LIMIT 1 OFFSET ?"""
_WORTH = """
    SELECT 1 FROM posts p JOIN authors a ON a.id = p.author_id
    WHERE p.id = ? AND p.words >= ? AND NOT a.hidden"""
_MOST_QUOTED = """
    SELECT source_id, count(DISTINCT post_id) FROM passages
    WHERE post_id IN (SELECT value FROM json_each(?1)) AND source_id IN (SELECT value FROM json_each(?1))
    AND source_id <> post_id AND kind = 'quote' GROUP BY source_id ORDER BY 2 DESC, 1 LIMIT 1"""

Weights = tuple[list[int], list[int]]
"""Threads, and how many posts stand in those before each, and in all."""


class Posts(Part):
    """The archived posts."""

    def __init__(self, database: Database, dice: random.Random | None = None) -> None:
        super().__init__(database)
        self._dice = dice or random.SystemRandom()
        self._weights: dict[tuple[int, Viewer, str | None, int | None], Weights] = {}
        # Hundreds of replays ask for a post before every line.
        self._together = Batches(database, read=True)

    async def get(self, post: PostId, viewer: Viewer) -> Post:
        """Return one post. Raises NotFound, saying how many posts the thread has."""
        return await self._together.run(_get, post, viewer)

    @reads
    def page(
        self, db: Connection, slug: str, viewer: Viewer, *, first: int = 1, count: int = 10
    ) -> list[Post]:
        """Return up to `count` posts of a thread, from number `first` on."""
        start, end = span(db, slug, viewer)
        at = start + min(max(first, 1), MOST_POSTS)
        return [post for _, post in load_span(db, at, end, viewer, count)]

    @reads
    def by(
        self,
        db: Connection,
        author: str,
        viewer: Viewer,
        *,
        thread: str | None = None,
        offset: int = 0,
        limit: int = 10,
    ) -> list[Post]:
        """Return an author's posts in archive order."""
        people = json.dumps(author_ids(db, author, viewer))
        asked = people, *span(db, thread, viewer), *columns.seen(viewer), limit, offset
        return load_posts(db, [key for (key,) in db.execute(_BY_AUTHOR, asked)], viewer)

    @reads
    def quoting(self, db: Connection, post: PostId, viewer: Viewer, *, limit: int = 25) -> list[Post]:
        """Return the posts that quote `post`, in archive order."""
        keys = db.execute(_QUOTING, (key_of(db, post, viewer), *columns.seen(viewer), limit))
        return load_posts(db, [key for (key,) in keys], viewer)

    @reads
    def most_quoted(
        self, db: Connection, slug: str, numbers: Sequence[int], viewer: Viewer
    ) -> tuple[int, int] | None:
        """Return which of these posts of a thread most others of them quote, and how many; None where none does."""
        thread = find_thread(db, slug, viewer).id
        keys = json.dumps([columns.post_key(thread, number) for number in numbers])
        row = db.execute(_MOST_QUOTED, (keys,)).fetchone()
        return row and (columns.split_key(row[0])[1], row[1])

    @reads
    def random(
        self,
        db: Connection,
        viewer: Viewer,
        *,
        author: str | None = None,
        thread: str | None = None,
        avoid: Collection[PostId] = (),
    ) -> Post:
        """Return any post with at least five own words, each as likely as the next.

        One of `avoid` is returned only where there is no other. Raises NotFound where nobody has said that
        much.
        """
        thread_id = find_thread(db, thread, viewer).id if thread is not None else None
        people = json.dumps(author_ids(db, author, viewer)) if author is not None else None
        threads, sums = self._weigh(db, viewer, people, thread_id)
        total = sums[-1]
        draws = (
            (self._dice.randrange(total) for _ in range(TRIES))
            if total > SMALL
            else self._dice.sample(range(total), total)
        )
        found = None
        for draw in draws:
            place = bisect_right(sums, draw) - 1
            key = columns.post_key(threads[place], draw - sums[place] + 1)
            if people is not None:
                (key,) = db.execute(
                    _NTH_OF_AUTHOR, (people, *columns.thread_span(threads[place]), draw - sums[place])
                ).fetchone()
            if db.execute(_WORTH, (key, LEAST_WORDS)).fetchone():
                (found,) = load_posts(db, [key], viewer)
                if found.id not in avoid:
                    break
        if found is None:
            raise NotFound("There is nothing here worth quoting: no post has five words of its author's own.")
        return found

    def _weigh(self, db: Connection, viewer: Viewer, people: str | None, thread_id: int | None) -> Weights:
        """Weigh the threads by the posts of `people`, a JSON list of author ids, or of everybody."""
        key = changes.version(db), viewer, people, thread_id
        kept = self._weights.get(key)
        if kept is None:
            sql, of = (_THREAD_WEIGHTS, ()) if people is None else (_AUTHOR_WEIGHTS, (people,))
            found = db.execute(sql, (*of, *columns.seen(viewer), thread_id, thread_id)).fetchall()
            kept = [thread for thread, _ in found], list(accumulate((posts for _, posts in found), initial=0))
            self._weights = {**(self._weights if len(self._weights) < KEPT else {}), key: kept}
        return kept

    async def export(self, viewer: Viewer, *, slugs: Sequence[str] | None = None) -> AsyncIterator[Post]:
        """Yield every post in archive order, reading a few hundred at a time."""
        asked: Sequence[str | None] = [None] if slugs is None else slugs
        for first, last in [await self._database.read(span, slug, viewer) for slug in asked]:
            at = first
            while batch := await self._database.read(load_span, at, last, viewer, EXPORTED):
                for _, post in batch:
                    yield post
                at = batch[-1][0] + 1


def _get(db: Connection, post: PostId, viewer: Viewer) -> Post:
    thread = find_thread(db, post.slug, viewer)
    found = load_posts(db, [columns.post_key(thread.id, post.number)], viewer)
    if not found:
        raise no_post(thread, post.number)
    return found[0]
