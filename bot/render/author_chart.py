"""One author at a glance: how much, how often quoted, and when."""

from dataclasses import asdict
from typing import Any

from bot.languages import say, say_n, say_number
from bot.render.avatar import initials
from bot.render.colours import GROUNDS, author_colour, ink_on
from bot.render.counts import posts, times, words
from bot.render.fit import line
from bot.render.fonts import Fonts
from bot.render.press import draw
from bot.render.values import AuthorChart, Theme

_MOST_BARS = 120


def render_author(chart: AuthorChart, theme: Theme, fonts: Fonts) -> bytes:
    """Draw an author's activity as a PNG, 1200 pixels wide and about 560 high.

    More than 120 periods are added up in equal groups of neighbours.
    """
    return draw(fonts, "author", layout(chart, theme))


def describe_author(chart: AuthorChart) -> str:
    """The picture in words, at most 1024 characters."""
    told = say(
        "{name}: {posts}, {words}, quoted {times}.",
        name=line(chart.name),
        posts=posts(chart.posts),
        words=words(chart.words),
        times=times(chart.quoted),
    )
    if not chart.periods:
        return told
    label, most = max(chart.periods, key=lambda period: period[1])
    active = say(
        "Active from {first} to {last}, most in {period} ({posts}).",
        first=line(chart.periods[0][0], 20),
        last=line(chart.periods[-1][0], 20),
        period=line(label, 20),
        posts=posts(most),
    )
    return f"{told} {active}"[:1024]


def layout(chart: AuthorChart, theme: Theme) -> dict[str, Any]:
    """Turn a chart into bars: `tall` as a share of the busiest one."""
    group = -(-len(chart.periods) // _MOST_BARS) or 1
    bars = [
        (chart.periods[at][0], sum(max(number, 0) for _, number in chart.periods[at : at + group]))
        for at in range(0, len(chart.periods), group)
    ]
    peak = max((number for _, number in bars), default=0)
    colour = author_colour(chart.name, theme)
    return {
        "colours": asdict(GROUNDS[theme]),
        "name": line(chart.name),
        "title": line(chart.title or ""),
        "initials": initials(chart.name),
        "accent": colour,
        "on_accent": ink_on(colour),
        "figures": [
            [say_number(chart.posts), say_n("post", "posts", chart.posts)],
            [say_number(chart.words), say_n("word", "words", chart.words)],
            [say_number(chart.quoted), say_n("time quoted", "times quoted", chart.quoted)],
        ],
        "bars": [number / (peak or 1) for _, number in bars],
        "peak": next((at for at, (_, number) in enumerate(bars) if number == peak), 0),
        "peak_text": posts(peak),
        "first": line(chart.periods[0][0], 20) if chart.periods else "",
        "last": line(chart.periods[-1][0], 20) if len(chart.periods) > 1 else "",
    }
