"""Which sentences of a text somebody means by some words of it."""

from collections.abc import Iterator, Sequence

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
    if len(set().union(*found)) < len(roots):
        return None
    first, last = min(_windows(found, len(roots)), key=lambda window: window[1] - window[0])
    if last - first < MOST_SENTENCES:
        return first, last
    best = max(range(len(found)), key=lambda at: len(found[at]))
    return best, best


def _roots(said: Sequence[Spelt]) -> set[str]:
    return {root for spellings in said for word in spellings for root in stems(word)}


def _windows(found: Sequence[set[int]], all_of_them: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of sentences that hold everything and could not be shorter at their beginning."""
    counts = [0] * all_of_them
    first = held = 0
    for last, here in enumerate(found):
        for each in here:
            held += not counts[each]
            counts[each] += 1
        while held == all_of_them:
            yield first, last
            for each in found[first]:
                counts[each] -= 1
                held -= not counts[each]
            first += 1
