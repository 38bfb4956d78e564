"""Hiding somebody: their words and name, or their name alone, in one guild's archive or in every one.

The stored text stays, so that it can be undone. Who is hidden is kept by hash, too, for posts that come later.
"""

import json
import sqlite3
from collections.abc import Callable

from bot.errors import NotFound, UserError
from bot.search.words import fold_name
from bot.store import columns
from bot.store.archive import clashes, identities
from bot.store.archive.authors import HIDDEN_NAME
from bot.store.archive.hashes import EVERYWHERE, Hashes, name_parts
from bot.store.index import fulltext
from bot.store.privacy import traces

Check = Callable[[], None]

_ROWS = """
    SELECT a.id, a.name, a.guild_id FROM authors a
    WHERE (a.folded = ?2 OR fold_name(a.pseudonym) = ?2 OR a.id IN (
        SELECT author_id FROM author_names WHERE folded = ?2 AND whole))
    AND (?1 IS NULL OR a.guild_id = ?1) AND a.identity <> 'removed'"""
_NAMED = f"""
    SELECT g.post_id, g.ordinal, t.guild_id, coalesce(g.author, g.declared)
    FROM passages g INDEXED BY passages_by_name JOIN threads t ON t.id = g.post_id >> {columns.NUMBER_BITS}
    WHERE g.kind = 'quote' AND coalesce(g.author, g.declared) = ?2 AND (?1 IS NULL OR t.guild_id = ?1)
    AND (g.author_id IS NULL OR ?1 IS NOT NULL)
    AND coalesce(g.author_id NOT IN (SELECT value FROM json_each(?3)), 1)"""
# Quotes of somebody's posts that are credited to another: they were found before the forum gave them a new name.
_MISCREDITED = """
    SELECT g.post_id, g.ordinal, p.author_id, g.author_id FROM posts p JOIN passages g ON g.source_id = p.id
    WHERE p.author_id = ? AND g.kind = 'quote' AND g.author_id IS NOT p.author_id"""
_GONE = (
    "SELECT name FROM authors WHERE id = ? AND NOT EXISTS (SELECT 1 FROM posts WHERE author_id = authors.id)"
)
_CONCERNED = """
    SELECT id FROM posts WHERE author_id = ?1 UNION SELECT post_id FROM passages WHERE author_id = ?1"""


def known(connection: sqlite3.Connection, name: str, guild_id: int | None) -> bool:
    """Tell whether anybody in that archive is called `name`, if only in a quote."""
    clashes.teach(connection)
    folded = fold_name(name)
    found = connection.execute(_ROWS + " LIMIT 1", (guild_id, folded)).fetchone()
    return found is not None or bool(_quoted(connection, guild_id, {folded}, set()))


def hide(
    connection: sqlite3.Connection,
    name: str,
    guild_id: int | None,
    pseudonym: str | None,
    check: Check,
    *,
    asked: bool = True,
) -> None:
    """Hide everybody called `name`, or show `pseudonym` in their place. Raises NotFound where nobody is.

    Raises UserError where the pseudonym is somebody else's name. Unless it is `asked` by somebody who can choose
    another, the words are hidden then.
    """
    clashes.teach(connection)
    pseudonym = _pseudonym(pseudonym)
    people_found = connection.execute(_ROWS, (guild_id, fold_name(name))).fetchall()
    names = {each for _, each, _ in people_found} or {name}
    ids = {author_id for author_id, *_ in people_found}
    renamed_since = [row for each in sorted(ids) for row in connection.execute(_MISCREDITED, (each,))]
    earlier = _earlier(connection, {row[3] for row in renamed_since})
    ids |= earlier.keys()
    names |= set(earlier.values())
    if pseudonym is not None and clashes.is_taken(connection, pseudonym, guild_id, ids):
        if asked:
            raise clashes.taken(pseudonym)
        pseudonym = None
    strangers = _quoted(connection, guild_id, set(map(fold_name, names)), ids)
    if not people_found and not strangers:
        raise NotFound("Nobody in that archive is called “{name}”.", name=name)
    # What quotes a stranger is to be found by the row they get, or, where they had none, not to be found.
    renamed = sorted({post_id for post_id, *_ in (*strangers, *renamed_since)})
    fulltext.remove(connection, renamed)
    check()
    connection.executemany(
        "UPDATE passages SET author_id = ? WHERE post_id = ? AND ordinal = ?",
        [(author, post_id, ordinal) for post_id, ordinal, author, *_ in renamed_since],
    )
    ids |= _introduce(connection, strangers)
    names.update(said for *_, said in strangers)
    for author_id in ids:
        names |= _aliases(connection, author_id)
    _keep(connection, guild_id, names, pseudonym)
    _set(connection, dict.fromkeys(ids, (pseudonym is None, pseudonym)), set(renamed))
    for author_id in ids:
        connection.execute("DELETE FROM author_names WHERE author_id = ?", (author_id,))
        if pseudonym is not None:
            identities.add_names(connection, author_id, fold_name(pseudonym), None)
    fulltext.add(connection, renamed)
    check()
    traces.forget(connection, names, guild_id, pseudonym or HIDDEN_NAME)


