"""What somebody probably meant."""

import difflib
from collections.abc import Iterable

from bot.languages import Text, joined


def nearest(word: str, known: Iterable[str], *, count: int = 3, cutoff: float = 0.7) -> list[str]:
    """Return up to `count` of `known` that look like `word`, likeliest first."""
    return difflib.get_close_matches(word, list(dict.fromkeys(known)), n=count, cutoff=cutoff)


def slips(typed: str, word: str) -> bool:
    """Tell whether `typed` is `word` with few slips: one, or two in a word of six letters or more.

    A slip is a letter left out, put in, taken for another, or two neighbours that changed places.
    """
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(word, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and other == typed[i - 2]:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1] <= (2 if min(len(typed), len(word)) >= 6 else 1)


def proposal(names: Iterable[str]) -> Text:
    """Return ` Did you mean X or Y?`, or nothing where there is nothing to propose."""
    listed = [Text("`{name}`", name=name) for name in names]
    if len(listed) > 1:
        return Text(" Did you mean {names} or {last}?", names=joined(", ", listed[:-1]), last=listed[-1])
    return Text(" Did you mean {name}?", name=listed[0]) if listed else Text("")
