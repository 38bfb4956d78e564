"""Putting a thread into the archive: idempotent by content, permanent in its ids, all or nothing.

Which stored thread an incoming one is: the one with its key, if that tells the site. If it does not, the one with its
number that has its name, or holds a post of one id and one moment with it; if it is only a title, one that holds a
post of it. Without a key one that opens with the same title and post, and of which it is a longer or shorter copy.
Posts keep their numbers for ever; what is new comes after them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import islice, pairwise
from sqlite3 import Connection
from typing import TypeVar

from bot.archive.clocks import may_be_one_moment
from bot.archive.ids import MOST_POSTS, is_title, slugify, without_name
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedThread
from bot.errors import BadArchive
from bot.store import columns
from bot.store.archive import identities, slugs, tombstones
from bot.store.archive.post_rows import (
    ADD_POST,
    GET_PASSAGES,
    GET_POSTS,
    POST_COLUMNS,
    PUT_PASSAGE,
    Made,
    Row,
    made_rows,
)
from bot.store.index import changes, fulltext
from bot.store.values import Outcome, Saved

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Told how many posts are written, of how many; what it raises calls the import off."""

BATCH = 2_000
_ALIKE = 32
"""Moments at which the same words were said that are compared with another: work is bounded."""
_CALLED_ALIKE = 32
"""Threads of one title that are compared with another; a title alone is no identity, a post that both hold is."""
_Times = dict[datetime | None, list[int]]
"""Numbers of posts with the same words by when they were posted, the first one last."""
_FOUND = {"answers", "words", "traits", "marks"}
_TOLD = tuple(place for place, name in enumerate(POST_COLUMNS) if name not in _FOUND)


def save(
    db: Connection, incoming: Incoming, guild_id: int | None, slug: str | None, progress: Progress
) -> Saved:
    """Add a thread, or bring the stored copy of it up to date.

    One that is new is written down as it comes; what may be known, or may hold what was removed, is waited for.
    """
    if incoming.count > MOST_POSTS:
        raise BadArchive(
            "A thread may have at most {most} posts.", file=incoming.head.source, most=MOST_POSTS
        )
    fingerprint = _fingerprint(incoming)
    if _may_be_known(db, incoming.head.key, guild_id, fingerprint):
        parsed, passages = incoming.whole()
        left = tombstones.without_removed(db, parsed, passages, guild_id, fingerprint)
        if left is None:
            return Saved("", Outcome.WITHHELD, 0)
        incoming = Incoming.of(*left)
        found = _find(db, left[0], guild_id, fingerprint)
        if found is not None:
            return _renew(db, incoming, *found, progress)
    thread_id, name = _create(db, incoming.head, guild_id, slug, fingerprint)
    numbers = range(1, incoming.count + 1)
    _put(db, made_rows(db, incoming, thread_id, numbers), incoming.count, progress)
    identities.count(db, thread_id)
    return Saved(name, Outcome.ADDED, incoming.count)


# `+`: of most archives all threads are one guild's, or nobody's; that index would find them all.
_OWN = "+guild_id IS"
_NUMBERED_ALIKE = "key = ?3 OR key > ?3 || ':' AND key < ?3 || ';'"


def _may_be_known(db: Connection, key: str | None, guild_id: int | None, fingerprint: str) -> bool:
    alike = f"(key = ?1 OR {_NUMBERED_ALIKE})" if key is not None else "fingerprint = ?1 AND key IS NULL"
    row = db.execute(
        f"SELECT EXISTS (SELECT 1 FROM threads WHERE {alike} AND {_OWN} ?2) OR EXISTS (SELECT 1 FROM tombstones)",
        (fingerprint, guild_id) if key is None else (key, guild_id, without_name(key)),
    )
    return bool(row.fetchone()[0])


