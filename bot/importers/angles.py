"""Quotes typed with `>`: in mail, in news, and where Markdown makes boxes of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.archive.model import Mark, MarkKind
from bot.importers.date_words import MONTHS, WEEKDAYS, ZONES

MAX_LEVEL = 30
"""Deeper levels count as this one."""
_LONGEST_HEADER = 300
_PREFIX = re.compile(r"[ \t]?(?:>[ \t]?)+")
_ADDRESS = r"(?:\(?<[^<>]{1,200}>\)?|\[mailto:[^\]]{1,200}\]|\([^()]{1,200}(?:@| at )[^()]{1,200}\))"
_WROTE = (
    r"(?:wrote|writes|said|says|schrieb|schreibt|escribió|escreveu|ha scritto|a écrit|schreef|skrev|kirjoitti"
    r"|napisał(?:\(a\))?|pisze|napsal(?:\(a\))?|пишет|пишете|писал(?:\(а\)|а)?|написал(?:\(а\)|а)?)"
)
_NAME = r"\"?(?P<name>[^\s<>()\[\]:;,\"'/\d][^<>\[\]:;\"\n]{0,80}?)\"?"
_MAILBOX = r"[\w.+%!-]{1,64}(?:@| at )[\w.!-]{1,190}"
_WHO = rf"(?:{_NAME}\s*{_ADDRESS}?)"
_OLD_WHO = rf"{_MAILBOX}\s*\((?P<name>[^()]{{1,80}})\)"
_BARE = rf"[\"<]?(?P<name>{_MAILBOX})(?<![>])\"?"
_IN = r"in (?:article|message|news:?)\s*<?(?P<ref>[^\s<>]+@[^\s<>]+?)>?,?\s*(?:on [^<>]{4,60}?,\s*)?"
_DATED = re.compile(
    rf"(?:on|at|le|el|il|em|op|den|am|dne)\s+(?P<rest>.*\d.*?)\s*{_WROTE}\s*:?", re.IGNORECASE
)
_DATED_BACKWARDS = re.compile(
    r"(?:am|op|den|på|dne)\s+.*\d.*?\s+(?:schrieb|schreef|skrev|napsal(?:\(a\))?)\s+(?P<rest>.*?)\s*:?",
    re.IGNORECASE,
)
_DATE_FIRST = re.compile(
    rf"(?:(?:w dniu|v|в)\s+)?\d.{{4,50}}?\d\s*(?:г\.?)?,?\s+(?:пользователь\s+|użytkownik\s+)?(?P<rest>[^\s\d].*?)"
    rf"\s*{_WROTE}\s*:",
    re.IGNORECASE,
)
_WHO_ALONE = tuple(re.compile(shape) for shape in (_OLD_WHO, _BARE, _WHO))
_HEADERS = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_IN}{_OLD_WHO}\s*{_WROTE}\s*:?",
        rf"{_IN}{_BARE}\s*{_WROTE}\s*:?",
        rf"{_IN}{_WHO}\s*{_WROTE}\s*:?",
        rf"(?:quoting|zitat von)\s+{_WHO}\s*:",
        rf"\d{{4}}[-/]\d\d?[-/]\d\d?(?:[ T][\d:]+)?\s+{_NAME}\s*<[^<>]{{1,200}}>\s*:?",
        rf"{_OLD_WHO}\s*{_WROTE}\s*:?",
        rf"{_BARE},?\s*{_WROTE}\s*:",
        rf"{_WHO}\s*{_WROTE} in (?:message|article|news:?)\s*(?:news:)?<?(?P<ref>[^\s<>]+@[^\s<>.]+[^\s<>]*?)>?\.*:?",
        rf"{_WHO}\s*(?:\([^()]{{1,100}}\))?\s*{_WROTE}\s*(?:on .{{0,80}})?:",
        rf"{_NAME}\s*{_ADDRESS}\s*{_WROTE}",
        rf"(?:thus spake|quoth|according to)\s+{_WHO}\s*:",
        rf"-{{2,3}}\s*in [^\s<>@]{{1,60}}@[^\s<>,]{{1,60}},\s*{_WHO}\s*{_WROTE}\s*:?",
    )
)
_TEMPORAL = (
    MONTHS.keys()
    | WEEKDAYS
    | ZONES.keys()
    | {
        "at",
        "um",
        "à",
        "a.m",
        "p.m",
        "am",
        "pm",
        "the",
        "of",
        "de",
        "utc",
        "giorno",
        "alle",
        "ore",
        "kl",
        "klo",
        "o",
    }
    | {"в", "a", "las", "às", "г", "пользователь", "użytkownik"}
)
_BEGINS = re.compile(r"\s*(?:on|le|el|il|em|op|den|am|in (?:article|message))\b", re.IGNORECASE)
_PRONOUNS = frozenset(
    {"he", "she", "i", "you", "they", "we", "it", "who", "someone", "somebody", "others", "also"}
)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    level: int
    text: str
    """Without its prefix."""
    own: int
    """Where the text without its prefix starts."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom a line such as "On 3 May, X wrote:" names; `ref` is the message's id where it tells one."""

    name: str
    ref: str | None


