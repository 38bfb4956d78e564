"""Posts as people may see them, from rows: several in two statements, hidden names and words covered."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from sqlite3 import Connection

from bot.archive.covering import starred
from bot.archive.model import Passage, PassageKind
from bot.archive.spoken import tiled
from bot.store import columns
from bot.store.archive import leaving
from bot.store.archive.authors import SHOWN_NAME
from bot.store.archive.tombstones import blacked
from bot.store.values import NOTHING_MASKED, Mask, Post, Viewer

_POSTS = f"""
    SELECT p.id, t.guild_id, t.slug, t.title, {SHOWN_NAME}, a.hidden, a.pseudonym,
        p.author_title, p.posted_at, p.edited_at, p.url, p.body, p.marks, p.answers,
        p.ref, p.author_ref
    FROM posts p JOIN authors a ON a.id = p.author_id JOIN threads t ON t.id = p.id >> {columns.NUMBER_BITS}
    WHERE """
_SPAN = f"{_POSTS} p.id BETWEEN ? AND ? AND {columns.VISIBLE} ORDER BY p.id LIMIT ?"
_LISTED = f"{_POSTS} p.id IN (SELECT value FROM json_each(?)) AND {columns.VISIBLE}"
_PASSAGES = f"""
    SELECT g.post_id, g.start, g.stop, g.kind, CASE WHEN a.id IS NULL THEN g.author ELSE {SHOWN_NAME} END,
        g.source_id, g.source_start, g.source_stop, g.confidence, g.via, g.declared, coalesce(a.hidden, 0)
    FROM passages g LEFT JOIN quotations_leaving q USING (post_id, ordinal)
    LEFT JOIN authors a ON a.id = iif(q.post_id IS NULL, g.author_id, coalesce(q.author_id, {leaving.REMOVED_AUTHOR}))
    WHERE g.post_id IN (SELECT value FROM json_each(?)) ORDER BY g.post_id, g.ordinal"""
_SHADOWS = """
    SELECT a.name, coalesce(a.pseudonym, 'a hidden author') FROM authors a INDEXED BY authors_hidden
    WHERE (a.hidden OR a.pseudonym IS NOT NULL) AND a.identity <> 'removed'
    AND (a.guild_id IS NULL OR a.guild_id = ?)"""
_MASK = """
    SELECT json_group_object(key, json(value)) FROM guild_settings
    WHERE guild_id = ? AND key IN ('mask_words', 'mask_style')"""


def load_posts(db: Connection, keys: Sequence[int], viewer: Viewer) -> list[Post]:
    """Return posts by their ids in the database, those the viewer may see, in the given order."""
    posts = dict(_posts(db, _LISTED, (str(list(keys)), *columns.seen(viewer)), viewer))
    return [posts[key] for key in keys if key in posts]


def load_span(db: Connection, first: int, last: int, viewer: Viewer, limit: int) -> list[tuple[int, Post]]:
    """Return up to `limit` posts with ids from `first` to `last` that the viewer may see, each after its id."""
    return list(_posts(db, _SPAN, (first, last, *columns.seen(viewer), limit), viewer))


def _posts(db: Connection, sql: str, asked: columns.Row, viewer: Viewer) -> Iterator[tuple[int, Post]]:
    found = db.execute(sql, asked).fetchall()
    mask = _mask(db, viewer.guild_id)
    # A list of numbers is JSON as Python writes it, in a third of the time.
    rows = db.execute(_PASSAGES, (str([row[0] for row in found]),))
    held = {key: list(passages) for key, passages in groupby(rows, itemgetter(0))}
    # The names that must not be shown in an archive, and what is shown instead.
    hiding = {
        owner: dict(db.execute(_SHADOWS, (owner,)).fetchall()) for owner in {owner for _, owner, *_ in found}
    }
    for key, owner, slug, title, author, hidden, pseudonym, *rest in found:
        author_title, posted_at, edited_at, url, body, marks, answers, ref, author_ref = rest
        shadows = hiding[owner]
        passages, concealed = _passages(held.get(key, ()), body, shadows, hidden=bool(hidden))
        read = columns.read_marks(marks)
        if shadows:
            concealed += _names(body, passages, shadows)
            read = tuple(
                replace(mark, author=shadows[mark.author]) if mark.author in shadows else mark
                for mark in read
            )
        if concealed:
            body = blacked(body, concealed)
        bare, body = body, starred(body, mask.words)
        uncovered = bare if mask.style == "spoiler" and bare != body else None
        post_id = columns.post_id(slug, key)
        disguised = hidden or pseudonym is not None
        yield (
            key,
            Post(
                post_id,
                title,
                post_id.number,
                author,
                None if disguised else author_title,
                columns.read_time(posted_at),
                columns.read_time(edited_at),
                None if disguised else url,
                tiled(post_id, author, body, passages, uncovered),
                read,
                columns.post_id(slug, answers) if answers is not None else None,
                bool(hidden),
                mask,
                None if disguised else ref,
                None if disguised else author_ref,
            ),
        )


def _mask(db: Connection, guild_id: int | None) -> Mask:
    """Return which words a guild wants covered: settings of its own; whoever asks from none has nothing masked."""
    if guild_id is None:
        return NOTHING_MASKED
    kept = json.loads(db.execute(_MASK, (guild_id,)).fetchone()[0])
    words = kept.get("mask_words")
    return Mask(tuple(words), kept.get("mask_style", Mask().style)) if words else NOTHING_MASKED


def _passages(
    held: Sequence[columns.Row], body: str, shadows: Mapping[str, str], *, hidden: bool
) -> tuple[tuple[Passage, ...], list[tuple[int, int]]]:
    """Return a post's passages, and the stretches a hidden author's words stand in."""
    if body and not held:
        return (Passage(0, len(body)),), [(0, len(body))] if hidden else []
    passages = []
    concealed = []
    for _, start, stop, kind, author, source, begin, end, confidence, via, declared, gone in held:
        if gone or (hidden and kind != PassageKind.QUOTE):
            concealed.append((start, stop))
        passages.append(
            Passage(
                start,
                stop,
                PassageKind(kind),
                author,
                columns.split_key(source)[1] if source is not None else None,
                begin,
                end,
                confidence,
                tuple(json.loads(via)) if via else (),
                None if gone else shadows.get(declared, declared),
            )
        )
    return tuple(passages), concealed


def _names(body: str, passages: Sequence[Passage], shadows: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Find hidden names where the archive's page, not a person, says them: heads of quote boxes and the like."""
    for name in shadows:
        for passage in passages:
            at = body.find(name, passage.start, passage.end) if passage.kind == PassageKind.FURNITURE else -1
            while at >= 0:
                yield at, at + len(name)
                at = body.find(name, at + len(name), passage.end)
