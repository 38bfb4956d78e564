"""What may have been meant by words that nobody said: words that somebody did, spelt nearly like them."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from itertools import islice

from bot.search.tree import Term
from bot.search.words import second_spellings, words
from bot.store.archive.load import load_posts
from bot.store.archive.suggestions import nearest, slips
from bot.store.index import vocabulary
from bot.store.search import fts_query
from bot.store.search.plan import Beginnings
from bot.store.search.question import Question
from bot.store.sqlite.connection import Channel, OutOfTimeError
from bot.store.values import Viewer

NEIGHBOURS = 500
"""Words of the archive compared with a misspelt one."""
MISSPELT, SECONDS = 3, 0.08
"""Words of one query that others are proposed for, and the seconds given to all of them."""


def spellings(
    connection: sqlite3.Connection, clock: Channel, question: Question, beginnings: Beginnings
) -> tuple[tuple[str, str], ...]:
    """Return words asked for that nobody said, each with some that look like it and that the viewer may see."""
    asked = {
        node.word: node.typed or node.word
        for node in fts_query.wanted(question.tree)
        if isinstance(node, Term) and len(node.word) > 2
    }
    found: list[tuple[str, str]] = []
    over = time.perf_counter() + SECONDS
    with contextlib.suppress(OutOfTimeError), clock.limit(SECONDS):
        for word in islice(asked, MISSPELT):
            close = _spelt_nearly(connection, word, question.viewer, beginnings, over)
            found += [(asked[word], _as_written(connection, each, question.viewer)) for each in close]
    return tuple(found)


def _spelt_nearly(
    connection: sqlite3.Connection, word: str, viewer: Viewer, beginnings: Beginnings, over: float
) -> Iterator[str]:
    if any(vocabulary.holding(connection, [word], viewer)):
        return iter(())
    known: dict[str, None] = {}
    for start in (word[:3], word[:2], word[:1]):
        if (begun := beginnings(start)) is None:
            # Within a common word SQLite looks at no clock.
            begun = vocabulary.beginning(connection, start, NEIGHBOURS, over - time.perf_counter())
        known |= dict.fromkeys(begun[:NEIGHBOURS])
        if len(known) >= NEIGHBOURS:
            break
    # What only others may see is to the viewer as if nobody had said it.
    known.pop(word, None)
    near = (other for other in nearest(word, known, count=20) if slips(word, other))
    return islice((other for other in near if any(vocabulary.holding(connection, [other], viewer))), 2)


def _as_written(connection: sqlite3.Connection, word: str, viewer: Viewer) -> str:
    """Return a folded word as somebody wrote it whom `viewer` may read."""
    posts = load_posts(connection, vocabulary.together(connection, [word], viewer, 1), viewer)
    said = [spoken.text for post in posts for spoken in post.said]
    written = ((text[each.start : each.end], each.text) for text in said for each in words(text))
    return next((each for each, folded in written if word in (folded, *second_spellings(each))), word)
