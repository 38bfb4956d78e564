"""Authors: found by a name half remembered, listed by how much they wrote."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from sqlite3 import Connection

from bot.errors import NotFound, UserError
from bot.search.words import LAST, alike, fold_name, name_spellings, written_out
from bot.store import columns
from bot.store.archive import clashes, identities, name_completion
from bot.store.archive.suggestions import nearest, proposal
from bot.store.archive.threads import find_thread
from bot.store.index import changes
from bot.store.sqlite.database import Part, Write, reads, within
from bot.store.values import Author, Viewer

HIDDEN_NAME = "a hidden author"
BEGUN = 25
"""Names that begin with a word, among which those that have it whole are looked for."""
LEAST_LETTERS = 3
PROPOSED = 3
NEIGHBOURS = 2_000  # names compared with a misspelt one

SHOWN_NAME = f"coalesce(a.pseudonym, CASE WHEN a.hidden THEN '{HIDDEN_NAME}' ELSE a.name END)"
_CALLED = "SELECT n.author_id FROM author_names n WHERE n.folded = :folded AND n.whole"
_OF = f"""
    SELECT a.id, {SHOWN_NAME}, a.title, x.posts, x.words
    FROM author_threads x JOIN authors a ON a.id = x.author_id
    WHERE x.thread_id = ? AND NOT a.hidden AND EXISTS (
        SELECT 1 FROM author_names n WHERE n.author_id = a.id AND n.folded >= ? AND n.folded < ?)
    ORDER BY x.posts DESC, a.id LIMIT ?"""
_RANGE = f"""
    SELECT DISTINCT n.folded FROM author_names n JOIN authors x ON x.id = n.author_id
    WHERE n.folded >= ? AND n.folded < ? AND n.whole AND NOT x.hidden AND {columns.AUTHOR_VISIBLE} LIMIT ?"""


class Authors(Part):
    """The people who wrote."""

    async def get(self, name: str, viewer: Viewer, *, guess: bool = True) -> Author:
        """Return an author: case, accents, aliases and, unless `guess` is not set, a typo are forgiven.

        Raises NotFound, proposing. Who takes a guess shows the name it has, or asks.
        """
        return await self._database.read(find_author, name, viewer, guess)

    @reads
    def complete(
        self, db: Connection, text: str, viewer: Viewer, *, thread: str | None = None, limit: int = 25
    ) -> list[Author]:
        """Return authors of whose name a word begins with `text`, most posts first.

        With `thread` those who wrote there, with what they wrote there. In a small archive those follow whose names
        hold it anywhere; then names that begin so once letters are written otherwise (`joe`: Jörg).
        """

        def begun(folded: str) -> list[Author]:
            if thread is not None:
                asked = find_thread(db, thread, viewer).id, folded, folded + LAST, limit
                return [Author(*row) for row in db.execute(_OF, asked)]
            rows = name_completion.complete(db, name_completion.AUTHORS, folded, viewer, limit)
            if len(found := merged(rows)) < limit == len(rows):  # several archives know somebody
                found = merged(
                    name_completion.complete(db, name_completion.AUTHORS, folded, viewer, 4 * limit)
                )
            return found[:limit]

        return name_completion.spelt_so(
            text, limit, begun, lambda author: " ".join((author.name, *author.aliases))
        )

    @within
    def alias(
        self, name: str, alias: str, viewer: Viewer, *, write: Write, guild_id: int | None = None
    ) -> None:
        """Let an author be found by another name, too; with `guild_id` in that guild's own archive alone."""
        ids = write.db.execute(
            "SELECT id FROM authors WHERE id IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR guild_id = ?2)",
            (json.dumps(author_ids(write.db, name, viewer)), guild_id),
        ).fetchall()
        if not ids:
            raise NotFound("“{name}” wrote nothing in this server's own archive.", name=name)
        folded = fold_name(alias)
        if not folded:
            raise UserError("An alias needs at least one letter or digit.")
        if clashes.is_taken(write.db, alias, guild_id, {author_id for (author_id,) in ids}):
            raise clashes.taken(alias.strip())
        for (author_id,) in ids:
            identities.add_names(write.db, author_id, folded, alias.strip())
        changes.touch(write.db)


