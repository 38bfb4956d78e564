"""Who is who while a thread is put in or taken out: an author is the archive's own id of them, else their name."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from urllib.parse import urlsplit

from bot.archive.incoming import Incoming
from bot.search.words import fold_name
from bot.store import columns
from bot.store.archive import fame, name_completion
from bot.store.archive.tombstones import REMOVED, Hashes
from bot.store.index import fulltext

# These open savepoints, at which FTS5 writes out its buffer: call where no more is to be indexed for now.
_COUNT = f"""
    INSERT INTO author_threads (author_id, thread_id, posts, words)
    SELECT p.author_id, t.value, count(*), sum(p.words)
    FROM json_each(?) t CROSS JOIN posts p INDEXED BY posts_brief
    ON p.id BETWEEN t.value << {columns.NUMBER_BITS} AND (t.value + 1 << {columns.NUMBER_BITS}) - 1
    GROUP BY p.author_id, t.value"""
_TOTAL = """
    UPDATE authors SET posts = authors.posts + {0} c.posts, words = authors.words + {0} c.words FROM (
        SELECT author_id, sum(posts) AS posts, sum(words) AS words FROM author_threads
        WHERE thread_id IN (SELECT value FROM json_each(?)) GROUP BY author_id) c WHERE id = c.author_id""".format
_WROTE = "SELECT DISTINCT author_id FROM author_threads WHERE thread_id IN (SELECT value FROM json_each(?))"
_SUM = """
    UPDATE authors SET (posts, words) = (
        SELECT coalesce(sum(posts), 0), coalesce(sum(words), 0) FROM author_threads WHERE author_id = authors.id)
    WHERE id = ?"""
_KNOWN = """
    SELECT a.identity, a.id, a.hidden FROM json_each(?) asked CROSS JOIN authors a ON a.identity = asked.value"""
_ADD_NAME = f"""
    INSERT INTO author_names (folded, author_id, alias, whole, guild_id, posts) VALUES (
        ?1, ?2, ?3, ?4, (SELECT guild_id FROM authors WHERE id = ?2),
        (SELECT {name_completion.ROUNDED} FROM authors WHERE id = ?2)
    ) ON CONFLICT DO UPDATE SET alias = coalesce(excluded.alias, alias), whole = max(excluded.whole, whole)"""
_POSTS = f"""
    UPDATE threads SET (posts, first_at, last_at) = (
        SELECT count(*), min(posted_at), max(posted_at) FROM posts
        WHERE id BETWEEN threads.id << {columns.NUMBER_BITS} AND (threads.id + 1 << {columns.NUMBER_BITS}) - 1)"""
_WRITERS = """
    UPDATE threads SET authors = (
        SELECT count(*) FROM author_threads WHERE thread_id = threads.id
        AND author_id IS NOT (SELECT id FROM authors WHERE identity = 'removed'))"""
_MOVE = """
    INSERT INTO author_threads VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET posts = posts + excluded.posts, words = words + excluded.words"""


MOST_KNOWN = 20_000
"""Authors who are remembered while threads are put in."""


@dataclass(frozen=True, slots=True)
class Person:
    """An author's id, and whether they asked to be hidden."""

    id: int
    hidden: bool


