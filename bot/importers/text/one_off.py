"""Names that stand once in a thread: how many of them are heads is the thread's own affair, and told from the thread.

A thread of long posts with headings holds many lines that look like a name and are none, a thread that many people
drop into holds hardly any. The share is found by expectation-maximisation: Saerens, Latinne, Decaestecker, *Adjusting
the outputs of a classifier to new a priori probabilities* (Neural Computation, 2002).
"""

import math
from collections import Counter
from collections.abc import Sequence

from bot.importers.text.candidates import Candidate

_PLAUSIBLE = -4.0
"""Log odds below which a line is no doubtful case, and says nothing about those that are."""
_KNOWN = 5.0
"""How many lines of this thread count as much as what other threads taught."""
_ROUNDS = 20


def plausible(found: Sequence[Candidate], odds: Sequence[float]) -> list[int]:
    """Return the indices of the candidates whose name no other candidate has and which may well be heads."""
    often = Counter(one.name.casefold() for one in found)
    return [
        at
        for at, (one, log_odds) in enumerate(zip(found, odds, strict=True))
        if log_odds > _PLAUSIBLE and often[one.name.casefold()] == 1
    ]


def settled(found: Sequence[Candidate], odds: Sequence[float], share: float) -> list[float]:
    """Return `odds` with those of plausible names that stand once moved to the share of heads in this thread.

    `share` is that of the threads which taught the odds. Linear in the candidates.
    """
    doubtful = plausible(found, odds)
    here = share
    for _ in range(_ROUNDS):
        moved = _log_odds(here) - _log_odds(share)
        heads = sum(1 / (1 + math.exp(-min(30.0, odds[at] + moved))) for at in doubtful)
        here = (heads + _KNOWN * share) / (len(doubtful) + _KNOWN)
    moved = _log_odds(here) - _log_odds(share)
    result = list(odds)
    for at in doubtful:
        result[at] += moved
    return result


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))
