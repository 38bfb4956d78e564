"""Words that a server wants covered: in posts, and in every name and title that is shown there."""

import functools
import re
from collections.abc import Sequence
from contextvars import ContextVar

_covered: ContextVar[tuple[str, ...]] = ContextVar("covered", default=())


def cover(words: Sequence[str]) -> None:
    """From here on, in this task and those it begins, cover `words` in names and titles."""
    _covered.set(tuple(words))


def covered(name: str) -> str:
    """Return a name or a title as it may be shown in this task: stars cover what is not wanted, sign for sign."""
    return starred(name, _covered.get())


@functools.lru_cache(maxsize=64)
def pattern(words: tuple[str, ...], between: str = "") -> re.Pattern[str]:
    """Return what finds `words` whole and in any case; `between` may stand between two of their signs."""
    spelt = (between.join(re.escape(sign) for sign in word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)", re.IGNORECASE)


def starred(text: str, words: tuple[str, ...]) -> str:
    """Return `text` with every one of `words` covered by as many stars."""
    return pattern(words).sub(lambda found: "*" * len(found[0]), text) if words else text
