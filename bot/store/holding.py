"""Which words there are and which posts hold them, as the full-text index of a small archive tells."""

import sqlite3
from typing import NamedTuple, Protocol

from bot.search.words import LAST
from bot.store import columns
from bot.store.search import fts_query
from bot.store.values import Viewer

_WITH = "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?"
_SAID = f"""
    SELECT 1 FROM words w CROSS JOIN posts p ON p.id = w.rowid CROSS JOIN authors a ON a.id = p.author_id
    JOIN threads t ON t.id = p.id >> {columns.NUMBER_BITS}
    WHERE w.words MATCH ? AND NOT a.hidden AND {columns.VISIBLE} LIMIT 1"""
_VOCABULARY = "SELECT term FROM word_counts WHERE term >= ? AND term < ? LIMIT ?"


class Holders(NamedTuple):
    """The ids of the posts that hold a word, None where they are too many; of two words the rarer has more `rarity`."""

    posts: list[int] | None
    rarity: int


class Holding(Protocol):
    """What is asked of a word, in own and quoted words alike."""

    def lost(self, words: set[str]) -> set[str]:
        """Return those of `words` that no post holds."""

    def beginning(self, start: str, limit: int) -> list[str]:
        """Return words that begin with `start`, about `limit` at most."""

    def said(self, word: str, viewer: Viewer) -> bool:
        """Tell whether `word` stands in a post `viewer` may see, whose author is not hidden."""

    def holders(self, word: str, most: int) -> Holders:
        """Return who holds `word`, where they are not more than `most`."""

    def together(self, words: list[str], most: int) -> list[int]:
        """Return the ids of up to `most` posts that hold all of `words`."""


class Indexed:
    """Asks the full-text index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _knows(self, word: str) -> bool:
        """Tell whether any post holds `word`."""
        return self._connection.execute(_VOCABULARY, (word, word + " ", 1)).fetchone() is not None

    def lost(self, words: set[str]) -> set[str]:
        """Return those of `words` that no post holds."""
        return {word for word in words if not self._knows(word)}

    def beginning(self, start: str, limit: int) -> list[str]:
        """Return words that begin with `start`, the first `limit`."""
        return [word for (word,) in self._connection.execute(_VOCABULARY, (start, start + LAST, limit))]

    def said(self, word: str, viewer: Viewer) -> bool:
        """Tell whether `word` stands in a post `viewer` may see, whose author is not hidden.

        The index knows every server's words, and what a hidden author quotes.
        """
        found = self._connection.execute(_SAID, (fts_query.exactly(word), *columns.seen(viewer)))
        return found.fetchone() is not None

    def holders(self, word: str, most: int) -> Holders:
        """Return who holds `word`, where they are not more than `most`."""
        posts = self._posts(fts_query.exactly(word), most + 1)
        # Ids ascend: the further the first of them reach, the fewer there are.
        return Holders(posts if len(posts) <= most else None, posts[-1] if posts else 0)

    def together(self, words: list[str], most: int) -> list[int]:
        """Return the ids of the first `most` posts that hold all of `words`."""
        return self._posts(" AND ".join(map(fts_query.exactly, words)), most)

    def _posts(self, match: str, limit: int) -> list[int]:
        return [post for (post,) in self._connection.execute(_WITH, (match, limit))]