class Acquaintances:
    """Authors who were looked up, and what tells who is hidden: for as long as nobody else changes either."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self._hashes: dict[int | None, Hashes] = {}
        self.unnamed: list[tuple[int, str]] = []
        """Authors who were added and cannot be looked up by name yet, with their folded names."""

    def hashes(self, db: Connection, guild_id: int | None) -> Hashes:
        """Return who was hidden in an archive."""
        if guild_id not in self._hashes:
            self._hashes[guild_id] = Hashes(db, guild_id)
        return self._hashes[guild_id]

    def find(self, db: Connection, identities: Sequence[str]) -> dict[str, Person]:
        """Return those of these authors who are stored, by their identities."""
        if len(self.people) > MOST_KNOWN:
            self.people.clear()
        if strange := [each for each in identities if each not in self.people]:
            found = db.execute(_KNOWN, (json.dumps(strange, ensure_ascii=False),))
            self.people |= {identity: Person(author, bool(hidden)) for identity, author, hidden in found}
        return {each: self.people[each] for each in identities if each in self.people}


class Cast:
    """The authors of one thread, looked up once."""

    def __init__(
        self, db: Connection, known: Acquaintances, incoming: Incoming, guild_id: int | None
    ) -> None:
        self._connection = db
        self._acquaintances = known
        self._guild_id = guild_id
        self._hashes = known.hashes(db, guild_id)
        self._realm = f"{incoming.head.format}@{urlsplit(incoming.head.url or '').hostname or ''}"
        self._by_name: dict[str, Person] = {}
        self._written_by = incoming.written_by
        self._people: list[Person] = []
        identities = [columns.clean(self._identity(writer.author, writer.ref)) for writer in incoming.writers]
        found = known.find(db, identities)
        for identity, writer in zip(identities, incoming.writers, strict=True):
            person = found[identity] = found.get(identity) or self._add(identity, writer.author, writer.title)
            self._by_name.setdefault(writer.author, person)
            self._people.append(person)

    def by_post(self) -> Iterator[Person]:
        """Yield who wrote each post of the incoming thread, in order."""
        return map(self._people.__getitem__, self._written_by)

    def of(self, number: int) -> Person:
        """Return who wrote the post with this number in the incoming thread."""
        return self._people[self._written_by[number - 1]]

    def named(self, name: str | None) -> Person | None:
        """Return the author called `name`, of this thread or else of the archive; None for a stranger."""
        if name is None:
            return None
        own, anywhere = columns.clean(self._identity(name, None)), columns.clean(f"name:{name}")
        found = {} if name in self._by_name else self._acquaintances.find(self._connection, (own, anywhere))
        known = self._by_name.get(name) or found.get(own) or found.get(anywhere)
        if known is None and self._hashes.hidden(columns.clean(name))[0]:
            known = self._by_name[name] = self._add(own, name, None)
        return known

    def shunned(self, name: str | None) -> Person | None:
        """Return the hidden author a box merely says it quotes: doubt is no reason to show their words."""
        person = self.named(name)
        return person if person is not None and person.hidden else None

    def _identity(self, author: str, ref: str | None) -> str:
        if author == REMOVED:
            return "removed"
        return self._own(f"{self._realm}:{ref}" if ref is not None else f"name:{author}")

    def _own(self, identity: str) -> str:
        """Keep the people of one guild's archive apart: what is decided about them there holds there alone."""
        return identity if self._guild_id is None else f"guild {self._guild_id}:{identity}"

    def _add(self, identity: str, author: str, title: str | None) -> Person:
        name = columns.clean(author)
        folded = fold_name(name)
        known, pseudonym = self._hashes.hidden(name)
        hidden = known and pseudonym is None
        # Not RETURNING: it opens a savepoint, at which FTS5 writes out its buffer.
        cursor = self._connection.execute(
            "INSERT INTO authors (identity, name, folded, title, guild_id, hidden, pseudonym) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                identity,
                name,
                folded,
                title and columns.clean(title),
                self._guild_id,
                hidden,
                pseudonym,
            ),
        )
        person = self._acquaintances.people[identity] = Person(int(cursor.lastrowid or 0), hidden)
        if not hidden:
            self._acquaintances.unnamed.append((person.id, fold_name(pseudonym) if pseudonym else folded))
        return person


def add_names(db: Connection, author_id: int, folded: str, alias: str | None) -> None:
    """Let an author be looked up by a folded name, and by its later words; `alias` is that name as it is written."""
    db.executemany(
        _ADD_NAME,
        [
            (key, author_id, alias if key == folded else None, key == folded)
            for key in name_completion.tails(folded)
        ],
    )


