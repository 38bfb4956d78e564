"""What counts as a word, in the index, in a query and under a marker pen: one rule for all three.

A word is a run of letters, digits and their marks, folded (`bot.search.folding`). Apostrophes and soft hyphens
inside are dropped (`don't` is `dont`); but where French and Italian leave a vowel out two words meet (`l'État` is
`l`, `etat`). Each emoji is a word, whatever its skin. Runs of scripts that know no blanks, and Korean, whose
particles stick to the noun, become overlapping pairs and a last single character: 漢字学 is 漢字, 字学, 学.

Some words are found under a second spelling, too: `Köln` as `koeln`, `İstanbul'da` as `istanbul`, `Chris's` as `chris`.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from bot.search.folding import LONGEST, fold_word

RULES = 6
"""Grows with every change that gives a text other words, or a word other stems: indexes are then filled anew."""
LAST = "\U0010ffff"  # after every word, and whatever a word goes on with

_MARKS = "".join(
    chr(c)
    for c in (
        *range(0x300, 0x3100),
        *range(0xA000, 0xAC00),
        *range(0xFE20, 0xFE30),
    )  # further ones make a class slow
    if unicodedata.category(chr(c)) in ("Mn", "Mc")
)
# One class alone: an alternative for each letter takes twice as long. `_even` sees to the signs it has too many.
_LETTER = rf"[\w{_MARKS}]"
_INSIDE = "['\u00ad\u200c\u200d\u2060\ufeff]"  # may stand inside a word, and is no part of it
_WORD = re.compile(rf"{_LETTER}+(?:{_INSIDE}+{_LETTER}+)*")
# Those of astral planes, and symbols that look like emoji or are told to; skin tones and the joiner are no words.
_EMOJI = (
    "[\U0001f1e6-\U0001f1ff]{2}|\U0001f3f4[\U000e0020-\U000e007f]+"
    "|[\u231a\u231b\u23e9-\u23f3\u2600-\u2767\u2776-\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
    "|[©®‼⁉\u2100-\u3299]\ufe0f"
)
_TOKEN = re.compile(f"{_WORD.pattern}|{_EMOJI}")

_UNSPACED = (  # Thai, Lao, Burmese, Khmer, Korean, kana, Chinese
    "\u0e01-\u0e4e\u0e81-\u0ecf\u0edc-\u0edf\u1000-\u103f\u1050-\u1089\u1100-\u11ff\u1780-\u17d3\uac00-\ud7af\u3005-\u3007"
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_HAS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
# A syllable spelt in letters, a kana and its voicing mark, Thai and Lao am: one character in several code points.
_CHARACTER = re.compile(
    "[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?|\u0e4d\u0e32|\u0ecd\u0eb2|.[\u3099\u309a\uff9e\uff9f]?",
    re.DOTALL,
)

# Where a vowel was left out before another: words that are or that end so, and the vowels (or mute h, or the numbers,
# as in `l'11 marzo`) of the next.
_ARE = ("[cdjlmnstv]", "com", "cos", "dov", "anch", "senz", "tutt", "mezz", "quest")
_END = ("qu", "un", "gl", "ll", "nt")
_HEADS = "|".join([*(rf"(?<=(?<!{_LETTER}){head}')" for head in _ARE), *(f"(?<={head}')" for head in _END)])
_VOWELS = "".join(
    chr(c)
    for c in (*range(0x250), *range(0x1E00, 0x1F00))
    if unicodedata.normalize("NFD", chr(c))[0]
    in "aeiouyhæœ0123456789"  # whatever stands above it, in one sign or in two
)
_ELISION = re.compile(rf"'(?=[{_VOWELS}])(?:{_HEADS})", re.IGNORECASE)
_CUT = re.compile(  # there, and where the script changes
    rf"(?i:{_ELISION.pattern})|(?<=[{_UNSPACED}])(?=[^{_UNSPACED}])|(?<=[^{_UNSPACED}])(?=[{_UNSPACED}])"
)
# A name is looked for without what is joined to it, too: `İstanbul'da`, `Kennedy'ego`; not what English joins to any
# word, nor п'ять. Of possessives those that are no form of the name: `Chris's`, `Andi's`, `Al's`; not it's, the 60's.
_JOINED = re.compile(
    rf"'(?=[^\W\u0400-\u04ff])(?!(?:[stdm]|nt?|ll|re|ve|em)(?!{_LETTER}))(?<={_LETTER}{{3}}')"
    rf"|'(?=s(?:(?!{_LETTER})|[{_UNSPACED}]))(?<={_LETTER}')"
    rf"(?<![^\W\d{_UNSPACED}]{{2}}[a-hj-rtv-z]')(?<!(?<!{_LETTER})(?:it|he)')(?<!\d0')",
    re.IGNORECASE,
)
_WRITTEN_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_WITH_SECOND = re.compile("[äöüøåÄÖÜØÅ\u0308\u030a]")
_WRITTEN = re.compile("ae|oe|ue|aa")
_MOST_WRITTEN = 3
"""Places of one word at which a letter may have been written out."""
_OUT = str.maketrans(_WRITTEN_OUT | {key.upper(): value for key, value in _WRITTEN_OUT.items()})

# What is common in English texts; an apostrophe joins, all else separates.
_PUNCTUATION = tuple((sign, " ") for sign in "“”„–—…•·«»\u00a0")
_HALVES = re.compile("[\ud800-\udfff]")
_APOSTROPHES = "’‘‛ʼʻ＇´`′׳"
# Bytes are translated many times as fast as text.
_ASCII = bytes(ord(chr(c).lower()) if chr(c).isalnum() else ord(" ") for c in range(128)) + bytes(128)
_SHAPE = bytes(ord(" " if chr(c) == " " else "x") for c in range(256))
_TOO_LONG = b"x" * (LONGEST + 1)


class Word(NamedTuple):
    """A folded word and where it stands in its text."""

    start: int
    end: int
    text: str


def words(text: str) -> Iterator[Word]:
    """Yield the words of `text` in order; those of unspaced scripts overlap."""
    for found in _TOKEN.finditer(_even(text)):
        for start, end, folded in _cut(found[0]):
            yield Word(found.start() + start, found.start() + end, folded)


def index_words(text: str) -> list[str]:
    """Return the folded words of `text`: what `words` yields, faster."""
    return spaced_words(text)[0].split()


def spaced_words(text: str) -> tuple[str, int]:
    """Return what `index_words` does, set apart by any number of blanks, and how many words these are."""
    if not text.isascii() or "'" in text or "`" in text:
        text = _plain(text)
    if text.isascii():
        plain = text.replace("'", "").encode("ascii").translate(_ASCII)
        shape = plain.translate(_SHAPE)
        spaced = plain.decode("ascii")
        if _TOO_LONG not in shape:
            return spaced, shape.startswith(b"x") + shape.count(b" x")
        found = [word[:LONGEST] for word in spaced.split()]
    elif _HAS_UNSPACED.search(text):
        found = [word.text for word in words(text)]
    else:
        found = " ".join(map(_folded, _TOKEN.findall(text))).split()
    return " ".join(found), len(found)


def second_spellings(text: str) -> list[str]:
    """Return what words of `text` are found under besides their folding, in ascending order, each once."""
    if text.isascii() and "'" not in text and "`" not in text:
        return []
    text = _even(text)
    written_out = not text.isascii() and _WITH_SECOND.search(text)
    if not written_out and not ("'" in text and _JOINED.search(text)):
        return []
    apart = (each for each in text.split() if "'" in each or (written_out and not each.isascii()))
    return sorted({second for raw in _WORD.findall(" ".join(apart)) for second in _seconds(raw)})


def spelt(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of `text` in order, each in all spellings it is found under; its folding comes first."""
    return tuple((word.text, *second_spellings(text[word.start : word.end])) for word in words(text))


