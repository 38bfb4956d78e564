"""The query language: lexer and parser, the whole grammar in one file.

    query   = either                          nothing at all means every post
    either  = all { ("OR" | "|") all }        OR, AND, NOT and the filters have Russian names, too
    all     = part { ["AND"] part }           words stand side by side: all of them must be there
    part    = { "-" | "NOT" } atom
    atom    = "(" either ")" | field ":" value | '"' words '"' | word "*" | word
    value   = [blanks] ( '"' words '"' | word )
    field   = from quoting in title role post before after on during has is len

Operators are written in capitals, fields in any case. `-` negates only at the beginning of a part. Whatever does not
follow the grammar is text, and what cannot be text either is left out and reported; nothing is ever an error. Text
that is more than one word (`anti-war`) is a phrase; outside of quotation marks its last word may stand in any form.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.archive.records import record
from bot.languages import Text, counted
from bot.search import fields
from bot.search.folding import fold_word
from bot.search.tree import And, Everything, Node, Not, Nothing, Or, Phrase, Term
from bot.search.words import is_unspaced, second_spellings, unwritten, words

MOST_PARTS = 100  # words, also those of phrases, and filters; the rest is left out and reported
DEEPEST = 12  # brackets within brackets; further ones are left out and reported

# What begins a phrase, and what finds an end of it.
_QUOTES = {each[0]: re.compile(f"[{each[1:]}]") for each in ('""', "“”“", "„“”", "””", "«»", "»«»")}
_OPERATORS = {"OR": "|", "AND": "&", "NOT": "-", "ИЛИ": "|", "И": "&", "НЕ": "-"}
# A bracket that ends a part: only brackets, bars or blanks follow. And a dash that negates one.
_ENDS = re.compile(r"\)+(?:[\s|]|$)")
_NEGATES = re.compile(r"-(?=[^\s\-)|])")
# Discord's own search box writes a blank before the value; what is another part of the query is none.
_FIELD = re.compile(rf"(?P<field>{'|'.join(fields.READERS)}):(?P<blanks>\s*)", re.IGNORECASE)
_NO_VALUE = re.compile(rf"(?i:{'|'.join(fields.READERS)}):|-|(?:{'|'.join(_OPERATORS)})(?=[\s()]|$)")
_UNKNOWN_FIELD = re.compile(r"(?P<field>[^\W\d_]{2,20}):(?=[^\s/])")
# A word that can be nothing but a word: most of what people type.
_BARE = re.compile(r"[a-z0-9]+(?!\S)")
_PLAIN = re.compile(r"[^\s\"“”„«»|]+")
_VALUE = re.compile(r"[^\s\"“”„«»|()]+")


@record
class Query:
    """What was understood, and what was left out of it: words as they were typed, or a `Text`."""

    tree: Node
    ignored: tuple[str, ...] = ()


@record
class _Token:
    """`kind` is one of `( ) | & - node`; a node has its `node`."""

    kind: str
    text: str
    node: Node | None = None


def parse(text: str, *, today: date | None = None) -> Query:
    """Read a query. Never raises; `today` is what `3d` counts back from (default: today, UTC)."""
    ignored: list[str] = []
    tokens = list(_bounded(_lex(text, today or datetime.now(UTC).date(), ignored.append), ignored.append))
    tree = _Parser(_balanced(tokens, ignored.append), ignored.append).either()
    return Query(tree or (Nothing() if text.strip() else Everything()), tuple(dict.fromkeys(ignored)))


def pieces(text: str) -> tuple[str, ...]:
    """Return the parts of a query that all have to fit, as they were typed; a query of alternatives is one part."""
    found, depth, part = [], 0, ""
    ignored: list[str] = []
    for token in _balanced(list(_lex(text, date.max, ignored.append)), ignored.append):
        if not depth and token.kind == "|":
            return (text.strip(),)
        depth += {"(": 1, ")": -1}.get(token.kind, 0)
        if token.kind == "&" and not depth:
            continue
        part += token.text + ("" if token.text == "-" else " ")
        if not depth and token.kind != "-":
            found.append(part.strip())
            part = ""
    return tuple(found)


def _lex(text: str, today: date, ignore: Callable[[str], None]) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        letter = text[at]
        fresh = at == 0 or text[at - 1].isspace() or text[at - 1] in "(|-"
        if letter.isspace():
            at += 1
        elif bare := _BARE.match(text, at):
            yield _Token("node", bare[0], Term(fold_word(bare[0]), (), bare[0]))
            at = bare.end()
        elif (
            letter == "|"
            or (letter == "(" and fresh)
            or _ENDS.match(text, at)
            or (fresh and _NEGATES.match(text, at))
        ):
            yield _Token(letter, letter)
            at += 1
        else:
            node, end = _part(text, at, today, ignore)
            raw, at = text[at:end], end
            if node is not None:
                yield _Token("node", raw, node)
            elif raw in _OPERATORS:
                yield _Token(_OPERATORS[raw], raw)
            else:
                ignore(raw)


def _bounded(tokens: Iterator[_Token], ignore: Callable[[str], None]) -> Iterator[_Token]:
    """Yield the tokens up to `MOST_PARTS`; a phrase that goes beyond is cut."""
    room = MOST_PARTS
    for token in tokens:
        words_in = token.node.words if isinstance(token.node, Phrase) else ()
        room -= len(words_in) or (token.kind == "node")
        if room < 0:
            ignore(
                counted(
                    "everything after the first {n} word", "everything after the first {n} words", MOST_PARTS
                )
            )
            if (kept := words_in[:room]) and isinstance(token.node, Phrase):
                yield replace(token, node=Phrase(kept, seconds=token.node.seconds[:room]))
            return
        yield token


def _part(text: str, at: int, today: date, ignore: Callable[[str], None]) -> tuple[Node | None, int]:
    """Read the part that begins at `at`; return what it stands for (None for nothing) and where it ends."""
    if text[at] in _QUOTES:
        inside, end = _quoted(text, at)
        return _text_node(inside, exact=True) if inside else None, end
    if found := _FIELD.match(text, at):
        return _field(text, found, today)
    found = _PLAIN.match(text, at)
    if found is None:  # a closing quote that closes nothing
        return None, at + 1
    raw, end = found[0], found.end()
    while raw and _ENDS.match(text, end - 1):
        raw, end = raw[:-1], end - 1
    if raw in _OPERATORS:
        return None, end
    if unknown := _UNKNOWN_FIELD.match(raw):
        ignore(Text("{field}: (no such filter; searched as text)", field=unknown["field"]))
    return _text_node(raw, exact=False), end


def _field(text: str, found: re.Match[str], today: date) -> tuple[Node | None, int]:
    value, end = None, found.end()
    if end < len(text) and text[end] in _QUOTES:
        value, end = _quoted(text, end)
    elif plain := _VALUE.match(text, end):
        value, end = plain[0], plain.end()
    if found["blanks"] and _NO_VALUE.match(text, found.end()):
        value = None
    node = fields.READERS[found["field"].lower()](value.strip(), today) if value and value.strip() else None
    return node, found.start("blanks") if node is None and found["blanks"] else end


def _quoted(text: str, at: int) -> tuple[str | None, int]:
    """Return what stands between the quotation mark at `at` and its fellow, None where it has none."""
    found = _QUOTES[text[at]].search(text, at + 1)
    return (text[at + 1 : found.start()], found.end()) if found else (None, at + 1)


def _text_node(raw: str, *, exact: bool) -> Node | None:
    """Return the word or phrase `raw` stands for, None where it holds no word."""
    found = list(words(raw))
    if not found:
        return None
    typed = raw[found[0].start : found[-1].end]
    # Between quotation marks a star belongs to the word it stands at; alone it is a sign like any other.
    open_end = raw.endswith("*") and not (exact and raw[:-1].endswith((" ", "*")))
    if is_unspaced(found[-1].text):
        # A pair tells the last character of a run, too; one that stands alone begins a pair.
        open_end = len(found) == 1 or found[-2].end < found[-1].end
        if not open_end:
            found.pop()
    elif len(found) == 1 and not exact and not open_end:
        return Term(found[0].text, tuple(second_spellings(typed)), typed)
    spelt = tuple(
        tuple(w for w in second_spellings(raw[each.start : each.end]) if each.text in unwritten(w))
        for each in found
    )
    return Phrase(
        tuple(word.text for word in found),
        open_end,
        typed,
        spelt if any(spelt) else (),
        any_form=not (exact or open_end or is_unspaced(found[-1].text)),
    )


def _balanced(tokens: list[_Token], ignore: Callable[[str], None]) -> list[_Token]:
    """Return the tokens without brackets that have no fellow, or lie too deep."""
    opened: list[int] = []
    dropped = set[int]()
    for i, token in enumerate(tokens):
        if token.kind == "(":
            opened.append(i)
            if len(opened) > DEEPEST:
                dropped.add(i)
        elif token.kind == ")" and not opened:
            dropped.add(i)
            ignore(")")
        elif token.kind == ")" and opened.pop() in dropped:
            dropped.add(i)
    dropped.update(opened)
    if any(tokens[i].kind == "(" for i in dropped):
        ignore("(")
    return [token for i, token in enumerate(tokens) if i not in dropped]


class _Parser:
    """Recursive descent over tokens whose brackets are balanced and bounded in depth."""

    def __init__(self, tokens: list[_Token], ignore: Callable[[str], None]) -> None:
        self._ahead = tokens[::-1]
        self._ignore = ignore

    def either(self) -> Node | None:
        parts = [self._all()]
        while self._next() == "|":
            self._ahead.pop()
            parts.append(self._all())
        if len(parts) > 1 and None in parts:
            self._ignore("OR")
        return _joined(Or, parts)

    def _all(self) -> Node | None:
        parts = []
        while self._next() not in ("", "|", ")"):
            if self._next() == "&":
                self._ahead.pop()
            else:
                parts.append(self._part())
        return _joined(And, parts)

    def _part(self) -> Node | None:
        signs, node = [], None
        while self._next() == "-":
            signs.append(self._ahead.pop().text)
        if self._next() == "node":
            node = self._ahead.pop().node
        elif self._next() == "(":
            self._ahead.pop()
            node = self.either()
            self._ahead.pop()  # its fellow
            if node is None:
                self._ignore("()")
        if node is None and signs:
            self._ignore(signs[-1])
        return Not(node) if node is not None and len(signs) % 2 else node

    def _next(self) -> str:
        return self._ahead[-1].kind if self._ahead else ""


def _joined(kind: type[And[Node]] | type[Or[Node]], parts: Iterable[Node | None]) -> Node | None:
    found = tuple(part for part in parts if part is not None)
    return kind(found) if len(found) > 1 else found[0] if found else None
