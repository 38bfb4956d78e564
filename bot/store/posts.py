"""Posts: one by its name, pages of a thread, by author, at random, and the whole archive as a stream."""

import json
import random
import sqlite3
from bisect import bisect_right
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from bot.archive.ids import PostId
from bot.archive.model import Mark, Passage, PassageKind
from bot.errors import NotFound
from bot.store import hiding, masks, rows
from bot.store.authors import SHOWN_NAME, author_ids
from bot.store.batches import Batches
from bot.store.database import Database
from bot.store.threads import find_thread
from bot.store.tombstones import blacked
from bot.store.values import Post, Viewer

LEAST_WORDS = 5  # own words of a post worth quoting
SMALL = 500  # posts among which a random one is chosen from a full list
TRIES = 2_000
EXPORTED = 200  # posts read at a time

_POST = f"""
    SELECT p.id, t.slug, t.title, {SHOWN_NAME}, a.hidden, a.pseudonym, t.guild_id,
        p.author_title, p.posted_at, p.edited_at, p.url, p.body, p.marks, p.answers
    FROM posts p JOIN authors a ON a.id = p.author_id JOIN threads t ON t.id = p.id >> {rows.NUMBER_BITS}
    WHERE p.id BETWEEN ? AND ? AND {rows.VISIBLE} ORDER BY p.id LIMIT ?"""
_PASSAGES = f"""
    SELECT g.start, g.stop, g.kind, CASE WHEN a.id IS NULL THEN g.author ELSE {SHOWN_NAME} END, g.source_id,
        g.source_start, g.source_stop, g.confidence, g.via, g.declared, coalesce(a.hidden, 0)
    FROM passages g LEFT JOIN authors a ON a.id = g.author_id WHERE g.post_id = ? ORDER BY g.ordinal"""
_BY_AUTHOR = f"""
    SELECT p.id FROM posts p JOIN threads t ON t.id = p.id >> {rows.NUMBER_BITS}
    WHERE p.author_id IN (SELECT value FROM json_each(?)) AND p.id BETWEEN ? AND ? AND {rows.VISIBLE}
    ORDER BY p.id LIMIT ? OFFSET ?"""
_QUOTING = f"""
    SELECT DISTINCT g.post_id FROM passages g JOIN threads t ON t.id = g.post_id >> {rows.NUMBER_BITS}
    WHERE g.source_id = ? AND {rows.VISIBLE} ORDER BY g.post_id LIMIT ?"""
_ANSWERS = f"""
    SELECT p.id FROM posts p JOIN threads t ON t.id = p.id >> {rows.NUMBER_BITS}
    WHERE p.answers = ? AND {rows.VISIBLE} ORDER BY p.id LIMIT ?"""
_THREAD_WEIGHTS = f"SELECT t.id, t.posts FROM threads t WHERE {rows.VISIBLE} AND (? IS NULL OR t.id = ?)"
_AUTHOR_WEIGHTS = f"""
    SELECT t.id, sum(x.posts) FROM author_threads x JOIN threads t ON t.id = x.thread_id
    WHERE x.author_id IN (SELECT value FROM json_each(?)) AND {rows.VISIBLE}
    AND (? IS NULL OR t.id = ?) GROUP BY t.id"""
_NTH_OF_AUTHOR = """
    SELECT id FROM posts WHERE author_id IN (SELECT value FROM json_each(?)) AND id BETWEEN ? AND ?
    ORDER BY id LIMIT 1 OFFSET ?"""
_WORTH = """
    SELECT 1 FROM posts p JOIN authors a ON a.id = p.author_id
    WHERE p.id = ? AND p.words >= ? AND NOT a.hidden"""
_EVERYTHING = (0, 1 << 62)


class _Weights(NamedTuple):
    """Threads, and how many posts stand in each and in those before it."""

    threads: list[int]
    sums: list[int]


