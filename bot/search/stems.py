"""Which words are forms of one another: `argue`, `argues`, `argued`, `arguing`.

A light stemmer on folded words, for English (the inflections of Porter's first step) and Russian (the
commonest endings). It only ever widens a single word; phrases are matched to the letter. Light on purpose: a
form it misses costs a search with `*`, a form it wrongly joins would show posts nobody asked for.
"""

import functools
import re

_VOWEL = re.compile(r"[aeiouy]")
_RUSSIAN = re.compile(
    r"(?:иями|ями|ами|ого|ему|ому|ыми|ими|ией|иях|иям|ах|ях|ам|ям|ов|ев|ей|ой|ый|ии|ая|яя|ое|ее|ые|ие|ых|их|ую|юю|ом|ем|"
    r"ия|ию|ы|и|а|я|о|е|у|ю|ь)$"
)
SHORTEST = 3
"""Letters a stem has at least; what is shorter is the stem of itself alone."""
_INFLECTED = "sdgey"  # last letters of English words that may be forms of others
_PLAIN_HELD = 200_000


@functools.lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return what all forms of the folded `word` have in common, maybe `word` itself."""
    if word.isascii():
        return _english(word) if word.isalpha() else word
    if "а" <= word[0] <= "я":
        shorter = _RUSSIAN.sub("", word)
        return shorter if len(shorter) >= SHORTEST else word
    return word


class Inflections:
    """Sorts out inflected words from many, remembering those that were none."""

    def __init__(self) -> None:
        self._plain: set[str] = set()

    def of(self, words: set[str]) -> list[tuple[str, str]]:
        """Return those of `words` that are forms of another, in order, each after what it is a form of."""
        fresh = words - self._plain
        # Of most words the last letter tells that they are none.
        likely = [word for word in fresh if word[-1] in _INFLECTED or not word.isascii()]
        found = sorted((root, word) for word in likely if (root := stem(word)) != word)
        if len(self._plain) > _PLAIN_HELD:
            self._plain.clear()
        self._plain.update(fresh.difference(word for _, word in found))
        return found


def _english(word: str) -> str:
    if len(word) <= SHORTEST or word[-1] not in _INFLECTED:
        return word
    base = _without_plural(word)
    for ending in ("ing", "ed"):
        if base.endswith(ending) and not base.endswith("eed") and _VOWEL.search(base[: -len(ending)]):
            base = base[: -len(ending)]
            if len(base) > SHORTEST and base[-1] == base[-2] and base[-1] not in "lsz":
                base = base[:-1]
            break
    if len(base) < SHORTEST:
        return word
    if len(base) > SHORTEST and base.endswith("e"):
        base = base[:-1]
    if base.endswith("y") and base[-2] not in "aeiou":
        base = base[:-1] + "i"
    return base


def _without_plural(word: str) -> str:
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    return word.removesuffix("s")
