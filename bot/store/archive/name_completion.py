"""Names found by how they, or later words of theirs, begin: most posts first, at once however many there are.

The best below each beginning that more than `FEW` names share are listed, by whose archive they are of; below any
other there are few enough to look through. Whatever a list says is looked at again before it is told, so that what
was hidden, renamed or removed since is not.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import TypeVar

from bot.search.words import LAST, fold_name, index_words, second_spellings
from bot.store import columns
from bot.store.values import Viewer

T = TypeVar("T")

FEW = 128
"""Names below a beginning up to which none are listed."""
LISTED = 50
"""Names in a list: more than are told, for some may be gone."""
AT_ONCE = 20_000
"""Waiting names that are seen to in one transaction."""
FRESH = 500
"""Waiting names that are looked through besides the lists."""
APART = 100
"""Names with one of the words that are looked through for all of them."""
LOOKED_THROUGH = 2_000
"""Authors or threads up to which all that somebody may see are looked through for what stands inside words."""
_LONGEST = 64  # letters of a beginning
_ASKED = 32  # words that are looked for apart


@dataclass(frozen=True)
class Kind:
    """Authors or threads: where their names stand, and who of them is shown, as SQL over `x` (authors or threads).

    `visible` tells who of them a viewer may see, `reach` finds all of those, `posts` counts what is seen of one;
    parameters of all three: `columns.seen`.
    """

    number: int
    table: str
    names: str
    key: str
    shown: str
    visible: str
    reach: str
    posts: str | None = None

    def select(self, what: str, where: str) -> str:
        """Return constant SQL that reads `what` of those shown who have a name in a range."""
        return (
            f"SELECT {what} FROM {self.names} n CROSS JOIN {self.table} x ON x.id = n.{self.key} "
            f"WHERE n.folded >= ? AND n.folded < ? AND {self.shown} {where}"
        )


Name = tuple[str, int, int, int]
"""A folded name, whose it is, how many posts they have, and whose archive it is."""

AUTHORS = Kind(
    0,
    "authors",
    "author_names",
    "author_id",
    "NOT x.hidden AND x.posts > 0",
    columns.AUTHOR_VISIBLE,
    "SELECT DISTINCT w.author_id FROM threads t CROSS JOIN author_threads w ON w.thread_id = t.id "
    f"WHERE {columns.VISIBLE} LIMIT ?",
    "SELECT sum(w.posts) FROM author_threads w JOIN threads t ON t.id = w.thread_id "
    f"WHERE w.author_id = x.id AND {columns.VISIBLE}",
)
THREADS = Kind(
    1,
    "threads",
    "thread_names",
    "thread_id",
    "1",
    columns.VISIBLE.replace("t.", "x."),
    f"SELECT t.id FROM threads t WHERE {columns.VISIBLE} LIMIT ?",
)

_SHARING = "SELECT DISTINCT guild_id FROM threads WHERE shared AND guild_id IS NOT NULL"
_PARTLY = (
    "SELECT DISTINCT w.author_id FROM threads t CROSS JOIN author_threads w ON w.thread_id = t.id "
    "WHERE t.shared AND t.guild_id <> ? LIMIT ?"
)
_TOPS = "SELECT scope, floor, ids FROM name_tops WHERE kind = ? AND start = ?"
_GUILDS = "SELECT DISTINCT guild_id FROM threads WHERE guild_id IS NOT NULL"
_PUT = "INSERT OR REPLACE INTO name_tops VALUES (?, ?, ?, ?, ?)"
_WAITING = "SELECT id FROM names_waiting WHERE kind = ? LIMIT ?"


def changed(db: Connection, kind: Kind, ids: Sequence[int]) -> None:
    """Note that these are new, or that their names or posts have changed."""
    # Row by row: a statement that might write several opens a savepoint, at which FTS5 writes out its buffer.
    db.executemany("INSERT OR IGNORE INTO names_waiting VALUES (?, ?)", [(kind.number, each) for each in ids])
    if kind is THREADS:
        _name_threads(db, ids)


def complete(db: Connection, kind: Kind, folded: str, viewer: Viewer, limit: int) -> list[int]:
    """Return up to `limit` with a name, or later words of one, that begins with `folded`, most posts first.

    Where these are fewer, others follow that have all of its words apart, or, where `viewer` sees few, inside of words.
    Only what `viewer` may see is ranked and counted.
    """
    found = _beginning(db, kind, folded, viewer, limit)
    if len(found) < limit and " " in folded:
        found += _apart(db, kind, folded, viewer, limit)
    if len(found) < limit and folded:
        found += _inside(db, kind, folded, viewer, limit)
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


def settle(db: Connection) -> int:
    """See to some of the names that wait; return how many. Call inside a transaction, until it returns 0."""
    done = 0
    for kind in (AUTHORS, THREADS):
        ids = [each for (each,) in db.execute(_WAITING, (kind.number, AT_ONCE))]
        if not ids:
            continue
        if kind is THREADS:
            gone = ((each,) for each in ids)
            db.executemany("DELETE FROM thread_names WHERE thread_id = ?", gone)
            _name_threads(db, ids)
        _list(db, kind, ids)
        db.executemany(
            "DELETE FROM names_waiting WHERE kind = ? AND id = ?", ((kind.number, each) for each in ids)
        )
        done += len(ids)
    return done


def rebuild(db: Connection) -> None:
    """Forget all that was derived, and let everything wait."""
    for table in ("name_tops", "thread_names", "names_waiting"):
        db.execute(f"DELETE FROM {table}")
    db.execute("INSERT INTO names_waiting SELECT 0, id FROM authors")
    db.execute("INSERT INTO names_waiting SELECT 1, id FROM threads")


def tails(folded: str) -> list[str]:
    """Return a folded name and what follows each blank in it."""
    return [folded, *(folded[at + 1 :] for at, letter in enumerate(folded) if letter == " ")]


def _order(db: Connection, kind: Kind, viewer: Viewer) -> tuple[str, tuple[object, ...]]:
    """Return the order in which names are told, most posts that `viewer` sees first, and its parameters."""
    partly = viewer.guild_id is not None and len(set(_scopes(db, viewer))) > 2
    if kind.posts is None or not partly:
        return "x.posts DESC, x.id", ()  # nobody is seen in part
    return f"({kind.posts}) DESC, x.id", columns.seen(viewer)


def _scopes(db: Connection, viewer: Viewer) -> list[int]:
    if viewer.guild_id is None:
        return [0]
    return [0, viewer.guild_id, *(guild for (guild,) in db.execute(_SHARING))]


def _beginning(db: Connection, kind: Kind, start: str, viewer: Viewer, limit: int) -> list[int]:
    seen, (order, ordering) = columns.seen(viewer), _order(db, kind, viewer)
    lists = db.execute(_TOPS, (kind.number, start)).fetchall()
    if lists:
        open_ = set(_scopes(db, viewer))
        # Lists go by all posts; of those who are seen in part all are looked at, unless they are too many.
        partly = (
            [each for (each,) in db.execute(_PARTLY, (viewer.guild_id, LOOKED_THROUGH + 1))]
            if ordering
            else []
        )
        if 0 < len(partly) <= LOOKED_THROUGH:
            open_ = {0, viewer.guild_id or 0}
        else:
            partly = []
        lists = [
            (floor, json.loads(ids)) for scope, floor, ids in lists if viewer.everything or scope in open_
        ]
        ids = [*partly, *(each for _, listed in lists for each in listed)]
        waiting = [each for (each,) in db.execute(_WAITING, (kind.number, FRESH))]
        # One list is in order already, unless some are seen in part, and the rest of it need not be looked at.
        by = "" if len(lists) == 1 and not waiting and not ordering else f"ORDER BY {order}"
        chosen = db.execute(
            f"SELECT DISTINCT x.id FROM json_each(?) j CROSS JOIN {kind.table} x ON x.id = j.value WHERE {kind.shown} "
            f"AND EXISTS (SELECT 1 FROM {kind.names} n WHERE n.{kind.key} = x.id AND n.folded >= ? AND n.folded < ?) "
            f"AND {kind.visible} {by} LIMIT ?",
            (json.dumps([*ids, *waiting]), start, start + LAST, *seen, *ordering, limit),
        ).fetchall()
        if len(chosen) == limit or all(floor < 0 for floor, _ in lists):
            return [each for (each,) in chosen]
    found = db.execute(
        kind.select("x.id", f"AND {kind.visible} GROUP BY x.id ORDER BY {order} LIMIT ?"),
        (start, start + LAST, *seen, *ordering, limit),
    )
    return [each for (each,) in found]


def _apart(db: Connection, kind: Kind, folded: str, viewer: Viewer, limit: int) -> list[int]:
    """Return some that have all words of `folded`, in any order."""
    first, *others = sorted(folded.split(), key=len, reverse=True)[:_ASKED]
    # Whose other names do not fit is told by the index alone, before anything is read of them.
    held = (
        f" AND EXISTS (SELECT 1 FROM {kind.names} n "
        f"WHERE n.{kind.key} = begun.{kind.key} AND n.folded >= ? AND n.folded < ?)"
    )
    begun = kind.select(f"n.{kind.key}", f"AND {kind.visible} LIMIT {APART}")
    order, ordering = _order(db, kind, viewer)
    found = db.execute(
        f"SELECT x.id FROM {kind.table} x "
        f"WHERE x.id IN (SELECT begun.{kind.key} FROM ({begun}) begun WHERE 1{held * len(others)}) "
        f"ORDER BY {order} LIMIT ?",
        (
            *(first, first + LAST, *columns.seen(viewer)),
            *(end for word in others for end in (word, word + LAST)),
            *ordering,
            limit,
        ),
    )
    return [each for (each,) in found]


def _inside(db: Connection, kind: Kind, folded: str, viewer: Viewer, limit: int) -> list[int]:
    """Return those whose names hold all words of `folded` anywhere; none where `viewer` sees too many."""
    reach = db.execute(kind.reach, (*columns.seen(viewer), LOOKED_THROUGH + 1)).fetchall()
    if len(reach) > LOOKED_THROUGH:
        return []
    order, ordering = _order(db, kind, viewer)
    holding = " AND ".join(["instr(n.folded, ?)"] * min(len(folded.split()), 8))
    found = db.execute(
        f"SELECT DISTINCT x.id FROM json_each(?) j CROSS JOIN {kind.table} x ON x.id = j.value "
        f"CROSS JOIN {kind.names} n ON n.{kind.key} = x.id WHERE {kind.shown} AND {holding} "
        f"ORDER BY {order} LIMIT ?",
        (json.dumps([each for (each,) in reach]), *folded.split()[:8], *ordering, limit),
    )
    return [each for (each,) in found]


def _name_threads(db: Connection, ids: Sequence[int]) -> None:
    named = db.execute(
        "SELECT id, title, slug FROM threads WHERE id IN (SELECT value FROM json_each(?1)) "
        "UNION ALL SELECT f.thread_id, t.title, f.slug FROM former_slugs f JOIN threads t ON t.id = f.thread_id "
        "WHERE t.id IN (SELECT value FROM json_each(?1))",
        (json.dumps(ids),),
    ).fetchall()
    db.executemany(
        "INSERT OR IGNORE INTO thread_names VALUES (?, ?)",
        (
            (tail, thread_id)
            for thread_id, title, slug in named
            for tail in dict.fromkeys(
                (
                    *tails(fold_name(title)),
                    *tails(fold_name(slug)),
                    *index_words(title),
                    *second_spellings(title),
                )
            )
        ),
    )


def _list(db: Connection, kind: Kind, ids: Sequence[int]) -> None:
    """Bring up to date the lists of all beginnings that names of `ids` have, shorter ones first."""
    named = db.execute(
        f"SELECT n.folded, x.id, x.posts, coalesce(x.guild_id, 0) FROM json_each(?) j CROSS JOIN {kind.table} x "
        f"ON x.id = j.value JOIN {kind.names} n ON n.{kind.key} = x.id WHERE {kind.shown}",
        (json.dumps(ids),),
    ).fetchall()
    moved, many = set(ids), f"SELECT 1 FROM {kind.names} WHERE folded >= ? AND folded < ? LIMIT 1 OFFSET ?"
    for size in range(_LONGEST):
        groups: dict[str, list[Name]] = defaultdict(list)
        for name in named:
            if len(name[0]) >= size:
                groups[name[0][:size]].append(name)
        lists: dict[str, list[tuple[int, int, list[int]]]] = {}
        made = set()
        for start in groups:
            found = db.execute(_TOPS, (kind.number, start)).fetchall()
            if found:
                lists[start] = [(scope, floor, json.loads(listed)) for scope, floor, listed in found]
            elif db.execute(many, (start, start + LAST, FEW)).fetchone():
                _make(db, kind, start)
                made.add(start)
        _merge(db, kind, groups, moved, lists)
        named = [name for start in (*lists, *made) for name in groups[start]]
        if not named:
            return


def _make(db: Connection, kind: Kind, start: str) -> None:
    """List the best of a beginning from scratch."""
    most = 4 * LISTED  # somebody may have several names that begin so
    for scope in (0, *(guild for (guild,) in db.execute(_GUILDS))):
        best = db.execute(
            kind.select(
                "x.id, x.posts", "AND coalesce(x.guild_id, 0) = ? ORDER BY x.posts DESC, x.id LIMIT ?"
            ),
            (start, start + LAST, scope, most),
        ).fetchall()
        posts = dict(best)
        ranked = list(posts)[:LISTED]
        floor = posts[ranked[-1]] if len(best) == most or len(posts) > LISTED else -1
        if ranked:
            db.execute(_PUT, _row(kind, start, scope, floor, ranked))


def _merge(
    db: Connection,
    kind: Kind,
    groups: Mapping[str, Sequence[Name]],
    moved: set[int],
    lists: Mapping[str, Sequence[tuple[int, int, list[int]]]],
) -> None:
    """Put those that have changed into the lists, as far up as is known; who is not shown any more falls out."""
    listed = {each for found in lists.values() for _, _, ids in found for each in ids if each not in moved}
    held = dict(
        db.execute(
            f"SELECT x.id, x.posts FROM json_each(?) j CROSS JOIN {kind.table} x ON x.id = j.value WHERE {kind.shown}",
            (json.dumps(list(listed)),),
        )
    )
    for start, found in lists.items():
        known = {scope: (floor, ids) for scope, floor, ids in found}
        for scope in {scope for *_, scope in groups[start]} | set(known):
            # A scope without a list had nobody below this beginning.
            floor, ids = known.get(scope, (-1, []))
            posts = {
                each: count for _, each, count, where in groups[start] if where == scope and count >= floor
            }
            posts |= {each: held[each] for each in ids if each in held and held[each] >= floor}
            ranked = sorted(posts, key=lambda each: (-posts[each], each))
            if len(ranked) > LISTED:
                floor = posts[ranked[LISTED]]
            if floor >= 0 and len(ranked) < LISTED // 2:
                _make(db, kind, start)
                break
            if ranked[:LISTED] != ids or (floor, ids) != known.get(scope):
                db.execute(_PUT, _row(kind, start, scope, floor, ranked[:LISTED]))


def _row(kind: Kind, start: str, scope: int, floor: int, ids: Sequence[int]) -> tuple[object, ...]:
    return kind.number, start, scope, floor, json.dumps(ids, separators=(",", ":"))
