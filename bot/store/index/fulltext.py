"""Keeping the full-text index: what goes in and out at once, and what is done behind in short steps.

A post is put in and taken out in the transaction that changes it. Three kinds of work may wait, are noted in the same
transaction, survive a kill, and are done by `step`, each step a short transaction of its own:

- `unindexed` holds posts whose row is out of date because somebody was hidden or shown; searches leave them out, and
  posts that quotations are being taken out of (`archive/leaving.py`). The row that stands in the index can still be
  worked out: `hidden` says who was hidden when it was put in.
- `index_state.filled` is the last post that is in the index, while the index is filled anew; NULL: all are.
- `index_state.erasing` says that words were removed for good. FTS5 writes a deletion behind the deleted tokens, which
  stay in the file until both are merged: the parts concerned (`parts`) are, a few pages a step.
"""

import json
import sqlite3
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from bot.search.stems import inflections, maybe_inflected
from bot.search.words import RULES
from bot.store import columns
from bot.store.index import beside, changes, parts
from bot.store.index.post_words import Entry, entries

SECONDS = 0.015
"""Processor-bound work of one step; the commit comes on top."""
FEW = 20
BATCH = 2_000
FORMS_HELD = 200_000
LAYOUT = 2
"""Grows when `post_words` makes other tokens of the same post."""
STAMP = f"Unicode {unicodedata.unidata_version}, words {RULES}, layout {LAYOUT}"
"""By which rules tokens are made; an index with another stamp is filled anew."""

NONE, ASKED, MERGED = range(3)
"""Values of `index_state.erasing`. MERGED: the log is left."""

# A post that waits already keeps what is noted of it: that is what stands in the index.
# By who is hidden, for posts stand far apart in the file: looking each up reads a page.
_POSTPONE = """
    INSERT OR IGNORE INTO unindexed (post_id, hidden)
    WITH unseen (author_id) AS MATERIALIZED (SELECT id FROM authors WHERE hidden),
        theirs (post_id, author_id) AS MATERIALIZED (
            SELECT id, author_id FROM posts INDEXED BY posts_by_author WHERE author_id IN unseen
            UNION SELECT post_id, author_id FROM passages INDEXED BY passages_by_author WHERE author_id IN unseen)
    SELECT value, json_group_array(author_id) FILTER (WHERE author_id IS NOT NULL)
    FROM json_each(?) LEFT JOIN theirs ON post_id = value WHERE value <= ? GROUP BY value"""
LEFT_OUT = "SELECT post_id FROM unindexed UNION ALL SELECT post_id FROM quotations_leaving"
"""The ids of the posts that searches leave out."""
FILLED_TO = "SELECT filled FROM index_state"
"""The id of the last post in the index, NULL where all are."""
_LATE = f"SELECT filled NOT NULL OR EXISTS ({LEFT_OUT}) FROM index_state"
_ERASING = "UPDATE index_state SET erasing = ? WHERE erasing = ?"
_WAITING = """
    SELECT (SELECT count(*) FROM unindexed) + (SELECT count(*) FROM posts WHERE id > filled)
            + (SELECT count(*) FROM quotations_leaving WHERE author_id IS NOT NULL),
        erasing OR EXISTS (SELECT 1 FROM word_parts WHERE state = ?) FROM index_state"""


def add(connection: sqlite3.Connection, keys: Sequence[int], known: Sequence[Entry] | None = None) -> None:
    """Let posts be found; ascending ids are by far the fastest. `known` are their rows, where the caller has them."""
    last = _filled(connection)
    if known is None:
        known = [entry for key in keys for entry in entries(connection, key, key)]
        # Nobody noted them where the post stood in no index when the forms were made, or let go.
        forms = Forms()
        forms.see(connection, known)
        forms.flush(connection)
    parts.put(
        connection, known if last == columns.LAST_KEY else [row for row in known if row.post_id <= last]
    )
    beside.note(connection, keys)


def remove(connection: sqlite3.Connection, keys: Sequence[int]) -> None:
    """Let posts be found no more. Call before anything of them is changed."""
    last, among = _filled(connection), parts.held(connection)
    for key in (each for each in keys if each <= last):
        noted = connection.execute("SELECT hidden FROM unindexed WHERE post_id = ?", (key,)).fetchone()
        hidden = None if noted is None else frozenset(json.loads(noted[0]))
        for row in entries(connection, key, key, hidden):
            parts.take_out(connection, among, row)
        connection.execute("DELETE FROM unindexed WHERE post_id = ?", (key,))
    beside.note(connection, keys)


