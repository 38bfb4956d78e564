"""How much of a text a picture can hold, and where it may be cut: never inside a grapheme, and never unseen."""

from dataclasses import dataclass
from unicodedata import bidirectional

import regex

from bot.archive.one_line import one_line
from bot.render.fonts import Fonts
from bot.render.press import measure

_LONG_WORD = 24
_TOKEN = regex.compile(r"\s*\S+|\s+")
_GRAPHEME = regex.compile(r"\X")
_WIDE = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]"
)
_SENTENCE_END = regex.compile(r"[.!?…。！？؟۔।]+[\p{Pe}\p{Pf}\"'”’]*\Z")


@dataclass(frozen=True, slots=True)
class Room:
    """Space for a text: the sizes to try in order, each with the height it may fill, in points.

    `window` bounds the work: so many code points of a text are looked at, more than the room can hold.
    """

    width: float
    steps: tuple[tuple[float, float], ...]
    window: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """What will be drawn: `shown` begins the author's text, unchanged; `cut` tells whether more followed."""

    shown: str
    size: float
    cut: bool


def fit(text: str, room: Room, fonts: Fonts, *, face: str) -> Fitted:
    """Find the largest size at which the text fits, or cut it at the smallest.

    A cut falls after a sentence if one ends in the last 45 % of what fits, else after a word, else (words
    longer than 24, and scripts that write without spaces) after a grapheme.
    """
    window = text[: room.window]
    tokens = tokenise(window)
    if len(window) < len(text) and tokens:
        tokens.pop()  # may be half a grapheme
    answer = measure(
        fonts,
        "fit",
        {
            "tokens": tokens,
            "paragraphs": paragraphs(window),
            "complete": len(window) == len(text),
            "width": room.width,
            "steps": [list(step) for step in room.steps],
            "face": face,
            "locale": locale(window),
        },
    )
    size, kept = float(answer["size"]), int(answer["kept"])
    if len(window) == len(text) and kept == len(tokens):
        return Fitted(text, size, cut=False)
    return Fitted("".join(tokens[: _sentence_border(tokens, kept)]), size, cut=True)


def tokenise(text: str) -> list[str]:
    """Cut a text where a cut is allowed; the pieces join to the text."""
    pieces: list[str] = []
    for token in _TOKEN.findall(text):
        if len(token.strip()) > _LONG_WORD or _WIDE.search(token):
            pieces += _GRAPHEME.findall(token)
        else:
            pieces.append(token)
    return _whole_graphemes(pieces)


def _whole_graphemes(pieces: list[str]) -> list[str]:
    """Join a piece that starts inside a grapheme (a mark after a space) to the one before it."""
    whole: list[str] = []
    for piece in pieces:
        if whole and len(_GRAPHEME.findall(whole[-1][-1] + piece[0])) == 1:
            whole[-1] += piece
        else:
            whole.append(piece)
    return whole


def _sentence_border(tokens: list[str], kept: int) -> int:
    for end in range(kept, int(kept * 0.55), -1):
        if _SENTENCE_END.search(tokens[end - 1]):
            return end
    return kept


def paragraphs(text: str) -> list[dict[str, object]]:
    """The lines of a text, each with the direction its first letter gives (UAX 9, rules P2 and P3)."""
    return [{"text": line, "rtl": reads_right_to_left(line)} for line in text.split("\n")]


def reads_right_to_left(line: str) -> bool:
    """Whether the first strong character is Hebrew, Arabic or another right-to-left letter."""
    for character in line:
        match bidirectional(character):
            case "R" | "AL":
                return True
            case "L":
                return False
            case _:
                continue
    return False


def locale(text: str) -> str:
    """Which national forms the Han characters take: Japanese beside kana, Korean beside hangul, else Chinese."""
    if regex.search(r"[\p{Script=Hiragana}\p{Script=Katakana}]", text):
        return "JP"
    return "KR" if regex.search(r"\p{Script=Hangul}", text) else "SC"


def line(text: str, limit: int = 80) -> str:
    """A name or title as furniture: one line of at most `limit` graphemes, `…` where more followed."""
    return one_line(text, limit)
