"""How removed words and hidden names are folded before they are hashed: by a rule that never changes.

Nothing but the hashes is kept of them, so they cannot be hashed anew. Search folds by rules of its own, which may
change (`bot.search.folding`); with any other rule here, what was removed or hidden would come back with the next
import.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

_LONGEST = 64
_MARKS = "".join(
    chr(c)
    for c in (*range(0x300, 0x3100), *range(0xA000, 0xAC00))
    if unicodedata.category(chr(c)) in ("Mn", "Mc")
)
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
_WORD = re.compile(rf"{_LETTER}+(?:['’]+{_LETTER}+)*")
_PAIRED = (
    "\u0e01-\u0e4e\u1100-\u11ff\uac00-\ud7af\u3005-\u3007\u3040-\u30ff"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"[{_PAIRED}]+|[^{_PAIRED}]+")
_HAS_PAIRED = re.compile(rf"[{_PAIRED}]")


def recognised_name(name: str) -> str:
    """Return a person's name as it is hashed."""
    return " ".join(word for raw in _WORD.findall(name) if (word := _fold(raw))) or name.strip().casefold()


def recognised_text(text: str) -> str:
    """Return a post's words as they are hashed, separated by blanks."""
    return " ".join(word for raw in _WORD.findall(text) for word in _words(raw) if word)


@lru_cache(maxsize=20_000)
def _words(raw: str) -> list[str]:
    return [
        word
        for run in _RUN.findall(raw)
        for word in (
            [a + b for a, b in pairwise([*(_fold(c) or c for c in run), ""])]
            if _HAS_PAIRED.match(run)
            else [_fold(run)]
        )
    ]


def _fold(raw: str) -> str:
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", raw.casefold()).casefold())
    kept = (
        c
        for c in spread
        if not unicodedata.combining(c) and (c.isalnum() or unicodedata.category(c)[0] == "M")
    )
    return "".join(kept)[:_LONGEST]
