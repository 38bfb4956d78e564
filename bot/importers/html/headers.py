"""Names out of the furniture of quote boxes: "X said:", "Originally Posted by X", "Quote from: X on …"."""

import re

LONGEST = 240
"""Of a longer header only the beginning is looked at."""
_VERBS = (
    r"(?:said|wrote|writes|posted|schrieb|hat geschrieben|a écrit|escribió|dijo|ha scritto|disse|escreveu"
    r"|schreef|napisał(?:\(a\))?|написал(?:\(а\)|а)?|сказал(?:\(а\)|а)?|пише|skrev|kirjoitti|napsal(?:\(a\))?|írta|yazdı)"
)
_QUOTE = r"(?:quote|zitat|citation|cita|citazione|citaat|cytat|цитата)"
_FROM = r"\s*(?:from|von|de|di|van|z)?\s*:\s*"
_ON = r"\s+(?:on|am|le|el|il|op|от|w dniu)\s+\D{0,20}\d.*"
_BY = (
    r"(?:originally posted by|posted by|zitat von|originalmente publicado por|envoyé par|citazione di"
    r"|ursprünglich geschrieben von|сообщение от)\s*:?\s*"
)
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?:quote )?author=(?P<name>.+?)(?: (?:link|date)=.*)?(?: wrote:?)?",
        _QUOTE + _FROM + r"(?P<name>.+?)" + _ON,
        _QUOTE + _FROM + r"(?P<name>.+)",
        _BY + r"(?P<name>.+?)\s*(?:view post)?",
        r"(?:quote|zitat)?\s*\((?P<name>.+?) @ [^()]*\)",
        r"on [^:]{4,60}:\d\d[^,]{0,12}, (?P<name>.+?) said:",
        r"(?P<name>.+?), on \D{0,20}\d.{0,60}, (?:said|wrote|posted):",
        r"\([^()]*\d[^()]*\) ?(?P<name>.+?) " + _VERBS + ":?",
        r"(?P<name>.+?) " + _VERBS + r":.*",
        r"(?P<name>.+?) " + _VERBS,
        r"(?P<name>[^:]+):",
    )
)
_NOBODY = frozenset(
    {"", "quote", "quotes", "quoted", "code", "zitat", "citation", "cita", "цитата", "citat", "spoiler"}
)


def quoted_name(header: str) -> str | None:
    """Return the name a quote box's header gives, None where it gives none ("Quote:")."""
    text = " ".join(header.split())[:LONGEST].strip("↑» \u200b")
    if text.strip(": ").casefold() in _NOBODY:
        return None
    for shape in _SHAPES:
        match = shape.fullmatch(text)
        if match:
            name = match["name"].strip().strip("↑»").strip()
            return name if name.casefold() not in _NOBODY else None
    return None
