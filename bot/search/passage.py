"""Which sentences of a text somebody means by some words of it."""

from collections.abc import Sequence

from bot.search.stems import stems
from bot.search.words import spelt

MOST_ASKED = 200
"""Words of a passage that are looked for."""
MOST_SENTENCES = 8
"""Sentences that may stand together for words that stand apart; of more the one with most of the words is meant."""

Spelt = tuple[str, ...]
"""A word in all its spellings."""


def meant(sentences: Sequence[str], asked: str) -> tuple[int, int] | None:
    """Return the first and the last sentence that hold `asked`, None where they do not hold all of its words.

    Words in the order asked for come first, the last of them perhaps only begun; else the fewest sentences with all of
    them in any form.
    """
    wanted = spelt(asked)[:MOST_ASKED]
    if not wanted:
        return None
    held = list(map(spelt, sentences))
    return _run(held, wanted) or _together(held, wanted)


def _run(held: Sequence[Sequence[Spelt]], wanted: Sequence[Spelt]) -> tuple[int, int] | None:
    """Return where `wanted` stands in one run."""
    places = [(word, at) for at, found in enumerate(held) for word in found]
    *front, last = wanted
    for start in range(len(places) - len(front)):
        run = places[start : start + len(wanted)]
        if any(word.startswith(last) for word in run[-1][0]) and all(
            not set(word).isdisjoint(other) for (word, _), other in zip(run, front, strict=False)
        ):
            return run[0][1], run[-1][1]
    return None


def _together(held: Sequence[Sequence[Spelt]], wanted: Sequence[Spelt]) -> tuple[int, int] | None:
    """Return the fewest sentences that follow one another and hold all of `wanted`."""
    roots = [_roots([word]) for word in dict.fromkeys(wanted)]
    found = [{n for n, root in enumerate(roots) if not root.isdisjoint(said)} for said in map(_roots, held)]
    latest: dict[int, int] = {}
    windows: list[tuple[int, int]] = []
    for at, here in enumerate(found):
        latest |= dict.fromkeys(here, at)
        if len(latest) == len(roots):
            windows.append((min(latest.values()), at))
    if not windows:
        return None
    first, last = min(windows, key=lambda window: window[1] - window[0])
    if last - first < MOST_SENTENCES:
        return first, last
    best = max(range(len(found)), key=lambda at: len(found[at]))
    return best, best


def _roots(said: Sequence[Spelt]) -> set[str]:
    return {root for spellings in said for word in spellings for root in stems(word)}
