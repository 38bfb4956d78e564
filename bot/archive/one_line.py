"""Names and titles as one calm line: whatever an archive holds, it stays where a name stands."""

import regex

from bot.archive.covering import covered

# What breaks a line, what changes the direction of what follows, and what shows nothing at all. Joiners stay: emoji and
# Persian need them, and they change only the signs beside them.
_BREAKS = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}\s]+")
_UNSEEN = regex.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    r"\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_STACK = regex.compile(r"([\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+")
_GRAPHEME = regex.compile(r"\X")


def one_line(text: str, limit: int = 200) -> str:
    """Return a name or a title as one line of at most `limit` graphemes, `…` where more followed, words covered.

    Such lines are Hansard's to lay out: line breaks become blanks; overrides of direction and signs that show nothing
    are dropped, and a letter keeps three marks. The words of posts never go through here.
    """
    window = text[: limit * 12]
    calm = _STACK.sub(r"\1", _UNSEEN.sub("", " ".join(_BREAKS.sub(" ", window).split())))
    shown = covered(calm)
    graphemes = _GRAPHEME.findall(shown)
    short = "".join(graphemes[:limit])[: limit * 4]
    return short if short == shown and len(window) == len(text) else short.rstrip() + "…"
