"""Hiding somebody: their words and name, or their name alone, in one guild's archive or in every one.

The stored text stays, so that it can be undone. Who is hidden is kept by hash, too, for posts that come later.
"""

import json
import secrets
from sqlite3 import Connection

from bot.errors import NotFound, UserError
from bot.search.words import alike, fold_name
from bot.store import columns
from bot.store.archive import clashes, identities, leaving
from bot.store.archive.authors import HIDDEN_NAME
from bot.store.archive.tombstones import Hashes, name_parts
from bot.store.index import fulltext
from bot.store.privacy import traces

_ROWS = """
    SELECT a.id, a.name, a.guild_id FROM authors a
    WHERE (a.folded = ?2 OR a.id IN (SELECT author_id FROM author_names WHERE folded = ?2 AND whole))
    AND (?1 IS NULL OR a.guild_id = ?1) AND a.identity <> 'removed'"""
# Quotes of whoever is called so, but those credited to them already.
_NAMED = f"""
    FROM passages g INDEXED BY passages_by_name JOIN threads t ON t.id = g.post_id >> {columns.NUMBER_BITS}
    WHERE g.kind = 'quote' AND coalesce(g.author, g.declared) = ?3 AND (?1 IS NULL OR t.guild_id = ?1)
    AND (g.author_id IS NULL OR ?1 IS NOT NULL)
    AND coalesce(g.author_id NOT IN (SELECT value FROM json_each(?2)), 1)"""
_OWNERS = f"SELECT DISTINCT t.guild_id {_NAMED}"
# What is to be blacked out is so, whoever is hidden.
_CREDIT = "INSERT OR IGNORE INTO quotations_leaving"
_CREDIT_NAMED = f"{_CREDIT} SELECT g.post_id, g.ordinal, ?4 {_NAMED} AND t.guild_id IS ?5"
# Quotes of somebody's posts that are credited to another: they were found before the forum gave them a new name.
_MISCREDITED = """
    SELECT g.post_id, g.ordinal, p.author_id, g.author_id FROM posts p JOIN passages g ON g.source_id = p.id
    WHERE p.author_id IN (SELECT value FROM json_each(?)) AND g.kind = 'quote' AND g.author_id IS NOT p.author_id"""
# Whose posts are quoted under a name that wrote nothing any more: what somebody is called since.
_SINCE = """
    SELECT DISTINCT a.id, a.name FROM passages g JOIN posts p ON p.id = g.source_id JOIN authors a ON a.id = p.author_id
    WHERE g.author_id IN (SELECT value FROM json_each(?1)) AND g.kind = 'quote' AND a.id <> g.author_id
    AND NOT EXISTS (SELECT 1 FROM posts WHERE author_id = g.author_id)"""
# Those who wrote nothing any more: what somebody was called before.
_EARLIER = """
    SELECT id, name FROM authors WHERE id IN (SELECT value FROM json_each(?))
    AND NOT EXISTS (SELECT 1 FROM posts WHERE author_id = authors.id)"""
_CONCERNED = """
    SELECT id FROM posts WHERE author_id IN (SELECT value FROM json_each(?1))
    UNION SELECT post_id FROM passages WHERE author_id IN (SELECT value FROM json_each(?1))"""
_ALIASES = """
    SELECT alias FROM author_names WHERE author_id IN (SELECT value FROM json_each(?)) AND alias IS NOT NULL"""
_TOGETHER = """
    SELECT name FROM hidings WHERE scope = ?1
    AND (name = ?2 OR together = (SELECT together FROM hidings WHERE scope = ?1 AND name = ?2))"""
_WORN = """
    SELECT id, name, guild_id FROM authors
    WHERE (?1 IS NULL OR guild_id = ?1) AND (hidden OR pseudonym IS NOT NULL) AND identity <> 'removed'"""
_HIDDEN = "SELECT id, hidden FROM authors WHERE id IN (SELECT value FROM json_each(?))"

Worn = tuple[bool, str | None, str]
"""Whether somebody is hidden, their pseudonym, and their name."""


