"""Slugs: which are free, what threads were called before, and giving a thread another one.

A slug that a thread once had leads to it for good, and no other thread is called so. Where several servers have
archives of their own, what a server brings ends in a tag of that server: a number behind a slug would tell that another
server has a thread of that title.
"""

import base64
import hashlib
from itertools import count
from sqlite3 import Connection

from bot.archive.ids import PostId, typed_slug
from bot.search.words import LAST
from bot.store import columns
from bot.store.archive import name_completion
from bot.store.index import changes
from bot.store.values import ThreadSummary

_TAKEN = """
    SELECT slug FROM threads WHERE slug >= ?1 AND slug < ?2 AND id IS NOT ?3
    UNION ALL SELECT slug FROM former_slugs WHERE slug >= ?1 AND slug < ?2 AND thread_id IS NOT ?3"""
# A seek on either side: `<>` would look through all of one server's threads.
_OTHERS = """
    SELECT 1 WHERE EXISTS (SELECT 1 FROM threads WHERE guild_id < ?1)
    OR EXISTS (SELECT 1 FROM threads WHERE guild_id > ?1)"""
_HOLDER = """
    SELECT id, 1 AS now FROM threads WHERE slug = ?1
    UNION ALL SELECT thread_id, 0 FROM former_slugs WHERE slug = ?1 ORDER BY now DESC LIMIT 1"""


def free(db: Connection, wanted: str, guild_id: int | None, *, thread_id: int | None = None) -> str:
    """Return `wanted`, with its server's tag where others bring archives, too, and a number where that is taken.

    It is taken where another thread than `thread_id` is, or was, called so.
    """
    name = wanted
    if guild_id is not None and db.execute(_OTHERS, (guild_id,)).fetchone():
        tag = f"-{_tag(db, guild_id)}"
        name = wanted.removesuffix(tag) + tag
    taken = {slug for (slug,) in db.execute(_TAKEN, (name, name + LAST, thread_id))}
    return name if name not in taken else next(n for each in count(2) if (n := f"{name}-{each}") not in taken)


def _tag(db: Connection, guild_id: int) -> str:
    """Return four letters that stand for a server and tell nobody which it is."""
    (secret,) = db.execute("SELECT value FROM notes WHERE key = 'slug tags'").fetchone()
    digest = hashlib.blake2b(str(guild_id).encode(), key=bytes.fromhex(secret), digest_size=5).digest()
    return base64.b32encode(digest).decode().lower()[:4]


def rename(db: Connection, thread: ThreadSummary, typed: str) -> str:
    """Call a thread by the slug that was typed, or by the next that is free; return it. Raises UserError."""
    slug = free(db, typed_slug(typed), thread.guild_id, thread_id=thread.id)
    if slug == thread.slug:
        return slug
    db.execute("DELETE FROM former_slugs WHERE slug = ? AND thread_id = ?", (slug, thread.id))
    db.execute("INSERT INTO former_slugs VALUES (?, ?)", (thread.slug, thread.id))
    db.execute("UPDATE threads SET slug = ? WHERE id = ?", (slug, thread.id))
    # What is kept by slug is looked for by slug.
    db.execute("UPDATE replay_runs SET slug = ? WHERE slug = ?", (slug, thread.slug))
    db.execute("UPDATE daily_quotes SET thread = ? WHERE thread = ?", (slug, thread.slug))
    name_completion.name_threads(db, (thread.id,))
    changes.touch(db)
    return slug


def post_key(db: Connection, post: PostId) -> int | None:
    """Return the id a post has in the database, whoever may see it; None where no thread is or was called so."""
    row = db.execute(_HOLDER, (post.slug,)).fetchone()
    return row and columns.post_key(row[0], post.number)


def every(db: Connection, thread: ThreadSummary) -> tuple[str, ...]:
    """Return what a thread is, and was, called."""
    former = "SELECT slug FROM former_slugs WHERE thread_id = ? ORDER BY slug"
    return thread.slug, *(slug for (slug,) in db.execute(former, (thread.id,)))
