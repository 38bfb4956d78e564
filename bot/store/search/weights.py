"""What makes matches in several parts of the index comparable.

FTS5 weighs each word by how rare it is in the table it stands in: where a word is rare in one part and common in
another, a passing mention in the one would come before everything the other holds.
"""

import math
from collections.abc import Mapping, Sequence

from bot.store.index.parts import TABLE, Part, over

WEIGHT = f"{TABLE}_weight"
"""The parameter of SQL about a part that its matches are multiplied by."""


def weights(held: Sequence[Part], posts: int, holding: Sequence[Sequence[int]]) -> Mapping[str, float]:
    """Return the parameter of each part that makes its words weigh what they do among all `posts`.

    `holding` are for each word of a query how many posts of each part hold it. Of one word the result is what one
    large table would tell; of several each part gets one factor for all of them.
    """
    size = sum(part.size for part in held) or 1
    whole = sum(_rarity(sum(counts), posts) for counts in holding)
    own = [
        sum(_rarity(counts[n], posts * part.size / size) for counts in holding) for n, part in enumerate(held)
    ]
    return {over(WEIGHT, part.number): whole / each for part, each in zip(held, own, strict=True)}


def _rarity(holding: int, posts: float) -> float:
    """Return what FTS5 makes of a word that so many of so many posts hold."""
    return max(1e-6, math.log((max(0.0, posts - holding) + 0.5) / (holding + 0.5)))
