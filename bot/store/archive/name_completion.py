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

_BEGUN = "n.folded >= :start AND n.folded < :end"


@dataclass(frozen=True)
class Kind:
    """Authors or threads, as SQL over `x` (one of them) or `n` (a name of one); parameters: `columns.seen_named`.

    `reach` finds all whom a viewer may see; `part` counts the posts seen of one whom another server brought.
    """

    table: str
    names: str
    key: str
    shown: str
    reach: str
    part: str

    @property
    def posts(self) -> str:
        """The posts of `x` that are seen: all of them, but of those whom another server brought."""
        own = "x.guild_id IS NULL OR x.guild_id = :guild"
        return f"CASE WHEN :everything OR {own} THEN x.posts ELSE ({self.part}) END"


AUTHORS = Kind(
    "authors",
    "author_names",
    "author_id",
    "NOT x.hidden AND x.posts > 0",
    "SELECT DISTINCT w.author_id FROM threads t CROSS JOIN author_threads w ON w.thread_id = t.id "
    f"WHERE {columns.VISIBLE_NAMED}",
    "SELECT sum(w.posts) FROM author_threads w JOIN threads t ON t.id = w.thread_id "
    f"WHERE w.author_id = x.id AND {columns.VISIBLE_NAMED}",
)
THREADS = Kind(
    "threads",
    "thread_names",
    "thread_id",
    "1",
    f"SELECT t.id FROM threads t WHERE {columns.VISIBLE_NAMED}",
    f"SELECT t.posts FROM threads t WHERE t.id = x.id AND {columns.VISIBLE_NAMED}",
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


def complete(db: Connection, kind: Kind, folded: str, viewer: Viewer, limit: int) -> list[int]:
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
    return list(dict.fromkeys(found))[:limit]


def loaded(
    db: Connection, kind: Kind, folded: str, viewer: Viewer, limit: int, load: Callable[[list[int]], list[T]]
) -> list[T]:
    """Return what `load` makes of those `complete` finds for what was typed, up to `limit`; it may leave some out."""
    ids = complete(db, kind, folded, viewer, limit)
    found = load(ids)
    if len(found) < limit == len(ids):
        found = load(complete(db, kind, folded, viewer, 4 * limit))
    return found[:limit]


def spelt_so(
    text: str, limit: int, begun: Callable[[str], Sequence[T]], names: Callable[[T], str]
) -> list[T]:
    """Return up to `limit` that `begun` finds for the folded `text`, then for other spellings of it.

    Of the latter those `names` of which really begin so once letters are written otherwise (`joe`: Jörg, not John).
    """
    found = dict.fromkeys(begun(fold_name(text) if text.strip() else ""))
    for other in name_spellings(text):
        if len(found) >= limit:
            break
        found |= dict.fromkeys(each for each in begun(other) if has_words(names(each), spelt(text)))
    return list(found)[:limit]


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
            (tail, thread_id, guild_id, posts)
            for thread_id, guild_id, posts, title, slug in db.execute(_TITLES, (json.dumps(some),))
            for tail in (
                *tails(fold_name(title)),
                *tails(fold_name(slug)),
                *index_words(title),
                *second_spellings(title),
            )
        }
        db.executemany(
            "INSERT INTO thread_names (folded, thread_id, guild_id, posts) VALUES (?1, ?2, ?3, "
            f"{ROUNDED.replace('posts', '?4')})",
            sorted(names),
        )


def recount_authors(db: Connection, ids: Iterable[int]) -> None:
    """Write beside the names of these authors about how many posts they have now."""
    about = f"(SELECT {ROUNDED} FROM authors WHERE id = ?1)"
    db.executemany(
        f"UPDATE author_names SET posts = {about} WHERE author_id = ?1 AND posts <> {about}",
        ((each,) for each in ids),
    )


