"""What new threads add to what is counted and looked up: written once for all threads of a transaction."""

from collections import Counter
from collections.abc import Iterable
from sqlite3 import Connection

from bot.store import columns
from bot.store.archive import fame, identities, name_completion
from bot.store.archive.post_rows import PASSAGE_COLUMNS, POST_COLUMNS, Made
from bot.store.index import fulltext

_AUTHOR, _POSTED_AT, _WORDS = map(POST_COLUMNS.index, ("author_id", "posted_at", "words"))
_SOURCE = PASSAGE_COLUMNS.index("source_id")
_THREAD = "UPDATE threads SET authors = ?, first_at = ?, last_at = ? WHERE id = ?"
MOST = 20_000
"""Authors of threads that wait to be counted; in the end all would."""


class Tally:
    """Counts the posts of a new thread as they are written."""

    def __init__(self, cast: identities.Cast) -> None:
        self.cast = cast
        self.written: dict[int, tuple[int, int]] = {}
        """How many posts each author wrote, and how many own words."""
        self.quoted: Counter[int] = Counter()
        self.first: str | None = None
        self.last: str | None = None

    def see(self, posts: Iterable[Made]) -> None:
        """Take in some posts."""
        for made in posts:
            row = made.post
            author, words, posted_at = row[_AUTHOR], row[_WORDS], row[_POSTED_AT]
            before = self.written.get(author, (0, 0))
            self.written[author] = before[0] + 1, before[1] + words
            if posted_at is not None:
                self.first = posted_at if self.first is None else min(self.first, posted_at)
                self.last = posted_at if self.last is None else max(self.last, posted_at)
            if made.passages:
                self.quoted.update({passage[_SOURCE] for passage in made.passages} - {None})


class Additions:
    """What the threads of one transaction have added, as far as it is not written yet."""

    def __init__(self) -> None:
        self.forms = fulltext.Forms()
        self.known = identities.Acquaintances()
        self._threads: list[int] = []
        self._written: list[tuple[int, int, int, int]] = []
        self._quoted: list[fame.Counted] = []

    def add(self, db: Connection, thread_id: int, tally: Tally) -> None:
        """Take in a new thread, all of whose posts are written."""
        known = sum(author != tally.cast.removed for author in tally.written)
        db.execute(_THREAD, (known, tally.first, tally.last, thread_id))
        self._threads.append(thread_id)
        self._written += [
            (posts, words, author, thread_id) for author, (posts, words) in tally.written.items()
        ]
        self._quoted += [
            (key, tally.cast.of(columns.split_key(key)[1]).id, count, 0)
            for key, count in tally.quoted.items()
        ]
        if len(self._written) > MOST:
            self.finish(db)

    def finish(self, db: Connection) -> None:
        """Write down what was added: whatever is counted and looked up is then as of all posts that are there."""
        self.forms.flush(db)
        identities.add_counts(db, sorted(self._written, key=lambda row: row[2:]))
        fame.write(db, sorted(self._quoted))
        name_completion.name_threads(db, self._threads)
        self._written, self._quoted, self._threads = [], [], []
