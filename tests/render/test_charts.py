import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.archive.turns import Turn
from bot.languages import speaking
from bot.render import author_chart as author_charts
from bot.render import debate as debates
from bot.render import quote_map as quote_maps
from bot.render import timeline as timelines
from bot.render.fonts import Fonts
from bot.render.press import outline
from bot.render.ranking import rank
from bot.render.values import AuthorChart, DebateSummary, Link, QuoteMap, Share, Theme, Timeline
from cogs.author import consecutive
from tests.render.samples import HOSTILE, NAMES, author_chart, debate, quote_map, timeline

TEMPLATES = Path(quote_maps.__file__).parent / "templates"
NAMES_OF_ALL_KINDS = st.sampled_from([*NAMES[:12], *HOSTILE.values()])


def size(png: bytes) -> tuple[int, int]:
    assert len(png) < 1_500_000
    return Image.open(io.BytesIO(png)).size


CHARTS: dict[str, Callable[[int], tuple[Any, Any, Any]]] = {
    "map": lambda n: (quote_maps.render_map, quote_maps.describe_map, quote_map(n, n * 10)),
    "timeline": lambda n: (
        timelines.render_timeline,
        timelines.describe_timeline,
        timeline(n, n * 20, dated=n % 2 == 0),
    ),
    "author": lambda n: (author_charts.render_author, author_charts.describe_author, author_chart(n * 3)),
    "debate": lambda n: (debates.render_debate_summary, debates.describe_debate, debate(n)),
}


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("authors", [0, 1, 2, 11, 200])
@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_is_drawn_for_nobody_for_few_and_for_very_many(
    fonts: Fonts, kind: str, authors: int, theme: Theme
) -> None:
    render, describe, value = CHARTS[kind](authors)
    width, height = size(render(value, theme, fonts))
    assert width == 1200
    assert 150 < height <= 1600
    assert 0 < len(describe(value)) <= 1024


@settings(max_examples=20)
@given(st.lists(st.tuples(NAMES_OF_ALL_KINDS, NAMES_OF_ALL_KINDS, st.integers(-5, 10**12)), max_size=30))
def test_any_names_and_numbers_make_a_map(fonts: Fonts, links: list[tuple[str, str, int]]) -> None:
    value = QuoteMap(HOSTILE["overrides"], tuple(Link(*link) for link in links))
    assert size(quote_maps.render_map(value, Theme.DARK, fonts))[1] <= 1600
    assert len(quote_maps.describe_map(value)) <= 1024


def test_ribbons_tile_the_bars_they_leave_and_reach() -> None:
    drawn = quote_maps.layout(quote_map(200, 2_000), Theme.DARK)
    for side, key in (("left", "from"), ("right", "to")):
        for bar in drawn[side]:
            mine = sorted(
                (
                    ribbon
                    for ribbon in drawn["ribbons"]
                    if bar["top"] - 1e-6 <= ribbon[key] < bar["top"] + bar["height"]
                ),
                key=lambda ribbon: ribbon[key],
            )
            assert sum(ribbon["count"] for ribbon in mine) == bar["weight"]
            assert sum(ribbon["wide"] for ribbon in mine) == pytest.approx(bar["height"])


def test_bars_of_a_map_never_overlap() -> None:
    for side in ("left", "right"):
        bars = quote_maps.layout(quote_map(200, 2_000), Theme.DARK)[side]
        for upper, lower in pairwise(bars):
            assert upper["top"] + upper["height"] < lower["top"]


def test_a_map_says_what_it_leaves_out() -> None:
    links = (*(Link(f"a{n}", f"a{n + 1}", 1) for n in range(30)), Link("boss", "deputy", 50))
    drawn = quote_maps.layout(QuoteMap("t", links), Theme.DARK)
    told = sum(ribbon["count"] for ribbon in drawn["ribbons"])
    assert drawn["rows"][-1]["name"] == "24 others"
    assert drawn["note"] == f"80 quotes among 33 authors; the {80 - told} among the 24 others are not drawn"


def test_pairs_named_twice_are_added_up() -> None:
    told = quote_maps.describe_map(QuoteMap("t", (Link("a", "b", 2), Link("a", "b", 3), Link("b", "a", 1))))
    assert told == "Who quotes whom in “t”: 6 quotes among 2 authors. a quotes b 5 times; b quotes a 1 time."


def test_one_author_too_many_is_named_not_gathered() -> None:
    assert [row["name"] for row in debates.layout(debate(9), Theme.DARK)["rows"]][-1] in NAMES
    assert [row["name"] for row in debates.layout(debate(10), Theme.DARK)["rows"]][-1] == "2 others"


