"""Which stored thread an incoming one is, and which of its posts are stored.

It is the one with its key, if that tells the site. If it does not, the one with its number that has its name, or holds
a post of one id and one moment with it; if it is only a title, one that holds a post of it. Without a key one that
opens with the same title and post, and of which it is a longer or shorter copy. Posts keep their numbers for ever; what
is new comes after them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from itertools import islice, pairwise
from sqlite3 import Connection

from bot.archive.clocks import may_be_one_moment
from bot.archive.ids import is_title, slugify, without_name
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedThread
from bot.store import columns

_ALIKE = 32
"""Moments at which the same words were said that are compared with another: work is bounded."""
_CALLED_ALIKE = 32
"""Threads of one title that are compared with another; a title alone is no identity, a post that both hold is."""
_Times = dict[datetime | None, list[int]]
"""Numbers of posts with the same words by when they were posted, the first one last."""


def fingerprint_of(incoming: Incoming) -> str:
    """Return the hash of a thread's title and opening post."""
    opening = incoming.opening
    text = f"{incoming.head.title}\0{opening.author}\0{opening.body}"
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


# `+`: of most archives all threads are one guild's, or nobody's; that index would find them all.
_OWN = "+guild_id IS"
_NUMBERED_ALIKE = "key = ?3 OR key > ?3 || ':' AND key < ?3 || ';'"


def may_be_known(db: Connection, key: str | None, guild_id: int | None, fingerprint: str) -> bool:
    """Tell whether a thread may be stored already, or may hold what was removed."""
    alike = f"(key = ?1 OR {_NUMBERED_ALIKE})" if key is not None else "fingerprint = ?1 AND key IS NULL"
    row = db.execute(
        f"SELECT EXISTS (SELECT 1 FROM threads WHERE {alike} AND {_OWN} ?2) OR EXISTS (SELECT 1 FROM tombstones)",
        (fingerprint, guild_id) if key is None else (key, guild_id, without_name(key)),
    )
    return bool(row.fetchone()[0])


def find(
    db: Connection, parsed: ParsedThread, guild_id: int | None, fingerprint: str
) -> tuple[int, list[int]] | None:
    """Return the stored thread's id, and the number each incoming post has there or will have."""
    if parsed.key is not None:
        return _find_by_key(db, parsed, parsed.key, guild_id, fingerprint)
    incoming = [(columns.clean(post.author), columns.clean(post.body)) for post in parsed.posts]
    for (thread_id,) in db.execute(
        f"SELECT id FROM threads WHERE fingerprint = ? AND {_OWN} ? AND key IS NULL ORDER BY id",
        (fingerprint, guild_id),
    ).fetchall():
        stored = db.execute(
            "SELECT a.name, p.body FROM posts p JOIN authors a ON a.id = p.author_id "
            "WHERE p.id BETWEEN ? AND ? ORDER BY p.id",
            columns.thread_span(thread_id),
        )
        if all(old == new for old, new in zip(stored, incoming, strict=False)):
            return thread_id, list(range(1, len(incoming) + 1))
    return None


def _find_by_key(
    db: Connection, parsed: ParsedThread, key: str, guild_id: int | None, fingerprint: str
) -> tuple[int, list[int]] | None:
    rows = db.execute(
        f"SELECT id, posts, key, title FROM threads WHERE (key = ?1 OR {_NUMBERED_ALIKE}) AND {_OWN} ?2 "
        "ORDER BY key <> ?1, fingerprint <> ?4, id DESC LIMIT ?5",
        (key, guild_id, without_name(key), fingerprint, _CALLED_ALIKE),
    ).fetchall()
    for thread_id, posts, known, title in rows:
        numbers = _align(db, parsed, thread_id, posts)
        goes_on = len(rows) == 1 and (parsed.page or 1) > 1
        told = known == key and (key != without_name(key) or slugify(title) == slugify(parsed.title))
        if (
            goes_on or _is_known_by_posts(parsed, numbers, posts)
            if is_title(key)
            else told or (known == key and goes_on) or _hold_one_post(db, parsed, thread_id)
        ):
            return thread_id, numbers
    return None


def _hold_one_post(db: Connection, parsed: ParsedThread, thread_id: int) -> bool:
    """Tell whether a thread and a stored one hold a post of one id and one moment."""
    incoming = {post.ref: post.posted_at for post in parsed.posts if post.ref and post.posted_at}
    stored = db.execute(
        "SELECT ref, posted_at FROM posts WHERE id BETWEEN ? AND ? AND posted_at IS NOT NULL",
        columns.thread_span(thread_id),
    )
    return any(
        ref in incoming and may_be_one_moment(columns.read_time(posted_at), incoming[ref])
        for ref, posted_at in stored
    )


def _align(db: Connection, parsed: ParsedThread, thread_id: int, posts: int) -> list[int]:
    """Return the number each incoming post has, or will have, in a thread known by its key."""
    by_ref: dict[str | None, int] = {}
    by_words: dict[tuple[str, str], _Times] = defaultdict(dict)
    for key, ref, author, body, posted_at in db.execute(
        "SELECT p.id, p.ref, a.name, p.body, p.posted_at FROM posts p JOIN authors a ON a.id = p.author_id "
        "WHERE p.id BETWEEN ? AND ? ORDER BY p.id DESC",
        columns.thread_span(thread_id),
    ):
        number = columns.split_key(key)[1]
        if ref is not None:
            by_ref[ref] = number
        else:
            by_words[author, body].setdefault(columns.read_time(posted_at), []).append(number)
    numbers = []
    for post in parsed.posts:
        place = by_ref.get(post.ref) or _taken(
            by_words[columns.clean(post.author), columns.clean(post.body)], post.posted_at
        )
        if place is None:
            place = posts = posts + 1
            if post.ref is not None:
                by_ref[post.ref] = place
        numbers.append(place)
    return numbers


def _is_known_by_posts(parsed: ParsedThread, numbers: Sequence[int], posts: int) -> bool:
    """Tell whether a thread surely has posts of the stored one that are `numbers` there, of which it has `posts`."""
    told = any(
        number <= posts and (post.ref or (post.posted_at and post.posted_at.time() != time()))
        for post, number in zip(parsed.posts, numbers, strict=True)
    )
    row = any(number + 1 == following <= posts for number, following in pairwise(numbers))
    return told or row or numbers[0] == 1


def _taken(stored: _Times, posted_at: datetime | None) -> int | None:
    """Take the number of a post that may be the one posted then: of that very moment, else the first that is left."""
    alike = (time for time in islice(reversed(stored), _ALIKE) if may_be_one_moment(time, posted_at))
    time = posted_at if posted_at in stored else next(alike, posted_at)
    numbers = stored.get(time)
    if numbers is None:
        return None
    number = numbers.pop()
    if not numbers:
        del stored[time]
    return number
