from itertools import combinations, product

import pytest

from bot.render.colours import GROUNDS, author_colour, coloured, contrast, ink_on
from bot.render.values import Theme
from tests.render.samples import NAMES

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SIGHT = {
    "typical": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# Ottosson 2020, linear RGB to the cone-like space of OKLab, and on to OKLab.
CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]


def times(matrix: Matrix, vector: Vector) -> Vector:
    a, b, c = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return a, b, c


def seen(colour: str, sight: Matrix) -> Vector:
    """A colour in OKLab as somebody with that sight sees it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    a, b, c = (min(1.0, max(0.0, part)) for part in times(sight, (red, green, blue)))
    x, y, z = (part ** (1 / 3) for part in times(CONES, (a, b, c)))
    return times(LAB, (x, y, z))


@pytest.mark.parametrize(("theme", "sight"), list(product(Theme, SIGHT)))
def test_the_colours_of_authors_stay_apart_for_every_sight(theme: Theme, sight: str) -> None:
    for one, other in combinations(GROUNDS[theme].authors, 2):
        pairs = zip(seen(one, SIGHT[sight]), seen(other, SIGHT[sight]), strict=True)
        assert sum((a - b) ** 2 for a, b in pairs) ** 0.5 > 0.09, (one, other)


@pytest.mark.parametrize("theme", Theme)
def test_every_colour_stands_out_from_its_ground(theme: Theme) -> None:
    ground = GROUNDS[theme]
    for colour in ground.authors:
        assert contrast(colour, ground.ground) >= 3, colour
        assert contrast(ink_on(colour), colour) >= 4, colour  # large letters; WCAG asks for 3
    assert contrast(ground.ink, ground.ground) >= 12
    assert contrast(ground.quiet, ground.ground) >= 4.5


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert round(contrast("#000000", "#ffffff"), 6) == 21


def test_a_name_keeps_its_colour_however_it_is_written() -> None:
    assert author_colour("Ramirez  Oakes", Theme.DARK) == author_colour("ramirez oakes ", Theme.DARK)
    assert author_colour("Ｏakes", Theme.LIGHT) == author_colour("oakes", Theme.LIGHT)


def test_every_colour_is_used_and_none_by_a_third_of_all() -> None:
    used = [author_colour(name, Theme.DARK) for name in NAMES]
    assert set(used) == set(GROUNDS[Theme.DARK].authors)
    assert max(used.count(colour) for colour in used) < len(used) / 3


def test_the_first_to_claim_a_colour_has_it_pure_and_the_next_a_shade() -> None:
    theme = Theme.DARK
    first, second = next(
        pair
        for pair in combinations(NAMES, 2)
        if author_colour(pair[0], theme) == author_colour(pair[1], theme)
    )
    colours = coloured([first, second, first], theme)
    assert colours[first] == author_colour(first, theme)
    assert colours[second] not in (colours[first], *GROUNDS[theme].authors)
    assert coloured([second, first], theme)[second] == author_colour(second, theme)