def unwritten(word: str) -> list[str]:
    """Return what a folded word may be folded from where letters were written out in it: `koeln`, if `Köln`, `koln`."""
    places = [found.end() - 1 for found in _WRITTEN.finditer(word)][:_MOST_WRITTEN]
    left_out = (some for size in range(1, len(places) + 1) for some in combinations(places, size))
    return ["".join(sign for at, sign in enumerate(word) if at not in some) for some in left_out]


def is_plain(text: str) -> bool:
    """Tell whether the words of `text` are its runs of ASCII letters, digits and apostrophes, spelt one way."""
    return (
        text.isascii()
        and "`" not in text
        and ("'" not in text or not (_ELISION.search(text) or _JOINED.search(text)))
    )


def fold_name(name: str) -> str:
    """Return a person's name folded for look-up; one of signs alone stays as it is, in lower case.

    Of halves of signs, which a database cannot be asked for, nothing stays.
    """
    return fold_words(name) or _HALVES.sub("\ufffd", name.strip().casefold())


def fold_words(name: str) -> str:
    """Return the folded words of a name, separated by blanks; of signs alone nothing is left."""
    return " ".join(word for raw in _WORD.findall(_even(name)) if (word := fold_word(raw)))


def written_out(name: str) -> str:
    """Return a name folded as by `fold_name`, its letters written out: the same for `Jörg` and `Joerg`."""
    return fold_name(unicodedata.normalize("NFC", name).translate(_OUT))


