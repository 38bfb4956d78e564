"""What counts as a word, in the index, in a query and under a marker pen: one rule for all three.

A word is a run of letters, digits and their combining marks; apostrophes inside are dropped (`don't` is
`dont`). Words are folded: case, accents and compatibility forms go. Runs of Chinese, Japanese, Korean and
Thai characters, which know no blanks, become overlapping pairs and a last single character: 漢字学 is 漢字, 字学, 学.
"""

import functools
import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 64  # characters of a word that are told apart
LAST = "\U0010ffff"  # after every word, and whatever a word goes on with

_MARKS = "".join(
    chr(c)
    for c in (*range(0x300, 0x3100), *range(0xA000, 0xAC00))
    if unicodedata.category(chr(c)) in ("Mn", "Mc")
)
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
_WORD = re.compile(rf"{_LETTER}+(?:['’]+{_LETTER}+)*")
_UNSPACED = (  # Thai, Korean, kana, Chinese
    "\u0e01-\u0e4e\u1100-\u11ff\uac00-\ud7af\u3005-\u3007\u3040-\u30ff"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_HAS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
# What is common in English texts; an apostrophe joins, all else separates.
_PUNCTUATION = (("’", "'"), *((sign, " ") for sign in "“”‘„–—…•·«»\u00a0"))
_ASCII = {c: chr(c).lower() if chr(c).isalnum() else " " for c in range(128)} | {ord("'"): ""}


class Word(NamedTuple):
    """A folded word and where it stands in its text."""

    start: int
    end: int
    text: str


def words(text: str) -> Iterator[Word]:
    """Yield the words of `text` in order; those of unspaced scripts overlap."""
    for found in _WORD.finditer(text):
        start, raw = found.start(), found[0]
        if raw.isascii() or not _HAS_UNSPACED.search(raw):
            if folded := fold_word(raw):
                yield Word(start, found.end(), folded)
            continue
        for run in _RUN.finditer(raw):
            at = start + run.start()
            if _HAS_UNSPACED.match(run[0]):
                yield from _pairs(run[0], at)
            elif folded := fold_word(run[0]):
                yield Word(at, start + run.end(), folded)


def index_words(text: str) -> list[str]:
    """Return the folded words of `text`: what `words` yields, faster."""
    text = _plain(text)
    if text.isascii():
        found = text.translate(_ASCII).split()
        return [word[:LONGEST] for word in found] if max(map(len, found), default=0) > LONGEST else found
    if _HAS_UNSPACED.search(text):
        return [word.text for word in words(text)]
    return [word for raw in _WORD.findall(text) if (word := fold_word(raw))]


def index_text(text: str) -> str:
    """Return what `index_words` does, separated by single blanks."""
    return " ".join(index_words(text))


def spaced_text(text: str) -> str:
    """Return what `index_words` does, set apart by any number of blanks, and long words whole: the fastest."""
    text = _plain(text)
    return text.translate(_ASCII) if text.isascii() else " ".join(index_words(text))


def _plain(text: str) -> str:
    """Return `text` with the same words, in ASCII where nothing but its punctuation is not."""
    if not text.isascii():
        for sign, plain in _PUNCTUATION:
            text = text.replace(sign, plain)
    return text


@functools.lru_cache(maxsize=20_000)
def fold_word(raw: str) -> str:
    """Return `raw` without case, accents and apostrophes; empty where nothing is left."""
    if raw.isascii():
        return raw.lower().replace("'", "")[:LONGEST]
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", raw.casefold()).casefold())
    kept = [
        c
        for c in spread
        if not unicodedata.combining(c) and (c.isalnum() or unicodedata.category(c)[0] == "M")
    ]
    return sys.intern("".join(kept)[:LONGEST])


def fold_name(name: str) -> str:
    """Return a person's name folded for look-up; one of signs alone stays as it is, in lower case."""
    return (
        " ".join(word for raw in _WORD.findall(name) if (word := fold_word(raw))) or name.strip().casefold()
    )


def is_unspaced(word: str) -> bool:
    """Tell whether `word` is of a script that is indexed in pairs."""
    return _HAS_UNSPACED.match(word) is not None


def _pairs(run: str, at: int) -> Iterator[Word]:
    folded = [fold_word(c) or c for c in run]
    last = len(run) - 1
    for i, first in enumerate(folded):
        if i < last:
            yield Word(at + i, at + i + 2, first + folded[i + 1])
        else:
            yield Word(at + i, at + i + 1, first)
