"""What somebody probably meant."""

import difflib
from collections.abc import Iterable

from bot.languages import Text


def nearest(word: str, known: Iterable[str], *, count: int = 3, cutoff: float = 0.7) -> list[str]:
    """Return up to `count` of `known` that look like `word`, likeliest first."""
    return difflib.get_close_matches(word, list(dict.fromkeys(known)), n=count, cutoff=cutoff)


def proposal(names: Iterable[str]) -> Text:
    """Return ` Did you mean X or Y?`, or nothing where there is nothing to propose."""
    listed = [f"`{name}`" for name in names]
    if not listed:
        return Text("")
    *front, last = listed
    if not front:
        return Text(" Did you mean {name}?", name=last)
    return Text(" Did you mean {names} or {last}?", names=", ".join(front), last=last)