def unhide(connection: sqlite3.Connection, name: str, guild_id: int | None, check: Check) -> None:
    """Undo `hide`. Raises NotFound where nobody called so was hidden there."""
    clashes.teach(connection)
    hashes = Hashes(connection)
    scope = EVERYWHERE if guild_id is None else guild_id
    found = [
        row
        for row in connection.execute(_ROWS, (guild_id, fold_name(name))).fetchall()
        if connection.execute(
            "SELECT 1 FROM authors WHERE id = ? AND (hidden OR pseudonym IS NOT NULL)", (row[0],)
        ).fetchone()
    ]
    names = {each for _, each, _ in found} | {name}
    gone = _let_go(connection, hashes, scope, names)
    if not found and not gone:
        raise NotFound("No hidden author is called “{name}” there.", name=name)
    as_is: dict[int, tuple[bool, str | None]] = {}
    for author_id, own, owner in found:
        still, pseudonym = hashes.hidden(owner, own)
        as_is[author_id] = still and pseudonym is None, pseudonym
    _set(connection, as_is, set())
    check()
    for author_id, own, _ in found:
        unseen, pseudonym = as_is[author_id]
        connection.execute("DELETE FROM author_names WHERE author_id = ?", (author_id,))
        if not unseen:
            identities.add_names(connection, author_id, fold_name(pseudonym or own), None)


def _set(connection: sqlite3.Connection, wanted: dict[int, tuple[bool, str | None]], out: set[int]) -> None:
    """Hide or show authors; posts that are to be indexed anew wait for it, but those that are `out` already."""
    hidden = {
        author_id: bool(
            connection.execute("SELECT hidden FROM authors WHERE id = ?", (author_id,)).fetchone()[0]
        )
        for author_id in wanted
    }
    changed = {author_id for author_id, (unseen, _) in wanted.items() if unseen != hidden[author_id]}
    fulltext.postpone(connection, _concerned(connection, changed) - out)
    for author_id, (unseen, pseudonym) in wanted.items():
        connection.execute(
            "UPDATE authors SET hidden = ?, pseudonym = ? WHERE id = ?", (unseen, pseudonym, author_id)
        )
    fulltext.put_in_again(connection)


def _quoted(
    connection: sqlite3.Connection, guild_id: int | None, names: set[str], known_as: set[int]
) -> list[tuple[int, int, int | None, str]]:
    """Return the quotes of whoever is called one of the folded `names`, but those credited to `known_as` already."""
    ids = json.dumps(sorted(known_as))
    return [
        row
        for written in clashes.spellings(connection, names)
        for row in connection.execute(_NAMED, (guild_id, written, ids)).fetchall()
    ]


def _pseudonym(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    text = columns.clean(" ".join(text.split()))
    if len(text) > 60 or not fold_name(text):
        raise UserError("A pseudonym has 1 to 60 characters and at least one letter or digit.")
    return text


def _concerned(connection: sqlite3.Connection, ids: set[int]) -> set[int]:
    return {post_id for each in ids for (post_id,) in connection.execute(_CONCERNED, (each,))}


def _introduce(connection: sqlite3.Connection, strangers: list[tuple[int, int, int | None, str]]) -> set[int]:
    """Give those who are only quoted a row of their own, one for each archive that quotes them."""
    made: dict[tuple[int | None, str], int] = {}
    for post_id, ordinal, owner, name in strangers:
        folded = fold_name(name)
        if (owner, folded) not in made:
            identity = f"name:{name}" if owner is None else f"guild {owner}:name:{name}"
            connection.execute(
                "INSERT INTO authors (identity, name, folded, guild_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (identity, name, folded, owner),
            )
            (author_id,) = connection.execute(
                "SELECT id FROM authors WHERE identity = ?", (identity,)
            ).fetchone()
            made[owner, folded] = author_id
        connection.execute(
            "UPDATE passages SET author_id = ? WHERE post_id = ? AND ordinal = ?",
            (made[owner, folded], post_id, ordinal),
        )
    return set(made.values())


def _aliases(connection: sqlite3.Connection, author_id: int) -> set[str]:
    found = connection.execute(
        "SELECT alias FROM author_names WHERE author_id = ? AND alias IS NOT NULL", (author_id,)
    )
    return {alias for (alias,) in found}


def _keep(
    connection: sqlite3.Connection, guild_id: int | None, names: set[str], pseudonym: str | None
) -> None:
    hashes = Hashes(connection)
    scope = EVERYWHERE if guild_id is None else guild_id
    _let_go(connection, hashes, scope, names)
    connection.executemany(
        "INSERT INTO hidings VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET pseudonym = excluded.pseudonym",
        [(scope, hashes.new(*name_parts(each)), pseudonym) for each in sorted(names)],
    )


def _let_go(connection: sqlite3.Connection, hashes: Hashes, scope: int, names: set[str]) -> int:
    """Forget that people called `names` are hidden, whichever salt they were hashed with; return how many were."""
    return sum(
        connection.execute("DELETE FROM hidings WHERE scope = ? AND name = ?", (scope, hashed)).rowcount
        for name in names
        for hashed in hashes.every(*name_parts(name))
    )


def _earlier(connection: sqlite3.Connection, credited: set[int | None]) -> dict[int, str]:
    """Return those of `credited` who wrote nothing any more, with their names: what somebody was called before."""
    found = {}
    for author_id in sorted(each for each in credited if each is not None):
        if (row := connection.execute(_GONE, (author_id,)).fetchone()) is not None:
            found[author_id] = row[0]
    return found