def test_every_post_has_its_stroke_in_the_lane_of_its_author() -> None:
    turns = (Turn(1, "a", 100), Turn(2, "b", 25), Turn(3, "a", 0))
    drawn = timelines.layout(Timeline("t", turns), Theme.DARK)
    assert [lane["name"] for lane in drawn["lanes"]] == ["a", "b"]
    assert drawn["strokes"] == [
        {"lane": 0, "bin": 0, "tall": 1.0},
        {"lane": 0, "bin": 2, "tall": 0.0},
        {"lane": 1, "bin": 1, "tall": 0.5},
    ]
    assert [tick["text"] for tick in drawn["ticks"]] == ["#1", "#2", "#3"]


def test_posts_stand_by_date_only_when_all_have_one() -> None:
    def at(day: int) -> datetime:
        return datetime(2012, 3, day, tzinfo=UTC)

    dated = (Turn(1, "a", 5, at(1)), Turn(2, "b", 5, at(2)), Turn(3, "a", 5, at(31)))
    drawn = timelines.layout(Timeline("t", dated), Theme.DARK)
    assert drawn["ticks"][0]["text"] == "1 Mar 2012"
    assert sorted(stroke["bin"] for stroke in drawn["strokes"]) == [0, 5, 159]
    undated = timelines.layout(Timeline("t", (*dated, Turn(4, "b", 5))), Theme.DARK)
    assert undated["ticks"][0]["text"] == "#1"


def test_times_with_and_without_a_zone_stand_on_one_axis() -> None:
    turns = (Turn(1, "a", 5, datetime(2012, 3, 1, tzinfo=UTC)), Turn(2, "b", 5, datetime(2012, 4, 1)))  # noqa: DTZ001
    assert timelines.layout(Timeline("t", turns), Theme.DARK)["ticks"][-1]["text"] == "1 Apr 2012"


def test_shares_of_a_debate_make_a_whole() -> None:
    rows = debates.layout(debate(60), Theme.DARK)["rows"]
    assert sum(row["share"] for row in rows) == pytest.approx(1)


def test_a_debate_without_a_word_has_no_shares() -> None:
    rows = debates.layout(DebateSummary("t", (Share("a", 1, 0),)), Theme.DARK)["rows"]
    assert rows[0]["percent"] == "0 %"


def test_many_periods_are_added_up_not_dropped() -> None:
    chart = AuthorChart("a", 1000, 1, 0, tuple((str(at), 1) for at in range(1000)))
    drawn = author_charts.layout(chart, Theme.DARK)
    assert len(drawn["bars"]) == 112
    assert drawn["peak_text"] == "9 posts"


def test_the_months_of_an_author_are_written_as_people_write_them() -> None:
    with speaking("ru"):
        assert consecutive({"2023-11": 4, "2024-01": 1}) == (
            ("нояб. 2023", 4),
            ("дек. 2023", 0),
            ("янв. 2024", 1),
        )
    assert consecutive({"0905-03": 2}) == (("Mar 905", 2),)


def test_no_number_of_a_timeline_is_cut_off_in_a_language_of_long_nouns(fonts: Fonts) -> None:
    turns = tuple(Turn(number, "Ann", 141_000 // 999) for number in range(1, 1_600))
    with speaking("ru"):
        drawn = timelines.layout(Timeline("Debate", turns), Theme.DARK)
    longer = drawn | {"lanes": [lane | {"note": f"{lane['note']}x"} for lane in drawn["lanes"]]}
    letters = [outline(fonts, "timeline", each).count("<use ") for each in (drawn, longer)]
    assert letters[1] == letters[0] + 1


def test_templates_say_nothing_by_themselves() -> None:
    for template in TEMPLATES.glob("*.typ"):
        said = re.findall(r'"([A-Z][a-z]+(?: [^"]*)?)"', template.read_text("utf-8"))
        assert [each for each in said if not each.startswith(("Noto ", "Libertinus "))] == [], template.name


def test_a_rounded_number_takes_the_form_of_thousands() -> None:
    turns = tuple(Turn(number, "Ann", 4334) for number in range(1, 4))
    with speaking("ru"):
        drawn = timelines.layout(Timeline("Debate", turns), Theme.DARK)
    assert drawn["lanes"][0]["note"] == "3 поста, 13 тыс. слов"
    assert drawn["heading"] == "Кто когда говорил"


@given(st.dictionaries(st.text("abc", max_size=3), st.integers(0, 3), max_size=9), st.integers(1, 4))
def test_the_weightiest_are_named_and_never_one_alone_is_gathered(weights: dict[str, int], most: int) -> None:
    found = rank(weights, most)
    assert list(found.named) == sorted(weights, key=lambda name: (-weights[name], name))[: len(found.named)]
    assert len(found.named) + found.gathered == len(weights)
    assert found.gathered != 1
    assert len(found.named) == min(len(weights), most + (len(weights) == most + 1))
