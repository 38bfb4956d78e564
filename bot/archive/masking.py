"""Whether a text gives a name away. Pure."""

from collections.abc import Iterable, Sequence

LEAST = 4
"""Letters of a part of a name that alone would give it away; shorter ones stand in every text."""


def gives_away(words: Sequence[str], names: Iterable[Sequence[str]]) -> bool:
    """Tell whether a text of folded `words` holds one of `names` (folded words each), or a telling part of one.

    A whole name counts wherever its words stand in a row or are written as one word, however short; a part of a name
    counts from four letters on.
    """
    present = set(words)
    text = f" {' '.join(words)} "
    run = "".join(words)
    for name in names:
        joined = "".join(name)
        if not joined:
            continue
        if f" {' '.join(name)} " in text or joined in present or (len(joined) > LEAST and joined in run):
            return True
        if any(len(part) >= LEAST and part in present for part in name):
            return True
    return False
