"""One author at a glance: how much, how often quoted, and when."""

from dataclasses import asdict
from typing import Any

from bot.render.avatar import initials
from bot.render.colours import GROUNDS, author_colour, ink_on
from bot.render.fit import line
from bot.render.fonts import Fonts
from bot.render.press import draw
from bot.render.ranking import count
from bot.render.values import AuthorChart, Theme

_MOST_BARS = 120


def render_author(chart: AuthorChart, theme: Theme, fonts: Fonts) -> bytes:
    """Draw an author's activity as a PNG, 1200 pixels wide and about 560 high.

    More than 120 periods are added up in equal groups of neighbours.
    """
    return draw(fonts, "author", layout(chart, theme))


def describe_author(chart: AuthorChart) -> str:
    """The picture in words, at most 1024 characters."""
    written = f"{count(chart.posts, 'post')}, {count(chart.words, 'word')}"
    told = f"{line(chart.name)}: {written}, quoted {count(chart.quoted, 'time')}."
    if not chart.periods:
        return told
    label, most = max(chart.periods, key=lambda period: period[1])
    span = f" Active from {line(chart.periods[0][0], 20)} to {line(chart.periods[-1][0], 20)}"
    return f"{told}{span}, most in {line(label, 20)} ({count(most, 'post')})."[:1024]


def layout(chart: AuthorChart, theme: Theme) -> dict[str, Any]:
    """Turn a chart into bars: `tall` as a share of the busiest one."""
    group = -(-len(chart.periods) // _MOST_BARS) or 1
    bars = [
        (chart.periods[at][0], sum(max(posts, 0) for _, posts in chart.periods[at : at + group]))
        for at in range(0, len(chart.periods), group)
    ]
    peak = max((posts for _, posts in bars), default=0)
    colour = author_colour(chart.name, theme)
    return {
        "colours": asdict(GROUNDS[theme]),
        "name": line(chart.name),
        "title": line(chart.title or ""),
        "initials": initials(chart.name),
        "accent": colour,
        "on_accent": ink_on(colour),
        "figures": [
            [f"{chart.posts:,}", "post" if chart.posts == 1 else "posts"],
            [f"{chart.words:,}", "word" if chart.words == 1 else "words"],
            [f"{chart.quoted:,}", "time quoted" if chart.quoted == 1 else "times quoted"],
        ],
        "bars": [posts / (peak or 1) for _, posts in bars],
        "peak": next((at for at, (_, posts) in enumerate(bars) if posts == peak), 0),
        "peak_text": count(peak, "post"),
        "first": line(chart.periods[0][0], 20) if chart.periods else "",
        "last": line(chart.periods[-1][0], 20) if len(chart.periods) > 1 else "",
    }
