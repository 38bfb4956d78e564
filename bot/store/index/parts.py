"""The parts of the full-text index: FTS5's tables, none of which grows beyond its size.

Merging writes all postings of a word in one go, and taking one post's words out of the file writes the table they stand
in anew: the size of a part bounds both, however large the archive is. The last part is filled until it is full; then
another is begun. What becomes of a post later goes into a part with room that has posts on both sides of it, which is
the one it was taken out of, or into the last. So the ids of two parts may overlap, and a search asks each that may hold
what it looks for: `over` makes one statement of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import NamedTuple

from bot.store.index.post_words import Entry

FULL = 256_000_000
"""Letters of a part, of 200,000 posts as they are in the middle: merging its commonest word takes some 35 ms."""
A_POST = 500
"""Letters a post counts for beside its own: its marks have postings, too."""
PAGES = 100
"""Pages of 4 KB merged or freed in one step."""
SEGMENTS = 16
"""Segments of a part beyond which they are merged: every commit adds one, and a search looks into each."""
TABLE = "words_part"
"""Stands for the table of a part in the SQL that `over` is given."""

KEPT, ASKED, MERGING, AGAIN, GONE = range(5)
"""Values of `word_parts.state`. AGAIN: more was removed during the merge; GONE: the part was set aside."""

_HELD = "SELECT number, first, last, size FROM word_parts WHERE state <> ? ORDER BY number"
_MAKE = (
    "CREATE VIRTUAL TABLE words_part USING fts5 (own, quoted, marks, content = '', tokenize = 'ascii')",
    "CREATE VIRTUAL TABLE words_part_counts USING fts5vocab (words_part, row)",
)
_SETTINGS = (
    # What an import adds is held in memory up to so many bytes: FTS5's default of 1 MB makes imports slow.
    ("hashsize", 67_108_864),
    # Two segments are worth a merge where one is asked for.
    ("usermerge", 2),
    # Commits do not merge, for that would hold the writer: steps do. But FTS5 takes no commit beyond 2,000 segments of
    # all levels together, and steps may be far behind.
    ("automerge", 0),
    ("crisismerge", 500),
)
_SET = "INSERT INTO words_part (words_part, rank) VALUES (?, ?)"
_ARE_SET = (
    f"SELECT count(*) = {len(_SETTINGS)} FROM words_part_config "
    f"WHERE (k, v) IN (VALUES {', '.join(map(str, _SETTINGS))})"
)
_ADD = "INSERT INTO words_part (rowid, own, quoted, marks) VALUES (?, ?, ?, ?)"
_REMOVE = "INSERT INTO words_part (words_part, rowid, own, quoted, marks) VALUES ('delete', ?, ?, ?, ?)"
# Each changes one row by its number: a statement that might change several opens a savepoint, at which FTS5 writes out
# its buffer.
_ADDED = """
    UPDATE word_parts SET first = min(first, ?), last = max(last, ?), size = size + ?
    WHERE number = ?"""
_REMOVED = "UPDATE word_parts SET size = size - ?, removed = 1 WHERE number = ?"
_MERGE = "INSERT INTO words_part (words_part, rank) VALUES ('merge', ?)"
_TOO_MANY = f"""
    WITH RECURSIVE s (id) AS (SELECT min(segid) FROM words_part_idx
        UNION ALL SELECT (SELECT min(segid) FROM words_part_idx WHERE segid > id) FROM s WHERE id NOT NULL)
    SELECT id FROM s WHERE id NOT NULL LIMIT 1 OFFSET {SEGMENTS}"""
# What is freed of a part that was set aside in one step. Its structure record (the data with the lowest ids) stays for
# last: without it the table could not be dropped.
_FREED = tuple(
    f"DELETE FROM words_part_{kind} WHERE ({key}) IN (SELECT {key} FROM words_part_{kind} {which} LIMIT {rows})"
    for kind, key, which, rows in (
        ("data", "id", "WHERE id > 10", PAGES),
        ("idx", "segid, term", "", PAGES * 4),
        ("docsize", "id", "", PAGES * 40),
    )
)
_DROP = ("DROP TABLE words_part_counts", "DROP TABLE words_part")


class Part(NamedTuple):
    """A part of the index: what it holds, all ids of which are from `first` to `last`."""

    number: int
    first: int
    last: int
    size: int

    def has_room(self) -> bool:
        """Tell whether more may be put in."""
        return self.size < FULL


def held(connection: Connection) -> list[Part]:
    """Return the parts the index consists of, the oldest first."""
    return [Part(*row) for row in connection.execute(_HELD, (GONE,))]


def set_up(connection: Connection) -> None:
    """Have every part be kept as it is to be, those too that an earlier version made."""
    for part in held(connection):
        if connection.execute(over(_ARE_SET, part.number)).fetchone() == (0,):
            connection.executemany(over(_SET, part.number), _SETTINGS)


def over(sql: str, number: int) -> str:
    """Return `sql`, which names TABLE, about the part of that number."""
    return sql.replace(TABLE, f"words_{number}")


def put(connection: Connection, rows: Iterable[Entry]) -> None:
    """Put rows in; of one call all may go into one part, so it is to be small beside a part."""
    parts = held(connection)
    end = max((part.last for part in parts), default=-1)
    newest = parts[-1] if parts and parts[-1].has_room() else None
    placed: dict[Part | None, list[Entry]] = defaultdict(list)
    for row in rows:
        part = newest
        if row.post_id <= end:
            among = (each for each in parts if each.first <= row.post_id <= each.last)
            part = next(filter(Part.has_room, among), newest)
        placed[part].append(row)
    for part, some in placed.items():
        into = _begin(connection) if part is None else part.number
        connection.executemany(over(_ADD, into), some)
        ids = [row.post_id for row in some]
        connection.execute(_ADDED, (min(ids), max(ids), sum(map(_size, some)), into))


def take_out(connection: Connection, among: Sequence[Part], row: Entry) -> None:
    """Take a row out of the part it stands in."""
    for part in among:
        there = over("SELECT 1 FROM words_part_docsize WHERE id = ?", part.number)
        if part.first <= row.post_id <= part.last and connection.execute(there, (row.post_id,)).fetchone():
            connection.execute(over(_REMOVE, part.number), row)
            connection.execute(_REMOVED, (_size(row), part.number))
            return


def erase(connection: Connection) -> None:
    """See to it that whatever was taken out is merged out of the parts it stood in."""
    connection.execute(
        "UPDATE word_parts SET state = CASE WHEN state IN (?1, ?2) THEN ?2 ELSE ?3 END WHERE removed AND state <> ?4",
        (MERGING, AGAIN, ASKED, GONE),
    )


def merge(connection: Connection) -> bool:
    """Merge some pages of a part that words are to leave; tell whether there was any."""
    found = connection.execute(
        "SELECT number, state FROM word_parts WHERE state IN (?, ?, ?) ORDER BY state DESC LIMIT 1",
        (ASKED, MERGING, AGAIN),
    ).fetchone()
    if found is None:
        return False
    number, state = found
    before = connection.total_changes
    connection.execute(over(_MERGE, number), (-PAGES if state == ASKED else PAGES,))
    # Fewer than two changed rows: there was nothing left to merge (sqlite.org/fts5.html, "The 'merge' command").
    is_over = connection.total_changes - before < 2
    after = {ASKED: MERGING, MERGING: KEPT if is_over else MERGING, AGAIN: ASKED if is_over else AGAIN}[state]
    connection.execute(
        "UPDATE word_parts SET state = ?, removed = removed AND ? WHERE number = ?",
        (after, state != ASKED, number),
    )
    return True


def tidy(connection: Connection) -> bool:
    """Merge some pages of a part that is in too many pieces; tell whether there was any.

    To be done before other work that waits: each step of that adds a piece, and of very many a commit merges all.
    """
    for part in held(connection):
        if connection.execute(over(_TOO_MANY, part.number)).fetchone():
            connection.execute(over(_MERGE, part.number), (PAGES,))
            return True
    return False


def set_aside(connection: Connection) -> None:
    """Let the index consist of nothing; what it was is freed in steps."""
    connection.execute("UPDATE word_parts SET state = ?", (GONE,))


def free(connection: Connection) -> bool:
    """Free some pages of a part that was set aside, for dropping it at once would hold the writer; tell of any."""
    found = connection.execute("SELECT number FROM word_parts WHERE state = ? LIMIT 1", (GONE,)).fetchone()
    if found is None:
        return False
    if any(connection.execute(over(sql, *found)).rowcount for sql in _FREED):
        return True
    for sql in _DROP:
        connection.execute(over(sql, *found))
    connection.execute("DELETE FROM word_parts WHERE number = ?", found)
    return True


def _begin(connection: Connection) -> int:
    """Add an empty part, and return its number."""
    number = int(connection.execute("INSERT INTO word_parts DEFAULT VALUES").lastrowid or 0)
    for sql in _MAKE:
        connection.execute(over(sql, number))
    set_up(connection)
    return number


def _size(row: Entry) -> int:
    return A_POST + len(row.own) + len(row.quoted)
