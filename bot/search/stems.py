"""Which words are forms of one another: `argue`, `argues`, `argued`, `arguing`; `война`, `войной`.

A stem only ever widens a single word; phrases are matched to the letter. The script tells the language, for a word
alone tells no more; words in Latin letters are taken for English, and stemmed by its inflections alone (Porter's
first step). A form that is missed costs a search with `*`, a form that is wrongly joined shows posts nobody asked
for. For other scripts Snowball's stemmers are used. Words are folded already. Measured in bot/DECISIONS.md.
"""

import functools
import re
import threading
from collections.abc import Iterable

import Stemmer

_VOWEL = re.compile(r"[aeiouy]")
_RUSSIAN = re.compile(
    r"(?:иями|ями|ами|ого|ему|ому|ыми|ими|ией|иях|иям|ах|ях|ам|ям|ов|ев|ей|ой|ый|ии|ая|яя|ое|ее|ые|ие|ых|их|ую|юю|ом|ем|"
    r"ия|ию|ы|и|а|я|о|е|у|ю|ь)$"
)
_BEFORE_ENDING = re.compile("(?<=[a-z]{4})(l)l(?=(?:ed|ing)$)|(?<=[a-z]{3}ee)d$")
"""What a word may have got with its ending, all but the group: `travelled`, `agreed`; not `called`, `speed`."""
_AND_THE = re.compile("^[وف](?=ال.{3})")
_LANGUAGES = (
    ("\u0370", "\u03ff", "greek"),
    ("\u0400", "\u04ff", "russian"),
    ("\u0530", "\u058f", "armenian"),
    ("\u0600", "\u06ff", "arabic"),
    ("\u0900", "\u097f", "hindi"),
    ("\u0b80", "\u0bff", "tamil"),
)
"""The script a word begins with, and the language it is taken for."""
_turn = threading.Lock()
SHORTEST = 3
"""Letters a stem has at least; what is shorter is the stem of itself alone."""
_NEVER = "abcfhijklmnopqrtuvwxyz0123456789"
"""Last signs of words that are no forms of others, whatever script they begin in."""
_MAYBE_INFLECTED = re.compile(f" ([^ ]++)(?<![{_NEVER}])")


@functools.lru_cache(maxsize=200_000)
def stems(word: str) -> tuple[str, ...]:
    """Return what forms of the folded `word` have in common, maybe `word` itself: forms share one of these."""
    if word[-1] in _NEVER or word[-2:-1].isdigit():
        return (word,)
    if word[-1].isascii():
        return tuple(dict.fromkeys(map(_english, (word, _BEFORE_ENDING.sub(r"\1", word)))))
    for first, last, language in _LANGUAGES:
        if first <= word[0] <= last:
            with _turn:  # a stemmer holds the word it is at
                found = [_stemmer(language).stemWord(_AND_THE.sub("", word))]
                if language == "arabic":  # of the article and an ending Snowball takes one
                    found = [_stemmer(language).stemWord(found[0])]
            if language == "russian":
                # Snowball takes the end of some nouns for a verb's: `канал` but not `каналы`.
                found.append(_RUSSIAN.sub("", word))
            return tuple(dict.fromkeys(each if len(each) >= SHORTEST else word for each in found))
    return (word,)


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language, 0)


def maybe_inflected(text: str) -> list[str]:
    """Return those of the folded words in `text`, between blanks, whose last letter allows that they are forms."""
    return _MAYBE_INFLECTED.findall(f" {text}")


def inflections(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return those of `words` that are forms of another, in order, each after what it is a form of."""
    return sorted((root, word) for word in words for root in stems(word) if root != word)


def _english(word: str) -> str:
    if len(word) <= SHORTEST:
        return word
    whole = base = word if word.endswith(("ss", "us", "is")) else word.removesuffix("s")
    if base.endswith("ied"):
        base = base[:-1]
    for ending in ("ing", "ed"):
        if base.endswith(ending) and not base.endswith("eed") and _VOWEL.search(base[: -len(ending)]):
            base = base[: -len(ending)]
            if len(base) > SHORTEST and base[-1] == base[-2] and base[-1] not in "elsz":
                base = base[:-1]
            break
    if len(base) < SHORTEST:
        base = whole
    if len(base) > SHORTEST and base.endswith("e"):
        base = base[:-2] + "y" if base.endswith("ie") else base[:-1]
    return base
