"""Names found by how they, or later words of theirs, begin: most posts first, at once however many there are.

Where few names begin so all of them are looked at; where many do, those with most posts in their archive are, among
whom enough begin so. Every name has its owner's posts and archive beside it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import TypeVar

from bot.search.words import LAST, fold_name, index_words, second_spellings
from bot.store import columns
from bot.store.values import Viewer

T = TypeVar("T")

FEW = 4_000
"""Names with one beginning up to which all of them are looked at, else so many of them."""
BEST = 5_000
"""Those with most posts in an archive, looked at where more names begin so."""
APART = 100
"""Names with one of the words that are looked through for all of them."""
LOOKED_THROUGH = 2_000
"""Authors or threads up to which all that somebody may see are looked through for what stands inside words."""
NAMED = 1_000
"""Threads that are named at a time."""
_ASKED = 32  # words that are looked for apart

# Who of another server's archive may be seen in part; parameters: `columns.seen_named`.
_MAYBE = columns.VISIBLE_NAMED.replace(
    "t.shared", "t.guild_id IN (SELECT guild_id FROM threads WHERE shared)"
)
_MAYBE = _MAYBE.replace("t.guild", "b.guild")
_BEGUN = "n.folded >= :start AND n.folded < :end"


@dataclass(frozen=True)
class Kind:
    """Authors or threads, as SQL over `x` (one of them) or `n` (a name of one); parameters: `columns.seen_named`.

    `visible` tells whom of them a viewer may see, `reach` finds all of those, and `part` counts the posts that are
    seen of one whom another server brought.
    """

    table: str
    names: str
    key: str
    shown: str
    visible: str
    reach: str
    part: str

    def posts(self, alias: str) -> str:
        """Return the posts of `x` or `n` that are seen: all of them, but of those whom another server brought."""
        part = self.part.format("x.id" if alias == "x" else f"{alias}.{self.key}")
        own = f"{alias}.guild_id IS NULL OR {alias}.guild_id = :guild"
        return f"CASE WHEN :everything OR {own} THEN {alias}.posts ELSE ({part}) END"


AUTHORS = Kind(
    "authors",
    "author_names",
    "author_id",
    "NOT x.hidden AND x.posts > 0",
    columns.AUTHOR_VISIBLE.replace(columns.VISIBLE, columns.VISIBLE_NAMED),
    "SELECT DISTINCT w.author_id FROM threads t CROSS JOIN author_threads w ON w.thread_id = t.id "
    f"WHERE {columns.VISIBLE_NAMED}",
    "SELECT sum(w.posts) FROM author_threads w JOIN threads t ON t.id = w.thread_id "
    f"WHERE w.author_id = {{}} AND {columns.VISIBLE_NAMED}",
)
THREADS = Kind(
    "threads",
    "thread_names",
    "thread_id",
    "1",
    columns.VISIBLE_NAMED.replace("t.", "x."),
    f"SELECT t.id FROM threads t WHERE {columns.VISIBLE_NAMED}",
    f"SELECT t.posts FROM threads t WHERE t.id = {{}} AND {columns.VISIBLE_NAMED}",
)

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
    db: Connection, kind: Kind, text: str, viewer: Viewer, limit: int, load: Callable[[list[int]], list[T]]
) -> list[T]:
    """Return what `load` makes of those `complete` finds for what was typed, up to `limit`; it may leave some out."""
    folded = fold_name(text) if text.strip() else ""
    ids = complete(db, kind, folded, viewer, limit)
    found = load(ids)
    if len(found) < limit == len(ids):
        found = load(complete(db, kind, folded, viewer, 4 * limit))
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
            "INSERT INTO thread_names (folded, thread_id, guild_id, posts) VALUES (?, ?, ?, ?)", sorted(names)
        )


def recount_authors(db: Connection, ids: Iterable[int]) -> None:
    """Write beside the names of these authors how many posts they have now."""
    db.executemany(
        "UPDATE author_names SET (guild_id, posts) = (SELECT guild_id, posts FROM authors WHERE id = ?1) "
        "WHERE author_id = ?1",
        ((each,) for each in ids),
    )


def _beginning(db: Connection, kind: Kind, viewer: Viewer, limit: int, asked: dict[str, object]) -> list[int]:
    found = []
    if db.execute(f"SELECT 1 FROM {kind.names} n WHERE {_BEGUN} LIMIT 1 OFFSET {FEW}", asked).fetchone():
        found = _best(db, kind, viewer, asked)
    if len(found) < limit:
        found += db.execute(
            f"SELECT b.{kind.key}, {kind.posts('b')} AS seen FROM "
            f"(SELECT * FROM {kind.names} n WHERE {_BEGUN} LIMIT {FEW}) b "
            f"WHERE {_MAYBE} GROUP BY 1 HAVING seen > 0 ORDER BY 2 DESC, 1 LIMIT :limit",
            asked,
        ).fetchall()
    return [each for each, _ in sorted(found, key=lambda one: (-one[1], one[0]))]


def _best(db: Connection, kind: Kind, viewer: Viewer, asked: dict[str, object]) -> list[tuple[int, int]]:
    """Return whose names begin so, and their posts: the best of each archive, and those of others that are shared."""
    best = (
        f"SELECT x.id, {{0}} FROM {kind.table} x WHERE {{1}} AND {kind.shown} AND EXISTS (SELECT 1 FROM {kind.names} n "
        f"WHERE n.{kind.key} = x.id AND {_BEGUN}) AND {kind.visible} ORDER BY {{0}} DESC, x.id LIMIT :limit"
    )
    floor = (
        f"SELECT posts FROM {kind.table} WHERE guild_id IS :scope ORDER BY posts DESC LIMIT 1 OFFSET {BEST}"
    )
    of_one = best.format("x.posts", f"x.guild_id IS :scope AND x.posts > coalesce(({floor}), 0)")
    others = db.execute(_GUILDS) if viewer.everything else ()
    scopes = {None, viewer.guild_id, *(guild for (guild,) in others)}
    found = [row for scope in scopes for row in db.execute(of_one, {**asked, "scope": scope})]
    shared = f"{kind.reach} AND t.shared AND t.guild_id <> :guild LIMIT {BEST}"
    return found + db.execute(best.format(kind.posts("x"), f"x.id IN ({shared})"), asked).fetchall()


def _apart(db: Connection, kind: Kind, words: list[str], asked: dict[str, object]) -> list[int]:
    """Return some that have all of `words`, in any order."""
    longest = max(words, key=len)
    found = db.execute(
        f"SELECT x.id FROM {kind.table} x WHERE x.id IN (SELECT n.{kind.key} FROM {kind.names} n "
        f"CROSS JOIN {kind.table} x ON x.id = n.{kind.key} WHERE {_BEGUN} AND {kind.shown} AND {kind.visible} "
        f"LIMIT {APART}) AND NOT EXISTS (SELECT 1 FROM json_each(:words) w WHERE NOT EXISTS (SELECT 1 "
        f"FROM {kind.names} n WHERE n.{kind.key} = x.id AND n.folded >= w.value AND n.folded < w.value || :last)) "
        f"ORDER BY {kind.posts('x')} DESC, x.id LIMIT :limit",
        {**asked, "start": longest, "end": longest + LAST, "words": json.dumps(words), "last": LAST},
    )
    return [each for (each,) in found]


def _inside(db: Connection, kind: Kind, words: list[str], asked: dict[str, object]) -> list[int]:
    """Return those whose names hold all of `words` anywhere; none where the viewer sees too many."""
    reach = db.execute(f"{kind.reach} LIMIT {LOOKED_THROUGH + 1}", asked).fetchall()
    if len(reach) > LOOKED_THROUGH:
        return []
    found = db.execute(
        f"SELECT DISTINCT x.id FROM json_each(:reach) j CROSS JOIN {kind.table} x ON x.id = j.value "
        f"CROSS JOIN {kind.names} n ON n.{kind.key} = x.id WHERE {kind.shown} "
        "AND NOT EXISTS (SELECT 1 FROM json_each(:words) w WHERE NOT instr(n.folded, w.value)) "
        f"ORDER BY {kind.posts('x')} DESC, x.id LIMIT :limit",
        {**asked, "reach": json.dumps([each for (each,) in reach]), "words": json.dumps(words)},
    )
    return [each for (each,) in found]
