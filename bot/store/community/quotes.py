"""Quotes people keep, those quoted and kept most, what a channel has had, and the guessing game."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection

from bot.archive.ids import PostId
from bot.errors import NotFound, UserError
from bot.languages import counted
from bot.store import columns
from bot.store.archive import fame, slugs
from bot.store.archive.authors import author_ids
from bot.store.archive.load import load_posts
from bot.store.archive.posts import LEAST_WORDS
from bot.store.archive.threads import key_of, span
from bot.store.sqlite.database import Part, reads, writes
from bot.store.values import Post, Viewer

MOST_KEPT = 500
"""Quotes one person may keep."""

_KEPT = f"""
    SELECT k.post_id FROM quotes_kept k JOIN posts p ON p.id = k.post_id JOIN authors a ON a.id = p.author_id
    JOIN threads t ON t.id = k.post_id >> {columns.NUMBER_BITS}
    WHERE k.user_id = ? AND NOT a.hidden AND {columns.VISIBLE} ORDER BY k.kept_at DESC, k.post_id DESC"""
# The walk goes from the most famous down and looks up a post only where thread and author are asked for.
_TOP = f"""
    SELECT f.post_id, f.quoted, f.kept FROM {{source}} f
    CROSS JOIN threads t ON t.id = f.post_id >> {columns.NUMBER_BITS}
    CROSS JOIN posts p ON p.id = f.post_id CROSS JOIN authors a ON a.id = p.author_id
    WHERE (:people IS NULL OR f.author_id IN (SELECT value FROM json_each(:people)))
    AND {columns.VISIBLE_NAMED} AND NOT a.hidden AND p.words >= :words
    ORDER BY f.times DESC, f.post_id LIMIT :limit"""
_EVERYWHERE = _TOP.format(source="fame")
_IN_THREAD = _TOP.format(source="(SELECT * FROM fame WHERE post_id BETWEEN :first AND :last)")


@dataclass(frozen=True, slots=True)
class Famous:
    """A post, in how many posts it is quoted, and how many people keep it."""

    post: Post
    quoted: int
    kept: int


class Keeping(Part):
    """What people keep."""

    @writes
    def keep(self, db: Connection, user_id: int, post: PostId, viewer: Viewer) -> bool:
        """Keep a post for somebody; tell whether it is new to them. Raises NotFound where they may not see it."""
        key = key_of(db, post, viewer)
        others = db.execute(
            "SELECT (SELECT count(*) FROM quotes_kept WHERE user_id = ?1 AND post_id <> ?2) "
            "FROM posts p JOIN authors a ON a.id = p.author_id WHERE p.id = ?2 AND NOT a.hidden",
            (user_id, key),
        ).fetchone()
        if others is None:
            raise NotFound("There is no post `{post}`.", post=post)
        if others[0] >= MOST_KEPT:
            raise UserError(
                counted(
                    "You keep {n} quote already: let one go first, with `/quote kept`.",
                    "You keep {n} quotes already: let one go first, with `/quote kept`.",
                    MOST_KEPT,
                )
            )
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        done = db.execute(
            "INSERT INTO quotes_kept VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (user_id, key, viewer.guild_id, now),
        )
        fame.count(db, key, key)
        return bool(done.rowcount)

    @writes
    def drop(self, db: Connection, user_id: int, post: PostId) -> bool:
        """Keep a post no longer; tell whether it was kept."""
        key = slugs.post_key(db, post) or -1
        done = db.execute("DELETE FROM quotes_kept WHERE user_id = ? AND post_id = ?", (user_id, key))
        fame.count(db, key, key)
        return bool(done.rowcount)

    @reads
    def kept(self, db: Connection, user_id: int, viewer: Viewer) -> list[Post]:
        """Return what somebody keeps, the latest first: what `viewer` may see."""
        return load_posts(db, [key for (key,) in db.execute(_KEPT, (user_id, *columns.seen(viewer)))], viewer)

    @reads
    def top(
        self,
        db: Connection,
        viewer: Viewer,
        *,
        author: str | None = None,
        thread: str | None = None,
        limit: int = 10,
    ) -> list[Famous]:
        """Return the posts that are quoted and kept most, each quoting post and each person counted once."""
        people = None if author is None else json.dumps(author_ids(db, author, viewer))
        asked = {"limit": limit, "words": LEAST_WORDS, "people": people, **columns.seen_named(viewer)}
        if thread is not None:
            asked["first"], asked["last"] = span(db, thread, viewer)
        found = db.execute(_EVERYWHERE if thread is None else _IN_THREAD, asked).fetchall()
        return [
            Famous(post, quoted, kept)
            for key, quoted, kept in found
            for post in load_posts(db, [key], viewer)
        ]


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
    AND (turn <= (SELECT max(turn) FROM quotes_shown WHERE channel_id = ?1) + 1 - ?3
    OR EXISTS (SELECT 1 FROM quotes_shown WHERE channel_id = ?1 AND post_id = ?2))"""


class Shown(Part):
    """Remembers what channels have had."""

    @reads
    def of(self, db: Connection, channel_id: int) -> frozenset[PostId]:
        """Return what a channel has had."""
        return frozenset(columns.post_id(slug, key) for slug, key in db.execute(_OF, (channel_id,)))

    @writes
    def note(self, db: Connection, channel_id: int, post: PostId) -> None:
        """Note that a channel has had a post; one that comes again begins the channel's round anew."""
        if (key := slugs.post_key(db, post)) is not None:
            db.execute(_FORGET, (channel_id, key, REMEMBERED))
            db.execute(_NOTE, (channel_id, key))


@dataclass(frozen=True, slots=True)
class Score:
    """How often somebody guessed right and wrong in a channel."""

    user_id: int
    correct: int
    wrong: int


class Scores(Part):
    """Who guessed what."""

    @writes
    def guess(
        self, db: Connection, round_id: int, channel_id: int, user_id: int, choice: int, answer: int
    ) -> bool:
        """Note somebody's one guess of a round and count it; False where they had guessed already."""
        done = db.execute(
            "INSERT INTO game_guesses VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (round_id, user_id, choice)
        )
        if done.rowcount:
            db.execute(
                "INSERT INTO game_scores VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "correct = correct + excluded.correct, wrong = wrong + excluded.wrong",
                (channel_id, user_id, choice == answer, choice != answer),
            )
        return bool(done.rowcount)

    @reads
    def guesses(self, db: Connection, round_id: int) -> dict[int, int]:
        """Return everybody's choice in a round, by user."""
        return dict(db.execute("SELECT user_id, choice FROM game_guesses WHERE round_id = ?", (round_id,)))

    @reads
    def best(self, db: Connection, channel_id: int, *, limit: int = 10) -> list[Score]:
        """Return a channel's best guessers: most right first, of those with the fewest wrong."""
        found = db.execute(
            "SELECT user_id, correct, wrong FROM game_scores WHERE channel_id = ? "
            "ORDER BY correct DESC, wrong, user_id LIMIT ?",
            (channel_id, limit),
        )
        return [Score(*row) for row in found]