class Posts:
    """The archived posts."""

    def __init__(self, database: Database, dice: random.Random | None = None) -> None:
        self._database = database
        self._dice = dice or random.SystemRandom()
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
        return await self._database.read(_random, self._dice, viewer, author, thread, frozenset(avoid))

    async def export(self, viewer: Viewer, *, slugs: Sequence[str] | None = None) -> AsyncIterator[Post]:
        """Yield every post in archive order, reading a few hundred at a time."""
        spans = [_EVERYTHING]
        if slugs is not None:
            threads = [await self._database.read(find_thread, slug, viewer) for slug in slugs]
            spans = [rows.thread_span(thread.id) for thread in threads]
        for first, last in spans:
            at = first
            while batch := await self._database.read(_load_batch, at, last, viewer):
                for _, post in batch:
                    yield post
                at = batch[-1][0] + 1


def load_posts(connection: sqlite3.Connection, keys: Iterable[int], viewer: Viewer) -> list[Post]:
    """Return posts by their ids in the database, those the viewer may see, in the given order."""
    return [post for key in keys for _, post in _load(connection, key, key, viewer, 1)]


def _load(
    connection: sqlite3.Connection, first: int, last: int, viewer: Viewer, limit: int
) -> Iterator[tuple[int, Post]]:
    mask = masks.of(connection, viewer.guild_id)
    shadows: dict[int | None, dict[str, str]] = {}
    for row in connection.execute(_POST, (first, last, *rows.seen(viewer), limit)).fetchall():
        key, slug, title, author, hidden, pseudonym, owner, *rest = row
        author_title, posted_at, edited_at, url, body, marks, answers = rest
        if owner not in shadows:
            shadows[owner] = hiding.shadows(connection, owner)
        passages, concealed = _passages(connection, key, body, shadows[owner], hidden=bool(hidden))
        for start, stop in concealed:
            body = body[:start] + blacked(body[start:stop]) + body[stop:]
        for start, stop in _names(body, passages, shadows[owner]):
            body = body[:start] + blacked(body[start:stop]) + body[stop:]
        spoken, body = body, masks.starred(body, mask)
        disguised = hidden or pseudonym is not None
        yield (
            key,
            Post(
                rows.post_id(slug, key),
                title,
                rows.split_key(key)[1],
                author,
                None if disguised else author_title,
                rows.read_time(posted_at),
                rows.read_time(edited_at),
                None if disguised else url,
                body,
                passages,
                _renamed(rows.read_marks(marks), shadows[owner]),
                rows.post_id(slug, answers) if answers is not None else None,
                bool(hidden),
                mask,
                spoken if mask.style == "spoiler" and spoken != body else None,
            ),
        )


def _passages(
    connection: sqlite3.Connection, key: int, body: str, shadows: Mapping[str, str], *, hidden: bool
) -> tuple[tuple[Passage, ...], list[tuple[int, int]]]:
    """Return a post's passages, and the stretches a hidden author's words stand in."""
    passages = []
    concealed = []
    for (
        start,
        stop,
        kind,
        author,
        source,
        source_start,
        source_stop,
        confidence,
        via,
        declared,
        gone,
    ) in connection.execute(_PASSAGES, (key,)):
        if gone or (hidden and kind != PassageKind.QUOTE):
            concealed.append((start, stop))
        passages.append(
            Passage(
                start,
                stop,
                PassageKind(kind),
                author,
                rows.split_key(source)[1] if source is not None else None,
                source_start,
                source_stop,
                confidence,
                tuple(json.loads(via)) if via else (),
                None if gone else shadows.get(declared, declared),
            )
        )
    if not passages and body:
        if hidden:
            concealed.append((0, len(body)))
        passages.append(Passage(0, len(body)))
    return tuple(passages), concealed


