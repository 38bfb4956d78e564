"""What new posts add to what is searched, counted and looked up: written once for many threads of a transaction."""

from collections.abc import Sequence
from sqlite3 import Connection

from bot.store.archive import identities
from bot.store.archive.post_rows import Made
from bot.store.index import fulltext
from bot.store.index.post_words import Entry

UNINDEXED, UNCOUNTED = 2_000, 20_000
"""Posts that wait to be indexed, and posts of threads that wait to be counted; in the end all would."""


class Additions:
    """What the threads of one transaction have added, as far as it is not written yet."""

    def __init__(self) -> None:
        self.known = identities.Acquaintances()
        self._forms = fulltext.Forms()
        self._unindexed: list[int] = []
        self._entries: list[Entry] = []
        self._threads: set[int] = set()
        self._uncounted = 0

    def index(self, db: Connection, posts: Sequence[Made]) -> None:
        """Take in posts whose rows are written."""
        entries = [each.entry for each in posts if each.entry is not None]
        self._forms.see(db, entries)
        self._entries += entries
        self._unindexed += [each.key for each in posts]
        if len(self._unindexed) >= UNINDEXED:
            self._write(db)

    def holds(self, thread_id: int) -> bool:
        """Tell whether anything of a thread waits."""
        return thread_id in self._threads

    def count(self, db: Connection, thread_id: int, posts: int) -> None:
        """Take in a thread, all of whose posts that were to be written are."""
        self._threads.add(thread_id)
        self._uncounted += posts
        if self._uncounted > UNCOUNTED:
            self.finish(db)

    def finish(self, db: Connection) -> None:
        """Write down what was taken in: whatever is searched and counted is then as of all posts that are there."""
        self._write(db)
        self._forms.flush(db)
        if self._threads:
            identities.count(db, sorted(self._threads))
        self._threads, self._uncounted = set(), 0
        # When their posts are counted: how many they have is written beside their names.
        for author_id, folded in self.known.unnamed:
            identities.add_names(db, author_id, folded, None)
        self.known.unnamed.clear()

    def _write(self, db: Connection) -> None:
        if self._unindexed:
            fulltext.add(db, self._unindexed, self._entries)
            self._unindexed, self._entries = [], []
