"""A compact memory of which post said a run of words first."""

from __future__ import annotations

from array import array

SAMPLED = 8
"""One run in so many is kept."""

_MASK = SAMPLED - 1
_LEAST, _MOST = 1 << 12, 1 << 25  # slots


class Fingerprints:
    """Runs and the post that said each first, six bytes a slot, a slot a run.

    A run whose slot is taken by another is forgotten: losing one in a few costs nothing, as a quote of some
    length holds several. A run never seen is taken for another once in 65,536 times.
    """

    def __init__(self, runs: int) -> None:
        """Make room for so many runs, of which one in SAMPLED is kept."""
        slots = _LEAST
        while slots < min(_MOST, 2 * runs // SAMPLED):
            slots *= 2
        self._slots = slots - 1
        self._posts = array("I", bytes(4 * slots))
        self._checks = array("H", bytes(2 * slots))

    def add(self, kept: list[int], number: int) -> None:
        """Remember that post `number`, from 1, said these runs, which are `sampled` ones."""
        posts, checks, slots = self._posts, self._checks, self._slots
        for run in kept:
            slot = run >> 3 & slots
            if not posts[slot]:
                posts[slot] = number
                checks[slot] = run >> 40 & 0xFFFF

    def find(self, kept: list[int]) -> dict[int, int]:
        """Return the post that said it first for each of these runs, `sampled` ones, that is known."""
        posts, checks, slots = self._posts, self._checks, self._slots
        found: dict[int, int] = {}
        for run in kept:
            post = posts[run >> 3 & slots]
            if post and checks[run >> 3 & slots] == run >> 40 & 0xFFFF:
                found[run] = post
        return found


def sampled(runs: list[int]) -> list[int]:
    """Return the runs that are kept."""
    return [run for run in runs if not run & _MASK]