def count(db: Connection, threads: Sequence[int]) -> None:
    """Bring every count that depends on some threads' posts up to date, given that those of before were right."""
    # Taken off and added: summing up anew takes the longer the more threads an author is in.
    listed = (json.dumps(threads),)
    authors = set(db.execute(_WROTE, listed))
    db.execute(_TOTAL("-"), listed)
    db.execute("DELETE FROM author_threads WHERE thread_id IN (SELECT value FROM json_each(?))", listed)
    db.execute(_COUNT, listed)
    db.execute(_TOTAL("+"), listed)
    name_completion.recount_authors(db, authors.union(db.execute(_WROTE, listed)))
    for counts in (_POSTS, _WRITERS):
        db.execute(f"{counts} WHERE id IN (SELECT value FROM json_each(?))", listed)
    name_completion.name_threads(db, threads)
    for each in threads:
        fame.count(db, *columns.thread_span(each))


def sum_up(db: Connection, authors: Collection[tuple[int]]) -> None:
    """Count anew what some authors have written in all."""
    db.executemany(_SUM, authors)
    name_completion.recount_authors(db, authors)


def count_removed(db: Connection, thread_id: int, author_id: int, words: int, at: str | None) -> None:
    """Count a post of a thread, of so many words and of that moment, as a removed one, no longer as its author's."""
    removed = db.execute("SELECT id FROM authors WHERE identity = 'removed'").fetchone()
    db.executemany(_MOVE, [(author_id, thread_id, -1, -words), (*removed, thread_id, 1, 0)])
    db.execute(
        "DELETE FROM author_threads WHERE thread_id = ? AND author_id = ? AND NOT posts",
        (thread_id, author_id),
    )
    sum_up(db, ((author_id,), removed))
    db.execute(f"{_WRITERS} WHERE id = ?", (thread_id,))
    # Reads every post of the thread: only where the first or the last moment may be another now.
    db.execute(f"{_POSTS} WHERE id = ? AND ? IN (first_at, last_at)", (thread_id, at))


def renew(db: Connection) -> None:
    """Bring up to date what was folded by other rules than this program's; the index is filled behind."""
    if fulltext.renew(db):
        refold(db)


def refold(db: Connection) -> None:
    """Fold every name by the rules of now, panels at the next start; call where they may have changed."""
    names = db.execute(
        "SELECT id, coalesce(pseudonym, name), NULL FROM authors WHERE NOT hidden "
        "UNION ALL SELECT author_id, alias, alias FROM author_names WHERE alias IS NOT NULL"
    ).fetchall()
    people = db.execute("SELECT name, id FROM authors WHERE identity <> 'removed'").fetchall()
    db.executemany(
        "UPDATE authors SET folded = ? WHERE id = ?", [(fold_name(name), author) for name, author in people]
    )
    db.execute("UPDATE panels SET folded = NULL")
    db.execute("DELETE FROM author_names")
    for author, name, alias in names:
        add_names(db, author, fold_name(name), alias)
    name_completion.name_threads(db, [key for (key,) in db.execute("SELECT id FROM threads")])


def forget_strangers(db: Connection, author_ids: Iterable[tuple[int]]) -> None:
    """Remove those of the authors who have no post left and are not quoted; that they are hidden is known by hash.

    Who is quoted stays: ids are used again, and the quotes would be credited to somebody else.
    """
    db.executemany(
        "DELETE FROM authors WHERE id = ? AND identity <> 'removed' "
        "AND NOT EXISTS (SELECT 1 FROM posts WHERE author_id = authors.id) "
        "AND NOT EXISTS (SELECT 1 FROM passages WHERE author_id = authors.id) "
        "AND NOT EXISTS (SELECT 1 FROM quotations_leaving WHERE author_id = authors.id)",
        author_ids,
    )
