"""One colour for each author, the same in every picture, and the grounds they stand on.

The two palettes were searched for the largest least distance between any two colours as seen with full
protanopia, deuteranopia, tritanopia and none; a test keeps that distance and the contrast to the ground.
Twelve is as many as stay apart. Two authors may share one: where they meet in a picture the one who said
less takes a shade of it, and no picture tells authors apart by colour alone.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from unicodedata import normalize

from bot.render.values import Theme


@dataclass(frozen=True, slots=True)
class Ground:
    """What a picture is drawn on: background, text, softer and quiet text, hairlines, panels."""

    ground: str
    ink: str
    soft: str
    quiet: str
    hairline: str
    panel: str
    authors: tuple[str, ...]
    others: str


GROUNDS = {
    Theme.DARK: Ground(
        ground="#14161b",
        ink="#f4f1ea",
        soft="#c3c4c4",
        quiet="#9aa1ae",
        hairline="#323845",
        panel="#20242d",
        authors=(
            "#7bbafe",
            "#d8c115",
            "#abd59f",
            "#f4f10c",
            "#8b5fe9",
            "#b88276",
            "#eb87b8",
            "#9688ff",
            "#6ae4ff",
            "#f66d04",
            "#baf9d6",
            "#c444ad",
        ),
        others="#6c7380",
    ),
    Theme.LIGHT: Ground(
        ground="#fdfcf9",
        ink="#1b1d22",
        soft="#484b52",
        quiet="#666b76",
        hairline="#dcd7cb",
        panel="#f1ede4",
        authors=(
            "#21287a",
            "#b68854",
            "#1b5e4f",
            "#9c6805",
            "#9a74fb",
            "#6e0c01",
            "#7e3e93",
            "#8154d3",
            "#379db9",
            "#992801",
            "#338282",
            "#4b2643",
        ),
        others="#8d919a",
    ),
}


def author_colour(name: str, theme: Theme) -> str:
    """The colour of an author, by name alone: case, spacing and Unicode form do not matter."""
    return GROUNDS[theme].authors[_place(name)]


def coloured(names: Iterable[str], theme: Theme) -> dict[str, str]:
    """A colour for each author of one picture, those who matter most first.

    Each has the colour of its name; the second and third who share one stand in shades of the same hue.
    """
    ground = GROUNDS[theme]
    taken: Counter[str] = Counter()
    colours: dict[str, str] = {}
    for name in dict.fromkeys(names):
        own = author_colour(name, theme)
        shades = (own, _mixed(own, ground.ink, 0.55), _mixed(own, ground.ground, 0.45))
        colours[name] = shades[taken[own] % 3]
        taken[own] += 1
    return colours


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on `colour`."""
    return max(("#101216", "#ffffff"), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two `#rrggbb` colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _place(name: str) -> int:
    key = " ".join(normalize("NFKC", name[:400]).casefold().split())
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest) % len(GROUNDS[Theme.DARK].authors)


def _mixed(one: str, other: str, share: float) -> str:
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
