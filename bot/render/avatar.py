"""A face for everybody: initials on the author's colour."""

import regex

from bot.render.colours import author_colour, ink_on
from bot.render.fonts import Fonts
from bot.render.press import draw
from bot.render.values import Theme

_GRAPHEME = regex.compile(r"\X")
_TELLING = regex.compile(r"[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]")
_WORD = regex.compile(r"[\s_.\-/|]+|(?<=\p{Ll})(?=\p{Lu})")
_SECOND = regex.compile(r"[\p{Lu}\p{Ll}](\p{Ll}\p{M}?|\p{Lu})")
_PICTURE = regex.compile(r"[\p{Emoji_Presentation}]")
_MAX_CODE_POINTS = 12  # the longest family emoji; more is a stack of marks


def render_avatar(name: str, fonts: Fonts) -> bytes:
    """Draw the avatar of an author: a PNG of 128 by 128, the same for the same name for ever.

    The colour fills the square, so a round crop loses nothing.
    """
    colour = author_colour(name, Theme.DARK)
    return draw(fonts, "avatar", {"initials": initials(name), "colour": colour, "ink": ink_on(colour)})


def initials(name: str) -> str:
    """One or two graphemes that stand for a name: of its first and last word, else the first two of its only word.

    A word of a script without capitals, or a picture, stands alone.
    """
    firsts = [first for word in _WORD.split(name[:400]) if (first := _first(word))]
    if not firsts:
        return "?"
    if _PICTURE.match(firsts[0]) or _PICTURE.match(firsts[-1]):
        return firsts[0]
    if len(firsts) > 1:
        return firsts[0] + firsts[-1]
    second = _SECOND.search(name[:400])
    return (
        firsts[0] + second[1].lower() if second and firsts[0].isalpha() and len(firsts[0]) == 1 else firsts[0]
    )


def _first(word: str) -> str:
    for found in _GRAPHEME.finditer(word):
        grapheme: str = found[0]
        if _TELLING.match(grapheme):
            return grapheme.upper() if len(grapheme) <= _MAX_CODE_POINTS else grapheme[0].upper()
    return ""
