"""A compact memory of which post said a run of words first."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from bot.archive.attribution.runs import SAMPLED

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

    def add(self, kept: Iterable[tuple[int, int]], number: int) -> None:
        """Remember that post `number`, from 1, said these runs; their places do not matter."""
        posts, checks, slots = self._posts, self._checks, self._slots
        for _, run in kept:
            slot = run >> 3 & slots
            if not posts[slot]:
                posts[slot] = number
                checks[slot] = run >> 40 & 0xFFFF

    def find(self, kept: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return, each with its place, the posts that said these runs first, as far as they are known."""
        posts, checks, slots = self._posts, self._checks, self._slots
        return [
            (at, post)
            for at, run in kept
            if (post := posts[run >> 3 & slots]) and checks[run >> 3 & slots] == run >> 40 & 0xFFFF
        ]
