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
                "recall_rec": 99.85,
                "recall_edited": 98.8,
                "author": 99.94,
                "post": 99.9,
                "whole_1_3": 85.0,
                "whole_4_7": 97.5,
                "covered": 99.95,
            },
            {"wrong_rec": 0.14, "to_poster_rec": 0.02, "given_away": 0.14, "silenced": 0.01},
        ),
        (
            "seed",
            True,
            {"recall_rec": 99.26, "recall_edited": 96.0, "author": 98.4, "whole_8_up": 94.4},
            {"wrong_rec": 1.25, "to_poster_rec": 0.17, "given_away": 1.1, "silenced": 0.16},
        ),
        ("said", True, {"recall_rec": 99.7}, {"wrong": 1.35, "given_away": 0.52, "silenced": 1.9}),
        ("said", False, {"recall_rec": 99.9, "covered": 98.5}, {"wrong": 0.2, "silenced": 0.8}),
    ],
)
def test_the_figures_on_real_threads_clear_their_bars(
    style: str, *, mail: bool, least: dict[str, float], most: dict[str, float]
) -> None:
    found = figures(style, mail=mail)

    assert {name: bar for name, bar in least.items() if (found[name] or 0.0) < bar} == {}
    assert {name: bar for name, bar in most.items() if (found[name] or 0.0) > bar} == {}
