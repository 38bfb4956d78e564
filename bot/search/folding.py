"""How a word is folded: case, accents and other ways to write the same letter go; what makes another letter stays.

Accents are forgiven where people leave them out: in the Latin, Greek and Cyrillic scripts, in pointed Hebrew and
Arabic, and the nukta of Hindi. Elsewhere marks are letters (が is not か, Thai and Indic vowels), and so are й, ї, ў,
ѓ and ќ.
"""

import functools
import re
import sys
import unicodedata

LONGEST = 64
"""Code points of a word that are told apart."""

_FORGIVEN = (
    (0x300, 0x36F), (0x483, 0x487), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670),
    (0x6D6, 0x6ED), (0x711, 0x711), (0x730, 0x74A), (0x8CA, 0x8FF), (0x93C, 0x93C), (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
)  # fmt: skip
_WRITTEN_AS = {
    **{letter: letter for letter in "йїўѓќؤئ"},  # letters of their own
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ð": "d",
    "þ": "th",
    "ə": "e",
    "ŋ": "n",
    "ĸ": "k",
    # Arabic: ta marbuta and alef maksura are often written without dots; Persian and Urdu have keys of their own.
    "ة": "ه",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ہ": "ه",
    "ھ": "ه",
    "ٱ": "ا",
    "ـ": "",
    "ँ": "ं",
    "⁄": "ǀ",  # ½ is not 12
    "ʼ": "",
    "ʻ": "",
    "ʹ": "",
    "ʿ": "",
    "ʾ": "",
}
_NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
"""What Hindi also writes as a dot above: हिन्दी and हिंदी are one word."""
_CHANGED = re.compile("LATIN SMALL LETTER ([A-Z]) WITH ")


class _Letters(dict[int, str]):
    """What each letter is folded to, worked out when it is first seen."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_letter(chr(code))
        return folded


_letters = _Letters()


@functools.lru_cache(maxsize=20_000)
def fold_word(raw: str) -> str:
    """Return `raw` without case, accents and apostrophes; empty where nothing is left."""
    if raw.isascii():
        return raw.lower().replace("'", "")[:LONGEST]
    # Of a small iota below a letter casefold would make one beside it.
    spread = unicodedata.normalize("NFKD", raw).replace("\u0345", "")
    composed = unicodedata.normalize("NFKC", spread.casefold())
    folded = _NASAL.sub("ं", unicodedata.normalize("NFC", composed.translate(_letters)))
    return sys.intern(folded[:LONGEST])


def _fold_letter(letter: str) -> str:
    if letter in _WRITTEN_AS:
        return _WRITTEN_AS[letter]
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    spread = unicodedata.normalize("NFD", letter)
    if len(spread) > 1:
        return _fold_letter(spread[0]) + "".join(mark for mark in spread[1:] if not _is_forgiven(mark))
    if changed := _CHANGED.match(unicodedata.name(letter, "")):
        return changed[1].lower()
    kept = letter.isalnum() or (unicodedata.category(letter)[0] == "M" and not _is_forgiven(letter))
    return letter if kept else ""


def _is_forgiven(mark: str) -> bool:
    return any(first <= ord(mark) <= last for first, last in _FORGIVEN)
