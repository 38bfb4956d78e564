"""One colour for each author, the same in every picture, and the grounds they stand on.

The two palettes were searched for the largest least distance between any two colours as seen with full
protanopia, deuteranopia, tritanopia and none; a test keeps that distance and the contrast to the ground.
Eight is as many as stay apart; two authors may share one, so no picture tells authors apart by colour alone.
"""

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
        authors=("#519db0", "#ef8f17", "#7cc998", "#c0f448", "#9165f0", "#b67351", "#f2baf0", "#cb8aff"),
        others="#6c7380",
    ),
    Theme.LIGHT: Ground(
        ground="#fdfcf9",
        ink="#1b1d22",
        soft="#484b52",
        quiet="#666b76",
        hairline="#dcd7cb",
        panel="#f1ede4",
        authors=("#0295ff", "#a54200", "#4c8876", "#ac9017", "#5442ca", "#752103", "#734965", "#492a87"),
        others="#8d919a",
    ),
}


def author_colour(name: str, theme: Theme) -> str:
    """The colour of an author, by name alone: case, spacing and Unicode form do not matter."""
    return GROUNDS[theme].authors[_place(name)]


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on `colour`."""
    return max(("#101216", "#ffffff"), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two `#rrggbb` colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _place(name: str) -> int:
    key = " ".join(normalize("NFKC", name).casefold().split())
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest) % len(GROUNDS[Theme.DARK].authors)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
