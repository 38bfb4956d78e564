import pytest
from PIL import Image, ImageChops

from bot.render.cards import render_card
from bot.render.fonts import Fonts
from bot.render.values import Style
from tests.render.goldens import FOLDER, PICTURES, difference, small
from tests.render.samples import SHORT, card


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_looks_as_it_did_when_it_was_found_good(fonts: Fonts, name: str) -> None:
    drawn = small(PICTURES[name](fonts))
    golden = Image.open(FOLDER / f"{name}.png").convert("RGB")
    assert drawn.size == golden.size
    mean, far = difference(drawn, golden)
    assert mean < 1.0
    assert far < 0.002


def test_no_golden_is_left_without_its_picture() -> None:
    assert {path.stem for path in FOLDER.glob("*.png")} == set(PICTURES)


def test_the_comparison_sees_one_changed_word_and_forgives_a_shifted_edge(fonts: Fonts) -> None:
    golden = small(PICTURES["card-dark"](fonts))
    other = small(render_card(card(SHORT.replace("font", "fish")), Style.DARK, fonts))
    _, far = difference(golden, other)
    assert far > 0.002
    noisy = ImageChops.add(golden, Image.new("RGB", golden.size, (2, 0, 1)))
    mean, far = difference(golden, noisy)
    assert mean < 1.0 + 0.01
    assert far == 0
