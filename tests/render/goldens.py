"""The pictures as they were last looked at and found good, small, in `golden/`.

`python -m tests.render.goldens` draws them anew: look at every one before committing it.
"""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from bot.render.author_chart import render_author
from bot.render.avatar import render_avatar
from bot.render.cards import render_card
from bot.render.debate import render_debate_summary
from bot.render.fonts import Fonts
from bot.render.quote_map import render_map
from bot.render.timeline import render_timeline
from bot.render.values import Style, Theme
from tests.render.samples import ARABIC, LONG, MIXED, SHORT, author_chart, card, debate, quote_map, timeline

FOLDER = Path(__file__).parent / "golden"
WIDTH = 320

PICTURES: dict[str, Callable[[Fonts], bytes]] = {
    "card-dark": lambda fonts: render_card(card(SHORT), Style.DARK, fonts),
    "card-light-mixed": lambda fonts: render_card(card(MIXED, author="李小龍"), Style.LIGHT, fonts),
    "card-dark-cut": lambda fonts: render_card(card(LONG), Style.DARK, fonts),
    "card-part": lambda fonts: render_card(card(SHORT, before=True, after=True), Style.DARK, fonts),
    "card-word": lambda fonts: render_card(card("No."), Style.LIGHT, fonts),
    "card-arabic": lambda fonts: render_card(
        card(ARABIC, author="محمد حسن", thread="هل نجدد المعاهدة؟"), Style.DARK, fonts
    ),
    "card-record": lambda fonts: render_card(card(SHORT * 3), Style.RECORD, fonts),
    "card-exchange": lambda fonts: render_card(card(MIXED), Style.EXCHANGE, fonts),
    "map-2": lambda fonts: render_map(quote_map(2, 30), Theme.LIGHT, fonts),
    "map-200": lambda fonts: render_map(quote_map(200, 2_000), Theme.DARK, fonts),
    "timeline-2": lambda fonts: render_timeline(timeline(2, 24, dated=False), Theme.DARK, fonts),
    "timeline-200": lambda fonts: render_timeline(timeline(200, 3_000, dated=True), Theme.LIGHT, fonts),
    "author": lambda fonts: render_author(author_chart(48), Theme.DARK, fonts),
    "author-few": lambda fonts: render_author(author_chart(3), Theme.LIGHT, fonts),
    "debate-2": lambda fonts: render_debate_summary(debate(2), Theme.DARK, fonts),
    "debate-60": lambda fonts: render_debate_summary(debate(60), Theme.LIGHT, fonts),
    "avatar": lambda fonts: render_avatar("Ramirez Oakes", fonts),
    "avatar-arabic": lambda fonts: render_avatar("محمد حسن", fonts),
    "avatar-emoji": lambda fonts: render_avatar("😀 Émile", fonts),
}


def small(png: bytes) -> Image.Image:
    """A picture at the size goldens are kept in: every pixel the mean of those it stands for."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    if picture.width <= WIDTH:
        return picture
    return picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """The mean difference of a channel, and the share of pixels that differ by more than 48, of 255.

    Another rasteriser moves edges by less than a pixel, which the small size evens out to a mean below 1;
    a word moved, a colour changed or a line gone does not pass for that.
    """
    delta = ImageChops.difference(one, other)
    strongest = ImageChops.lighter(ImageChops.lighter(*delta.split()[:2]), delta.split()[2])
    far = sum(strongest.histogram()[49:]) / (one.width * one.height)
    return sum(ImageStat.Stat(delta).mean) / 3, far


def main() -> None:
    """Draw every golden anew."""
    fonts = Fonts.load()
    FOLDER.mkdir(exist_ok=True)
    for name, drawn in PICTURES.items():
        small(drawn(fonts)).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
