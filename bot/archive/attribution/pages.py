"""A post as lines of words: what attribution compares instead of characters.

Words are maximal runs of letters and digits, case folded; scripts written without spaces give one word a
character. Everything else (white space, punctuation, quotation marks, dashes, `>`) is invisible, which
makes a quote equal its source after re-wrapping, typed marks, and lost emphasis. A word is a number
of 32 bits, its checksum, so a post is an array and equal stretches are found as equal bytes. Of a hundred
thousand words some two share a number, which no stretch of several words notices.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import islice
from zlib import crc32

_WORDS = re.compile(r"[^\W_]+")
# What the pattern above and case folding make of ASCII, for a split at white space: several times as fast.
_ASCII = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() else code if code == 10 else 32 for code in range(128)
) + bytes(128)
# Kana, ideographs, Thai, Lao, Khmer, Burmese: no spaces between words.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0002ffff"
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_WORDS_UNSPACED = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")
_INITIALS = re.compile(r"^[ \t>|]*[^\W\d_][\w.-]{0,11}>", re.MULTILINE)
_TAGS = re.compile(r"\[/?quote\b[^\]\n]{0,200}\]", re.IGNORECASE)

# What most often is all that is not ASCII in a text.
_MARKS = "\u2019\u201c\u201d\u2026\u2018\u2013\u2014\xa0\u2022\xab\xbb"

FEW = 4
"""Words that an index of runs of three may not find."""

NOBODY = 0
"""The word number that stands for words already credited to somebody else; equals nothing."""


def word_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern that cuts `text` into words."""
    if not text.isascii() and _HAS_UNSPACED.search(text):
        return _WORDS_UNSPACED
    return _WORDS


def visible(body: str) -> str:
    """Return `body`, as long as it was, with what no reader compares made spaces: HTML entities, signs like `AB>`."""
    for sign, hidden in (("&", _ENTITY), (">", _INITIALS)):
        if sign in body:
            body = hidden.sub(lambda match: " " * (match.end() - match.start()), body)
    return body


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
    more entry at the end. `pattern` is what cuts this body into words. These three are there once `cut` was called.
    """

    __slots__ = ("author", "body", "ends", "firsts", "name", "number", "pattern", "starts", "words")

    firsts: array[int]
    pattern: re.Pattern[str]
    words: array[int]

    def __init__(self, number: int, name: str, body: str, cuts: Iterable[int] = ()) -> None:
        """Cut `body`, the post of this `number` (from 1) by the member called `name`, into lines.

        No line reaches over one of the `cuts`.
        """
        self.number = number
        self.name = name
        self.author = name.casefold()
        self.body = body
        self.starts, self.ends = array("I"), array("I")
        borders = _borders(body, cuts)
        start = 0
        for line in body.split("\n"):
            end = start + len(line)
            if line and not line.isspace():
                low = start
                for cut in (
                    borders[bisect_right(borders, start) : bisect_left(borders, end)] if borders else ()
                ):
                    if not body[low:cut].isspace():
                        self.starts.append(low)
                        self.ends.append(cut)
                    low = cut
                if low == start or not body[low:end].isspace():
                    self.starts.append(low)
                    self.ends.append(end)
            start = end + 1

    def cut(self) -> None:
        """Cut the lines into words."""
        text = _plain(visible(self.body))
        self.pattern = word_pattern(text)
        firsts = [0]
        words: list[bytes] = []
        spaced = text.encode().translate(_ASCII) if text.isascii() else b""
        for start, end in zip(self.starts, self.ends, strict=True):
            words += spaced[start:end].split() if spaced else _words(text[start:end], self.pattern)
            firsts.append(len(words))
        self.words = array("I", map(crc32, words))
        self.firsts = array("I", firsts)

    def apart(self, line: int) -> bool:
        """Tell whether an empty line stands before this line, which is not the first."""
        return self.body.count("\n", self.ends[line - 1], self.starts[line]) > 1

    def is_few(self, line: int) -> bool:
        """Tell whether a line has few words and is a paragraph of its own with others below."""
        return (
            0 < self.firsts[line + 1] - self.firsts[line] <= FEW
            and line + 1 < len(self.starts)
            and self.apart(line + 1)
            and (line == 0 or self.apart(line))
        )

    def blank_out(self, lines: Iterable[int]) -> list[tuple[int, int]]:
        """Make the words of these lines equal nothing, as they are not this poster's; return which words they were.

        These stretches stand in order and apart from each other.
        """
        blank: list[tuple[int, int]] = []
        for line in sorted(set(lines)):
            low, high = self.firsts[line], self.firsts[line + 1]
            if blank and blank[-1][1] == low:
                low, _ = blank.pop()
            blank.append((low, high))
        for low, high in blank:
            self.words[low:high] = array("I", bytes(4 * (high - low)))
        return blank

    def offsets(self, low: int, high: int) -> tuple[int, int]:
        """Return where in the body the words `low` … `high - 1` start and end. They must not be empty."""
        return self.start(low), self._end(high - 1)

    def start(self, word: int) -> int:
        """Return where in the body a word starts."""
        return self._word(word)[0]

    def between(self, word: int) -> tuple[int, int]:
        """Return where the word before this one, in the same line, ends and where this one starts."""
        line = _line_of(self.firsts, word)
        start, end = self.starts[line], self.ends[line]
        words = self.pattern.finditer(visible(self.body[start:end]))
        before, after = islice(words, word - self.firsts[line] - 1, word - self.firsts[line] + 1)
        return start + before.end(), start + after.start()

    def _end(self, word: int) -> int:
        line = _line_of(self.firsts, word)
        if word + 1 < self.firsts[line + 1] or self.pattern is not _WORDS:
            return self._word(word)[1]
        start = self.starts[line]
        text = visible(self.body[start : self.ends[line]])
        end = len(text)
        while not text[end - 1].isalnum():  # the last word of a line ends with its last letter or digit
            end -= 1
        return start + end

    def _word(self, word: int) -> tuple[int, int]:
        line = _line_of(self.firsts, word)
        start, end = self.starts[line], self.ends[line]
        text = visible(self.body[start:end])
        words = self.pattern.finditer(text)
        match = next(islice(words, word - self.firsts[line], None))
        return start + match.start(), start + match.end()


def starts_sentence(page: Page, word: int) -> bool:
    """Tell whether a sentence of the page's own words starts at this word, or the page ends before it."""
    if word == 0 or word >= len(page.words) or page.words[word - 1] == NOBODY:
        return True
    if page.firsts[bisect_left(page.firsts, word)] == word:
        return True
    before, after = page.between(word)
    return any(letter in ".!?:\n" for letter in page.body[before:after])


def _borders(body: str, cuts: Iterable[int]) -> list[int]:
    """Return the places, in order, where a line ends without a line break."""
    places = set(cuts)
    if "[" in body and ("[q" in body or "[Q" in body or "[/" in body):
        places.update(place for match in _TAGS.finditer(body) for place in match.span())
    return sorted(places)


def _words(line: str, pattern: re.Pattern[str]) -> list[bytes]:
    if line.isascii():
        return line.encode().translate(_ASCII).split()
    return [word.casefold().encode() for word in pattern.findall(line)]


def _line_of(firsts: Sequence[int], word: int) -> int:
    return bisect_right(firsts, word) - 1
