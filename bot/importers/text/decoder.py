"""The likeliest set of heads, chosen for a whole thread at once."""

import re
from collections.abc import Sequence

from bot.importers.text.candidates import Candidate

_NAME_WORD = re.compile(r"[^\W\d_]{3,}")
_SIGNED = 1.0
"""What a name loses right above another candidate where the post before is its owner's: it signs that post."""
_RIVAL = -2.0

_Ending = tuple[float, int]


def choose(found: Sequence[Candidate], weights: Sequence[float], *, apart: int) -> list[int]:
    """Return the indices of the candidates that are heads, in order.

    `weights` are log odds, one per candidate; their sum is made as large as may be; heads stand at
    least `apart` paragraphs from each other, so that no post is left without a line of its own; a name between
    its owner's post and another name counts as a signature. Linear in the candidates.
    """
    if not found:
        return []
    words = [frozenset(word.casefold() for word in _NAME_WORD.findall(one.name)) for one in found]
    names = [one.name.casefold() for one in found]
    back = [-1] * len(found)
    total = [0.0] * len(found)
    # For every prefix: its best ending, and the best one by somebody else.
    best: list[tuple[_Ending | None, _Ending | None]] = [(None, None)]
    for here, one in enumerate(found):
        reach = here
        while reach > 0 and one.index - found[reach - 1].index < apart:
            reach -= 1
        rival = (
            here + 1 < len(found)
            and found[here + 1].index - one.index <= 1
            and weights[here + 1] > _RIVAL
        )  # fmt: skip
        options = [(0.0, -1)] if reach == 0 else []
        for ending in best[reach]:
            if ending is not None:
                signs = rival and (names[ending[1]] == names[here] or words[ending[1]] & words[here])
                options.append((ending[0] - (_SIGNED if signs else 0.0), ending[1]))
        gain, back[here] = max(options)
        total[here] = gain + weights[here]
        best.append(_with(best[here], (total[here], here), names))
    last = max(range(len(found)), key=lambda index: total[index])
    chosen = []
    while last >= 0:
        chosen.append(last)
        last = back[last]
    return chosen[::-1]


def _with(
    best: tuple[_Ending | None, _Ending | None], ending: _Ending, names: Sequence[str]
) -> tuple[_Ending | None, _Ending | None]:
    first, second = best
    if first is None or ending > first:
        return ending, first if first is not None and names[first[1]] != names[ending[1]] else second
    if names[first[1]] != names[ending[1]] and (second is None or ending > second):
        return first, ending
    return best
