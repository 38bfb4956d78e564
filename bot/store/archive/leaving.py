"""Taking threads and quotations out: they are gone for everybody at once, and leave the file in short steps.

A thread that leaves loses its row, which every question about posts asks for, and stands in `threads_leaving` until its
last post is out. Quotations of a post that was removed stand in `quotations_leaving` until they are blacked out, and
those of somebody who was hidden until they are credited to them, as whose they are shown meanwhile.
"""

import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from sqlite3 import Connection
from typing import TypeVar

from bot.search.stems import inflections
from bot.search.words import index_words, second_spellings
from bot.store import columns
from bot.store.archive import fame, identities
from bot.store.archive.tombstones import Hashes, Parts, blacked, ref_parts, word_parts
from bot.store.index import changes, fulltext, post_words, vocabulary
from bot.store.values import ThreadSummary

T = TypeVar("T")

FEW = 5
"""Taken out in a step, whatever it takes."""
MOST = 500

POST = """
    SELECT p.body, p.ref, p.posted_at, a.id, a.name, a.identity
    FROM posts p JOIN authors a ON a.id = p.author_id WHERE p.id = ?"""
_STRETCHES = "SELECT start, stop, kind, author_id, 0 FROM passages WHERE post_id = ? ORDER BY ordinal"
_OWN = "SELECT start, stop FROM passages WHERE post_id = ? AND kind = 'own' ORDER BY ordinal"
_WAITING = f"""
    SELECT coalesce(sum(max(1, (SELECT count(*) FROM posts p WHERE p.id BETWEEN x.thread_id << {columns.NUMBER_BITS}
        AND (x.thread_id + 1 << {columns.NUMBER_BITS}) - 1))), 0)
        + (SELECT count(*) FROM quotations_leaving WHERE author_id IS NULL) + (SELECT count(*) FROM refs_leaving)
    FROM threads_leaving x"""
_POSTS = f"SELECT id, author_id FROM posts WHERE id BETWEEN ? AND ? ORDER BY id LIMIT {MOST}"
_QUOTATIONS = f"""
    SELECT post_id, ordinal, q.author_id, start, stop, g.author_id
    FROM quotations_leaving q LEFT JOIN passages g USING (post_id, ordinal) ORDER BY post_id, ordinal LIMIT {MOST}"""
# In a mail the reference of a post holds its writer's address.
_UNREFER = f"""
    UPDATE posts SET parent_ref = NULL, answers = CASE WHEN EXISTS (
        SELECT 1 FROM passages WHERE post_id = posts.id AND source_id = ?1) THEN answers END
    WHERE id IN (SELECT id FROM posts WHERE id BETWEEN ?3 AND ?4 AND parent_ref = ?2 LIMIT {MOST})"""
_CREDIT = "UPDATE passages SET author_id = ? WHERE post_id = ? AND ordinal = ?"
REMOVED_AUTHOR = "(SELECT id FROM authors WHERE identity = 'removed')"
_FORGET_QUOTE = f"""
    UPDATE passages SET author = NULL, author_id = {REMOVED_AUTHOR}, source_start = NULL, source_stop = NULL,
    confidence = 1.0, via = NULL, declared = NULL WHERE post_id = ? AND ordinal = ?"""


def begin(db: Connection, thread: ThreadSummary, *, bury: bool) -> None:
    """Let nobody see a thread any more, and take some of its posts out; `bury`: no import brings one of them back."""
    span = columns.thread_span(thread.id)
    db.execute(
        "INSERT INTO threads_leaving SELECT id, guild_id, key, ? FROM threads WHERE id = ?", (bury, thread.id)
    )
    fame.let_go(db, *span)
    db.execute("DELETE FROM threads WHERE id = ?", (thread.id,))
    changes.touch(db)
    step(db)


def step(db: Connection) -> bool:
    """Take some of what leaves out, the first of it whatever it takes; tell whether there may be more."""
    ends = time.perf_counter() + fulltext.SECONDS
    while _take_out(db, ends) or _unrefer(db) or _settle(db, ends):
        if time.perf_counter() > ends:
            return True
    return False


def waiting(db: Connection) -> int:
    """Return how many posts, quotations and references are left, 1 where none is but a thread's end is not noted."""
    return int(db.execute(_WAITING).fetchone()[0])


