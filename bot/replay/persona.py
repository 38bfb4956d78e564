"""Names and faces the speakers of a replay wear.

Discord's rules for webhook names (developer documentation, "Webhook Resource" and "Usernames and Nicknames"): 1 to 80
signs, no `discord` or `clyde` in them, not `everyone` or `here`, no signs that render as nothing.
"""

import hashlib
import unicodedata
from collections.abc import Collection

import regex

from bot.archive.covering import covered

LIMIT = 80
"""UTF-16 units in a webhook's name: never fewer than Discord counts."""
NAMELESS = "Nameless"
_FORBIDDEN = ("discord", "clyde")
_RESERVED = {"everyone", "here"}
# Signs of usernames' syntax, replaced by their look-alikes without a meaning.
_LOOKALIKES = str.maketrans({"@": "＠", "#": "＃", ":": "꞉", "`": "ˋ"})
# Letters, marks and symbols that show nothing although their category says otherwise.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b\u180c\u180d\u180f")
_MARKS = 2  # combining marks a sign may carry; more is decoration that climbs into other lines
_FACES = 6


def persona_name(author: str, suffix: str, taken: Collection[str]) -> str:
    """Return a name for `author` that Discord accepts, ending in `suffix`, unlike every name in `taken`.

    Two names are alike where they differ only in case, width or blanks. The suffix keeps the persona from being
    mistaken for a member; it is shortened as little as the name, the name first. An empty one is allowed, and then
    nothing but the look of a webhook tells them apart.
    """
    tail = _shown(suffix)
    tail = f" {_shortened(tail, LIMIT // 2)}" if tail else ""
    base = covered(_shown(author)) or NAMELESS
    others = {_skeleton(name) for name in taken}
    for number in range(1, len(others) + 2):
        mark = f" ({number})" if number > 1 else ""
        name = _lawful(_shortened(base, LIMIT - _units(mark + tail)) + mark + tail)
        if _skeleton(name) not in others:
            return name
    raise AssertionError("one of n + 1 numbers is not among n names")


def face(author: str) -> str:
    """Return the address of the picture `author` always wears: one of Discord's own default avatars.

    Webhook avatars must be public addresses and the archive has none, so two authors may share a face.
    """
    digest = hashlib.blake2s(unicodedata.normalize("NFC", author).encode("utf-8", "replace")).digest()
    return f"https://cdn.discordapp.com/embed/avatars/{digest[0] % _FACES}.png"


def _shown(name: str) -> str:
    """Return what of `name` a reader can see, blanks evened out."""
    kept: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", name):
        category = unicodedata.category(sign)
        if category[0] == "Z" or sign.isspace():
            kept.append(" ")
        elif category[0] == "C" or sign in _INVISIBLE or _selects(sign):
            continue
        elif category[0] == "M":
            marks += 1
            if marks <= _MARKS and kept and kept[-1] != " ":
                kept.append(sign)
            continue
        else:
            kept.append(sign)
        marks = 0
    return " ".join("".join(kept).translate(_LOOKALIKES).split())


def _selects(sign: str) -> bool:
    """Tell whether `sign` is a variation selector, which shows nothing by itself."""
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def _lawful(name: str) -> str:
    """Break up the words Discord refuses inside a name and quote the names it refuses whole."""
    for word in _FORBIDDEN:
        while (at := _found(name, word)) is not None:
            # As many signs as before: a letter gives way to a look-alike no rule knows.
            name = name[:at] + ("ԁ" if word == "discord" else "ϲ") + name[at + 1 :]
    return f"‹{name}›" if _fold(name).strip("＠@ ") in _RESERVED else name


def _found(name: str, word: str) -> int | None:
    """Return where `word` stands in `name`, however its letters are dressed."""
    folded = [_fold(sign) for sign in name]
    for at in range(len(name)):
        if "".join(folded[at:]).startswith(word):
            return at
    return None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _skeleton(name: str) -> str:
    return "".join(_fold(name).split())


def _units(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


def _shortened(text: str, units: int) -> str:
    """Cut `text` to `units` between signs a reader sees as one, an ellipsis showing that something is missing."""
    if _units(text) <= units:
        return text
    kept = ""
    for cluster in regex.findall(r"\X", text):
        if _units(kept + cluster) > units - 1:
            break
        kept += cluster
    return kept.rstrip() + "…"
