"""From a query's tree to SQL: the only maker of search conditions and of FTS5 MATCH expressions.

Every condition is built of constant pieces; whatever people typed travels in parameters, and inside MATCH only as
folded words between quotation marks, which hold letters, digits and blanks alone.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.archive.ids import MOST_POSTS
from bot.errors import NotFound
from bot.search.tree import (
    And,
    Dated,
    Everything,
    From,
    Has,
    In,
    Length,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Quoting,
    Role,
    Term,
    Title,
    Trait,
    Words,
    has_words,
)
from bot.store import columns
from bot.store.archive.authors import author_ids
from bot.store.archive.threads import find_thread
from bot.store.values import Viewer

COLUMNS = {Words.OWN: "{own}", Words.QUOTED: "{quoted}", Words.ALL: "{own quoted}"}
TRAITS = {
    Trait.QUOTE: columns.QUOTE,
    Trait.LINK: columns.LINK,
    Trait.IMAGE: columns.IMAGE,
    Trait.CODE: columns.CODE,
    Trait.LIST: columns.LIST,
}
_QUOTED_BY = "p.id IN (SELECT post_id FROM passages WHERE author_id IN (SELECT value FROM json_each(?)))"
MATCHING = "p.id IN (SELECT rowid FROM words WHERE words MATCH ?)"
_FORMS = "SELECT word FROM word_forms WHERE stem = ?"
EPOCH = date(1970, 1, 1).toordinal()
_NEVER, _ALWAYS = "0", "1"


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of constant SQL over `p` (posts) with its parameters."""

    sql: str
    parameters: tuple[object, ...] = ()


class Compiler:
    """Compiles one query for one viewer over one connection; `unknown` collects names that nobody has."""

    def __init__(self, connection: sqlite3.Connection, viewer: Viewer, scope: Words) -> None:
        self._connection = connection
        self._viewer = viewer
        self._scope = scope
        self.unknown: list[NotFound] = []

    def condition(self, node: Node) -> Condition:  # noqa: C901, PLR0911, PLR0912 - one case for each kind of node
        """Return what makes a post fit `node`."""
        match node:
            case And(parts):
                return self._joined(" AND ", parts)
            case Or(parts):
                return self._joined(" OR ", parts)
            case Not(part):
                inner = self.condition(part)
                return Condition(f"NOT coalesce(({inner.sql}), 0)", inner.parameters)
            case Term() | Phrase():
                return Condition(MATCHING, (self.match(node),))
            case Everything():
                return Condition(_ALWAYS)
            case From(name):
                return self._by_author("p.author_id IN (SELECT value FROM json_each(?))", name)
            case Quoting(name):
                return self._by_author(_QUOTED_BY, name)
            case In(thread):
                return self._in(thread)
            case Title(words):
                return self._titled(words)
            case Role(words):
                return self._role(words)
            case Number(first, last):
                number = f"(p.id & {MOST_POSTS})"
                return Condition(f"{number} BETWEEN ? AND ?", (first, MOST_POSTS if last is None else last))
            case Length(first, last):
                return Condition("p.words BETWEEN ? AND ?", (first, 1 << 40 if last is None else last))
            case Dated(first, last):
                low = -(1 << 40) if first is None else first.toordinal() - EPOCH
                high = 1 << 40 if last is None else last.toordinal() - EPOCH
                return Condition("p.day BETWEEN ? AND ?", (low, high))
            case Has(trait):
                return Condition("p.traits & ?", (TRAITS[trait],))
            case _:
                return Condition(_NEVER)

    def match(self, node: Term | Phrase) -> str:
        """Return the MATCH expression of a word, in any of its forms, or of a phrase, to the letter."""
        column = COLUMNS[self._scope]
        if isinstance(node, Phrase):
            return f'{column} : ("{" ".join(node.words)}"{" *" if node.open_end else ""})'
        forms = " OR ".join(f'"{form}"' for form in self.forms(node))
        return f"{column} : ({forms})"

    def ranking(self, node: Node) -> str | None:
        """Return the MATCH expression that every fitting post fits too, to rank by; None where there is none."""
        if not needs_words(node):
            return None
        return " OR ".join(f"({self.match(each)})" for each in wanted(node))

    def forms(self, term: Term) -> list[str]:
        """Return the forms of a word that the archive may hold, its own spellings among them."""
        roots = term.roots()
        found = (form for root in roots for (form,) in self._connection.execute(_FORMS, (root,)))
        return sorted({term.word, *term.seconds, *roots, *found})

    def _joined(self, operator: str, parts: Sequence[Node]) -> Condition:
        inner = [self.condition(part) for part in parts]
        sql = operator.join(f"({each.sql})" for each in inner)
        return Condition(sql, tuple(value for each in inner for value in each.parameters))

    def _by_author(self, sql: str, name: str) -> Condition:
        try:
            return Condition(sql, (json.dumps(author_ids(self._connection, name, self._viewer)),))
        except NotFound as error:
            self.unknown.append(error)
            return Condition(_NEVER)

    def _in(self, thread: str) -> Condition:
        try:
            found = find_thread(self._connection, thread, self._viewer)
        except NotFound as error:
            self.unknown.append(error)
            return Condition(_NEVER)
        return Condition("p.id BETWEEN ? AND ?", columns.thread_span(found.id))

    def _titled(self, words: tuple[str, ...]) -> Condition:
        threads = self._connection.execute("SELECT id, title FROM threads")
        fitting = [thread for thread, title in threads if has_words(title, words)]
        sql = f"p.id >> {columns.NUMBER_BITS} IN (SELECT value FROM json_each(?))"
        return Condition(sql, (json.dumps(fitting),))

    def _role(self, words: tuple[str, ...]) -> Condition:
        titles = self._connection.execute(
            "SELECT DISTINCT author_title FROM posts WHERE author_title IS NOT NULL"
        )
        fitting = [title for (title,) in titles if has_words(title, words)]
        sql = "p.author_title IN (SELECT value FROM json_each(?))"
        return Condition(sql, (json.dumps(fitting, ensure_ascii=False),))


def exactly(word: str) -> str:
    """Return the MATCH expression of one folded word of the index, to the letter."""
    return f'"{word}"'


def needs_words(node: Node) -> bool:
    """Tell whether every fitting post holds one of the words and phrases that `wanted` names."""
    match node:
        case Term() | Phrase():
            return True
        case And(parts):
            return any(map(needs_words, parts))
        case Or(parts):
            return all(map(needs_words, parts))
        case _:
            return False


def wanted(node: Node) -> list[Term | Phrase]:
    """Return the words and phrases asked for, those that must not be there left out."""
    match node:
        case Term() | Phrase():
            return [node]
        case And(parts) | Or(parts):
            return [each for part in parts for each in wanted(part)]
        case _:
            return []
