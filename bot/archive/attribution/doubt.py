"""Paragraphs that look brought in from elsewhere: credited to nobody rather than to the poster.

Where an archive has flattened its boxes, a quote of something outside the thread leaves no trace but its looks: it
is introduced by a colon, set in quotation marks, cut off at its start, or holds a link, it does not speak of
"I" or "you", and the poster's own words follow. On threads with known quotes one such letter in eleven is indeed
somebody else's; that is what `CONFIDENCE` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.archive.model import Passage, PassageKind

CONFIDENCE = 0.1
"""How sure it is that a paragraph singled out here is a quote."""

_PARAGRAPH = re.compile(r"\n[ \t\r\xa0]*(?:\n\s*)?\n|\n\s*\n")
_MARKS = "\"“”„«»'"
_CUT = ("...", "…", "[...]", "[…]")
_FIRST = frozenset(("i", "my", "me", "im", "ive", "ich", "mein", "mir", "mich"))
_SECOND = frozenset(("you", "your", "u", "du", "dein", "dir", "sie", "ihr", "we", "our", "us", "wir"))
_WORD = re.compile(r"[^\W\d_]+")
_LINK = re.compile(r"https?:|www\.")
_INTRODUCED, _LINKED, _QUOTED = 8, 16, 5  # words a paragraph must have to be doubted for each reason


def doubted(body: str, tiles: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return `tiles` with the own paragraphs that look brought in made quotes of nobody known."""
    result: list[Passage] = []
    for tile in tiles:
        if tile.kind is not PassageKind.OWN:
            result.append(tile)
            continue
        cursor = tile.start
        for start, end in _brought_in(body, tile):
            if cursor < start:
                result.append(Passage(cursor, start))
            result.append(Passage(start, end, PassageKind.QUOTE, confidence=CONFIDENCE))
            cursor = end
        if cursor < tile.end:
            result.append(Passage(cursor, tile.end))
    return tuple(result) or tuple(tiles)


def _brought_in(body: str, tile: Passage) -> Iterator[tuple[int, int]]:
    paragraphs = list(_paragraphs(body, tile))
    before = ""
    for start, end in paragraphs[:-1]:
        text = body[start:end]
        if _looks_brought_in(text, before, top=start == 0):
            yield start, end
        before = text
    if paragraphs:
        start, end = paragraphs[-1]
        text = body[start:end]
        if text[0] in _MARKS and text.rstrip(".")[-1:] in _MARKS and len(text.split()) >= _QUOTED:
            yield start, end


def _paragraphs(body: str, tile: Passage) -> Iterator[tuple[int, int]]:
    start = tile.start
    while start < tile.end:
        match = _PARAGRAPH.search(body, start, tile.end)
        end, following = match.span() if match else (tile.end, tile.end)
        text = body[start:end]
        inner = text.lstrip()
        if inner:
            low = end - len(inner)
            yield low, low + len(inner.rstrip())
        start = following


def _looks_brought_in(text: str, before: str, *, top: bool) -> bool:
    if text[0] in _MARKS and text.rstrip(".")[-1:] in _MARKS and len(text.split()) >= _QUOTED:
        return True
    if text.startswith(_CUT) or (top and text[0].islower()):
        return True
    introduced = before.endswith(":") and "\n" not in text and len(text.split()) >= _INTRODUCED
    linked = ("http" in text or "www." in text) and bool(_LINK.search(text)) and len(text.split()) >= _LINKED
    if not (introduced or linked):
        return False
    words = {word.casefold() for word in _WORD.findall(text)}
    return words.isdisjoint(_FIRST) and (linked or words.isdisjoint(_SECOND))