def _take_out(db: Connection, ends: float) -> bool:
    """Take some posts of a leaving thread out; tell whether there was one."""
    row = db.execute("SELECT * FROM threads_leaving LIMIT 1").fetchone()
    if row is None:
        return False
    thread_id, guild_id, thread_key, buried = row
    graves = Hashes(db, guild_id) if buried else None
    span = first, last = columns.thread_span(thread_id)
    words, authors = set[str](), set[tuple[int]]()
    for key, author in _in_time(db.execute(_POSTS, span).fetchall(), ends):
        words |= bury(db, graves, thread_key, key)
        fulltext.remove(db, [key])
        authors.add((author,))
        last = key
    for table in ("passages", "fame"):
        db.execute(f"DELETE FROM {table} WHERE post_id BETWEEN ? AND ?", (first, last))
    if db.execute("DELETE FROM posts WHERE id BETWEEN ? AND ?", (first, last)).rowcount == 0:
        db.execute("DELETE FROM threads_leaving WHERE thread_id = ?", (thread_id,))
    identities.sum_up(db, authors)
    let_go(db, words, authors)
    return True


def _unrefer(db: Connection) -> bool:
    """Take the reference of a removed post out of some answers to it; tell whether there was such a post."""
    row = db.execute("SELECT post_id, ref FROM refs_leaving LIMIT 1").fetchone()
    if row is None:
        return False
    if db.execute(_UNREFER, (*row, *columns.thread_span(columns.split_key(row[0])[0]))).rowcount < MOST:
        db.execute("DELETE FROM refs_leaving WHERE post_id = ?", row[:1])
    return True


def _settle(db: Connection, ends: float) -> bool:
    """Black some quotations of removed posts out, or credit some of hidden people; tell whether there was one."""
    words, authors = set[str](), set[tuple[int]]()
    found = db.execute(_QUOTATIONS).fetchall()
    for key, rows in _in_time(groupby(found, itemgetter(0)), ends):
        # All of a post's at once: a long one is read, written and indexed as a whole.
        some = list(rows)
        db.executemany(
            "DELETE FROM quotations_leaving WHERE post_id = ? AND ordinal = ?", [row[:2] for row in some]
        )
        there = [row for row in some if row[3] is not None]
        if not there:
            continue
        fulltext.remove(db, [key])
        (text,) = db.execute("SELECT body FROM posts WHERE id = ?", (key,)).fetchone()
        places = []
        for _, ordinal, hidden, start, stop, author in there:
            if hidden is not None:
                db.execute(_CREDIT, (hidden, key, ordinal))
            else:
                words.update(index_words(text[start:stop]), second_spellings(text[start:stop]))
                db.execute(_FORGET_QUOTE, (key, ordinal))
                places.append((start, stop))
                authors.add((author,))
        if places:
            db.execute("UPDATE posts SET body = ? WHERE id = ?", (blacked(text, places), key))
        fulltext.add(db, [key])
    if authors:
        let_go(db, words, authors)
    return bool(found)


def _in_time(work: Iterable[T], ends: float) -> Iterator[T]:
    """Yield pieces of work until a step ends, the first few whatever it takes."""
    for done, each in enumerate(work, 1):
        yield each
        if done >= FEW and time.perf_counter() > ends:
            return


def let_go(db: Connection, words: set[str], authors: set[tuple[int]]) -> None:
    """Forget people, and inflected words, that only stood in what was taken out, and erase it from the index.

    Once a step: FTS5 writes out its buffer here.
    """
    identities.forget_strangers(db, authors)
    forms = inflections(words)
    lost = vocabulary.lost(db, {word for _, word in forms})
    db.executemany(
        "DELETE FROM word_forms WHERE stem = ? AND word = ?", [form for form in forms if form[1] in lost]
    )
    fulltext.erase(db)


def bury(
    db: Connection, graves: Hashes | None, key: str | None, post_key: int, quoted_as: Iterable[Parts] = ()
) -> set[str]:
    """Keep the hashes of a post, and of what is quoted of it; return the folded words it consists of."""
    body, ref, posted_at, _, author, identity = db.execute(POST, (post_key,)).fetchone()
    if identity == "removed":
        return set()
    held, quoted = sides(db, post_key, body)
    if graves is not None:
        graves.bury(word_parts(author, body, own(db, post_key)), *ref_parts(key, ref, posted_at), *quoted_as)
    # Where a passage ends inside of a word, the index knows its parts.
    return {*index_words(body), *held.split(), *quoted.split()}


def own(db: Connection, post_key: int) -> list[tuple[int, int]]:
    """Return where a post's own words stand."""
    return db.execute(_OWN, (post_key,)).fetchall()


def sides(db: Connection, post_key: int, body: str) -> tuple[str, str]:
    """Return the folded own and quoted words of a post, whoever is hidden."""
    stretches = [post_words.Stretch(*row) for row in db.execute(_STRETCHES, (post_key,))]
    *folded, _ = post_words.fold(body, stretches)
    own_words, quoted = (side.replace(post_words.GAP, " ").split() for side in folded)
    return " ".join(own_words), " ".join(quoted)
