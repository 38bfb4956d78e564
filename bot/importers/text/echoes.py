"""Runs of four words that stand earlier in a text: what a quote looks like once its box is gone."""

import re
from collections.abc import Iterator

_WORD = re.compile(r"\w+")
_RUN = 4
_FAR = 120
"""Characters on either side of an offset that surely hold a run's words."""


class Echoes:
    """Where each run of four words first stands in the beginning of a text."""

    def __init__(self, text: str, most: int) -> None:
        """Read the first `most` characters of `text`; a run that first stands behind them is taken as new."""
        self.text = text
        self.first: dict[int, int] = {}
        for at, run in _runs(text[:most], 0):
            self.first.setdefault(run, at)

    def share(self, start: int, stop: int) -> tuple[int, float]:
        """Return how many runs `text[start:stop]` holds, and the share of them that stand earlier, too."""
        runs = list(_runs(self.text[start:stop], start))
        earlier = sum(self.first.get(run, at) < at for at, run in runs)
        return len(runs), earlier / len(runs) if runs else 0.0

    def is_copied(self, at: int, *, above: int) -> bool:
        """Tell whether the run of `above` words before offset `at`, and those from there on, stands earlier."""
        low = max(0, at - _FAR)
        before = list(_WORD.finditer(self.text, low, at))[-above:]
        start = before[0].start() if before else at
        for own, run in _runs(self.text[start : at + _FAR], start):
            return self.first.get(run, own) < own
        return False


def _runs(piece: str, offset: int) -> Iterator[tuple[int, int]]:
    words: list[str] = []
    starts: list[int] = []
    for word in _WORD.finditer(piece):
        words.append(word.group().casefold())
        starts.append(word.start() + offset)
        if len(words) >= _RUN:
            yield starts[-_RUN], hash(tuple(words[-_RUN:]))
            if len(words) > 4 * _RUN:
                del words[: -_RUN + 1], starts[: -_RUN + 1]
