"""The typefaces pictures are set in, found once and then shared by every drawing."""

import importlib
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Self

from bot.errors import PicturesUnavailable
from bot.installed import extra
from bot.languages import Text

# Distributions that ship typefaces; they are read as data and never imported. Libertinus Serif, the face
# quotes are set in, comes inside typst itself.
_FONT_PACKAGES = ("manimgx_fonts", "dynamic_font")

# One family for each script a card promises, and the package that ships it.
_PROMISED = {
    "Libertinus Serif": "typst",
    "Noto Sans": "manimgx-fonts",
    "Noto Sans Arabic": "manimgx-fonts",
    "Noto Sans Hebrew": "manimgx-fonts",
    "Noto Sans CJK JP": "dynamic-font",
    "Noto Color Emoji": "dynamic-font",
}


class Fonts:
    """The typesetter with its typefaces, read from installed packages: no system fonts, no network.

    Make one with `Fonts.load()` (it reads files, about a tenth of a second: off the event loop) and pass it
    to every drawing. It never changes afterwards and any number of threads may draw with it at once.
    """

    def __init__(self, typst: ModuleType, folders: list[Path]) -> None:
        """Take the typst module and the folders that hold typefaces."""
        self.typst = typst
        self.book = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)

    @classmethod
    def load(cls) -> Self:
        """Find the typesetter and the typefaces; raise `PicturesUnavailable` where one is missing."""
        try:
            typst = importlib.import_module("typst")
        except ModuleNotFoundError as missing:
            raise PicturesUnavailable(_sentence(["typst"])) from missing
        fonts = cls(typst, [folder for name in _FONT_PACKAGES for folder in _folders(name)])
        families = set(fonts.book.families())
        if lacking := sorted({package for family, package in _PROMISED.items() if family not in families}):
            raise PicturesUnavailable(_sentence(lacking))
        return fonts


def _folders(package: str) -> list[Path]:
    """Where an installed package lies, without running a line of it."""
    spec = importlib.util.find_spec(package)
    return [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []


def _sentence(packages: list[str]) -> Text:
    return Text(
        "Pictures are not set up here: {packages} missing. Whoever runs me can add what draws them: `{install}`.",
        install=extra("cards"),
        packages=", ".join(packages),
    )
