"""The furniture of quote boxes: who-said lines and residue, told from the words of people.

What such lines say, in every language, is `bot/archive/phrases.toml`. Only short lines are looked at, so that no text
can make the search slow.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bot.archive.attributions import attribution
from bot.archive.phrases import Phrases, beginnings, either

_SHORTEST = 3
_SHORTEST_DATED = 9
_LONGEST = 200

_SAYS = Phrases("said")
_VERBS = Phrases("said", "wrote")
_BY = Phrases("by")
_QUOTE = Phrases("quote")
_OF = Phrases("of")
_EXPAND = Phrases("expand")
_BEFORE_DATE = Phrases("on")
_FIELDS = Phrases("from", "sent", "to", "subject")
_ORIGINAL = Phrases("original")
_LONGEST_LABEL = 20
_ENDINGS = beginnings("expand")
_BEGINNINGS = beginnings("by", "quote", "expand") | {"rea", "lik", "las"}
_LONGEST_NAME = 100
_LONGEST_REST = 60
_AFTER_NAME = re.compile(
    rf"\s+(?:(?:{either('on')}|»|View Post|Go to post|#\d+)(?!\w).{{0,60}})$", re.IGNORECASE
)
_LINK = "↑"  # stands behind the names of boxes, before the time in those of phpBB
_CITED = re.compile(rf"(?:{either('quote')})\s?(?:\((?P<inner>.+)\)|[:：]\s?(?P<who>.+))\W*", re.IGNORECASE)
_DATED = re.compile(rf"\s*(?:[@,»]|(?:{either('on')})(?!\w))(?:\W*[^\W\d]+){{0,2}}\W*\d.*", re.IGNORECASE)
_GLUE = re.compile(r"[:：][ \t]*(?=[\"“„«‘']?\w)")
_WHEN = re.compile(r".*\d(?:\s*[AP]M)?\s*[,>]?\s+(?=\D{2,100}$)", re.IGNORECASE)
_TAG = re.compile(
    r"\[quote(?:\s*=\s*|\s+author=|\s*)[\"“”'&quot;]*(?P<who>[^\]\"“”,;]*?)"
    r"(?:[\"“”',;&].{0,120}|\s+(?:link|date|post)=.{0,120})?\s*\]",
    re.IGNORECASE,
)
_PRONOUN_WORDS = (
    "i you he she it we they who ich du er sie wir ihr je tu il elle nous vous yo tú usted él ella я ты вы он она мы "
    "они кто"
)
_PRONOUNS = frozenset(_PRONOUN_WORDS.split())
_SUBJECT = re.compile(rf"(?:{either('answer')})\s?(?:\[\d{{1,3}}\])?\s?[:：].{{1,{_LONGEST}}}", re.IGNORECASE)
_CLOSE_TAG = re.compile(r"\[/quote\]", re.IGNORECASE)
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
    MAIL = auto()  # nor this: it tells an address or a time, as the poster's own mail program does


@dataclass(frozen=True, slots=True)
class Header:
    """A line that is furniture; `who` is the name it declares, None where it declares none."""

    line: Line
    who: str | None = None
    style: Style = Style.LOOSE


def may_be_header(line: str) -> bool:
    """Tell quickly whether `line` may be furniture by how it begins; lines that end with a colon or `]` always may."""
    return line.lstrip()[:3].casefold() in _BEGINNINGS or _LINK in line


def ends_box(line: str) -> bool:
    """Tell whether `line` is what software puts at the end of every quote box ("Click to expand...")."""
    text = line.strip()
    end = _EXPAND.at_start(text.rstrip(" .…"))
    return end is not None and len(text) - end <= _LONGEST_REST


def is_subject(line: str) -> bool:
    """Tell whether `line` is the subject of an answer ("Re: …"), which boards print above every answer."""
    return (":" in line or "：" in line) and _SUBJECT.fullmatch(line.strip()) is not None


def is_copied_header(line: str) -> bool:
    """Tell whether `line` stands above a copied mail: "From: …", "-----Original Message-----", "On … wrote:"."""
    label = line[:_LONGEST_LABEL].partition(":")[0]
    if len(label) < min(len(line), _LONGEST_LABEL) and label.strip() in _FIELDS:
        return True
    if line[0] in "-_=" and _ORIGINAL.at_start(line.strip(" -_=")) is not None:
        return True
    return ("@" in line or "<" in line) and attribution(line) is not None


def may_end_box(line: str) -> bool:
    """Tell quickly, by how it begins, whether `line` may be one that `ends_box` knows."""
    return line.lstrip()[:3].casefold() in _ENDINGS


def read_header(line: str, members: Container[str]) -> Header | None:
    """Tell whether `line` is furniture. `members` are the thread's authors, case folded.

    "X said:" counts for any X; whether it is one is settled by what follows, see `thread`.
    """
    text = _unlinked(line.strip())
    found: Header | None = None
    if not _SHORTEST <= len(text) <= _LONGEST:
        return None
    if text[-1] in ":：":
        found = _read_opening(text.lstrip("> "), members)
    elif text[-1] == "]" and text[0] == "[":
        found = _read_tag(text)
    elif ends_box(text):
        found = Header(Line.CLOSES, style=Style.SAID)
    elif _REACTIONS.fullmatch(text):
        found = Header(Line.PAGE)
    elif who := _posted_by(text.lstrip("> ")):
        who = _name(_before_button(who, members) if _QUOTE.at_start(text) else who, members)
        found = Header(Line.OPENS, who) if who.casefold() in members else None
    elif cited := _cited(text, members):
        found = Header(Line.OPENS, cited)
    return found


def _unlinked(text: str) -> str:
    """Return a header without the link to the post and the time behind it, if `text` is such a one."""
    head = text.partition(_LINK)[0].rstrip()
    return head if head.endswith((":", "：")) else text


def _cited(text: str, members: Container[str]) -> str | None:
    """Return the member in "Quote (X @ 3 May 2011)", "Quote: X on 3 May 2011"; None where it is neither."""
    found = _CITED.fullmatch(text)
    rest = (found["inner"] or found["who"]).strip() if found else ""
    who = _member_at_start(rest, members)
    behind = rest[len(who) :] if who else ""
    return who if (found and found["inner"] and not behind) or _DATED.fullmatch(behind) else None


def _before_button(who: str, members: Container[str]) -> str:
    """Return the member in "Quote Originally posted by X View Post", whatever language the button behind is in."""
    name = _member_at_start(who, members) or who
    button = who[len(name) :].strip()
    return name if button[:1].isupper() and button.count(" ") <= 1 else who


def _member_at_start(text: str, members: Container[str]) -> str | None:
    """Return the longest name of a member that `text` begins with; None where it begins with none."""
    at = len(text)
    while at > 0:
        if text[:at].rstrip(" ,").casefold() in members:
            return text[:at].rstrip(" ,")
        at = text.rfind(" ", 0, at)
    return None


def glued(body: str, members: Container[str]) -> Iterator[int]:
    """Yield where the words begin that stand on one line with the header of their box: "X wrote:So …", "X: So …".

    The first is how phpBB's boxes come out where their markup was dropped. `members` are case-folded names.
    """
    if ":" not in body and "：" not in body:
        return
    for match in _GLUE.finditer(body):
        start = body.rfind("\n", max(0, match.start() - _LONGEST_NAME), match.start()) + 1
        before = body[start : match.start()]
        if start == 0 and match.start() > _LONGEST_NAME:
            continue
        at = _VERBS.at_end(before)
        if before[: at or None].strip().casefold() in members:
            yield match.end()


def _read_opening(text: str, members: Container[str]) -> Header | None:
    core = text.rstrip(":： ")
    at = _VERBS.at_end(core)
    if at and core[at:] in _SAYS:
        who = core[:at].strip(" ,")
        # "On 3 May 2005, X said:" names X.
        if who.casefold() not in members and who.casefold().split(" ")[-1] in _PRONOUNS:
            return None  # "So you said:" is somebody talking
        named = attribution(text) if who.casefold() not in members else None
        return Header(Line.OPENS, named.name if named and named.certain else who, Style.SAID)
    if at:
        who = core[:at].strip(" ,")
        dated = _BEFORE_DATE.at_start(who) is not None and len(who) >= _SHORTEST_DATED
        name = _sender(who, members) if dated else _name(who, members)
        return Header(Line.OPENS, name, Style.LOOSE if name == who.strip() else Style.MAIL)
    member = _member_at_start(core, members)
    behind = core[len(member) :].strip(" ,") if member else ""
    verb = _VERBS.at_start(behind)
    if verb and _DATED.fullmatch(behind[verb:]):
        return Header(Line.OPENS, member)
    by = _posted_by(core)
    if by:
        return Header(Line.OPENS, _name(by, members))
    return Header(Line.OPENS) if core in _QUOTE else None


def _posted_by(text: str) -> str:
    """Return the name in "Originally posted by X", "Quote from: X on …" and their like; empty where there is none."""
    quote = _QUOTE.at_start(text)
    rest = text[quote:].lstrip(": ") if quote else text
    start = _BY.at_start(rest)
    of = _OF.at_start(rest) if quote and start is None else None
    if start is None and of is None:
        start = _BY.at_start(text)
        rest = text
    start = start if start is not None else of
    name = rest[start:].strip(" :：,") if start is not None else ""
    return _AFTER_NAME.sub("", name) if len(name) <= _LONGEST_NAME + _LONGEST_REST else ""


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
