"""Real threads whose truth is known, where they are at hand."""

import collections
import pathlib

import pytest

from tests.benchmarks.segmentation import Tally, measure

TRUTH = pathlib.Path(__file__).parents[4] / "shared" / "truth"

# The least F1 of post starts, in percent.
FLOORS = {
    **dict.fromkeys(
        ("notitle", "dates", "expand", "said", "reactions", "sigs", "pages", "kitchen", "hostile"),
        100,
    ),
    # An author line of the archive itself holds line breaks.
    "seed": 99.98,
    "nosep": 99,
    "nosep_notitle": 98,
    "oneline": 99,
    "hostile_nosep": 96,
}


@pytest.mark.skipif(not TRUTH.is_dir(), reason="the threads with truth are not part of the project")
@pytest.mark.parametrize("style", FLOORS)
def test_known_threads_are_cut_as_well_as_ever(style: str) -> None:
    tally: Tally = collections.Counter()
    for file in sorted((TRUTH / "threads" / style).rglob("*.txt")):
        inner = file.relative_to(TRUTH / "threads").with_suffix(".json")
        measure(file, TRUTH / "answers" / inner, tally)
    assert 200 * tally["hit"] >= FLOORS[style] * (tally["real"] + tally["cut"])
    assert tally["title_ok"] >= 0.998 * tally["hit"]
    if FLOORS[style] == 100:
        assert tally["body_ok"] == tally["hit"]