def _find(
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
        if is_title(key):
            one = goes_on or _is_known_by_posts(parsed, numbers, posts)
        elif known != key or (known == without_name(key) and slugify(title) != slugify(parsed.title)):
            one = _hold_one_post(db, parsed, thread_id) or (known == key and goes_on)
        else:
            one = True
        if one:
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
    by_ref: dict[str, int] = {}
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
        if post.ref is not None and post.ref in by_ref:
            numbers.append(by_ref[post.ref])
            continue
        same = _taken(by_words[columns.clean(post.author), columns.clean(post.body)], post.posted_at)
        if same is None:
            posts += 1
            if post.ref is not None:
                by_ref[post.ref] = posts
        numbers.append(same or posts)
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


def _create(
    db: Connection, head: ParsedThread, guild_id: int | None, slug: str | None, fingerprint: str
) -> tuple[int, str]:
    name = slugs.free(db, slugify(slug or head.title), guild_id)
    cursor = db.execute(
        "INSERT INTO threads (slug, title, key, source, format, url, guild_id, fingerprint, imported_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            name,
            columns.clean(head.title),
            head.key,
            columns.clean(head.origin or head.source),
            head.format,
            head.url,
            guild_id,
            fingerprint,
            datetime.now(UTC).isoformat(timespec="seconds"),
        ),
    )
    return int(cursor.lastrowid or 0), name


def _fingerprint(incoming: Incoming) -> str:
    opening = incoming.opening
    text = f"{incoming.head.title}\0{opening.author}\0{opening.body}"
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _put(db: Connection, made: Iterable[Made], total: int, progress: Progress) -> None:
    """Write posts that are not stored, in ascending order of their ids."""
    forms = fulltext.Forms(db)
    done = 0
    for batch in batched(made, BATCH):
        db.executemany(ADD_POST, [each.post for each in batch])
        db.executemany(PUT_PASSAGE, [row for each in batch for row in each.passages])
        fulltext.add(
            db, [each.key for each in batch], [each.entry for each in batch if each.entry is not None]
        )
        for each in batch:
            if each.entry is not None:
                forms.see(each.words)
        done += len(batch)
        progress(done, total)
    forms.flush()


def _renew(
    db: Connection, incoming: Incoming, thread_id: int, numbers: Sequence[int], progress: Progress
) -> Saved:
    """Write what is new or has changed in a stored thread; nothing at all where nothing has.

    A copy that lacks posts which are stored cannot tell whose words were quoted from them: where it says the same of
    a post, what was found when more was known stays.
    """
    span = columns.thread_span(thread_id)
    stored = {row[0]: row for row in db.execute(GET_POSTS, span)}
    stretches: dict[int, list[Row]] = defaultdict(list)
    for row in db.execute(GET_PASSAGES, span):
        stretches[row[0]].append(row)
    partial = len(stored.keys() - {columns.post_key(thread_id, number) for number in numbers}) > 0
    fresh: dict[int, Made] = {}
    changed: dict[int, Made] = {}
    for made in made_rows(db, incoming, thread_id, numbers):
        key = made.key
        if key not in stored:
            fresh[key] = made
        elif partial and _told(stored[key]) == _told(made.post):
            continue
        elif stored[key] != made.post or stretches[key] != made.passages:
            changed[key] = made
    title = columns.clean(incoming.head.title)
    slug, old_title, old_url = db.execute(
        "SELECT slug, title, url FROM threads WHERE id = ?", (thread_id,)
    ).fetchone()
    # A later page's own address does not lead to the thread's beginning.
    url = (old_url if partial else None) or incoming.head.url or old_url
    if not fresh and not changed and (title, url) == (old_title, old_url):
        return Saved(slug, Outcome.UNCHANGED, 0)
    db.execute("UPDATE threads SET title = ?, url = ? WHERE id = ?", (title, url, thread_id))
    changes.touch(db)
    for key in changed:
        fulltext.remove(db, [key])
        db.execute("DELETE FROM passages WHERE post_id = ?", (key,))
        db.execute("DELETE FROM posts WHERE id = ?", (key,))
    _put(db, [made for _, made in sorted((changed | fresh).items())], len(changed) + len(fresh), progress)
    identities.count(db, thread_id)
    return Saved(slug, Outcome.EXTENDED if fresh else Outcome.UPDATED, len(fresh))


def _told(post: Row) -> Row:
    """Return what the archive itself says of a post, without what was found by looking at the whole thread."""
    return tuple(post[place] for place in _TOLD)


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield `items` in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
