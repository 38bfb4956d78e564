"""Which posts a channel has had as random quotes."""

import sqlite3

from bot.archive.ids import PostId
from bot.store import columns
from bot.store.sqlite.database import Database

REMEMBERED = 2_000
"""Quotes a channel remembers; the oldest are forgotten first."""

_OF = f"""
    SELECT t.slug, s.post_id FROM quotes_shown s JOIN threads t ON t.id = s.post_id >> {columns.NUMBER_BITS}
    WHERE s.channel_id = ?"""
_NOTE = """
    INSERT INTO quotes_shown
    SELECT ?1, ?2, coalesce(max(turn), 0) + 1 FROM quotes_shown WHERE channel_id = ?1"""
_FORGET = """
    DELETE FROM quotes_shown WHERE channel_id = ?1
    AND turn <= (SELECT max(turn) FROM quotes_shown WHERE channel_id = ?1) - ?2"""


class Shown:
    """Remembers what channels have had."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, channel_id: int) -> frozenset[PostId]:
        """Return what a channel has had."""
        return await self._database.read(_of, channel_id)

    async def note(self, channel_id: int, post: PostId) -> None:
        """Note that a channel has had a post; one that comes again begins the channel's round anew."""
        await self._database.transact(_note, channel_id, post)


def _of(connection: sqlite3.Connection, channel_id: int) -> frozenset[PostId]:
    return frozenset(columns.post_id(slug, key) for slug, key in connection.execute(_OF, (channel_id,)))


def _note(connection: sqlite3.Connection, channel_id: int, post: PostId) -> None:
    row = connection.execute("SELECT id FROM threads WHERE slug = ?", (post.slug,)).fetchone()
    if row is None:
        return
    key = columns.post_key(row[0], post.number)
    had = connection.execute(
        "SELECT 1 FROM quotes_shown WHERE channel_id = ? AND post_id = ?", (channel_id, key)
    ).fetchone()
    if had:
        connection.execute("DELETE FROM quotes_shown WHERE channel_id = ?", (channel_id,))
    connection.execute(_NOTE, (channel_id, key))
    connection.execute(_FORGET, (channel_id, REMEMBERED))
