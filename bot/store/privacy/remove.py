"""Removing for good: words leave every table and index, every quotation of them, and do not come back."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from sqlite3 import Connection
from typing import Any, NamedTuple

from bot.archive.ids import PostId
from bot.errors import NotFound
from bot.search.words import index_words
from bot.store import columns
from bot.store.archive import fame, identities, leaving, slugs
from bot.store.archive.post_rows import POST_COLUMNS
from bot.store.archive.threads import find_thread, no_post
from bot.store.archive.tombstones import (
    Hashes,
    Parts,
    boxed,
    boxes_of,
    former_parts,
    quotation_parts,
    quoted_parts,
    ref_parts,
    thread_parts,
    word_parts,
)
from bot.store.index import changes, fulltext
from bot.store.privacy import traces
from bot.store.values import ThreadSummary, Viewer

NOBODY = "a removed post"

_IDENTITY = f"""
    SELECT t.id, t.slug, t.guild_id, t.key, t.fingerprint, p.ref, p.posted_at
    FROM threads t LEFT JOIN posts p ON p.id = t.id << {columns.NUMBER_BITS} | 1"""
_KEY_AND_WORDS = "SELECT t.key, p.words FROM threads t JOIN posts p ON t.id = ? AND p.id = ?"
_LEAVE = "REPLACE INTO quotations_leaving (post_id, ordinal) VALUES (?, ?)"
_QUOTING = f"""
    SELECT g.post_id, g.ordinal, g.start, g.stop, g.author, g.declared, g.source_id FROM (
        SELECT post_id, ordinal FROM passages WHERE source_id = ?1
        UNION SELECT post_id, ordinal FROM passages WHERE author_id = ?2
        UNION SELECT post_id, ordinal FROM passages INDEXED BY passages_by_name
            WHERE kind = 'quote' AND coalesce(author, declared) = ?4
        UNION SELECT post_id, ordinal FROM quotations_leaving WHERE author_id = ?2)
    CROSS JOIN passages g USING (post_id, ordinal) JOIN threads t ON t.id = g.post_id >> {columns.NUMBER_BITS}
    WHERE g.source_id = ?1 OR (g.source_id IS NULL AND g.kind = 'quote' AND t.guild_id IS ?3)
    ORDER BY g.post_id"""
_UNSOURCED = f"""
    SELECT post_id, ordinal, start, stop, author, declared FROM passages WHERE post_id BETWEEN ? AND ?
    AND kind = 'quote' AND source_id IS NULL AND author_id IS NOT {leaving.REMOVED_AUTHOR} ORDER BY post_id"""
# As JSON.
_ONLY_THERE = """
    SELECT json_group_array(author_id) FROM author_threads x WHERE thread_id = ?1 AND NOT EXISTS (
        SELECT 1 FROM author_threads y WHERE y.author_id = x.author_id AND y.thread_id <> ?1)"""
# Who is called so elsewhere in what that guild sees is another, or the same, and still there.
_NOT_CALLED = """
    WITH gone (id, name, folded) AS MATERIALIZED (
        SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1))
    SELECT DISTINCT name FROM gone WHERE NOT EXISTS (
        SELECT 1 FROM authors a WHERE (a.folded = gone.folded
            OR a.id IN (SELECT author_id FROM author_names n WHERE n.folded = gone.folded AND n.whole))
        AND (?2 IS NULL OR coalesce(a.guild_id, ?2) = ?2) AND a.id NOT IN (SELECT id FROM gone))"""
_CALLED_SO = """
    SELECT id, name, folded FROM authors WHERE id IN (SELECT value FROM json_each(?1))
    UNION SELECT author_id, alias, folded FROM author_names
    WHERE author_id IN (SELECT value FROM json_each(?1)) AND alias IS NOT NULL"""
# Whose last words are being blacked out is there no more.
_STILL_THERE = """
    SELECT id FROM authors a WHERE id IN (SELECT value FROM json_each(?)) AND (
        EXISTS (SELECT 1 FROM posts WHERE author_id = a.id) OR EXISTS (
            SELECT 1 FROM passages WHERE author_id = a.id
            AND (post_id, ordinal) NOT IN (SELECT post_id, ordinal FROM quotations_leaving)))"""
_EMPTY = {"author_id": leaving.REMOVED_AUTHOR, "words": "0", "quoted": "0", "traits": "0", "body": "''"}
_FORGET_POST = "UPDATE posts SET {} WHERE id = ?".format(
    ", ".join(f"{name} = {_EMPTY.get(name, 'NULL')}" for name in POST_COLUMNS if name != "id")
)


def remove_thread_for_good(db: Connection, slug: str, viewer: Viewer) -> ThreadSummary:
    """Remove a thread so that no import and no older backup brings it back. Raises NotFound."""
    thread = find_thread(db, slug, viewer)
    _, _, _, *identity = db.execute(f"{_IDENTITY} WHERE t.id = ?", (thread.id,)).fetchone()
    Hashes(db, thread.guild_id).bury(*thread_parts(*identity))
    db.executemany(
        "DELETE FROM panels WHERE instr(state, ?)", [(json.dumps(name),) for name in slugs.every(db, thread)]
    )
    db.execute("DELETE FROM daily_quotes WHERE thread = ?", (thread.slug,))
    _silence(db, thread.slug, None)
    people = db.execute(_CALLED_SO, db.execute(_ONLY_THERE, (thread.id,)).fetchone()).fetchall()
    db.execute("UPDATE replay_runs SET title = '' WHERE slug = ?", (thread.slug,))
    leaving.begin(db, thread, bury=True)
    _forget_people(db, people, thread.guild_id, gone=True)
    return thread


# One post may hold thousands of quotations, which come one after the other.
_boxes = lru_cache(maxsize=1)(lambda marks: boxes_of(columns.read_marks(marks)))


class Quotations(NamedTuple):
    """A post that `viewer` wants to have removed, in a version of the archive.

    `places` are the quotations of it, post and ordinal of the passage; `parts` what others are recognised by.
    """

    post: PostId
    viewer: Viewer
    version: int
    places: list[tuple[int, int]]
    parts: set[Parts]


def quotations(db: Connection, post: PostId, viewer: Viewer) -> Quotations:
    """Look for the quotations of a post: whatever quotes its author is compared with it. Raises NotFound."""
    thread, post_key, (body, ref, _, author_id, author, _) = _found(db, post, viewer)
    own, _ = leaving.sides(db, post_key, body)
    found = [
        (place, names, text)
        for place, stretch, names, source, text, marks in _quoted(
            db, db.execute(_QUOTING, (post_key, author_id, thread.guild_id, author))
        )
        if source
        or ((quoted := " ".join(index_words(text))) and f" {quoted} " in f" {own} ")
        or (
            ref is not None
            and columns.split_key(place[0])[0] == thread.id
            and boxed(_boxes(marks), stretch, names[1]) == ref
        )
    ]
    pieces = [body[start:stop] for start, stop in leaving.own(db, post_key)] or [body]
    texts = {(text,) for text in (*pieces, " ".join(pieces))} | {(*names, text) for _, names, text in found}
    return Quotations(
        post,
        viewer,
        changes.version(db),
        places=[place for place, *_ in found],
        parts={each for *names, text in texts for each in quoted_parts((author, *names), text)},
    )


def _quoted(db: Connection, passages: Iterable[columns.Row]) -> Iterator[Any]:
    """Yield place, stretch, names, what else is told of it, words, and the post's marks, of passages in order.

    Each post is read once: of one that holds thousands of quotations, the whole body for each took a minute.
    """
    for key, rows in groupby(passages, itemgetter(0)):
        body, marks = db.execute("SELECT body, marks FROM posts WHERE id = ?", (key,)).fetchone()
        for _, ordinal, start, stop, author, declared, *told in rows:
            yield (key, ordinal), (start, stop), (author, declared), *told, body[start:stop], marks


def _found(db: Connection, post: PostId, viewer: Viewer) -> tuple[ThreadSummary, int, Any]:
    thread = find_thread(db, post.slug, viewer)
    post_key = columns.post_key(thread.id, post.number)
    row = db.execute(leaving.POST, (post_key,)).fetchone()
    if row is None:
        raise no_post(thread, post.number)
    if row[-1] == "removed":
        raise NotFound("`{post}` was removed already.", post=post)
    return thread, post_key, row


def remove_post_for_good(db: Connection, known: Quotations) -> int:
    """Empty a post, and every quotation of it in steps; return how many posts quote it. Raises NotFound.

    Its place stays, so that the posts after it keep their ids. Quotations are looked for anew where the archive has
    changed since.
    """
    if known.version != changes.version(db):
        known = quotations(db, known.post, known.viewer)
    thread, post_key, (_, _, posted_at, author_id, *_) = _found(db, known.post, known.viewer)
    key, said = db.execute(_KEY_AND_WORDS, (thread.id, post_key)).fetchone()
    words = leaving.bury(db, Hashes(db, thread.guild_id), key, post_key, known.parts)
    fulltext.remove(db, [post_key])
    quoted = db.execute("DELETE FROM passages WHERE post_id = ? RETURNING source_id", (post_key,)).fetchall()
    db.executemany(_LEAVE, known.places)
    quoting = {other for other, _ in known.places}
    db.execute(
        "INSERT INTO refs_leaving SELECT id, ref FROM posts WHERE id = ? AND ref IS NOT NULL", (post_key,)
    )
    db.execute(_FORGET_POST, (post_key,))
    fulltext.add(db, [post_key])
    fame.let_go(db, post_key, post_key)
    for (each,) in {(post_key,), *quoted}:
        fame.count(db, each, each)
    identities.count_removed(db, thread.id, author_id, said, posted_at)
    people = db.execute(_CALLED_SO, (json.dumps([author_id]),)).fetchall()
    leaving.let_go(db, words, {(author_id,)})
    _forget_people(db, people, thread.guild_id)
    parts = map(columns.split_key, {post_key, *quoting})
    _silence(db, thread.slug, [number for thread_id, number in parts if thread_id == thread.id])
    return len(quoting)


def enforce(db: Connection) -> Iterator[str]:
    """Remove whatever is stored although it was removed for good (an older backup came back); yield what it was."""
    viewer = Viewer(None, everything=True)
    for thread_id, slug, guild_id, key, *opening in db.execute(
        f"{_IDENTITY} WHERE EXISTS (SELECT 1 FROM tombstones)"
    ).fetchall():
        graves = Hashes(db, guild_id)
        if graves.buried(*thread_parts(key, *opening), *former_parts(key)):
            remove_thread_for_good(db, slug, viewer)
            yield slug
            continue
        for (post_key,) in db.execute(
            "SELECT id FROM posts WHERE id BETWEEN ? AND ?", columns.thread_span(thread_id)
        ).fetchall():
            body, ref, posted_at, _, author, identity = db.execute(leaving.POST, (post_key,)).fetchone()
            if identity != "removed" and graves.buried(
                word_parts(author, body, leaving.own(db, post_key)),
                *ref_parts(key, ref, posted_at),
                *(former_parts(key, ref) if ref else ()),
            ):
                post = columns.post_id(slug, post_key)
                remove_post_for_good(db, quotations(db, post, viewer))
                yield str(post)
        unsourced = db.execute(_UNSOURCED, columns.thread_span(thread_id)).fetchall()
        for place, stretch, names, text, marks in _quoted(db, unsourced):
            if graves.buried(*quotation_parts(key, _boxes(marks), stretch, names, text)):
                db.execute(_LEAVE, place)
                _silence(db, slug, [columns.split_key(place[0])[1]])
                yield str(columns.post_id(slug, place[0]))


def _forget_people(
    db: Connection, people: list[columns.Row], guild_id: int | None, *, gone: bool = False
) -> None:
    """Take the names of those who are in the archive no more out of what is kept beside it; `gone`: all of them are."""
    still = set() if gone else set(db.execute(_STILL_THERE, (json.dumps([each for each, *_ in people]),)))
    left = json.dumps([each for each in people if each[:1] not in still], ensure_ascii=False)
    traces.forget(db, [name for (name,) in db.execute(_NOT_CALLED, (left, guild_id))], guild_id, NOBODY)


def _silence(db: Connection, slug: str, numbers: list[int] | None) -> None:
    """Take words out of replays: what is planned is passed over, what is on its way is not said again; None is all."""
    here = """run_id IN (SELECT id FROM replay_runs WHERE slug = ?1)
        AND (?2 = 'null' OR number IN (SELECT value FROM json_each(?2)))"""
    which = json.dumps(numbers)
    db.execute(
        f"UPDATE replay_lines SET state = 'skipped', text = NULL WHERE state = 'planned' AND {here}",
        (slug, which),
    )
    db.execute(
        "UPDATE replay_lines SET text = NULL, author = ?3, persona = ?3 "
        f"WHERE state NOT IN ('planned', 'claimed') AND {here}",
        (slug, which, NOBODY),
    )
