"""Searching the full-text index itself, compiled to SQL: what small archives need, and what packs are held against."""

import sqlite3
from collections.abc import Sequence

from bot.languages import Text
from bot.store import columns
from bot.store.archive.authors import SHOWN_NAME
from bot.store.search import fts_query
from bot.store.search.question import FACETS, Found, Question, Sort

# Whoever asks, whatever they ask: these hold for every row. A term can only ever take posts away.
_FROM_POSTS = f"""
    FROM posts p JOIN authors a ON a.id = p.author_id JOIN threads t ON t.id = p.id >> {columns.NUMBER_BITS}
    WHERE NOT a.hidden AND {columns.VISIBLE} AND """
_FROM_WORDS = f"""
    FROM (SELECT rowid AS key, bm25(words, 1.0, 0.3) AS score FROM words WHERE words MATCH ?) m
    JOIN posts p ON p.id = m.key JOIN authors a ON a.id = p.author_id
    JOIN threads t ON t.id = p.id >> {columns.NUMBER_BITS}
    WHERE NOT a.hidden AND {columns.VISIBLE} AND """
_AUTHORS = f"SELECT {SHOWN_NAME}, count(*)"
_ORDERS = {
    Sort.OLDEST: "p.day IS NULL, p.day, p.id",
    Sort.NEWEST: "p.day IS NULL, p.day DESC, p.id DESC",
    Sort.LONGEST: "p.words DESC, p.id",
}


def find(connection: sqlite3.Connection, question: Question, *, hurry: bool) -> Found:
    """Answer `question`; with `hurry` only with the last posts of the archive that fit."""
    tree = question.tree
    compiler = fts_query.Compiler(connection, question.viewer, question.scope)
    condition = compiler.condition(tree)
    ranking = compiler.ranking(tree)
    seen = (*columns.seen(question.viewer), *condition.parameters)
    source, parameters = (_FROM_POSTS, seen) if ranking is None or hurry else (_FROM_WORDS, (ranking, *seen))
    where = f"{source}({condition.sql})"
    relevance = "p.id DESC" if ranking is None or hurry else "m.score, p.id"
    order = relevance if hurry else _ORDERS.get(question.sort, relevance)
    found = connection.execute(f"SELECT p.id {where} ORDER BY {order} LIMIT ?", (*parameters, question.limit))
    ids = tuple(key for (key,) in found)
    unknown = tuple(each.sentence for each in compiler.unknown)
    if hurry:
        note = Text(
            "This was taking too long: the posts added last come first, and not all were looked through."
        )
        return Found(len(ids), len(ids) < question.limit, ids, (), (), unknown, note)
    (total,) = connection.execute(f"SELECT count(*) {where}", parameters).fetchone()
    if not question.facets:
        return Found(total, True, ids, (), (), unknown)  # noqa: FBT003
    authors = _top(connection, f"{_AUTHORS} {where} GROUP BY 1", parameters)
    threads = _top(connection, f"SELECT t.slug, count(*) {where} GROUP BY t.id", parameters)
    return Found(total, True, ids, authors, threads, unknown)  # noqa: FBT003


def _top(
    connection: sqlite3.Connection, sql: str, parameters: Sequence[object]
) -> tuple[tuple[str, int], ...]:
    found = connection.execute(f"{sql} ORDER BY count(*) DESC, 1 LIMIT {FACETS}", parameters)
    return tuple((str(name), int(count)) for name, count in found)
