"""Taking a thread out: it is gone for everybody at once, and its posts leave the file in short steps.

A thread that leaves loses its row, which every question about posts asks for, and stands in `threads_leaving` until its
last post is out.
"""

import time
from sqlite3 import Connection

from bot.search.stems import inflections
from bot.search.words import index_text
from bot.store import columns
from bot.store.archive import fame, identities
from bot.store.archive.tombstones import Hashes, ref_parts, word_parts
from bot.store.index import changes, fulltext, post_words, vocabulary
from bot.store.values import ThreadSummary

FEW = 5
"""Posts taken out between two looks at the time."""

POST = """
    SELECT p.body, p.ref, p.posted_at, a.id, a.name, a.identity
    FROM posts p JOIN authors a ON a.id = p.author_id WHERE p.id = ?"""
_STRETCHES = "SELECT start, stop, kind, author_id, 0 FROM passages WHERE post_id = ? ORDER BY ordinal"
_OWN = "SELECT start, stop FROM passages WHERE post_id = ? AND kind = 'own' ORDER BY ordinal"
_WAITING = f"""
    SELECT coalesce(sum(max(1, (SELECT count(*) FROM posts p WHERE p.id BETWEEN x.thread_id << {columns.NUMBER_BITS}
        AND (x.thread_id + 1 << {columns.NUMBER_BITS}) - 1))), 0) FROM threads_leaving x"""
_POSTS = "SELECT id, author_id FROM posts WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?"


def begin(db: Connection, thread: ThreadSummary, *, bury: bool) -> None:
    """Let nobody see a thread any more, and take some of its posts out; `bury`: no import brings one of them back."""
    span = columns.thread_span(thread.id)
    db.execute(
        "INSERT INTO threads_leaving SELECT id, guild_id, key, ? FROM threads WHERE id = ?", (bury, thread.id)
    )
    fame.let_go(db, *span)
    db.execute("DELETE FROM fame WHERE post_id BETWEEN ? AND ?", span)
    identities.uncount(db, (thread.id,))
    db.execute("DELETE FROM threads WHERE id = ?", (thread.id,))
    changes.touch(db)
    step(db)


def step(db: Connection) -> bool:
    """Take some posts of leaving threads out, the first few whatever it takes; tell whether there were any threads."""
    begun = time.perf_counter()
    while (row := db.execute("SELECT * FROM threads_leaving LIMIT 1").fetchone()) is not None:
        thread_id, guild_id, key, buried = row
        span = columns.thread_span(thread_id)
        if found := db.execute(_POSTS, (*span, FEW)).fetchall():
            graves = Hashes(db, guild_id) if buried else None
            _take_out(db, [post for post, _ in found], graves, key)
            identities.forget_strangers(db, {(author,) for _, author in found})
        else:
            db.execute("DELETE FROM threads_leaving WHERE thread_id = ?", (thread_id,))
            fulltext.erase(db)
        if time.perf_counter() - begun > fulltext.SECONDS:
            return True
    return False


def waiting(db: Connection) -> int:
    """Return how many posts of leaving threads are still there, 1 where none is but a thread's end is not noted."""
    return int(db.execute(_WAITING).fetchone()[0])


def _take_out(db: Connection, keys: list[int], graves: Hashes | None, thread_key: str | None) -> None:
    words: set[str] = set()
    for key in keys:
        words |= bury(db, graves, thread_key, key)
    fulltext.remove(db, keys)
    db.execute("DELETE FROM passages WHERE post_id BETWEEN ? AND ?", (keys[0], keys[-1]))
    db.execute("DELETE FROM posts WHERE id BETWEEN ? AND ?", (keys[0], keys[-1]))
    forget(db, words)


def bury(db: Connection, graves: Hashes | None, key: str | None, post_key: int) -> set[str]:
    """Keep the hashes of a post; return the folded words it consists of."""
    body, ref, posted_at, _, author, identity = db.execute(POST, (post_key,)).fetchone()
    if identity == "removed":
        return set()
    held, quoted = sides(db, post_key, body)
    if graves is not None:
        graves.bury(word_parts(author, body, own(db, post_key)), *ref_parts(key, ref, posted_at))
    # Where a passage ends inside of a word, the index knows its parts.
    return {*index_text(body).split(), *held.split(), *quoted.split()}


def own(db: Connection, post_key: int) -> list[tuple[int, int]]:
    """Return where a post's own words stand."""
    return db.execute(_OWN, (post_key,)).fetchall()


def sides(db: Connection, post_key: int, body: str) -> tuple[str, str]:
    """Return the folded own and quoted words of a post, whoever is hidden."""
    stretches = [post_words.Stretch(*row) for row in db.execute(_STRETCHES, (post_key,))]
    folded = post_words.fold(body, stretches)
    own_words, quoted = (side.replace(post_words.GAP, " ").split() for side in (folded.own, folded.quoted))
    return " ".join(own_words), " ".join(quoted)


def forget(db: Connection, words: set[str]) -> None:
    """Take the words no post holds any more out of the list of inflected words."""
    forms = inflections(words)
    lost = vocabulary.lost(db, {word for _, word in forms})
    db.executemany(
        "DELETE FROM word_forms WHERE stem = ? AND word = ?", [form for form in forms if form[1] in lost]
    )
