"""Hiding somebody: their words and name, or their name alone, in one guild's archive or in every one.

The stored text stays, so that it can be undone. Who is hidden is kept by hash, too, for posts that come later.
"""

import json
import sqlite3
from collections.abc import Callable

from bot.errors import NotFound, UserError
from bot.search.words import fold_name
from bot.store import columns
from bot.store.archive import identities
from bot.store.archive.hashes import EVERYWHERE, Hashes, name_parts
from bot.store.index import fulltext

Check = Callable[[], None]

_ROWS = """
    SELECT a.id, a.name, a.guild_id FROM authors a
    WHERE (a.folded = ?2 OR fold_name(a.pseudonym) = ?2 OR a.id IN (
        SELECT author_id FROM author_names WHERE folded = ?2 AND whole))
    AND (?1 IS NULL OR a.guild_id = ?1) AND a.identity <> 'removed'"""
_NEXT_NAME = """
    SELECT min(coalesce(author, declared)) FROM passages INDEXED BY passages_by_name
    WHERE kind = 'quote' AND coalesce(author, declared) > ?"""
_NAMED = f"""
    SELECT g.post_id, g.ordinal, t.guild_id, coalesce(g.author, g.declared)
    FROM passages g INDEXED BY passages_by_name JOIN threads t ON t.id = g.post_id >> {columns.NUMBER_BITS}
    WHERE g.kind = 'quote' AND coalesce(g.author, g.declared) = ?2 AND (?1 IS NULL OR t.guild_id = ?1)
    AND (g.author_id IS NULL OR ?1 IS NOT NULL)
    AND coalesce(g.author_id NOT IN (SELECT value FROM json_each(?3)), 1)"""
_CONCERNED = """
    SELECT id FROM posts WHERE author_id = ?1 UNION SELECT post_id FROM passages WHERE author_id = ?1"""


def known(connection: sqlite3.Connection, name: str, guild_id: int | None) -> bool:
    """Tell whether anybody in that archive is called `name`, if only in a quote."""
    _teach(connection)
    folded = fold_name(name)
    found = connection.execute(_ROWS + " LIMIT 1", (guild_id, folded)).fetchone()
    return found is not None or bool(_quoted(connection, guild_id, {folded}, set()))


def hide(
    connection: sqlite3.Connection, name: str, guild_id: int | None, pseudonym: str | None, check: Check
) -> None:
    """Hide everybody called `name`, or show `pseudonym` in their place. Raises NotFound where nobody is."""
    _teach(connection)
    pseudonym = _pseudonym(pseudonym)
    people_found = connection.execute(_ROWS, (guild_id, fold_name(name))).fetchall()
    names = {each for _, each, _ in people_found} or {name}
    ids = {author_id for author_id, *_ in people_found}
    strangers = _quoted(connection, guild_id, set(map(fold_name, names)), ids)
    if not people_found and not strangers:
        raise NotFound("Nobody in that archive is called “{name}”.", name=name)
    # What quotes a stranger is to be found by the row they get, or, where they had none, not to be found.
    renamed = sorted({post_id for post_id, *_ in strangers})
    fulltext.remove(connection, renamed)
    check()
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
    _forget_traces(connection, ids, guild_id, pseudonym)


def unhide(connection: sqlite3.Connection, name: str, guild_id: int | None, check: Check) -> None:
    """Undo `hide`. Raises NotFound where nobody called so was hidden there."""
    _teach(connection)
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
    gone = 0
    for each in names:
        gone += connection.execute(
            "DELETE FROM hidings WHERE scope = ? AND name = ?", (scope, hashes.new(*name_parts(each)))
        ).rowcount
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
    found = []
    ids = json.dumps(sorted(known_as))
    written = ""
    while (written := connection.execute(_NEXT_NAME, (written,)).fetchone()[0]) is not None:
        if fold_name(written) in names:
            found += connection.execute(_NAMED, (guild_id, written, ids)).fetchall()
    return found


def _pseudonym(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    text = columns.clean(" ".join(text.split()))
    if len(text) > 60 or not fold_name(text):
        raise UserError("A pseudonym has 1 to 60 characters and at least one letter or digit.")
    return text


def _teach(connection: sqlite3.Connection) -> None:
    # A second time is refused while anything is being read.
    if not connection.execute("SELECT 1 FROM pragma_function_list WHERE name = 'fold_name'").fetchone():
        connection.create_function(
            "fold_name", 1, lambda text: None if text is None else fold_name(text), deterministic=True
        )


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
    connection.executemany(
        "INSERT INTO hidings VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET pseudonym = excluded.pseudonym",
        [(scope, hashes.new(*name_parts(each)), pseudonym) for each in sorted(names)],
    )


def _forget_traces(
    connection: sqlite3.Connection, ids: set[int], guild_id: int | None, pseudonym: str | None
) -> None:
    """Take the name out of what the program keeps beside the archive: old buttons, and lines of replays said."""
    shown = pseudonym or "a hidden author"
    for author_id in ids:
        (name,) = connection.execute("SELECT name FROM authors WHERE id = ?", (author_id,)).fetchone()
        connection.execute("DELETE FROM panels WHERE instr(state, ?)", (json.dumps(name),))
        connection.execute(
            "DELETE FROM daily_quotes WHERE author = ?1 AND (?2 IS NULL OR guild_id = ?2)", (name, guild_id)
        )
        connection.execute(
            "UPDATE replay_lines SET author = ?1, persona = ?1 WHERE author = ?2 "
            "AND state IN ('said', 'skipped', 'withdrawn') "
            "AND run_id IN (SELECT id FROM replay_runs WHERE ?3 IS NULL OR guild_id = ?3)",
            (shown, name, guild_id),
        )
