"""Names found by how they, or later words of theirs, begin: most posts first, at once however many there are.

Where few names begin so all of them are looked at; where many do, those whose owners have about as many posts, the
most first, until there are enough. Every name has its owner's archive beside it, and how many posts they have, rounded.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import TypeVar

from bot.search.tree import has_words
from bot.search.words import LAST, fold_name, index_words, name_spellings, second_spellings, spelt
from bot.store import columns
from bot.store.values import Viewer

T = TypeVar("T")

FEW = 125
"""Names with one beginning up to which all of them are looked at."""
BEST, SHARED = 1_000, 5_000
"""Where more names begin so: how many of one archive are looked at, and of what is shared of others'."""
APART = 100
"""Names with one of the words that are looked through for all of them."""
LOOKED_THROUGH = 2_000
"""Authors or threads up to which all that somebody may see are looked through for what stands inside words."""
NAMED = 1_000
"""Threads that are named at a time."""
_ASKED = 32  # words that are looked for apart

_LEAVING = "SELECT 1 FROM threads_leaving LIMIT 1"
_BEGUN = "n.folded >= :start AND n.folded < :end"


@dataclass(frozen=True)
class Kind:
    """Authors or threads, as SQL over `x` (one of them) or `n` (a name of one); parameters: `columns.seen_named`.

    `columns` are read of those found, the id first; `equals` orders those with as many posts. `posts` are those of `x`
    that a viewer sees, none of who is hidden; `reach` finds all whom they may see.
    """

    table: str
    names: str
    key: str
    columns: str
    equals: str
    posts: str
    reach: str

    @property
    def begun(self) -> str:
        """The ids of those with a name that begins as asked."""
        return f"SELECT n.{self.key} FROM {self.names} n WHERE {_BEGUN}"

    def best(self, ids: str) -> str:
        """The rows of those that `ids` select and a viewer may see, most posts first."""
        return (
            f"SELECT {self.columns} FROM {self.table} x WHERE x.id IN ({ids}) AND {self.posts} > 0 "
            f"ORDER BY {self.posts} DESC, {self.equals} LIMIT :limit"
        )


def _seen(what: str, part: str, also: str = "") -> str:
    """Return all that `x` has, but of those whom another server brought what `part` of it is seen."""
    own = ":everything OR x.guild_id IS NULL OR x.guild_id = :guild"
    return f"CASE WHEN {also}({own}) THEN x.{what} ELSE ({part}) END"


def _written(what: str) -> str:
    """Return what an author has written of `what`, as `_seen`; of threads that leave nothing counts any more."""
    return _seen(
        what,
        f"SELECT sum(w.{what}) FROM author_threads w JOIN threads t ON t.id = w.thread_id "
        f"WHERE w.author_id = x.id AND {columns.VISIBLE_NAMED}",
        f"NOT EXISTS ({_LEAVING}) AND ",
    )


AUTHORS = Kind(
    "authors",
    "author_names",
    "author_id",
    f"x.id, coalesce(x.pseudonym, x.name), x.title, {_written('posts')}, {_written('words')}, "
    "(SELECT nullif(json_group_array(alias), '[]') FROM author_names WHERE author_id = x.id AND alias IS NOT NULL), "
    "iif(x.pseudonym IS NULL, x.folded, NULL)",
    "coalesce(x.pseudonym, x.name), x.id",
    f"iif(x.hidden, 0, {_written('posts')})",
    "SELECT DISTINCT w.author_id FROM threads t CROSS JOIN author_threads w ON w.thread_id = t.id "
    f"WHERE {columns.VISIBLE_NAMED}",
)
THREADS = Kind(
    "threads",
    "thread_names",
    "thread_id",
    "x.id, x.slug, x.title, x.posts - coalesce((SELECT w.posts FROM author_threads w WHERE w.thread_id = x.id AND "
    "w.author_id = (SELECT id FROM authors WHERE identity = 'removed' AND posts > 0)), 0), x.posts, "
    "x.authors, x.first_at, x.last_at, x.source, x.format, x.url, x.guild_id, x.shared",
    "x.id",
    _seen("posts", f"SELECT t.posts FROM threads t WHERE t.id = x.id AND {columns.VISIBLE_NAMED}"),
    f"SELECT t.id FROM threads t WHERE {columns.VISIBLE_NAMED}",
)

