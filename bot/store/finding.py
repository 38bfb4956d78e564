"""Who said it: the posts whose own words come nearest to words somebody remembers.

Few posts are looked at however many there are: those that share the rarest of the words, told by postings that end
within `RARE`, else those that hold several of the others together. Only then are texts read and compared.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.archive.ids import PostId
from bot.archive.likeness import likeness
from bot.archive.model import Passage, PassageKind
from bot.errors import UserError
from bot.search.words import Word, words
from bot.store import rows
from bot.store.database import Database
from bot.store.loading import load_posts
from bot.store.values import Post, Viewer

LEAST_WORDS, MOST_WORDS = 3, 120
RARE = 2_000  # posts; a word in more tells little
TOGETHER = 6  # words that must stand together where none is rare
LOOKED_UP = 48  # words whose posts are looked up: the longest
COMPARED = 32  # posts read and compared
NEAR = 0.6  # confidence below which nothing was found
SURE = 0.97  # confidence from which the earliest counts as the first to say it
SECONDS = 3.0

_WITH = "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?"
_SHOWN = f"""
    SELECT 1 FROM posts p JOIN authors a ON a.id = p.author_id JOIN threads t ON t.id = p.id >> {rows.NUMBER_BITS}
    WHERE p.id = ? AND NOT a.hidden AND {rows.VISIBLE}"""
_QUOTED = f"""
    SELECT DISTINCT g.post_id FROM passages g JOIN threads t ON t.id = g.post_id >> {rows.NUMBER_BITS}
    JOIN posts p ON p.id = g.post_id JOIN authors a ON a.id = p.author_id
    WHERE g.source_id = ? AND coalesce(g.source_start, 0) < ? AND coalesce(g.source_stop, ?) > ? AND NOT a.hidden
    AND {rows.VISIBLE} ORDER BY g.post_id LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of `post`'s body, `start` to `end` in code points, that comes near to what was asked for.

    `passage` says whose words they are: the poster's own, or, where `Found.own` is not set, somebody's the post quotes.
    """

    post: Post
    passage: Passage
    start: int
    end: int
    confidence: float

    @property
    def text(self) -> str:
        """The words as they stand in the archive."""
        return self.post.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Found:
    """Who said it, likeliest first; of several who said it word for word the earliest comes first.

    `quoted` are the posts that quote the first one's words since, oldest first, at most 25.
    """

    said: tuple[Said, ...]
    quoted: tuple[Post, ...] = ()


class Finding:
    """Looks for remembered words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, text: str, viewer: Viewer, *, limit: int = 5, near: float = NEAR) -> Found:
        """Return who said `text` or something near it (at least `near` sure); nothing found is an empty result.

        Own words come first; only where nobody's own are near, words that posts quote from elsewhere are told.
        Raises UserError for fewer than three words. What lies behind the first 120 words is not looked at.
        """
        asked = list(words(text))[:MOST_WORDS]
        if len(asked) < LEAST_WORDS:
            raise UserError("That is too little to go by: give me at least three words as you remember them.")
        return await self._database.read(_find, asked, viewer, limit, near, seconds=SECONDS)


def _find(
    connection: sqlite3.Connection, asked: Sequence[Word], viewer: Viewer, limit: int, near: float
) -> Found:
    own: list[Said] = []
    quoted: list[Said] = []
    keys = _candidates(connection, [word.text for word in asked], viewer)
    for post in load_posts(connection, keys, viewer):
        for said in _said(post, asked):
            if said.confidence >= near:
                (own if said.passage.kind is PassageKind.OWN else quoted).append(said)
    own.sort(key=_rank)
    if not own:
        return Found(tuple(sorted(quoted, key=_rank)[:limit]))
    first = own[0]
    key = _key(connection, first.post.id)
    since = connection.execute(
        _QUOTED, (key, first.end, first.end, first.start, *rows.seen(viewer), 25)
    ).fetchall()
    return Found(tuple(own[:limit]), tuple(load_posts(connection, [post for (post,) in since], viewer)))


def _rank(said: Said) -> tuple[float, str, str, int]:
    """Those who said it to the letter by time, where the archive tells one; the others by likeness."""
    sure = said.confidence >= SURE
    at = said.post.posted_at
    return (
        -1.0 if sure else -said.confidence + 1,
        at.replace(tzinfo=None).isoformat() if sure and at else "9" if sure else "",
        said.post.id.slug if not sure else "",
        said.post.number,
    )


def _said(post: Post, asked: Sequence[Word]) -> Iterator[Said]:
    for passage in post.passages:
        # Words quoted from a post of the archive are that post's to tell.
        if passage.kind is PassageKind.FURNITURE or passage.number is not None:
            continue
        found = likeness(asked, list(words(post.body[passage.start : passage.end])))
        if found is not None:
            start, end = passage.start + found.start, passage.start + found.end
            yield Said(post, passage, start, end, found.confidence)


def _candidates(connection: sqlite3.Connection, asked: list[str], viewer: Viewer) -> list[int]:
    """Return the ids of the posts that share most of what is rare in `asked`, those the viewer may see."""
    shared: Counter[int] = Counter()
    common: list[tuple[str, int]] = []
    for word in sorted(dict.fromkeys(asked), key=len, reverse=True)[:LOOKED_UP]:
        posts = _posts_with(connection, _term(word), RARE + 1)
        if len(posts) > RARE:
            common.append((word, posts[-1]))
            continue
        for post in posts:
            shared[post] += 1 + RARE // len(posts)
    for group in _together(common):
        for post in _posts_with(connection, " AND ".join(map(_term, group)), RARE):
            shared[post] += 2
    chosen: list[int] = []
    for post, _ in shared.most_common():
        if connection.execute(_SHOWN, (post, *rows.seen(viewer))).fetchone():
            chosen.append(post)
            if len(chosen) == COMPARED:
                break
    return chosen


def _together(common: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    """Yield groups of words to look for together: the rarest of all, then of each half, so that a slip misses few.

    Each word comes with the post its first `RARE` end at: postings ascend, so the further that is the rarer it is.
    """
    rarest = [word for word, _ in sorted(common, key=lambda each: each[1], reverse=True)]
    for part in (rarest, rarest[::2], rarest[1::2]):
        if len(part) >= LEAST_WORDS:
            yield part[:TOGETHER]


def _posts_with(connection: sqlite3.Connection, match: str, limit: int) -> list[int]:
    return [post for (post,) in connection.execute(_WITH, (match, limit))]


def _term(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _key(connection: sqlite3.Connection, post: PostId) -> int:
    (thread_id,) = connection.execute("SELECT id FROM threads WHERE slug = ?", (post.slug,)).fetchone()
    return rows.post_key(thread_id, post.number)
