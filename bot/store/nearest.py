"""What somebody probably meant."""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, count: int = 3, cutoff: float = 0.7) -> list[str]:
    """Return up to `count` of `known` that look like `word`, likeliest first."""
    return difflib.get_close_matches(word, list(dict.fromkeys(known)), n=count, cutoff=cutoff)


def proposal(names: Iterable[str]) -> str:
    """Return ` Did you mean X or Y?`, or nothing where there is nothing to propose."""
    listed = [f"`{name}`" for name in names]
    if not listed:
        return ""
    *front, last = listed
    return f" Did you mean {', '.join(front)} or {last}?" if front else f" Did you mean {last}?"
