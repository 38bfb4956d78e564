"""Fit attribution's weights with one archive left out at a time: `python -m tests.benchmarks.left_out THREADS ANSWERS`.

For every weight named, by `--weight NAME=VALUE,VALUE…`, the value that costs least over all other archives is taken,
and the archive left out is measured with that. Prints these figures for each archive, their mean over archives and
their worst, and the same with the weights as they stand. Cost is percent of letters: `wrong_rec`, `given_away` and
`silenced`, and what `recall_rec` and a tenth of what `whole_1_3` lack.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from statistics import fmean

from bot.archive.attribution import thread as attribution
from bot.archive.attribution.prior import Weights
from tests.benchmarks.attribution import MAIL
from tests.benchmarks.tally import Tally
from tests.benchmarks.truth import KnownThread, known_threads

_SHOWN = (
    "wrong_rec",
    "to_poster_rec",
    "given_away",
    "silenced",
    "recall_rec",
    "recall_edited",
    "author",
    "post",
    "whole_1_3",
    "whole_4_7",
)
_LESS_IS_BETTER = frozenset({"wrong_rec", "to_poster_rec", "given_away", "silenced"})


def main() -> None:
    """Print the figures of each archive left out, then the mean and the worst of the forums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("threads", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--weight", action="append", default=[], metavar="NAME=VALUES")
    args = parser.parse_args()
    choices = dict(_choice(each) for each in args.weight)
    archives: dict[str, list[KnownThread]] = defaultdict(list)
    for thread in known_threads(args.threads, args.answers):
        archives[thread.platform].append(thread)
    settings = [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
    measured = {
        name: [measure(threads, setting) for setting in settings] for name, threads in archives.items()
    }
    left_out = {}
    for name in archives:
        others = [tallies for other, tallies in measured.items() if other != name]
        best = min(range(len(settings)), key=lambda at: sum(cost(tallies[at]) for tallies in others))
        left_out[name] = measured[name][best]
        print(name.ljust(9), json.dumps(settings[best]), json.dumps(shown(measured[name][best])))
    standing = {name: measure(threads, {}) for name, threads in archives.items()} if choices else left_out
    for label, tallies in (("left out", left_out), ("as they stand", standing)):
        for group, inside in (("FORUMS", False), ("MAIL", True)):
            figures = [shown(tally) for name, tally in tallies.items() if (name in MAIL) == inside]
            for how, told in (("mean", dict(_mean(figures))), ("worst", dict(_worst(figures)))):
                print(f"{label}, {group}, {how}:", json.dumps(told))


def measure(threads: Iterable[KnownThread], setting: dict[str, float]) -> Tally:
    """Attribute the threads with some weights changed."""
    usual = attribution.WEIGHTS
    attribution.WEIGHTS = replace(Weights(), **setting)
    tally = Tally()
    try:
        for thread in threads:
            posts = thread.parsed()
            tally.add(thread, posts, attribution.attribute(posts))
    finally:
        attribution.WEIGHTS = usual
    return tally


def cost(tally: Tally) -> float:
    """Return what is wrong with these figures, as one number."""
    told = {name: value or 0.0 for name, value in tally.figures().items()}
    lacking = 100 - (told["recall_rec"] or 100) + (100 - (told["whole_1_3"] or 100)) / 10
    return told["wrong_rec"] + told["given_away"] + told["silenced"] + lacking


def shown(tally: Tally) -> dict[str, float | None]:
    """Return the figures that are reported."""
    told = tally.figures()
    return {name: told[name] for name in _SHOWN}


def _choice(text: str) -> tuple[str, list[float]]:
    name, _, values = text.partition("=")
    return name, [float(value) for value in values.split(",")]


def _mean(figures: list[dict[str, float | None]]) -> Iterator[tuple[str, float]]:
    for name in _SHOWN:
        yield name, round(fmean(value for each in figures if (value := each[name]) is not None), 3)


def _worst(figures: list[dict[str, float | None]]) -> Iterator[tuple[str, float]]:
    for name in _SHOWN:
        values = [value for each in figures if (value := each[name]) is not None]
        yield name, max(values) if name in _LESS_IS_BETTER else min(values)


if __name__ == "__main__":
    main()
