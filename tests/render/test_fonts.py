import importlib.util
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import DrawingFailed, PicturesUnavailable
from bot.render import fonts as fonts_module
from bot.render import press
from bot.render.cards import render_card
from bot.render.fonts import Fonts
from bot.render.quote_map import render_map
from bot.render.values import Style, Theme
from tests.render.samples import LONG, MIXED, card, quote_map


def test_without_the_typesetter_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PicturesUnavailable, match=r'typst missing.*pip install -e "\.\[cards\]"'):
        Fonts.load()


def test_without_a_typeface_the_sentence_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts_module, "_FONT_PACKAGES", ("manimgx_fonts", "no_such_fonts"))
    with pytest.raises(PicturesUnavailable, match="dynamic-font missing"):
        Fonts.load()


def test_the_packages_of_typefaces_are_read_without_running_them() -> None:
    assert importlib.util.find_spec("dynamic_font")
    Fonts.load()
    assert "dynamic_font" not in sys.modules


def test_threads_drawing_at_once_draw_what_one_alone_draws(fonts: Fonts) -> None:
    jobs: list[Callable[[], bytes]] = [
        lambda: render_card(card(MIXED), Style.DARK, fonts),
        lambda: render_card(card(LONG), Style.EXCHANGE, fonts),
        lambda: render_map(quote_map(12, 100), Theme.LIGHT, fonts),
    ]
    alone = [job() for job in jobs]
    with ThreadPoolExecutor(6) as pool:
        together = [work.result() for work in [pool.submit(job) for job in jobs * 6]]
    assert together == alone * 6


def test_a_template_that_fails_says_which(fonts: Fonts) -> None:
    with pytest.raises(DrawingFailed, match="avatar"):
        press.draw(fonts, "avatar", {})


def test_a_picture_too_heavy_is_refused(fonts: Fonts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "MAX_BYTES", 100)
    with pytest.raises(DrawingFailed, match="bytes"):
        press.draw(fonts, "avatar", {"initials": "A", "colour": "#ffffff", "ink": "#000000"})
