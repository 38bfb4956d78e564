"""How long pictures take: `python -m tests.benchmarks.render [rounds]` prints milliseconds and sizes per kind.

`cpu` is processor time, which other work on the machine disturbs least. Every round draws words and
numbers not drawn before, since the typesetter remembers what it has set.
"""

import io
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PIL import Image

from bot.render.author_chart import render_author
from bot.render.avatar import render_avatar
from bot.render.cards import render_card
from bot.render.debate import render_debate_summary
from bot.render.fonts import Fonts
from bot.render.quote_map import render_map
from bot.render.timeline import render_timeline
from bot.render.values import Style, Theme
from tests.render.samples import HOSTILE, MIXED, author_chart, card, debate, quote_map, timeline
from tests.said import own

_SEED = (Path(__file__).parents[2] / "seeds/trump-putin-rapport.txt").read_text(encoding="utf-8")
_DICE = random.Random(1)  # noqa: S311 - the same rounds every time


def _words(length: int) -> str:
    start = _DICE.randrange(len(_SEED) - length)
    return _SEED[start : start + length]


Drawing = Callable[[], bytes]


def _card(length: int, style: Style, fonts: Fonts) -> Drawing:
    voices = own("Marshal of Tides", _words(300)), own("kestrel", _words(900))
    return partial(render_card, card(_words(length), parent=voices[0], reply=voices[1]), style, fonts)


def _kinds(fonts: Fonts) -> dict[str, Callable[[int], Drawing]]:
    """For each kind what prepares, untimed, the drawing of a round."""

    def hostile(n: int) -> Drawing:
        text = list(HOSTILE.values())[n % len(HOSTILE)]
        return partial(render_card, card(f"{n}{text}", author=text, thread=text), list(Style)[n % 4], fonts)

    def chart(
        render: Callable[..., bytes], value: Callable[[int], object], theme: Theme = Theme.DARK
    ) -> Callable[[int], Drawing]:
        return lambda n: partial(render, value(n), theme, fonts)

    return {
        "card, 80 letters": lambda _: _card(80, Style.DARK, fonts),
        "card, 600 letters": lambda _: _card(600, Style.LIGHT, fonts),
        "card, cut": lambda _: _card(6_000, Style.DARK, fonts),
        "card, all scripts": lambda n: partial(render_card, card(f"{n} {MIXED}"), Style.DARK, fonts),
        "record, 600 letters": lambda _: _card(600, Style.RECORD, fonts),
        "exchange, 600 letters": lambda _: _card(600, Style.EXCHANGE, fonts),
        "card, hostile": hostile,
        "map, 2 authors": chart(render_map, lambda n: quote_map(2, 20 + n)),
        "map, 200 authors": chart(render_map, lambda n: quote_map(200, 2_000 + n)),
        "timeline, 100 posts": chart(
            render_timeline, lambda n: timeline(5, 100 + n, dated=True), Theme.LIGHT
        ),
        "timeline, 5000 posts": chart(render_timeline, lambda n: timeline(200, 5_000 + n, dated=False)),
        "author": chart(render_author, lambda n: replace(author_chart(60), posts=n)),
        "debate, 60 authors": chart(render_debate_summary, lambda n: debate(60 + n), Theme.LIGHT),
        "avatar": lambda n: partial(render_avatar, f"{_words(3)} {n}", fonts),
    }


def _percentiles(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


def main() -> None:
    """Print one line per kind of picture."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    started = time.perf_counter()
    fonts = Fonts.load()
    print(f"fonts loaded in {1000 * (time.perf_counter() - started):.0f} ms, {rounds} rounds each")
    print(
        f"{'kind':24}{'p50 ms':>8}{'p95 ms':>8}{'cpu p50':>8}{'cpu p95':>8}{'cpu max':>8}{'KiB':>6}{'pixels':>12}"
    )
    for kind, prepared in _kinds(fonts).items():
        clock, processor, heaviest, tallest = [], [], 0, (0, 0)
        for n in range(rounds):
            drawing = prepared(n)
            started, worked = time.perf_counter(), time.process_time()
            png = drawing()
            clock.append(1000 * (time.perf_counter() - started))
            processor.append(1000 * (time.process_time() - worked))
            heaviest = max(heaviest, len(png))
            tallest = max(tallest, Image.open(io.BytesIO(png)).size)
        figures = [at for times in (clock, processor) for at in _percentiles(times)]
        told = "".join(f"{figure:8.0f}" for figure in (*figures, max(processor)))
        size = f"{tallest[0]}x{tallest[1]}"
        print(f"{kind:24}{told}{heaviest // 1024:6}{size:>12}")


if __name__ == "__main__":
    main()
