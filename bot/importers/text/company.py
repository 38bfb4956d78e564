"""What the other likely heads of a thread tell of a candidate: a second look, once a first one has been had."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from bot.importers.text.candidates import Candidate

COMPANY = (
    "next", "previous", "others", "others_much", "words_alike", "same_again", "of_owner", "free",
    "before_known", "opening_known", "opening_doubted", "below_signature",
)  # fmt: skip
"""The columns of a row: see `company`."""

_NAME_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST_WORDS = 3
_BEGINNING = 30


def company(
    found: Sequence[Candidate], odds: Sequence[float], chosen: Sequence[int]
) -> list[tuple[float, ...]]:
    """Return a row for each candidate of `found`, of what the first look thought of the others.

    `odds` are its log odds and `chosen` the heads it chose; a candidate is trusted by the mean of both. The numbers:
    how far the candidates right below and right above are trusted; how far others of the same name are, in the mean
    and in sum; how many of the trusted names have as many words; whether the head before has the same name, or shares
    a word with it; how many trusted heads of that name stand apart from any other candidate (a signature never does);
    how far heads below the same line, and above the same line, are trusted, and how many of those are not; whether
    the candidate right above signs the post it ends.
    """
    taken = set(chosen)
    trust = [(_probability(one) + (at in taken)) / 2 for at, one in enumerate(odds)]
    names = [one.name.casefold() for one in found]
    words = [frozenset(word.casefold() for word in _NAME_WORD.findall(one.name)) for one in found]
    lengths = [min(len(one.name.split()), _MOST_WORDS) for one in found]
    touching = [below.index - one.index <= 1 for one, below in pairwise(found)]
    under = [trust[at + 1] if touches else 0.0 for at, touches in enumerate(touching)] + [0.0]
    over = [0.0] + [trust[at] if touches else 0.0 for at, touches in enumerate(touching)]
    apart = [mine * (1 - low) * (1 - high) for mine, low, high in zip(trust, under, over, strict=True)]
    by_name = _sums(names, trust)
    free = _sums(names, apart)
    often = Counter(names)
    best: dict[str, float] = defaultdict(float)
    length_of = dict(zip(reversed(names), reversed(lengths), strict=True))
    for name, mine in zip(names, trust, strict=True):
        best[name] = max(best[name], mine)
    alike = _sums([length_of[name] for name in best], list(best.values()))
    everybody = sum(best.values())
    befores, openings = [one.before for one in found], [one.opening[:_BEGINNING] for one in found]
    below_line, above_line = _sums(befores, trust), _sums(openings, trust)
    above_count = Counter(openings)
    rows: list[tuple[float, ...]] = []
    owner, signed = -1, False
    for at, mine in enumerate(trust):
        again = owner >= 0 and names[owner] == names[at]
        shared = owner >= 0 and bool(words[owner] & words[at])
        others = by_name[names[at]] - mine
        opened = above_line[openings[at]] - mine
        same = max(0.0, alike[lengths[at]] - best[names[at]])
        rows.append((
            under[at],
            over[at],
            others / (often[names[at]] - 1) if often[names[at]] > 1 else 0.0,
            _log(others),
            math.log((same + 0.3) / (everybody - best[names[at]] + 1)),
            float(again),
            float(shared and not again),
            _log(free[names[at]] - apart[at]),
            _log(below_line[befores[at]] - mine),
            _log(opened),
            _log(above_count[openings[at]] - 1 - opened),
            float(signed and at > 0 and touching[at - 1]),
        ))  # fmt: skip
        signed = again or shared
        owner = at if at in taken else owner
    return rows


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _log(amount: float) -> float:
    return math.log2(1 + max(0.0, amount))


def _sums(keys: Sequence[str | int], amounts: Sequence[float]) -> dict[str | int, float]:
    sums: dict[str | int, float] = defaultdict(float)
    for key, amount in zip(keys, amounts, strict=True):
        sums[key] += amount
    return sums