def folded_ways(text: str) -> str:
    """Return the words of a text between blanks, folded as by `fold_name`, then as by `written_out`."""
    return f" {fold_name(text)} {written_out(text)} "


def name_spellings(name: str) -> list[str]:
    """Return how names folded may look of which `written_out` is that of `name`, what `fold_name` returns left out."""
    out = written_out(name)
    return [each for each in (out, *unwritten(out)) if each and each != fold_name(name)]


def holds(text: str, typed: str) -> bool:
    """Tell whether `typed` stands in `text`, whichever way either is spelt."""
    return any(fold(typed) in fold(text) for fold in (str.casefold, fold_name, written_out))


def alike(name: str, typed: str) -> bool:
    """Tell whether two names are the same, whichever way either is spelt."""
    return any(fold(typed) == fold(name) for fold in (fold_name, written_out))


def is_unspaced(word: str) -> bool:
    """Tell whether `word` is of a script that is indexed in pairs."""
    return _HAS_UNSPACED.match(word) is not None


def _even(text: str) -> str:
    """Return `text` with one apostrophe for all kinds, and no sign that only counts as a letter; its length stays."""
    for sign in "`" if text.isascii() else _APOSTROPHES:
        text = text.replace(sign, "'")
    return text.replace("_", " ")


def _plain(text: str) -> str:
    """Return `text` with the same words, in ASCII where nothing but its punctuation is not."""
    text = _even(text)
    if not text.isascii():
        for sign, plain in _PUNCTUATION:
            text = text.replace(sign, plain)
    return _ELISION.sub(" ", text) if text.isascii() and "'" in text else text


@functools.lru_cache(maxsize=20_000)
def _folded(raw: str) -> str:
    """Return the words of a token that holds no unspaced script, separated by blanks."""
    return " ".join(word for _, _, word in _cut(raw))


@functools.lru_cache(maxsize=20_000)
def _seconds(raw: str) -> tuple[str, ...]:
    found = set[str]()
    for _, part in _parts(unicodedata.normalize("NFC", raw)):
        joint = _JOINED.search(part)
        names = (part, part[: joint.start()] if joint else part)
        found |= {fold_word(way) for each in names for way in (each, each.translate(_OUT))} - {
            fold_word(part)
        }
    return tuple(filter(None, found))


def _cut(raw: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words of a token, with where they stand in it."""
    if not _WORD.match(raw):
        yield 0, len(raw), raw.replace("\ufe0f", "")
        return
    for start, part in _parts(raw):
        if _HAS_UNSPACED.match(part):
            yield from _pairs(part, start)
        elif folded := fold_word(part):
            yield start, start + len(part), folded


def _parts(raw: str) -> Iterator[tuple[int, str]]:
    """Yield what a token falls into where a vowel was left out or the script changes, with where it stands."""
    at = 0
    if "'" in raw or _HAS_UNSPACED.search(raw):
        for cut in _CUT.finditer(raw):
            yield at, raw[at : cut.start()]
            at = cut.end()
    yield at, raw[at:]


def _pairs(run: str, at: int) -> Iterator[tuple[int, int, str]]:
    spans = [found.span() for found in _CHARACTER.finditer(run)]
    folded = [fold_word(run[start:end]) or run[start:end] for start, end in spans]
    for i, (start, _) in enumerate(spans[:-1]):
        yield at + start, at + spans[i + 1][1], folded[i] + folded[i + 1]
    yield at + spans[-1][0], at + spans[-1][1], folded[-1]
