"""Putting a thread into the archive: idempotent by content, permanent in its ids, all or nothing.

Which stored thread an incoming one is says `matching`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby, islice
from operator import itemgetter
from sqlite3 import Connection

from bot.archive.ids import MOST_POSTS, slugify
from bot.archive.incoming import Incoming
from bot.archive.model import PassageKind
from bot.errors import BadArchive
from bot.store import columns
from bot.store.archive import identities, matching, slugs, tombstones
from bot.store.archive.additions import Additions
from bot.store.archive.post_rows import (
    ADD_POST,
    GET_PASSAGES,
    GET_POSTS,
    POST_COLUMNS,
    PUT_PASSAGE,
    Made,
    made_rows,
)
from bot.store.index import changes, fulltext
from bot.store.values import Outcome, Saved

Progress = Callable[[int, int], None]
"""Told how many posts are written, of how many; what it raises calls the import off."""

BATCH = 2_000
# What the archive itself says of a post, without what was found by looking at the whole thread.
_FOUND = {"answers", "words", "traits", "marks"}
_told = itemgetter(*(place for place, name in enumerate(POST_COLUMNS) if name not in _FOUND))


def save(
    db: Connection,
    additions: Additions,
    incoming: Incoming,
    guild_id: int | None,
    slug: str | None,
    progress: Progress,
) -> Saved:
    """Add a thread, or bring the stored copy of it up to date; `additions` are to be finished in this transaction.

    One that is new is written down as it comes; what may be known, or may hold what was removed, is waited for.
    """
    if incoming.count > MOST_POSTS:
        raise BadArchive(
            "A thread may have at most {most} posts.", file=incoming.head.source, most=MOST_POSTS
        )
    fingerprint = matching.fingerprint_of(incoming)
    if matching.may_be_known(db, incoming.head.key, guild_id, fingerprint):
        left = tombstones.without_removed(db, *incoming.whole(), guild_id, fingerprint)
        if left is None:
            return Saved("", Outcome.WITHHELD, 0)
        incoming = Incoming.of(*left)
        found = matching.find(db, left[0], guild_id, fingerprint)
        if found is not None:
            return _renew(db, additions, incoming, guild_id, *found, progress)
    thread_id, name = _create(db, incoming, guild_id, slug, fingerprint)
    cast = identities.Cast(db, additions.known, incoming, guild_id)
    made = made_rows(incoming, cast, thread_id, range(1, incoming.count + 1))
    _put(db, additions, thread_id, made, incoming.count, progress)
    return Saved(name, Outcome.ADDED, incoming.count)


def _create(
    db: Connection, incoming: Incoming, guild_id: int | None, slug: str | None, fingerprint: str
) -> tuple[int, str]:
    head = incoming.head
    name = slugs.free(db, slugify(slug or head.title), guild_id)
    cursor = db.execute(
        "INSERT INTO threads (slug, title, key, source, format, url, guild_id, fingerprint, imported_at, posts) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            incoming.count,
        ),
    )
    return int(cursor.lastrowid or 0), name


def _put(
    db: Connection,
    additions: Additions,
    thread_id: int,
    made: Iterable[Made],
    total: int,
    progress: Progress,
) -> None:
    """Write posts of a thread that are not stored, in ascending order of their ids."""
    done, rest = 0, iter(made)
    while batch := list(islice(rest, BATCH)):
        db.executemany(ADD_POST, [each.post for each in batch])
        db.executemany(PUT_PASSAGE, [row for each in batch for row in each.passages])
        additions.index(db, batch)
        done += len(batch)
        progress(done, total)
    additions.count(db, thread_id, total)


def _renew(
    db: Connection,
    additions: Additions,
    incoming: Incoming,
    guild_id: int | None,
    thread_id: int,
    numbers: Sequence[int],
    progress: Progress,
) -> Saved:
    """Write what is new or has changed in a stored thread; nothing at all where nothing has.

    A copy that lacks posts which are stored cannot tell whose words were quoted from them: where it says the same of
    a post, what was found when more was known stays.
    """
    span = columns.thread_span(thread_id)
    stored = {row[0]: row for row in db.execute(GET_POSTS, span)}
    stretches = {key: list(rows) for key, rows in groupby(db.execute(GET_PASSAGES, span), itemgetter(0))}
    partial = not stored.keys() <= {columns.post_key(thread_id, number) for number in numbers}
    differing: dict[int, Made] = {}
    for made in made_rows(
        incoming, identities.Cast(db, additions.known, incoming, guild_id), thread_id, numbers
    ):
        before = stored.get(made.key)
        if before is None or (
            not _tell_the_same(before, made.post, stretches.get(made.key, []))
            if partial
            else (before, stretches.get(made.key, [])) != (made.post, made.passages)
        ):
            differing[made.key] = made
    fresh = differing.keys() - stored
    title = columns.clean(incoming.head.title)
    slug, old_title, old_url = db.execute(
        "SELECT slug, title, url FROM threads WHERE id = ?", (thread_id,)
    ).fetchone()
    # A later page's own address does not lead to the thread's beginning.
    url = (old_url if partial else None) or incoming.head.url or old_url
    if not differing and (title, url) == (old_title, old_url):
        return Saved(slug, Outcome.UNCHANGED, 0)
    if additions.holds(thread_id):
        additions.finish(db)
    db.execute(
        "UPDATE threads SET title = ?, url = ?, posts = posts + ? WHERE id = ?",
        (title, url, len(fresh), thread_id),
    )
    changes.touch(db)
    for key in sorted(differing.keys() & stored):
        fulltext.remove(db, [key])
        db.execute("DELETE FROM quotations_leaving WHERE post_id = ?", (key,))
        db.execute("DELETE FROM passages WHERE post_id = ?", (key,))
        db.execute("DELETE FROM posts WHERE id = ?", (key,))
    _put(db, additions, thread_id, (differing[key] for key in sorted(differing)), len(differing), progress)
    return Saved(slug, Outcome.EXTENDED if fresh else Outcome.UPDATED, len(fresh))


def _tell_the_same(before: columns.Row, after: columns.Row, stretches: Sequence[columns.Row]) -> bool:
    """Tell whether the archive says the same of a post in two rows, but for quotations blacked out in one of them.

    Where they are is told by `stretches`, the passages of the post as it was before.
    """
    (*told, body), (*tells, text) = _told(before), _told(after)
    black = [
        (start, stop)
        for _, _, start, stop, kind, *_ in stretches
        if kind == PassageKind.QUOTE
        and any(not each[start:stop].replace("█", "").strip() for each in (body, text))
    ]
    return (told, tombstones.blacked(body, black)) == (tells, tombstones.blacked(text, black))
