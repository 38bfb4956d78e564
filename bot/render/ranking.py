"""Which authors a picture names, when it cannot name them all."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.render.avatar import initials
from bot.render.colours import GROUNDS, coloured, ink_on
from bot.render.counts import others
from bot.render.fit import line
from bot.render.values import Theme


@dataclass(frozen=True, slots=True)
class Ranking:
    """The authors named, weightiest first, and how many are gathered as others (never exactly one)."""

    named: tuple[str, ...]
    gathered: int

    def place(self, name: str) -> int:
        """The row of an author; everybody gathered shares the last one."""
        return self.named.index(name) if name in self.named else len(self.named)

    def rows(self, theme: Theme) -> list[dict[str, str]]:
        """How each row is labelled and coloured; authors who share a colour stand in shades of it."""
        rows = [
            _row(line(name, 40), initials(name), colour)
            for name, colour in coloured(self.named, theme).items()
        ]
        if self.gathered:
            rows.append(_row(others(self.gathered), "…", GROUNDS[theme].others))
        return rows


def rank(weights: Mapping[str, float], most: int) -> Ranking:
    """Name the `most` weightiest authors; the same weights rank by name, so pictures do not flicker."""
    named = len(weights) if len(weights) <= most + 1 else most
    # One `sorted` over a hundred thousand names would hold up every other thread until it is done.
    order = heapq.nsmallest(named, weights, key=lambda name: (-weights[name], name))
    return Ranking(tuple(order), len(weights) - named)


def total(weights: Iterable[int]) -> int:
    """The sum of weights, at least 1, to divide by."""
    return max(1, sum(weights))


def _row(name: str, letters: str, colour: str) -> dict[str, str]:
    return {"name": name, "initials": letters, "colour": colour, "ink": ink_on(colour)}