ROUNDED = (
    f"posts & -CASE {' '.join(f'WHEN posts < {16 << i} THEN {1 << i}' for i in range(16))} ELSE {1 << 16} END"
)
"""As SQL, how many posts somebody has, rounded down to four binary digits: few numbers, none far from the count."""
_GUILDS = "SELECT DISTINCT guild_id FROM threads WHERE guild_id IS NOT NULL"
_TITLES = """
    SELECT id, guild_id, posts, title, slug FROM threads WHERE id IN (SELECT value FROM json_each(?1))
    UNION ALL SELECT t.id, t.guild_id, t.posts, t.title, f.slug
    FROM former_slugs f JOIN threads t ON t.id = f.thread_id WHERE t.id IN (SELECT value FROM json_each(?1))"""


def complete(db: Connection, kind: Kind, folded: str, viewer: Viewer, limit: int) -> list[columns.Row]:
    """Return up to `limit` with a name, or later words of one, that begins with `folded`, most posts first.

    Where these are fewer, others follow that have all of its words apart, or, where `viewer` sees few, inside of words.
    Only what `viewer` may see is ranked and counted.
    """
    asked = {"start": folded, "end": folded + LAST, "limit": limit, **columns.seen_named(viewer)}
    found, words = _beginning(db, kind, viewer, limit, asked), folded.split()[:_ASKED]
    if len(found) < limit and " " in folded:
        found += _apart(db, kind, words, asked)
    if len(found) < limit and folded:
        found += _inside(db, kind, words, asked)
    return list({row[0]: row for row in found}.values())[:limit]


def spelt_so(text: str, limit: int, begun: Callable[[str], list[T]], names: Callable[[T], str]) -> list[T]:
    """Return up to `limit` that `begun` finds for the folded `text`, then for other spellings of it.

    Of the latter those `names` of which really begin so once letters are written otherwise (`joe`: Jörg, not John).
    """
    found = begun(fold_name(text) if text.strip() else "")
    for other in name_spellings(text) if len(found) < limit else ():
        others = (each for each in begun(other) if has_words(names(each), spelt(text)))
        found += [each for each in others if each not in found]
    return found[:limit]


def tails(folded: str) -> list[str]:
    """Return a folded name and what follows each blank in it."""
    return [folded, *(folded[at + 1 :] for at, letter in enumerate(folded) if letter == " ")]


def name_threads(db: Connection, ids: Sequence[int]) -> None:
    """Let threads be found by their titles and slugs, as they are now."""
    for begin in range(0, len(ids), NAMED):
        some = ids[begin : begin + NAMED]
        # Row by row: a statement that might write several opens a savepoint, at which FTS5 writes out its buffer.
        db.executemany("DELETE FROM thread_names WHERE thread_id = ?", ((each,) for each in some))
        names = {
            (name, thread_id, guild_id, posts)
            for thread_id, guild_id, posts, title, slug in db.execute(_TITLES, (json.dumps(some),))
            for name in _names(title, slug)
        }
        db.executemany(
            "INSERT INTO thread_names (folded, thread_id, guild_id, posts) VALUES (?1, ?2, ?3, "
            f"{ROUNDED.replace('posts', '?4')})",
            sorted(names),
        )


def _names(title: str, slug: str) -> set[str]:
    """Return what a thread is found by; a word that one of these begins with is found by that."""
    begun = {*tails(fold_name(title)), *tails(fold_name(slug))}
    words = {*index_words(title), *second_spellings(title)}
    return begun | words - {each.partition(" ")[0] for each in begun}


def recount_authors(db: Connection, ids: Iterable[tuple[int]]) -> None:
    """Write beside the names of these authors about how many posts they have now."""
    about = f"(SELECT {ROUNDED} FROM authors WHERE id = ?1)"
    db.executemany(f"UPDATE author_names SET posts = {about} WHERE author_id = ?1 AND posts <> {about}", ids)


