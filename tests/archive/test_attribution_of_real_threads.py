"""The bars attribution has to clear on threads with known quotes, which are not part of the project."""

from pathlib import Path

import pytest

from bot.archive.attribution import attribute
from tests.benchmarks.tally import Tally
from tests.benchmarks.truth import known_threads

TRUTH = Path(__file__).resolve().parents[3] / "shared" / "truth"
MAIL = frozenset({"usenet", "indology"})


def figures(style: str, *, mail: bool) -> dict[str, float | None]:
    tally = Tally()
    for thread in known_threads(TRUTH / "threads" / style, TRUTH / "answers" / style):
        if (thread.platform in MAIL) == mail:
            posts = thread.parsed()
            tally.add(thread, posts, attribute(posts))
    return tally.figures()


@pytest.mark.skipif(not TRUTH.is_dir(), reason="the threads with known quotes are not at hand")
@pytest.mark.parametrize(
    ("style", "mail", "least", "most"),
    [
        (
            "seed",
            False,
            {
                "recall_rec": 99.7,
                "author": 99.9,
                "post": 99.85,
                "whole_1_3": 75.0,
                "whole_4_7": 96.0,
                "covered": 95.0,
            },
            {"wrong_rec": 0.3, "to_poster_rec": 0.03, "given_away": 0.25},
        ),
        (
            "seed",
            True,
            {"recall_rec": 99.26, "author": 98.4, "whole_8_up": 94.4},
            {"wrong_rec": 1.25, "to_poster_rec": 0.17, "given_away": 1.1, "silenced": 0.16},
        ),
        ("said", True, {"recall_rec": 99.7}, {"wrong": 1.35, "given_away": 0.52, "silenced": 1.9}),
        ("said", False, {"recall_rec": 99.7, "covered": 95.0}, {"wrong": 0.5}),
    ],
)
def test_the_figures_on_real_threads_clear_their_bars(
    style: str, *, mail: bool, least: dict[str, float], most: dict[str, float]
) -> None:
    found = figures(style, mail=mail)

    assert {name: bar for name, bar in least.items() if (found[name] or 0.0) < bar} == {}
    assert {name: bar for name, bar in most.items() if (found[name] or 0.0) > bar} == {}