def attribution(text: str) -> Attribution | None:
    """Return whom an attribution line names, None where it is none."""
    squeezed = " ".join(text.split())
    if not 6 <= len(squeezed) <= _LONGEST_HEADER:
        return None
    shapes = (_DATED_BACKWARDS, _DATED, _DATE_FIRST)
    dated = next((found for shape in shapes if (found := shape.fullmatch(squeezed))), None)
    if dated is not None:
        who = _after_date(dated["rest"])
        match = next((found for shape in _WHO_ALONE if (found := shape.fullmatch(who))), None)
    else:
        match = next((found for shape in _HEADERS if (found := shape.fullmatch(squeezed))), None)
    if match is None:
        return None
    name = match["name"].strip(" ,\"'*_-")
    if not name or name.split()[-1].casefold() in _PRONOUNS:
        return None
    return Attribution(name, match.groupdict().get("ref"))


def _after_date(text: str) -> str:
    """Return what follows the date at the start of `text`."""
    words = text.split()
    for index, word in enumerate(words):
        bare = word.strip(",.;:()–-").casefold()
        if bare and not bare[0].isdigit() and not word.startswith(("+", "-")) and bare not in _TEMPORAL:
            return " ".join(words[index:]).rstrip(",")
    return ""


def angle_quotes(body: str, *, unattributed: bool) -> tuple[Mark, ...]:
    """Return the QUOTE marks over `>` lines and the HEADER marks over the lines that attribute them.

    A mark covers whole lines, their `>` included. Lines nobody is named for are marked only if `unattributed`.
    """
    if ">" not in body:
        return ()
    lines = list(_lines(body))
    marks: list[Mark] = []
    open_marks: list[Mark | None] = []
    last_end = 0
    for index, line in enumerate(lines):
        if not line.text.strip():
            continue
        while len(open_marks) > line.level:
            _close(marks, open_marks.pop(), last_end)
        while len(open_marks) < line.level:
            innermost = len(open_marks) + 1 == line.level
            header = _header_before(lines, index) if innermost else None
            open_marks.append(_opened(line, header, marks, unattributed=unattributed))
        last_end = line.end
    while open_marks:
        _close(marks, open_marks.pop(), last_end)
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def _lines(body: str) -> Iterator[_Line]:
    at = 0
    for raw in body.split("\n"):
        prefix = _PREFIX.match(raw)
        cut = prefix.end() if prefix else 0
        level = min(raw[:cut].count(">"), MAX_LEVEL)
        yield _Line(at, at + len(raw.rstrip("\r")), level, raw[cut:], at + cut)
        at += len(raw) + 1


def _header_before(lines: list[_Line], index: int) -> tuple[int, int, Attribution] | None:
    """Return where the attribution right before a line stands, one or two lines of the level below, and its words."""
    last = index - 1
    while last >= 0 and index - last <= 3 and not lines[last].text.strip():
        last -= 1
    if last < 0 or not lines[last].text.strip() or lines[last].level >= lines[index].level:
        return None
    found = None
    for first in range(last, max(-1, last - 3), -1):
        if lines[first].level != lines[last].level or not lines[first].text.strip():
            break
        wrapped = first < last
        if wrapped and not _BEGINS.match(lines[first].text):
            continue
        named = attribution(" ".join(line.text for line in lines[first : last + 1]))
        if named is not None:
            found = lines[first].own, lines[last].end, named
    return found


def _opened(
    line: _Line, header: tuple[int, int, Attribution] | None, marks: list[Mark], *, unattributed: bool
) -> Mark | None:
    if header is None:
        return Mark(line.start, line.start, MarkKind.QUOTE) if unattributed else None
    start, end, named = header
    marks.append(Mark(start, end, MarkKind.HEADER))
    return Mark(line.start, line.start, MarkKind.QUOTE, author=named.name, ref=named.ref)


def _close(marks: list[Mark], mark: Mark | None, end: int) -> None:
    if mark is not None and mark.start < end:
        marks.append(replace(mark, end=end))
