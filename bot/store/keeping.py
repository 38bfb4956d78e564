"""Quotes people keep, and the quotes that are quoted and kept most."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.archive.ids import PostId
from bot.errors import NotFound, UserError
from bot.store import rows
from bot.store.authors import author_ids
from bot.store.database import Database
from bot.store.posts import LEAST_WORDS, load_posts
from bot.store.threads import find_thread
from bot.store.values import Post, Viewer

MOST_KEPT = 500
"""Quotes one person may keep."""

_KEPT = f"""
    SELECT k.post_id FROM quotes_kept k JOIN posts p ON p.id = k.post_id JOIN authors a ON a.id = p.author_id
    JOIN threads t ON t.id = k.post_id >> {rows.NUMBER_BITS}
    WHERE k.user_id = ? AND NOT a.hidden AND {rows.VISIBLE} ORDER BY k.kept_at DESC, k.post_id DESC"""
# Quoting oneself and copies by way of others count like any quote: each post that holds the words counts once.
_TOP = f"""
    WITH tally (id, quoted, kept) AS (
        SELECT source_id, count(DISTINCT post_id), 0 FROM passages
        WHERE source_id IS NOT NULL AND source_id BETWEEN ?1 AND ?2 GROUP BY source_id
        UNION ALL SELECT post_id, 0, count(*) FROM quotes_kept WHERE post_id BETWEEN ?1 AND ?2 GROUP BY post_id)
    SELECT y.id, y.quoted, y.kept FROM (
        SELECT id, sum(quoted) AS quoted, sum(kept) AS kept FROM tally GROUP BY id
        ORDER BY sum(quoted) + sum(kept) DESC, id) y
    JOIN posts p ON p.id = y.id JOIN authors a ON a.id = p.author_id JOIN threads t ON t.id = y.id >> {rows.NUMBER_BITS}
    WHERE NOT a.hidden AND p.words >= ?3 AND (?4 IS NULL OR p.author_id IN (SELECT value FROM json_each(?4)))
    AND (?5 OR t.guild_id IS NULL OR t.shared OR t.guild_id = ?6)
    ORDER BY y.quoted + y.kept DESC, y.id LIMIT ?7"""


@dataclass(frozen=True, slots=True)
class Famous:
    """A post, in how many posts it is quoted, and how many people keep it."""

    post: Post
    quoted: int
    kept: int


class Keeping:
    """What people keep."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, user_id: int, post: PostId, viewer: Viewer) -> bool:
        """Keep a post for somebody; tell whether it is new to them. Raises NotFound where they may not see it."""
        return await self._database.transact(_keep, user_id, post, viewer)

    async def drop(self, user_id: int, post: PostId) -> bool:
        """Keep a post no longer; tell whether it was kept."""
        return await self._database.transact(_drop, user_id, post)

    async def kept(self, user_id: int, viewer: Viewer) -> list[Post]:
        """Return what somebody keeps, the latest first: what `viewer` may see."""
        return await self._database.read(_kept, user_id, viewer)

    async def top(
        self, viewer: Viewer, *, author: str | None = None, thread: str | None = None, limit: int = 10
    ) -> list[Famous]:
        """Return the posts that are quoted and kept most, each quoting post and each person counted once."""
        return await self._database.read(_top, viewer, author, thread, limit)


def _keep(connection: sqlite3.Connection, user_id: int, post: PostId, viewer: Viewer) -> bool:
    key = rows.post_key(find_thread(connection, post.slug, viewer).id, post.number)
    shown = connection.execute(
        "SELECT 1 FROM posts p JOIN authors a ON a.id = p.author_id WHERE p.id = ? AND NOT a.hidden", (key,)
    ).fetchone()
    if not shown:
        raise NotFound(f"There is no post `{post}`.")
    (count,) = connection.execute("SELECT count(*) FROM quotes_kept WHERE user_id = ?", (user_id,)).fetchone()
    if count >= MOST_KEPT:
        raise UserError(f"You keep {MOST_KEPT} quotes already: let one go first, with `/quote kept`.")
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    done = connection.execute(
        "INSERT INTO quotes_kept VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (user_id, key, viewer.guild_id, now),
    )
    return bool(done.rowcount)


def _drop(connection: sqlite3.Connection, user_id: int, post: PostId) -> bool:
    row = connection.execute("SELECT id FROM threads WHERE slug = ?", (post.slug,)).fetchone()
    key = rows.post_key(row[0], post.number) if row else -1
    done = connection.execute("DELETE FROM quotes_kept WHERE user_id = ? AND post_id = ?", (user_id, key))
    return bool(done.rowcount)


def _kept(connection: sqlite3.Connection, user_id: int, viewer: Viewer) -> list[Post]:
    keys = connection.execute(_KEPT, (user_id, *rows.seen(viewer))).fetchall()
    return load_posts(connection, [key for (key,) in keys], viewer)


def _top(
    connection: sqlite3.Connection, viewer: Viewer, author: str | None, thread: str | None, limit: int
) -> list[Famous]:
    people = json.dumps(author_ids(connection, author, viewer)) if author is not None else None
    span = (
        rows.thread_span(find_thread(connection, thread, viewer).id) if thread is not None else (0, 1 << 62)
    )
    found = connection.execute(_TOP, (*span, LEAST_WORDS, people, *rows.seen(viewer), limit)).fetchall()
    return [
        Famous(post, quoted, kept)
        for key, quoted, kept in found
        for post in load_posts(connection, [key], viewer)
    ]
