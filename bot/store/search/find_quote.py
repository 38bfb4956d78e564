"""Who said it: the posts whose own words come nearest to words somebody remembers.

Few posts are looked at however many there are: those that share the rarest of the words, told by postings that end
within `RARE`, else those that hold several of the others together. Only then are texts read and compared, the likeliest
first and piece by piece, as long as `WORK` lasts; `Found.whole` tells whether it lasted to the end.
"""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import TypeVar

from bot.archive.likeness import likeness
from bot.archive.model import PassageKind
from bot.archive.spoken import Spoken
from bot.errors import UserError
from bot.search.words import is_plain, second_spellings, spelt, words
from bot.store import columns
from bot.store.archive import slugs
from bot.store.archive.load import load_posts
from bot.store.index import vocabulary
from bot.store.sqlite.database import Part
from bot.store.values import Post, Viewer

T = TypeVar("T")

LEAST_WORDS, MOST_WORDS = 3, 120
MOST = 5  # who may have said it
RARE = 2_000  # posts; a word in more tells little
TOGETHER = 6  # words that must stand together where none is rare
LOOKED_UP = 48  # words whose posts are looked up: the longest
COMPARED = 32  # posts read and compared
NEAR = 0.6  # confidence below which nothing was found
SURE = 0.97  # confidence from which the earliest counts as the first to say it
SECONDS = 3.0  # after which the database stops whatever it does
WORK = 0.35  # seconds of processor time, of which looking up posts may take half
BRIEF = 0.02  # the same where very many ask at once
PIECE, OVERLAP = 20_000, 4_000  # code points of a long passage compared at once, and those two pieces share

_QUOTED = f"""
    SELECT DISTINCT g.post_id FROM passages g JOIN threads t ON t.id = g.post_id >> {columns.NUMBER_BITS}
    JOIN posts p ON p.id = g.post_id JOIN authors a ON a.id = p.author_id
    WHERE g.source_id = ? AND coalesce(g.source_start, 0) < ? AND coalesce(g.source_stop, ?) > ? AND NOT a.hidden
    AND {columns.VISIBLE} ORDER BY g.post_id LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of `post` that come near to what was asked for: the poster's own, or somebody's the post quotes."""

    post: Post
    words: Spoken
    confidence: float


@dataclass(frozen=True, slots=True)
class Found:
    """Who said it, likeliest first; of several who said it word for word the earliest comes first.

    `quoted` are the posts that quote the first one's words since, oldest first, at most 25. Where `whole` is not set
    there was more to compare than time for it: of what is likely, only the likeliest was looked at.
    """

    said: tuple[Said, ...]
    quoted: tuple[Post, ...] = ()
    whole: bool = True


class Finding(Part):
    """Looks for remembered words."""

    async def find(self, text: str, viewer: Viewer, *, near: float = NEAR) -> Found:
        """Return who said `text` or something near it (at least `near` sure); nothing found is an empty result.

        Own words come first; only where nobody's own are near, words that posts quote from elsewhere are told.
        Raises UserError for fewer than three words. What lies behind the first 120 words is not looked at.
        """
        asked = spelt(text)[:MOST_WORDS]
        if len(asked) < LEAST_WORDS:
            raise UserError("That is too little to go by: give me at least three words as you remember them.")
        async with self._database.reader() as channel:
            work = min(WORK, max(channel.share, BRIEF))
            return await channel.transact(_find, asked, viewer, near, work, seconds=SECONDS)


def _find(
    connection: sqlite3.Connection,
    asked: Sequence[tuple[str, ...]],
    viewer: Viewer,
    near: float,
    seconds: float,
) -> Found:
    work = Work(seconds)
    found = [
        said
        for key in work.each(_candidates(connection, list(chain.from_iterable(asked)), viewer, work))
        for post in load_posts(connection, [key], viewer)
        for said in _said(post, asked, work)
        if said.confidence >= near
    ]
    found.sort(key=_rank)
    own = [said for said in found if said.words.own]
    if not own:
        return Found(tuple(found[:MOST]), whole=not work.cut)
    first = own[0]
    key, end = slugs.post_key(connection, first.post.id), first.words.end
    since = connection.execute(_QUOTED, (key, end, end, first.words.start, *columns.seen(viewer), 25))
    quoting = load_posts(connection, [post for (post,) in since], viewer)
    return Found(tuple(own[:MOST]), tuple(quoting), not work.cut)


def _rank(said: Said) -> tuple[float, str, str, int]:
    """Those who said it to the letter by time, where the archive tells one; the others by likeness."""
    at, number = said.post.posted_at, said.post.number
    if said.confidence < SURE:
        return 1 - said.confidence, "", said.post.id.slug, number
    return -1.0, at.replace(tzinfo=None).isoformat() if at else "9", "", number


class Work:
    """Processor time of this thread, so that what is found does not depend on what else the machine does.

    `cut` is set once something was left undone for it.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun = time.thread_time()
        self.cut = False

    def each(self, of: Iterable[T], share: float = 1.0) -> Iterator[T]:
        """Yield each as long as that share of the time is not used up."""
        for one in of:
            if time.thread_time() - self._begun >= self._seconds * share:
                self.cut = True
                return
            yield one


def _said(post: Post, asked: Sequence[tuple[str, ...]], work: Work) -> Iterator[Said]:
    """Yield for each passage the stretch most like what is asked, which is read as asked for however it is spelt."""
    sought = [(0, 0, word) for word, *_ in asked]
    same = {spelling: word for word, *seconds in asked for spelling in (*seconds, word)}
    for spoken in post.said:
        # Words quoted from a post of the archive are that post's to tell.
        if spoken.kind is PassageKind.FURNITURE or spoken.passage.number is not None:
            continue
        best = None
        for at in work.each(range(spoken.start, spoken.end, PIECE)):
            text = spoken.part(at, at + PIECE + OVERLAP).text
            heard = list(words(text))
            if len(same) > len(asked) or not is_plain(text):
                heard = [
                    word._replace(text=_asked(text[word.start : word.end], word.text, same)) for word in heard
                ]
            found = likeness(sought, heard)
            if found is not None and (best is None or found.confidence > best.confidence):
                best = Said(post, spoken.part(at + found.start, at + found.end), found.confidence)
        if best is not None:
            yield best


def _asked(written: str, word: str, same: Mapping[str, str]) -> str:
    """Return a word as it is asked for, if it is, and in whichever spelling."""
    return next((same[way] for way in (word, *second_spellings(written)) if way in same), word)


def _candidates(connection: sqlite3.Connection, asked: list[str], viewer: Viewer, work: Work) -> list[int]:
    """Return the ids of the posts that share most of what is rare in `asked`, those the viewer may see."""
    shared = Counter[int]()
    common: list[tuple[int, str]] = []
    longest = sorted(dict.fromkeys(asked), key=len, reverse=True)[:LOOKED_UP]
    for word in work.each(longest, 0.5):
        posts, rarity = vocabulary.holders(connection, word, viewer, RARE)
        if posts is None:
            common.append((rarity, word))
        else:
            shared.update(dict.fromkeys(posts, 1 + RARE // max(1, len(posts))))
    # The rarest of all are looked for together, then those of each half, so that a slip misses few.
    rarest = [word for _, word in sorted(common, key=itemgetter(0), reverse=True)]
    for group in work.each((rarest, rarest[::2], rarest[1::2]), 0.5):
        if len(group) >= LEAST_WORDS:
            shared.update(dict.fromkeys(vocabulary.together(connection, group[:TOGETHER], viewer, RARE), 2))
    return [post for post, _ in shared.most_common(COMPARED)]