def postpone(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Leave posts out of searches until a step puts them in again. Call before it changes who is hidden."""
    listed = sorted(keys)
    connection.execute(_POSTPONE, (json.dumps(listed), _filled(connection)))
    beside.note(connection, listed)


def erase(connection: sqlite3.Connection) -> None:
    """See to it that what was taken out of the index leaves the file, too."""
    parts.erase(connection)
    connection.execute("UPDATE index_state SET erasing = ?", (ASKED,))
    beside.erase(connection)


def renew(connection: sqlite3.Connection) -> bool:
    """Begin to fill the index anew where its tokens were made by other rules; tell whether they were.

    Where they were not, but a part is too large, it is filled anew as well.
    """
    (stamp,) = connection.execute("SELECT stamp FROM index_state").fetchone()
    parts.set_up(connection)
    if stamp is None:
        # Nothing has been put in by any rules yet.
        connection.execute("UPDATE index_state SET stamp = ?", (STAMP,))
    elif stamp != STAMP or any(part.size > parts.FULL * 5 / 4 for part in parts.held(connection)):
        empty(connection)
    return bool(stamp != STAMP)


def empty(connection: sqlite3.Connection) -> None:
    """Set the index aside and begin an empty one, to be filled in steps. Call inside a transaction."""
    parts.set_aside(connection)
    connection.execute("DELETE FROM unindexed")
    connection.execute("DELETE FROM word_forms")
    connection.execute("UPDATE index_state SET stamp = ?, filled = 0, erasing = ?", (STAMP, MERGED))
    beside.discard(connection)
    changes.touch(connection)


def erased(connection: sqlite3.Connection) -> None:
    """Note that the log was emptied after the last merge."""
    connection.execute(_ERASING, (NONE, MERGED))


def is_late(connection: sqlite3.Connection) -> bool:
    """Tell whether posts are missing from the index."""
    return bool(connection.execute(_LATE).fetchone()[0])


def waiting(connection: sqlite3.Connection) -> tuple[int, bool]:
    """Return how many posts are to be put in, and whether removed words are still being taken out of the file."""
    posts, erasing = connection.execute(_WAITING, (parts.GONE,)).fetchone()
    return posts, bool(erasing)


def step(connection: sqlite3.Connection) -> bool:
    """Do a little of what waits; tell whether there was anything. Call inside a transaction, until it returns False."""
    return any(
        work(connection) for work in (parts.tidy, put_in_again, _fill, parts.free, parts.merge, _merged)
    )


def finish(connection: sqlite3.Connection, told: Callable[[int], None] = lambda _: None) -> None:
    """Fill the whole index in the transaction that is open; `told` is told how many posts are in it."""
    done = 0
    while filled := _fill(connection, seconds=1.0):
        done += filled
        told(done)


def put_in_again(connection: sqlite3.Connection) -> int:
    """Index some of the posts that wait for it, the first few whatever it takes; return how many."""
    begun, done = time.perf_counter(), 0
    first = "SELECT post_id FROM unindexed ORDER BY post_id LIMIT ?"
    while keys := [key for (key,) in connection.execute(first, (FEW,))]:
        remove(connection, keys)
        add(connection, keys)
        done += len(keys)
        if time.perf_counter() - begun > SECONDS:
            break
    return done


def _fill(connection: sqlite3.Connection, seconds: float = SECONDS) -> int:
    (filled,) = connection.execute(FILLED_TO).fetchone()
    if filled is None:
        return 0
    begun, done = time.perf_counter(), 0
    forms = Forms()
    posts = entries(connection, filled + 1, columns.LAST_KEY)
    while batch := list(islice(posts, FEW)):
        parts.put(connection, batch)
        forms.see(connection, batch)
        filled, done = batch[-1].post_id, done + len(batch)
        if time.perf_counter() - begun >= seconds:
            break
    else:
        filled = None
    forms.flush(connection)
    connection.execute("UPDATE index_state SET filled = ?", (filled,))
    changes.touch(connection)
    return done or 1


def _merged(connection: sqlite3.Connection) -> bool:
    """Note that no part is to be merged any more."""
    return connection.execute(_ERASING, (MERGED, ASKED)).rowcount > 0


def _filled(connection: sqlite3.Connection) -> int:
    return int(
        connection.execute("SELECT coalesce(filled, ?) FROM index_state", (columns.LAST_KEY,)).fetchone()[0]
    )


class Forms:
    """Collects the inflected words of what is imported, and notes what they are forms of."""

    def __init__(self) -> None:
        self._words: set[str] = set()

    def see(self, connection: sqlite3.Connection, posts: Iterable[Entry]) -> None:
        """Take in the words of some posts."""
        self._words.update(maybe_inflected(" ".join([f"{each.own} {each.quoted}" for each in posts])))
        if len(self._words) > FORMS_HELD:
            self.flush(connection)

    def flush(self, connection: sqlite3.Connection) -> None:
        """Write down what was collected."""
        connection.executemany("INSERT OR IGNORE INTO word_forms VALUES (?, ?)", inflections(self._words))
        self._words.clear()
