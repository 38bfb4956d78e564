"""The answer to a question, from packs."""

import json
import sqlite3

import numpy as np

from bot.languages import Text, joined
from bot.store import ranking
from bot.store.archive.authors import SHOWN_NAME
from bot.store.pack import UNDATED, Ordinals
from bot.store.packed import Evaluator
from bot.store.search import fts_query
from bot.store.search.question import FACETS, Found, Question, Sort
from bot.store.sets import PostSet
from bot.store.snapshot import Snapshot

TIES = 500  # authors with equally many posts among whom the alphabet decides

_AUTHORS = f"SELECT a.id, {SHOWN_NAME} FROM authors a WHERE a.id IN (SELECT value FROM json_each(?))"
_THREADS = "SELECT id, slug FROM threads WHERE id IN (SELECT value FROM json_each(?))"


def find(connection: sqlite3.Connection, snapshot: Snapshot, question: Question, *, hurry: bool) -> Found:
    """Answer `question` of `snapshot`, which is the state the connection sees."""
    evaluator = Evaluator(connection, snapshot, question.viewer, question.scope, hurry=hurry)
    found = evaluator.found(question.tree)
    notes = list(evaluator.bounds.notes)
    if not snapshot.complete:
        notes.append(Text("posts that are being added at this moment were left out"))
    authors: tuple[tuple[str, int], ...] = ()
    threads = authors
    if question.facets:
        ordinals = found.ordinals()
        writers = snapshot.columns.author[ordinals]
        writers = writers if snapshot.same is None else snapshot.same[writers]
        authors = _named(connection, _AUTHORS, writers)
        threads = _named(connection, _THREADS, snapshot.thread[ordinals])
    ids = _ordered(snapshot, found, question, evaluator)
    return Found(
        total=len(found),
        exact=snapshot.complete and not evaluator.bounds.more,
        ids=tuple(snapshot.columns.keys[ids].tolist()),
        authors=authors,
        threads=threads,
        unknown=tuple(each.sentence for each in evaluator.unknown),
        note=_sentence(notes),
    )


def _ordered(snapshot: Snapshot, posts: PostSet, question: Question, evaluator: Evaluator) -> Ordinals:
    if question.sort is Sort.RELEVANCE and fts_query.needs_words(question.tree):
        leaves = evaluator.leaves(question.tree)
        return ranking.best(posts, leaves, question.limit, snapshot.lengths.norms, snapshot.columns.keys)
    found = posts.ordinals()
    keys = snapshot.columns.keys[found]
    match question.sort:
        case Sort.OLDEST:
            day = snapshot.columns.day[found].astype(np.int64)
            by = [np.where(day == UNDATED, -UNDATED, day), keys]
        case Sort.NEWEST:
            by = [-snapshot.columns.day[found].astype(np.int64), -keys]
        case Sort.LONGEST:
            by = [-snapshot.columns.words[found], keys]
        case _:
            by = [-keys]
    return found[ranking.first(by, question.limit)]


def _named(connection: sqlite3.Connection, sql: str, values: Ordinals) -> tuple[tuple[str, int], ...]:
    most = dict(sorted(ranking.most(values, FACETS), key=lambda pair: -pair[1])[:TIES])
    names = dict(connection.execute(sql, (json.dumps(list(most)),)))
    ranked = sorted((-count, names[each]) for each, count in most.items())
    return tuple((name, -count) for count, name in ranked[:FACETS])


def _sentence(notes: list[Text]) -> Text | None:
    return Text("To be quick, {notes}.", notes=joined("; ", notes)) if notes else None
