"""Posts: one by its name, pages of a thread, by author, at random, and the whole archive as a stream."""

import json
import random
import sqlite3
from bisect import bisect_right
from collections.abc import AsyncIterator, Collection, Sequence
from itertools import accumulate
from typing import NamedTuple

from bot.archive.ids import MOST_POSTS, PostId
from bot.errors import NotFound
from bot.store import columns
from bot.store.archive.authors import author_ids
from bot.store.archive.load import load_posts, load_span
from bot.store.archive.threads import find_thread
from bot.store.sqlite.batching import Batches
from bot.store.sqlite.database import Database
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
_ANSWERS = f"""
    SELECT p.id FROM posts p JOIN threads t ON t.id = p.id >> {columns.NUMBER_BITS}
    WHERE p.answers = ? AND {columns.VISIBLE} ORDER BY p.id LIMIT ?"""
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
_VERSION = "SELECT version FROM archive_version"
_EVERYTHING = (0, 1 << 62)


class _Weights(NamedTuple):
    """Threads, and how many posts stand in each and in those before it."""

    threads: list[int]
    sums: list[int]


class _Scales:
    """Weighs threads, and remembers what it weighed last while the archive stays as it is."""

    def __init__(self) -> None:
        self._version = 0
        self._kept: dict[tuple[Viewer, str | None, int | None], _Weights] = {}

    def of(
        self, connection: sqlite3.Connection, viewer: Viewer, people: str | None, thread_id: int | None
    ) -> _Weights:
        """Weigh the threads by the posts of `people`, a JSON list of author ids, or of everybody."""
        (version,) = connection.execute(_VERSION).fetchone()
        if version != self._version or len(self._kept) >= KEPT:
            self._version, self._kept = version, {}
        kept = self._kept
        key = viewer, people, thread_id
        if key not in kept:
            kept[key] = _weights(connection, viewer, people, thread_id)
        return kept[key]


