import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.render.avatar import initials, render_avatar
from bot.render.fonts import Fonts


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ramirez Oakes", "RO"),
        ("the honourable member", "TM"),
        ("MarshalOfTides", "MT"),
        ("marshal_of_x", "MX"),
        ("nayrb7", "Na"),
        ("Agent23", "Ag"),
        ("Airedale260", "Ai"),
        ("Atarlost", "At"),
        ("WolfBear", "WB"),
        ("ирина", "Ир"),
        ("X", "X"),
        ("7th", "7"),
        ("李小龍", "李"),
        ("שרה לוי", "של"),
        ("😀 Émile", "😀"),
        ("e\u0301mile", "E\u0301"),
        ("Ödipus", "Öd"),
        ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
        ("***", "?"),
        ("", "?"),
        ("ß", "SS"),
        ("e" + "\u0301" * 900, "E"),
    ],
)
def test_a_name_has_its_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@settings(max_examples=60)
@given(st.text())
def test_any_name_has_a_small_square_face(fonts: Fonts, name: str) -> None:
    png = render_avatar(name, fonts)
    assert Image.open(io.BytesIO(png)).size == (128, 128)
    assert len(png) < 40_000
    assert png == render_avatar(name, fonts)


def test_different_names_have_different_faces(fonts: Fonts) -> None:
    assert render_avatar("Ramirez Oakes", fonts) != render_avatar("Sarah Levi", fonts)