def hide(
    db: Connection, name: str, guild_id: int | None, pseudonym: str | None, *, asked: bool = True
) -> None:
    """Hide everybody called `name`, or show `pseudonym` in their place.

    Raises NotFound where nobody is, and UserError where the pseudonym is somebody else's name. Unless it is `asked` by
    somebody who can choose others, the name is remembered for what comes, and the words are hidden then.
    """
    pseudonym = _pseudonym(pseudonym)
    people_found = db.execute(_ROWS, (guild_id, fold_name(name))).fetchall()
    people = {author_id: called for author_id, called, _ in people_found}
    people |= dict(db.execute(_SINCE, (json.dumps(list(people)),)))
    renamed_since = db.execute(_MISCREDITED, (json.dumps(list(people)),)).fetchall()
    people |= dict(db.execute(_EARLIER, (json.dumps([row[3] for row in renamed_since]),)))
    ids, names = set(people), set(people.values()) or {name}
    if pseudonym is not None and clashes.is_taken(db, pseudonym, guild_id, ids):
        if asked:
            raise clashes.taken(pseudonym)
        pseudonym = None
    known = guild_id, json.dumps(list(ids))
    strangers = [
        (written, owner)
        for written in clashes.spellings(db, set(map(fold_name, names)))
        for (owner,) in db.execute(_OWNERS, (*known, written)).fetchall()
    ]
    if asked and not people_found and not strangers:
        raise NotFound("Nobody in that archive is called “{name}”.", name=name)
    db.executemany(f"{_CREDIT} VALUES (?, ?, ?)", [row[:3] for row in renamed_since])
    for written, owner in strangers:
        stranger = _introduced(db, written, owner)
        db.execute(_CREDIT_NAMED, (*known, written, stranger, owner))
        ids.add(stranger)
        names.add(written)
    names.update(alias for (alias,) in db.execute(_ALIASES, (json.dumps(list(ids)),)))
    hashes, together = Hashes(db, guild_id), secrets.token_bytes(16)
    _let_go(db, hashes.scope, _hashed(hashes, names))
    db.executemany(
        "REPLACE INTO hidings (scope, name, pseudonym, together) VALUES (?, ?, ?, ?)",
        [(hashes.scope, hashes.every(*name_parts(each))[0], pseudonym, together) for each in sorted(names)],
    )
    _set(db, dict.fromkeys(ids, (pseudonym is None, pseudonym, "")))
    leaving.step(db)
    traces.forget(db, names, guild_id, pseudonym or HIDDEN_NAME)


def unhide(db: Connection, name: str, guild_id: int | None) -> None:
    """Undo `hide`, whichever of the names that were hidden together `name` is, or the pseudonym.

    Raises NotFound where nobody called so was hidden there.
    """
    hashes = Hashes(db, guild_id)
    found = db.execute(
        f"{_ROWS} AND (a.hidden OR a.pseudonym IS NOT NULL)", (guild_id, fold_name(name))
    ).fetchall()
    wearing = db.execute(_WORN, (guild_id,)).fetchall()
    names = {each for _, each, _ in found or (row for row in wearing if alike(row[1], name))}
    asked = _hashed(hashes, names | {name})
    gone = {hashed for each in asked for (hashed,) in db.execute(_TOGETHER, (hashes.scope, each))}
    if not names and not gone:
        raise NotFound("No hidden author is called “{name}” there.", name=name)
    _let_go(db, hashes.scope, gone)
    wanted: dict[int, Worn] = {}
    for author_id, own, owner in wearing:
        if not _hashed(hashes, {own}).isdisjoint(asked | gone):
            still, pseudonym = Hashes(db, owner).hidden(own)
            wanted[author_id] = still and pseudonym is None, pseudonym, own
    _set(db, wanted)


def _set(db: Connection, wanted: dict[int, Worn]) -> None:
    """Hide or show authors; posts that are to be indexed anew wait for it."""
    hidden = dict(db.execute(_HIDDEN, (json.dumps(list(wanted)),)))
    changed = [author_id for author_id, (unseen, *_) in wanted.items() if unseen != bool(hidden[author_id])]
    fulltext.postpone(db, [post for (post,) in db.execute(_CONCERNED, (json.dumps(changed),))])
    for author_id, (unseen, pseudonym, own) in wanted.items():
        db.execute(
            "UPDATE authors SET hidden = ?, pseudonym = ? WHERE id = ?", (unseen, pseudonym, author_id)
        )
        db.execute("DELETE FROM author_names WHERE author_id = ?", (author_id,))
        if not unseen:
            identities.add_names(db, author_id, fold_name(pseudonym or own), None)
    fulltext.put_in_again(db)


def _pseudonym(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    text = columns.clean(" ".join(text.split()))
    if len(text) > 60 or not fold_name(text):
        raise UserError("A pseudonym has 1 to 60 characters and at least one letter or digit.")
    return text


def _introduced(db: Connection, name: str, owner: int | None) -> int:
    """Return the row of somebody who is only quoted, by a name as it is written, in one archive; made where none is."""
    identity = f"name:{name}" if owner is None else f"guild {owner}:name:{name}"
    (author,) = db.execute(
        "INSERT INTO authors (identity, name, folded, guild_id) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET identity = identity RETURNING id",
        (identity, name, fold_name(name), owner),
    ).fetchone()
    return int(author)


def _hashed(hashes: Hashes, names: set[str]) -> set[bytes]:
    """Return what `names` may be kept as, whichever salt they were hashed with."""
    return {hashed for name in names for hashed in hashes.every(*name_parts(name))}


def _let_go(db: Connection, scope: int, hashed: set[bytes]) -> None:
    """Forget that people whose names are kept so are hidden."""
    db.executemany("DELETE FROM hidings WHERE scope = ? AND name = ?", [(scope, each) for each in hashed])