def _beginning(
    db: Connection, kind: Kind, viewer: Viewer, limit: int, asked: dict[str, object]
) -> list[columns.Row]:
    many = f"SELECT ({_LEAVING}) FROM {kind.names} n WHERE {_BEGUN} LIMIT 1 OFFSET {FEW}"
    if (leaving := db.execute(many, asked).fetchone()) is None:
        return db.execute(kind.best(kind.begun), asked).fetchall()
    others = db.execute(_GUILDS) if viewer.everything else ()
    scopes = {None, viewer.guild_id, *(guild for (guild,) in others)}
    # What threads that leave held is counted in what stands beside names until it is out.
    enough = BEST if leaving[0] else limit
    ids = [each for scope in scopes for each in _largest(db, kind, enough, {**asked, "scope": scope})]
    shared = (
        f"WITH r (id) AS ({kind.reach} AND t.shared AND t.guild_id <> :guild LIMIT {SHARED}) "
        f"SELECT id FROM r WHERE EXISTS ({kind.begun} AND n.{kind.key} = r.id)"
    )
    best = kind.best(f"SELECT value FROM json_each(:ids) UNION ALL SELECT id FROM ({shared})")
    return db.execute(best, {**asked, "ids": json.dumps(ids)}).fetchall()


def _largest(db: Connection, kind: Kind, limit: int, asked: dict[str, object]) -> Iterable[int]:
    """Return those of one archive whose names begin so with most posts, at least `limit` where there are so many."""
    if not asked["start"]:
        everybody = f"SELECT id FROM {kind.table} x WHERE guild_id IS :scope AND {kind.posts} > 0"
        most = f"{everybody} ORDER BY posts DESC LIMIT :enough"
        return [each for (each,) in db.execute(most, {**asked, "enough": limit})]
    found: dict[int, int] = {}
    before = 0
    for looked_at, (about, each) in enumerate(
        db.execute(
            f"WITH RECURSIVE c (posts) AS (SELECT max(posts) FROM {kind.names} WHERE guild_id IS :scope UNION ALL "
            f"SELECT {ROUNDED.replace('posts', '(posts - 1)')} FROM c WHERE posts > 1) "
            f"SELECT c.posts, n.{kind.key} FROM c CROSS JOIN {kind.names} n "
            f"ON n.guild_id IS :scope AND n.posts = c.posts AND {_BEGUN} WHERE c.posts > 0",
            asked,
        )
    ):
        if looked_at > BEST or (about != before and len(found) >= limit):
            break
        before = found[each] = about
    return found


def _apart(db: Connection, kind: Kind, words: list[str], asked: dict[str, object]) -> list[columns.Row]:
    """Return some that have all of `words`, in any order."""
    longest, *others = sorted(words, key=len, reverse=True)
    own = ":everything OR n.guild_id IS NULL OR n.guild_id = :guild"
    seen = f"SELECT 1 FROM {kind.table} x WHERE x.id = n.{kind.key} AND {kind.posts} > 0"
    begun = f"SELECT n.{kind.key} AS id FROM {kind.names} n WHERE {_BEGUN} AND ({own} OR EXISTS ({seen})) LIMIT {APART}"
    also = "".join(
        f" AND EXISTS (SELECT 1 FROM {kind.names} n "
        f"WHERE n.{kind.key} = b.id AND n.folded >= :w{at} AND n.folded < :w{at} || :last)"
        for at in range(len(others))
    )
    more = {"start": longest, "end": longest + LAST, "last": LAST} | {
        f"w{i}": w for i, w in enumerate(others)
    }
    return db.execute(kind.best(f"SELECT b.id FROM ({begun}) b WHERE 1{also}"), asked | more).fetchall()


def _inside(db: Connection, kind: Kind, words: list[str], asked: dict[str, object]) -> list[columns.Row]:
    """Return those whose names hold all of `words` anywhere; none where the viewer sees too many."""
    own = f"SELECT 1 FROM {kind.table} WHERE posts > 0 AND guild_id"
    if db.execute(
        f"{own} IS NULL UNION ALL {own} = :guild LIMIT 1 OFFSET {LOOKED_THROUGH}", asked
    ).fetchone():
        return []
    holding = (
        f"WITH r (id) AS ({kind.reach} LIMIT {LOOKED_THROUGH + 1}) SELECT id FROM r "
        f"WHERE (SELECT count(*) FROM r) <= {LOOKED_THROUGH} AND EXISTS (SELECT 1 FROM {kind.names} n WHERE "
        f"n.{kind.key} = id AND NOT EXISTS (SELECT 1 FROM json_each(:words) w WHERE NOT instr(n.folded, w.value)))"
    )
    return db.execute(kind.best(holding), {**asked, "words": json.dumps(words)}).fetchall()