class Nobody(NotFound):
    """Nobody has that name; `near` are the nearest names."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        """Propose the nearest names."""
        super().__init__(
            "Nobody in the archive is called “{name}”.{proposal}", name=name, proposal=proposal(near)
        )
        self.near = near


def find_author(db: Connection, name: str, viewer: Viewer, guess: bool = False) -> Author:  # noqa: FBT001, FBT002
    """Return an author by name, with `guess` the nearest one, or the only one with that word in the name.

    Raises NotFound, proposing the nearest names and those that have the word.
    """
    folded = fold_name(name)
    spelt_otherwise = (
        author
        for other in name_spellings(name)
        for author in merged(called(db, other, viewer))
        if any(alike(each, name) for each in (author.name, *author.aliases))
    )
    if found := next(chain(merged(called(db, folded, viewer)), spelt_otherwise), None):
        return found
    close = _close(db, folded, viewer)
    if guess and close and nearest(folded, [fold_name(close[0].name)], cutoff=0.8):
        return close[0]
    named = _with_word(db, name, viewer)
    if guess and len(named) == 1:
        return named[0]
    raise Nobody(name, list(dict.fromkeys(author.name for author in (*named, *close)))[:PROPOSED])


def author_ids(db: Connection, name: str, viewer: Viewer) -> list[int]:
    """Return everybody called like the author `find_author` returns: several archives may know them."""
    return [row[0] for row in called(db, fold_name(find_author(db, name, viewer).name), viewer)]


def merged(rows: Iterable[columns.Row]) -> list[Author]:
    """Make authors of rows; those of the same name are one, as they first come: several archives may know somebody."""
    found: dict[str, Author] = {}
    for author_id, name, title, posts, words, known_as, folded in rows:
        aliases = tuple(sorted(json.loads(known_as))) if known_as else ()
        author = Author(author_id, name, title, posts, words, aliases)
        called = folded or fold_name(name)
        if (first := found.setdefault(called, author)) is not author:
            found[called] = replace(
                first,
                posts=first.posts + posts,
                words=first.words + words,
                aliases=tuple(dict.fromkeys(first.aliases + aliases)),
            )
    return list(found.values())


def called(db: Connection, folded: str, viewer: Viewer) -> list[columns.Row]:
    """Return everybody with that folded name, or alias, of whom `viewer` may see something, their ids first."""
    return db.execute(
        name_completion.AUTHORS.best(_CALLED), {"folded": folded, "limit": 100, **columns.seen_named(viewer)}
    ).fetchall()


def _with_word(db: Connection, name: str, viewer: Viewer) -> list[Author]:
    """Return some of those with `name` among the whole words of their names."""
    ways = [each for each in (fold_name(name), *name_spellings(name)) if len(each) >= LEAST_LETTERS]
    rows = (name_completion.complete(db, name_completion.AUTHORS, way, viewer, BEGUN) for way in ways)
    found = {row[0]: row for row in chain.from_iterable(rows)}
    return [
        author
        for author in merged(found.values())
        if any(f" {fold(name)} " in f" {fold(author.name)} " for fold in (fold_name, written_out))
    ]


def _close(db: Connection, folded: str, viewer: Viewer) -> list[Author]:
    known = [
        name
        for start in dict.fromkeys((folded[:2], folded[:1]))
        for (name,) in db.execute(_RANGE, (start, start + LAST, *columns.seen(viewer), NEIGHBOURS))
    ]
    close = (merged(called(db, name, viewer)) for name in nearest(folded, known, count=5))
    return [author for same in close for author in same[:1]][:3]
