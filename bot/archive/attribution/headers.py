"""The furniture of quote boxes: who-said lines and residue, told from the words of people.

Only short lines are looked at, and every pattern is anchored at both ends, so that no text can make the
search slow.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import Enum, auto

_LONGEST = 200

_SAID = re.compile(r"(?P<who>\S.{0,180}?)\s+(?:said|написал\(?а?\)?)\s*:", re.IGNORECASE)
_WROTE = re.compile(
    r"[>\s]*(?P<who>\S.{0,80}?)\s+"
    r"(?:wrote|writes|posted|schrieb|hat geschrieben|escribió|a écrit|skrev|scrisse|ha scritto)\s*:",
    re.IGNORECASE,
)
_GLUED_VERBS = (" wrote:", " hat geschrieben:", " escribió:", " a écrit:", " ha scritto:")
_GLUED = re.compile(rf"^(?P<who>\S.{{0,80}}?)(?:{'|'.join(_GLUED_VERBS)})(?=\w)", re.MULTILINE)
_BY = re.compile(
    r"[>\s]*(?:quote[:\s]+)?(?:(?:originally )?posted by|quote from|quoting|zitat von)[:\s]\s*"
    r"(?P<who>\S.{0,80}?)"
    r"(?:\s+(?:on|am|»|View Post|Go to post|#\d+)\b.{0,60})?\s*:?",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"[>\s]*(?:on|am|le|el|in)\s(?P<who>.{6,180})\s(?:wrote|writes|schrieb|a écrit|escribió)\s*:",
    re.IGNORECASE,
)
_WHEN = re.compile(r".*\d(?:\s*[AP]M)?\s*[,>]?\s+(?=\D{2,100}$)", re.IGNORECASE)
_TAG = re.compile(
    r"\[quote(?:\s*=\s*|\s+author=|\s*)[\"“”'&quot;]*(?P<who>[^\]\"“”,;]*?)"
    r"(?:[\"“”',;&].{0,120}|\s+(?:link|date|post)=.{0,120})?\s*\]",
    re.IGNORECASE,
)
_CLOSE_TAG = re.compile(r"\[/quote\]", re.IGNORECASE)
_RESIDUE = re.compile(
    r"(?:click to expand|нажмите, чтобы раскрыть|klicke in dieses feld)\b.{0,60}", re.IGNORECASE
)
_BARE = re.compile(r"(?:quote|zitat|citation|cita|цитата)\s*:", re.IGNORECASE)
_REACTIONS = re.compile(r"(?:reactions|likes|last edited(?: by)?)\s*:.{1,150}", re.IGNORECASE)
_ADDRESS = re.compile(r"[<(\[]?[\w.+-]{1,40}(?:@| at )[\w.-]{1,60}[>)\]]?")


class Line(Enum):
    """What a line of furniture does."""

    OPENS = auto()
    CLOSES = auto()
    PAGE = auto()  # the page's own words, which open and close nothing


class Style(Enum):
    """Which closing line belongs to an opening one."""

    SAID = auto()  # "X said:" … "Click to expand..."
    TAG = auto()  # "[quote=X]" … "[/quote]", which people may have typed themselves
    LOOSE = auto()  # no line closes it


@dataclass(frozen=True, slots=True)
class Header:
    """A line that is furniture; `who` is the name it declares, None where it declares none."""

    line: Line
    who: str | None = None
    style: Style = Style.LOOSE


def read_header(line: str, members: Container[str]) -> Header | None:
    """Tell whether `line` is furniture. `members` are the thread's authors, case folded.

    "X said:" counts for any X; whether it is one is settled by what follows, see `thread`.
    """
    text = line.strip()
    found: Header | None = None
    if not 5 <= len(text) <= _LONGEST:
        return None
    if text[-1] == ":":
        found = _read_opening(text, members)
    elif text[-1] == "]" and text[0] == "[":
        found = _read_tag(text)
    elif _RESIDUE.fullmatch(text):
        found = Header(Line.CLOSES, style=Style.SAID)
    elif _REACTIONS.fullmatch(text):
        found = Header(Line.PAGE)
    elif match := _BY.fullmatch(text):
        who = _name(match["who"], members)
        found = Header(Line.OPENS, who) if who.casefold() in members else None
    return found


def glued(body: str, members: Container[str]) -> Iterator[int]:
    """Yield where the words begin that stand on one line with the header of their box: "X wrote:So …".

    That is how phpBB's boxes come out where their markup was dropped. `members` are case-folded names.
    """
    if any(verb in body for verb in _GLUED_VERBS):
        for match in _GLUED.finditer(body):
            if match["who"].casefold() in members:
                yield match.end()


def _read_opening(text: str, members: Container[str]) -> Header | None:
    match = _SAID.fullmatch(text)
    if match:
        return Header(Line.OPENS, match["who"], Style.SAID)
    match = _MAIL.fullmatch(text)
    if match:
        return Header(Line.OPENS, _sender(match["who"], members))
    for pattern in (_WROTE, _BY):
        match = pattern.fullmatch(text)
        if match:
            return Header(Line.OPENS, _name(match["who"], members))
    return Header(Line.OPENS) if _BARE.fullmatch(text) else None


def _read_tag(text: str) -> Header | None:
    if _CLOSE_TAG.fullmatch(text):
        return Header(Line.CLOSES, style=Style.TAG)
    match = _TAG.fullmatch(text)
    return Header(Line.OPENS, match["who"].strip() or None, Style.TAG) if match else None


def _sender(text: str, members: Container[str]) -> str:
    """Return the person in `Tue, 3 May 2005 at 10:02, Jane Roe <jroe@…>`: a member's name at its end, if any."""
    bare = _ADDRESS.sub("", text).strip(" \"'<>,\t")
    pieces = bare.split(" ")
    for at in range(len(pieces)):
        name = " ".join(pieces[at:]).strip(" \"'<>,()")
        if name.casefold() in members:
            return name
    return _name(_WHEN.sub("", bare) or text, members)


def _name(who: str, members: Container[str]) -> str:
    """Return the person in `who`: `Jane Roe <jroe@…>`, `jroe@… (Jane Roe)` and the like give `Jane Roe`."""
    who = who.strip()
    if who.casefold() in members:
        return who
    inner = re.search(r"\(([^()]{2,60})\)\s*$", who)
    outer = _ADDRESS.sub("", who[: inner.start()] if inner else who).strip(" \"'<>,\t")
    for name in (outer, inner[1] if inner else ""):
        if name.casefold() in members:
            return name
    return (inner[1] if inner and not outer else outer) or who
