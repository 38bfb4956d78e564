"""A post as lines of words: what attribution compares instead of characters.

Words are maximal runs of letters and digits, case folded; scripts written without spaces give one word a
character. Everything else (white space, punctuation, quotation marks, dashes, `>`) is invisible, which
makes a quote equal its source after re-wrapping, typed marks, and lost emphasis. Each distinct word is a
number of 32 bits, so a post is an array and equal stretches are found as equal bytes.
"""

from __future__ import annotations

import re
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

_WORDS = re.compile(r"[^\W_]+")
# What the pattern above and case folding make of ASCII, for a split at white space: several times as fast.
_ASCII = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)
# Kana, ideographs, Thai, Lao, Khmer, Burmese: no spaces between words.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0002ffff"
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_WORDS_UNSPACED = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")
_TAGS = re.compile(r"\[/?quote\b[^\]\n]{0,200}\]", re.IGNORECASE)

# What most often is all that is not ASCII in a text.
_MARKS = "\u2019\u201c\u201d\u2026\u2018\u2013\u2014\xa0\u2022\xab\xbb"

NOBODY = 0
"""The word number that stands for words already credited to somebody else; equals nothing."""

_KNOWN = 1 << 20  # distinct words kept by name; the rest share numbers by checksum, to bound memory


class Vocabulary(dict[str, int]):
    """Words and their numbers, from 1 in order of first sight; the same text always gets the same numbers."""

    def __missing__(self, word: str) -> int:
        """Give a word not seen before the next number."""
        folded = word.casefold()
        if folded != word:
            number = self[folded]
        elif len(self) < _KNOWN:
            number = len(self) + 1
        else:
            return _KNOWN + 1 + zlib.crc32(word.encode("utf-8", "surrogatepass")) % _KNOWN
        if len(self) < _KNOWN:
            self[word] = number
        return number


def word_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern that cuts `text` into words."""
    if not text.isascii() and _HAS_UNSPACED.search(text):
        return _WORDS_UNSPACED
    return _WORDS


def visible(body: str) -> str:
    """Return `body`, as long as it was, with what no reader compares (HTML entities) made spaces."""
    if "&" not in body:
        return body
    return _ENTITY.sub(lambda match: " " * (match.end() - match.start()), body)


def _plain(text: str) -> str:
    """Return `text`, as long as it was, with the commonest punctuation outside ASCII made spaces."""
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
    return text


def wordless(text: str) -> bool:
    """Tell whether there is no letter or digit in `text`."""
    return not any(map(str.isalnum, text))


class Page:
    """One post cut into lines and words.

    `starts` and `ends` are where the lines lie in the body, without their line break, blank ones left out; a
    BBCode quote tag is a line of its own. `firsts[k]` is the index in `words` of line k's first word, with one
    more entry at the end. `fresh` are the words as a list, for the time until the page is indexed. `pattern` is
    what cuts this body into words.
    """

    __slots__ = ("author", "body", "ends", "firsts", "fresh", "name", "number", "pattern", "starts", "words")

    def __init__(
        self, number: int, name: str, body: str, vocabulary: Vocabulary, cuts: Iterable[int] = ()
    ) -> None:
        """Cut `body`, the post of this `number` (from 1) by the member called `name`.

        No line reaches over one of the `cuts`.
        """
        self.number = number
        self.name = name
        self.author = name.casefold()
        self.body = body
        lines = _split(body, _lines(body), cuts)
        self.starts = array("I", [start for start, _ in lines])
        self.ends = array("I", [end for _, end in lines])
        text = _plain(visible(body))
        self.pattern = word_pattern(text)
        words: list[str] = []
        firsts = [0]
        if text.isascii():
            text = text.encode().translate(_ASCII).decode()
            for start, end in lines:
                words += text[start:end].split()
                firsts.append(len(words))
        else:
            find = self.pattern.findall
            for start, end in lines:
                line = text[start:end]
                words += line.encode().translate(_ASCII).decode().split() if line.isascii() else find(line)
                firsts.append(len(words))
        self.fresh = list(map(vocabulary.__getitem__, words))
        self.words = array("I", self.fresh)
        self.firsts = array("I", firsts)

    def blank_out(self, line: int) -> tuple[int, int]:
        """Make the words of a line equal nothing, as they are not this poster's; return which words they were."""
        low, high = self.firsts[line], self.firsts[line + 1]
        self.words[low:high] = array("I", bytes(4 * (high - low)))
        self.fresh[low:high] = [NOBODY] * (high - low)
        return low, high

    def offsets(self, low: int, high: int) -> tuple[int, int]:
        """Return where in the body the words `low` … `high - 1` start and end. They must not be empty."""
        return self._span(low)[0], self._span(high - 1)[1]

    def between(self, word: int) -> tuple[int, int]:
        """Return where the word before this one, in the same line, ends and where this one starts."""
        line = _line_of(self.firsts, word)
        start, end = self.starts[line], self.ends[line]
        text = visible(self.body[start:end])
        rest = word - self.firsts[line]
        before = 0
        for match in self.pattern.finditer(text):
            if not rest:
                return start + before, start + match.start()
            rest -= 1
            before = match.end()
        raise IndexError(word)

    def _span(self, word: int) -> tuple[int, int]:
        line = _line_of(self.firsts, word)
        start, end = self.starts[line], self.ends[line]
        rest = word - self.firsts[line]
        text = visible(self.body[start:end])
        for match in self.pattern.finditer(text):
            if not rest:
                return start + match.start(), start + match.end()
            rest -= 1
        raise IndexError(word)


def starts_sentence(page: Page, word: int) -> bool:
    """Tell whether a sentence of the page's own words starts at this word, or the page ends before it."""
    if word == 0 or word >= len(page.words) or page.words[word - 1] == NOBODY:
        return True
    if page.firsts[bisect_left(page.firsts, word)] == word:
        return True
    before, after = page.between(word)
    return any(letter in ".!?:\n" for letter in page.body[before:after])


def _lines(body: str) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    start = 0
    for line in body.split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            cuts.append((start, end))
        start = end + 1
    if ("[q" in body or "[Q" in body or "[/" in body) and _TAGS.search(body):
        return [piece for cut in cuts for piece in _around_tags(body, *cut)]
    return cuts


def _split(body: str, lines: list[tuple[int, int]], cuts: Iterable[int]) -> list[tuple[int, int]]:
    """Return the lines cut further, wherever a cut falls inside one."""
    places = sorted(set(cuts))
    if not places:
        return lines
    pieces: list[tuple[int, int]] = []
    for start, end in lines:
        inner = places[bisect_right(places, start) : bisect_left(places, end)]
        pieces += pairwise([start, *inner, end])
    return [(low, high) for low, high in pieces if body[low:high].strip()]


def _around_tags(body: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    for match in _TAGS.finditer(body, start, end):
        pieces += [(start, match.start()), match.span()]
        start = match.end()
    pieces.append((start, end))
    return [(low, high) for low, high in pieces if body[low:high].strip()]


def _line_of(firsts: Sequence[int], word: int) -> int:
    return bisect_right(firsts, word) - 1