def _names(body: str, passages: Sequence[Passage], shadows: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Find hidden names where the archive's page, not a person, says them: heads of quote boxes and the like."""
    for name in shadows:
        for passage in passages:
            at = body.find(name, passage.start, passage.end) if passage.kind == PassageKind.FURNITURE else -1
            while at >= 0:
                yield at, at + len(name)
                at = body.find(name, at + len(name), passage.end)


def _renamed(marks: tuple[Mark, ...], shadows: Mapping[str, str]) -> tuple[Mark, ...]:
    if not shadows:
        return marks
    return tuple(
        mark if mark.author is None else replace(mark, author=shadows.get(mark.author, mark.author))
        for mark in marks
    )


def _load_batch(
    connection: sqlite3.Connection, first: int, last: int, viewer: Viewer
) -> list[tuple[int, Post]]:
    return list(_load(connection, first, last, viewer, EXPORTED))


def _get(connection: sqlite3.Connection, post: PostId, viewer: Viewer) -> Post:
    thread = find_thread(connection, post.slug, viewer)
    found = load_posts(connection, [rows.post_key(thread.id, min(post.number, rows.MOST_POSTS))], viewer)
    if not found:
        raise NotFound(f"`{thread.slug}` has no post {post.number}; its posts are 1 to {thread.posts}.")
    return found[0]


def _page(connection: sqlite3.Connection, slug: str, viewer: Viewer, first: int, count: int) -> list[Post]:
    thread = find_thread(connection, slug, viewer)
    start = rows.post_key(thread.id, min(max(first, 1), rows.MOST_POSTS))
    return [post for _, post in _load(connection, start, rows.thread_span(thread.id)[1], viewer, count)]


def _by(
    connection: sqlite3.Connection, author: str, viewer: Viewer, thread: str | None, offset: int, limit: int
) -> list[Post]:
    people = json.dumps(author_ids(connection, author, viewer))
    span = rows.thread_span(find_thread(connection, thread, viewer).id) if thread is not None else _EVERYTHING
    keys = connection.execute(_BY_AUTHOR, (people, *span, *rows.seen(viewer), limit, offset)).fetchall()
    return load_posts(connection, [key for (key,) in keys], viewer)


def _related(
    connection: sqlite3.Connection, sql: str, post: PostId, viewer: Viewer, limit: int
) -> list[Post]:
    thread = find_thread(connection, post.slug, viewer)
    key = rows.post_key(thread.id, post.number)
    return load_posts(
        connection, [k for (k,) in connection.execute(sql, (key, *rows.seen(viewer), limit))], viewer
    )


def _random(
    connection: sqlite3.Connection,
    dice: random.Random,
    viewer: Viewer,
    author: str | None,
    thread: str | None,
    avoid: frozenset[PostId],
) -> Post:
    thread_id = find_thread(connection, thread, viewer).id if thread is not None else None
    people = json.dumps(author_ids(connection, author, viewer)) if author is not None else None
    weights = _weights(connection, viewer, people, thread_id)
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
        found = connection.execute(_THREAD_WEIGHTS, (*rows.seen(viewer), thread_id, thread_id)).fetchall()
    else:
        found = connection.execute(
            _AUTHOR_WEIGHTS, (people, *rows.seen(viewer), thread_id, thread_id)
        ).fetchall()
    return _Weights([thread for thread, _ in found], list(accumulate(posts for _, posts in found)))


def _nth(connection: sqlite3.Connection, weights: _Weights, draw: int, people: str | None) -> int:
    """Return the id of post number `draw`, counted over the weighted threads from 0."""
    place = bisect_right(weights.sums, draw)
    within = draw - (weights.sums[place - 1] if place else 0)
    thread_id = weights.threads[place]
    if people is None:
        return rows.post_key(thread_id, within + 1)
    (key,) = connection.execute(_NTH_OF_AUTHOR, (people, *rows.thread_span(thread_id), within)).fetchone()
    return int(key)


def _shuffled(dice: random.Random, total: int) -> list[int]:
    draws = list(range(total))
    dice.shuffle(draws)
    return draws
