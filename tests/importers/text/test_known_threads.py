"""Real threads whose truth is known, where they are at hand."""

import collections
import pathlib

import pytest

from tests.benchmarks.segmentation import Tally, measure

TRUTH = pathlib.Path(__file__).parents[4] / "shared" / "truth"

# The least F1 of post starts, in percent.
FLOORS = {
    **dict.fromkeys(
        ("seed", "notitle", "dates", "expand", "said", "reactions", "sigs", "pages", "kitchen", "hostile"),
        100,
    ),
    "nosep": 99,
    "nosep_notitle": 97,
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
    assert tally["title_ok"] == tally["hit"]
    if FLOORS[style] == 100:
        assert tally["body_ok"] == tally["hit"]