def _beginning(db: Connection, kind: Kind, viewer: Viewer, limit: int, asked: dict[str, object]) -> list[int]:
    begun = f"SELECT n.{kind.key} FROM {kind.names} n WHERE {_BEGUN}"
    ids = [each for (each,) in db.execute(f"{begun} LIMIT {FEW + 1}", asked)]
    if len(ids) > FEW:
        others = db.execute(_GUILDS) if viewer.everything else ()
        scopes = {None, viewer.guild_id, *(guild for (guild,) in others)}
        ids = [each for scope in scopes for each in _largest(db, kind, limit, {**asked, "scope": scope})]
        shared = f"WITH r (id) AS ({kind.reach} AND t.shared AND t.guild_id <> :guild LIMIT {SHARED}) SELECT id FROM r"
        named = f"{shared} WHERE EXISTS ({begun} AND n.{kind.key} = r.id)"
        ids += [each for (each,) in db.execute(named, asked)]
    found = db.execute(
        f"SELECT x.id, {kind.posts} AS seen FROM {kind.table} x WHERE x.id IN (SELECT value FROM json_each(:ids)) "
        f"AND {kind.shown} AND seen > 0 ORDER BY 2 DESC, 1 LIMIT :limit",
        {**asked, "ids": json.dumps(ids)},
    )
    return [each for each, _ in found]


def _largest(db: Connection, kind: Kind, limit: int, asked: dict[str, object]) -> Iterable[int]:
    """Return those of one archive whose names begin so with most posts, at least `limit` where there are so many."""
    found: dict[int, int] = {}
    before = 0
    for looked_at, (about, each) in enumerate(
        db.execute(
            f"WITH RECURSIVE c (posts) AS (SELECT max(posts) FROM {kind.names} WHERE guild_id IS :scope UNION ALL "
            f"SELECT (SELECT max(posts) FROM {kind.names} WHERE guild_id IS :scope AND posts < c.posts) FROM c "
            f"WHERE c.posts > 0) SELECT c.posts, n.{kind.key} FROM c CROSS JOIN {kind.names} n "
            f"ON n.guild_id IS :scope AND n.posts = c.posts AND {_BEGUN} WHERE c.posts > 0",
            asked,
        )
    ):
        if looked_at > BEST or (about != before and len(found) >= limit):
            break
        before = found[each] = about
    return found


def _apart(db: Connection, kind: Kind, words: list[str], asked: dict[str, object]) -> list[int]:
    """Return some that have all of `words`, in any order."""
    longest = max(words, key=len)
    found = db.execute(
        f"SELECT x.id FROM {kind.table} x WHERE x.id IN (SELECT n.{kind.key} FROM {kind.names} n CROSS JOIN "
        f"{kind.table} x ON x.id = n.{kind.key} WHERE {_BEGUN} AND {kind.shown} AND {kind.posts} > 0 "
        f"LIMIT {APART}) AND NOT EXISTS (SELECT 1 FROM json_each(:words) w WHERE NOT EXISTS (SELECT 1 "
        f"FROM {kind.names} n WHERE n.{kind.key} = x.id AND n.folded >= w.value AND n.folded < w.value || :last)) "
        f"ORDER BY {kind.posts} DESC, x.id LIMIT :limit",
        {**asked, "start": longest, "end": longest + LAST, "words": json.dumps(words), "last": LAST},
    )
    return [each for (each,) in found]


def _inside(db: Connection, kind: Kind, words: list[str], asked: dict[str, object]) -> list[int]:
    """Return those whose names hold all of `words` anywhere; none where the viewer sees too many."""
    own = f"SELECT 1 FROM {kind.table} WHERE posts > 0 AND guild_id"
    many = f"{own} IS NULL UNION ALL {own} = :guild LIMIT 1 OFFSET {LOOKED_THROUGH}"
    if db.execute(many, asked).fetchone():
        return []
    reach = db.execute(f"{kind.reach} LIMIT {LOOKED_THROUGH + 1}", asked).fetchall()
    if len(reach) > LOOKED_THROUGH:
        return []
    found = db.execute(
        f"SELECT DISTINCT x.id FROM json_each(:reach) j CROSS JOIN {kind.table} x ON x.id = j.value "
        f"CROSS JOIN {kind.names} n ON n.{kind.key} = x.id WHERE {kind.shown} "
        "AND NOT EXISTS (SELECT 1 FROM json_each(:words) w WHERE NOT instr(n.folded, w.value)) "
        f"ORDER BY {kind.posts} DESC, x.id LIMIT :limit",
        {**asked, "reach": json.dumps([each for (each,) in reach]), "words": json.dumps(words)},
    )
    return [each for (each,) in found]
