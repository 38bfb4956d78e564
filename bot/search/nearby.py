"""Queries near another: without one of its parts, with any of its words, with the filter that was meant."""

import re

from bot.search import fields
from bot.search.query import parse, pieces
from bot.search.tree import Dated, Node, Not, Phrase, Term, leaves

_LIKE_A_FILTER = re.compile(r'(?<!\S)(?P<name>[^\W\d_]{2,20}):[ \t]*(?P<value>"[^"]*"|[^\s/]\S*)')


def without_each(query: str) -> list[tuple[str, str]]:
    """Return each part of a query as it was typed, with the query without it; nothing where it has one part only."""
    parts = pieces(query)
    rest = [(part, " ".join((*parts[:at], *parts[at + 1 :]))) for at, part in enumerate(parts)]
    return rest if len(parts) > 1 else []


def any_word(query: str) -> str | None:
    """Return a query for posts with any of the words, the filters as they are; None where it asks for one word."""
    parts = pieces(query)
    spoken = [part for part in parts if isinstance(parse(part).tree, Term | Phrase)]
    if len(spoken) < 2:
        return None
    return " ".join(["(" + " OR ".join(spoken) + ")", *(part for part in parts if part not in spoken)])


def put_right(query: str) -> list[tuple[str, str]]:
    """Return each filter that was meant by one that is none, such as `author:`, with the query that has it so."""
    found = []
    for like in _LIKE_A_FILTER.finditer(query):
        name, quoted = like["name"].lower(), query.count('"', 0, like.start()) % 2
        meant = None if name in fields.READERS or quoted else fields.nearest_filter(name)
        if meant:
            right = f"{meant}:{like['value']}"
            found.append((right, query[: like.start()] + right + query[like.end() :]))
    return found


def asks_dates(node: Node) -> bool:
    """Tell whether a query wants posts of some time."""
    return any(
        asks_dates(each.part) if isinstance(each, Not) else isinstance(each, Dated) for each in leaves(node)
    )
