"""Which posts a channel has had as random quotes."""

from sqlite3 import Connection

from bot.archive.ids import PostId
from bot.store import columns
from bot.store.archive import slugs
from bot.store.sqlite.part import Part, reads, writes

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


class Shown(Part):
    """Remembers what channels have had."""

    @reads
    def of(self, db: Connection, channel_id: int) -> frozenset[PostId]:
        """Return what a channel has had."""
        return frozenset(columns.post_id(slug, key) for slug, key in db.execute(_OF, (channel_id,)))

    @writes
    def note(self, db: Connection, channel_id: int, post: PostId) -> None:
        """Note that a channel has had a post; one that comes again begins the channel's round anew."""
        thread = slugs.holder(db, post.slug)
        if thread is None:
            return
        key = columns.post_key(thread, post.number)
        had = db.execute(
            "SELECT 1 FROM quotes_shown WHERE channel_id = ? AND post_id = ?", (channel_id, key)
        ).fetchone()
        if had:
            db.execute("DELETE FROM quotes_shown WHERE channel_id = ?", (channel_id,))
        db.execute(_NOTE, (channel_id, key))
        db.execute(_FORGET, (channel_id, REMEMBERED))
