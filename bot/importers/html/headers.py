"""Names out of the furniture of quote boxes: "X said:", "Originally Posted by X", "Quote from: X on …"."""

import re

LONGEST = 240
"""Of a longer header only the beginning is looked at."""
_VERBS = (
    r"(?:said|wrote|writes|posted|schrieb|hat (?:folgendes )?geschrieben|sagte|a écrit|a dit|escribió|dijo|ha scritto"
    r"|ha detto|disse|escreveu|schreef|zei|napisał(?:\(a\))?|написал(?:\(а\)|а)?|писал(?:\(а\)|а)?|пишет"
    r"|сказал(?:\(а\)|а)?|пише|написав|skrev|sa|kirjoitti|napsal(?:\(a\))?|írta|yazdı)"
)
_QUOTE = r"(?:quote|zitat|citation|cita|citazione|citaat|citat|cytat|citace|цитата|цитировать|alıntı|lainaus)"
_FROM = r"\s*(?:from|by|von|de|di|van|från|fra|z|od|от)?\s*:\s*"
_ON = r"\s+(?:on|am|le|el|en|em|il|op|den|от|w dniu|dne)\s+\D{0,20}\d.*"
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
        r"[^\W\d_]*\s*\((?P<name>.+?) @ [^()]*\)",
        r"(?:on|le|el|em|il|am|op|в|vor|il y a|hace|há)\s[^,:]{0,40}\d[^,]{0,30}, (?P<name>.+?) "
        + _VERBS
        + r"\s*:",
        r"\d+ [a-z]+ ago, (?P<name>.+?) " + _VERBS + r"\s*:",
        r"(?:am|vor)\s.{0,40}?\d.{0,40}? schrieb (?P<name>.+?):",
        r"(?P<name>.+?), on \D{0,20}\d.{0,60}, (?:said|wrote|posted):",
        r"\([^()]*\d[^()]*\) ?(?P<name>.+?) " + _VERBS + r"\s*:?",
        r"(?P<name>.+?) " + _VERBS + r"\s*:.*",
        r"(?P<name>.+?) " + _VERBS,
        r"(?P<name>[^:]+):",
    )
)
_NOBODY = frozenset(
    {
        "",
        "quote",
        "quotes",
        "quoted",
        "code",
        "zitat",
        "zitieren",
        "citation",
        "citer",
        "cita",
        "citar",
        "citaat",
    }
    | {
        "citeer",
        "citazione",
        "цитата",
        "цитировать",
        "citat",
        "cytat",
        "cytuj",
        "citace",
        "lainaus",
        "alıntı",
    }
    | {"spoiler"}
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
