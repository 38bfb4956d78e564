"""Words that a server wants covered: in posts, and in every name and title that is shown there."""

import functools
import re
import unicodedata
from collections.abc import Callable, Sequence
from contextvars import ContextVar

_WITH_ACCENTS = {*range(0x530), *range(0x1E00, 0x2000)}
"""Latin, Greek and Cyrillic letters: elsewhere marks make other letters (`bot.search.folding`)."""
_CHANGED = re.compile("LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH ")
_OTHERS = "йїўѓќäöüøåæœß"
_SPELT = {
    "ae": "(?:ae|[äæ])",
    "oe": "(?:oe|[öøœ])",
    "ue": "(?:ue|ü)",
    "aa": "(?:aa|å)",
    "ss": "(?:ss|ß)",
    "a": "[aäå]",
    "o": "[oöø]",
    "u": "[uü]",
    "ä": "(?:[äå]|ae?)",
    "å": "(?:[äå]|aa?)",
    "ö": "(?:[öø]|oe?)",
    "ø": "(?:[öø]|oe?)",
    "ü": "(?:ü|ue?)",
    "æ": "(?:ae|[äæ])",
    "œ": "(?:oe|[öøœ])",
    "ß": "(?:ss|ß)",
}
"""What stands in a text where this stands in a word: some languages write letters in two ways."""
_LETTER = re.compile("ae|oe|ue|aa|ss|.", re.IGNORECASE | re.DOTALL)
_UNSEEN = "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u00ad\u200b-\u200d\u2060\ufeff]*"
"""Accents and points that follow their letter, and what takes no room: they may stand behind any sign of a word."""

_covered: ContextVar[tuple[str, ...]] = ContextVar("covered", default=())


def cover(words: Sequence[str]) -> None:
    """From here on, in this task and those it begins, cover `words` in names and titles."""
    _covered.set(tuple(words))


def covered(name: str) -> str:
    """Return a name or a title as it may be shown in this task: stars cover what is not wanted, sign for sign."""
    return starred(name, _covered.get())


def starred(text: str, words: tuple[str, ...]) -> str:
    """Return `text` with every one of `words` covered by as many stars."""
    return replaced(text, words, lambda found: "*" * len(found)) if words else text


def replaced(text: str, words: tuple[str, ...], by: Callable[[str], str], between: str = "") -> str:
    """Return `text` with what `by` makes of every one of `words`, whole, in any case and however it is spelt.

    What matches `between` may stand between two of their signs.
    """
    parts: list[str] = []
    end = 0
    for found in _pattern(words, between).finditer(text.translate(_bare)):
        parts += text[end : found.start()], by(text[found.start() : found.end()])
        end = found.end()
    return "".join((*parts, text[end:]))


class _Bare(dict[int, str]):
    """Letters without what stands above or across them, found out when first seen; some stay letters of their own."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        named = _CHANGED.match(unicodedata.name(letter, ""))
        if letter.lower() in _OTHERS or code not in _WITH_ACCENTS:
            self[code] = letter
        else:
            self[code] = named[1] if named else unicodedata.normalize("NFD", letter)[0]
        return self[code]


_bare = _Bare()


@functools.lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...], between: str) -> re.Pattern[str]:
    spelt = (
        (_UNSEEN + between).join(
            map(_spelt, _LETTER.findall(unicodedata.normalize("NFC", word).translate(_bare)))
        )
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)}){_UNSEEN}(?!\w)", re.IGNORECASE)


def _spelt(letter: str) -> str:
    """Return what finds a letter, in one sign or in several."""
    spread = unicodedata.normalize("NFD", letter)
    return _SPELT.get(letter.lower(), f"(?:{re.escape(letter)}|{re.escape(spread)})")