class Posts:
    """The archived posts."""

    def __init__(self, database: Database, dice: random.Random | None = None) -> None:
        self._database = database
        self._dice = dice or random.SystemRandom()
        self._scales = _Scales()
        # Hundreds of replays ask for a post before every line.
        self._together = Batches(database, read=True)

    async def get(self, post: PostId, viewer: Viewer) -> Post:
        """Return one post. Raises NotFound, saying how many posts the thread has."""
        return await self._together.run(_get, post, viewer)

    async def page(self, slug: str, viewer: Viewer, *, first: int = 1, count: int = 10) -> list[Post]:
        """Return up to `count` posts of a thread, from number `first` on."""
        return await self._database.read(_page, slug, viewer, first, count)

    async def by(
        self, author: str, viewer: Viewer, *, thread: str | None = None, offset: int = 0, limit: int = 10
    ) -> list[Post]:
        """Return an author's posts in archive order."""
        return await self._database.read(_by, author, viewer, thread, offset, limit)

    async def quoting(self, post: PostId, viewer: Viewer, *, limit: int = 25) -> list[Post]:
        """Return the posts that quote `post`, in archive order."""
        return await self._database.read(_related, _QUOTING, post, viewer, limit)

    async def answers(self, post: PostId, viewer: Viewer, *, limit: int = 25) -> list[Post]:
        """Return the posts that the archive says reply to `post`."""
        return await self._database.read(_related, _ANSWERS, post, viewer, limit)

    async def random(
        self,
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
        return await self._database.read(
            _random, self._scales, self._dice, viewer, author, thread, frozenset(avoid)
        )

    async def export(self, viewer: Viewer, *, slugs: Sequence[str] | None = None) -> AsyncIterator[Post]:
        """Yield every post in archive order, reading a few hundred at a time."""
        spans = [_EVERYTHING]
        if slugs is not None:
            threads = [await self._database.read(find_thread, slug, viewer) for slug in slugs]
            spans = [columns.thread_span(thread.id) for thread in threads]
        for first, last in spans:
            at = first
            while batch := await self._database.read(_load_batch, at, last, viewer):
                for _, post in batch:
                    yield post
                at = batch[-1][0] + 1


def _load_batch(
    connection: sqlite3.Connection, first: int, last: int, viewer: Viewer
) -> list[tuple[int, Post]]:
    return load_span(connection, first, last, viewer, EXPORTED)


def _get(connection: sqlite3.Connection, post: PostId, viewer: Viewer) -> Post:
    thread = find_thread(connection, post.slug, viewer)
    found = load_posts(connection, [columns.post_key(thread.id, post.number)], viewer)
    if not found:
        raise NotFound(
            "`{thread}` has no post {number}; its posts are 1 to {last}.",
            thread=thread.slug,
            number=post.number,
            last=thread.posts,
        )
    return found[0]


def _page(connection: sqlite3.Connection, slug: str, viewer: Viewer, first: int, count: int) -> list[Post]:
    thread = find_thread(connection, slug, viewer)
    start = columns.post_key(thread.id, min(max(first, 1), MOST_POSTS))
    return [
        post for _, post in load_span(connection, start, columns.thread_span(thread.id)[1], viewer, count)
    ]


def _by(
    connection: sqlite3.Connection, author: str, viewer: Viewer, thread: str | None, offset: int, limit: int
) -> list[Post]:
    people = json.dumps(author_ids(connection, author, viewer))
    span = (
        columns.thread_span(find_thread(connection, thread, viewer).id) if thread is not None else _EVERYTHING
    )
    keys = connection.execute(_BY_AUTHOR, (people, *span, *columns.seen(viewer), limit, offset)).fetchall()
    return load_posts(connection, [key for (key,) in keys], viewer)


def _related(
    connection: sqlite3.Connection, sql: str, post: PostId, viewer: Viewer, limit: int
) -> list[Post]:
    thread = find_thread(connection, post.slug, viewer)
    key = columns.post_key(thread.id, post.number)
    return load_posts(
        connection, [k for (k,) in connection.execute(sql, (key, *columns.seen(viewer), limit))], viewer
    )


def _random(
    connection: sqlite3.Connection,
    scales: _Scales,
    dice: random.Random,
    viewer: Viewer,
    author: str | None,
    thread: str | None,
    avoid: frozenset[PostId],
) -> Post:
    thread_id = find_thread(connection, thread, viewer).id if thread is not None else None
    people = json.dumps(author_ids(connection, author, viewer)) if author is not None else None
    weights = scales.of(connection, viewer, people, thread_id)
    total = weights.sums[-1] if weights.sums else 0
    draws = (dice.randrange(total) for _ in range(TRIES)) if total > SMALL else iter(_shuffled(dice, total))
    second_best = None
    for draw in draws:
        key = _nth(connection, weights, draw, people)
        if not connection.execute(_WORTH, (key, LEAST_WORDS)).fetchone():
            continue
        (post,) = load_posts(connection, [key], viewer)
        if post.id not in avoid:
            return post
        second_best = post
    if second_best is None:
        raise NotFound("There is nothing here worth quoting: no post has five words of its author's own.")
    return second_best


def _weights(
    connection: sqlite3.Connection, viewer: Viewer, people: str | None, thread_id: int | None
) -> _Weights:
    """Weigh the threads by the posts of `people`, a JSON list of author ids, or of everybody."""
    if people is None:
        found = connection.execute(_THREAD_WEIGHTS, (*columns.seen(viewer), thread_id, thread_id)).fetchall()
    else:
        found = connection.execute(
            _AUTHOR_WEIGHTS, (people, *columns.seen(viewer), thread_id, thread_id)
        ).fetchall()
    return _Weights([thread for thread, _ in found], list(accumulate(posts for _, posts in found)))


def _nth(connection: sqlite3.Connection, weights: _Weights, draw: int, people: str | None) -> int:
    """Return the id of post number `draw`, counted over the weighted threads from 0."""
    place = bisect_right(weights.sums, draw)
    within = draw - (weights.sums[place - 1] if place else 0)
    thread_id = weights.threads[place]
    if people is None:
        return columns.post_key(thread_id, within + 1)
    (key,) = connection.execute(_NTH_OF_AUTHOR, (people, *columns.thread_span(thread_id), within)).fetchone()
    return int(key)


def _shuffled(dice: random.Random, total: int) -> list[int]:
    draws = list(range(total))
    dice.shuffle(draws)
    return draws
