"""One message: its words, what in them is quoted, and what its thread is found by."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

from bot.archive.model import Mark, MarkKind, ParsedPost, QuoteKeeping
from bot.importers.angles import (
    MOST_LINES,
    Heading,
    Line,
    angle_quotes,
    heading_before,
    heading_ending,
    lines_of,
)
from bot.importers.cleaning import NOBODY
from bot.importers.dates import parse_date
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.fragment import only_absolute, rendered
from bot.importers.html.tree import Node
from bot.importers.mail.flowed import unflowed
from bot.importers.mail.originals import Original, marks_of, originals
from bot.importers.mail.people import sender
from bot.importers.mail.raw import LONGEST, charset_of, header, text_of
from bot.importers.signs import blanked

MAX_PARTS = 1000
"""Parts of one message past this many are not looked at."""
_LONGEST_SIGNATURE = 14
_TAG = re.compile(r"\[([^\[\]]{1,60})\]")
_ID = re.compile(r"<([^<>\s]{1,500})>")
_SCRUBBED = re.compile(
    r"^-{14} next part -{14}\n(?:.+\n){0,12}?(?:URL|Url ?):? ?<?.*(?:\n|\Z)"
    r"|^_{40,}\n.* mailing list\n(?:.*(?:\n|\Z)){0,3}",
    re.MULTILINE,
)
_SIGNATURE = re.compile(r"^-- ?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a message. `marks` are those of its markup, `cited` where blocks of that are quotes.

    `copied` are the messages copied into it.
    """

    body: str
    marks: tuple[Mark, ...] = ()
    cited: tuple[tuple[int, int], ...] = ()
    copied: tuple[Original, ...] = ()

    def marked(self, answered: Sequence[ParsedPost] = ()) -> tuple[Mark, ...]:
        """Return all marks, where the messages above it, the nearest first, are known: no word that is not theirs."""
        known = tuple(post.author for post in answered)
        signs = angle_quotes(blanked(self.body, self.cited), unattributed=True, mail=True, known=known)
        copied = marks_of(self.body, self.copied, [post.body for post in answered])
        found = dict.fromkeys([*self.marks, *signs, *_residue(self.body, self.copied), *copied])
        return tuple(sorted(found, key=lambda mark: (mark.start, -mark.end)))


@dataclass(frozen=True, slots=True)
class MailPost:
    """A message as a post, and what its thread is found by."""

    post: ParsedPost
    subject: str
    references: tuple[str, ...]
    """Ids of the messages above it, the nearest last."""
    words: Words


def parsed(data: bytes) -> Message | None:
    """Return the message in `data` as the standard library reads it; None where it cannot."""
    try:
        return BytesParser(policy=policy.compat32).parsebytes(data)
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError, TypeError):
        return None


def post_of(message: Message, *, line: int | None) -> MailPost | None:
    """Return a message as a post; None where it has neither an author nor words."""
    author, address = _author(message)
    words = _words(message)
    references = [*_ids(message, "References"), *_ids(message, "In-Reply-To")[:1]]
    parents = tuple(dict.fromkeys(references))
    reply = _ids(message, "In-Reply-To")[:1] or references[-1:]
    own = _ids(message, "Message-ID") or _ids(message, "Article-I.D.")
    if not author and not words.body:
        return None
    post = ParsedPost(
        author=author or NOBODY,
        body=words.body,
        author_ref=address or None,
        posted_at=_date(header(message, "Date") or header(message, "Posted")),
        ref=own[0] if own else None,
        parent_ref=reply[0] if reply else None,
        url=only_absolute(header(message, "Archived-At").strip("<> ")),
        marks=words.marked(),
        line=line,
        quotes=QuoteKeeping.ANSWERED,
    )
    return MailPost(post, " ".join(header(message, "Subject").split()), parents, words)


def _author(message: Message) -> tuple[str, str]:
    """Return who wrote a message: where a list put itself into From, the address in Reply-To or X-Original-From."""
    raw = header(message, "From")
    name, address = sender(raw)
    if address and _is_of_list(message, address):
        address = ""
    if name and not address and "@" in raw:
        for field in ("X-Original-From", "Reply-To"):
            other, its = sender(header(message, field))
            if its and (other == name or field == "X-Original-From"):
                return name, its
    return name, address


def _is_of_list(message: Message, address: str) -> bool:
    """Tell whether an address is the list's own, which old software put into From: `[Tea]` is tea@kettles.example."""
    local = _plain(address.partition("@")[0])
    tags = [_plain(tag) for tag in _TAG.findall(header(message, "Subject"))]
    return bool(local) and (local in tags or f"<mailto:{address}>" in header(message, "List-Post").lower())


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _ids(message: Message, name: str) -> list[str]:
    raw = str(message.get(name) or "")[: 50 * LONGEST]
    found = _ID.findall(raw)
    if not found and name == "Message-ID" and raw.strip() and " " not in raw.strip():
        return [raw.strip()]
    return found


def _date(raw: str) -> datetime | None:
    """Return the moment of a Date header; RFC 5322's `-0000` and no zone alike leave it naive."""
    if not raw:
        return None
    try:
        found = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        return parse_date(raw)
    try:
        found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return found


def _words(message: Message) -> Words:
    """Return the readable words of a message: its plain parts, else its HTML ones."""
    body, html = plain_text(message), ""
    if not body:
        html = "\n".join(_texts(message, "text/html"))
    return _html_words(html) if html else plain_words(body)


def plain_text(message: Message) -> str:
    """Return the plain parts of a message, one below the other."""
    return "\n".join(piece for piece in _texts(message, "text/plain") if piece.strip())


def _texts(message: Message, kind: str) -> Iterator[str]:
    for part in _parts(message):
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            yield _payload(part)


def _parts(message: Message) -> list[Message]:
    stack: list[Message] = [message]
    found: list[Message] = []
    while stack and len(found) < MAX_PARTS:
        part = stack.pop()
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list):
            stack += [one for one in reversed(inner) if isinstance(one, Message)]
        else:
            found.append(part)
    return found


def _payload(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    words = text_of(data, charset_of(part))
    if part.get_content_type() == "text/plain" and _parameter(part, "format") == "flowed":
        return unflowed(words, delete_space=_parameter(part, "delsp") == "yes")
    return words


def _parameter(part: Message, name: str) -> str:
    found = part.get_param(name)
    return found.strip().casefold() if isinstance(found, str) else ""


def plain_words(body: str) -> Words:
    """Return the words of a message as they are kept, and what in them is quoted, a signature, or put in by a list."""
    body = body.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    return Words(body, copied=tuple(originals(body, list(lines_of(body, mail=True)))))


def _residue(body: str, copied: Sequence[Original]) -> list[Mark]:
    """Mark what the list software put in, and the signature under its rule."""
    marks = [Mark(found.start(), found.end(), MarkKind.FURNITURE) for found in _SCRUBBED.finditer(body)]
    last = min((one.heading for one in copied if one.sure), default=len(body))
    rules = list(_SIGNATURE.finditer(body, 0, last))
    if rules:
        start = rules[-1].start()
        end = next((mark.start for mark in marks if mark.start > start), last)
        lines = body[start:end].rstrip().split("\n")
        # What is longer, or holds quotes, is more than a signature: words below it belong to somebody.
        if len(lines) <= _LONGEST_SIGNATURE and not any(line.startswith(">") for line in lines):
            marks.append(Mark(start, start + len("\n".join(lines)), MarkKind.SIGNATURE))
    return marks


def _html_words(html: str) -> Words:
    """Return the words of HTML mail. Whose a cited block is stands above it in words, as in plain text."""
    body, marks = rendered(html, _mail_rule, only_absolute)
    cited = tuple((mark.start, mark.end) for mark in marks if mark.kind is MarkKind.QUOTE)
    lines = _leveled(body, cited)
    starts = [line.start for line in lines]
    headers = {(mark.start, mark.end) for mark in marks if mark.kind is MarkKind.HEADER}
    settled: list[Mark] = []
    for mark in marks:
        heading, first = None, bisect_right(starts, mark.start) - 1
        if mark.kind is MarkKind.QUOTE and mark.author is None:
            heading = heading_before(lines, first) or _heading_within(lines, first)
        if heading is None:
            settled.append(mark)
        else:
            named = replace(mark, author=heading.named.name, ref=mark.ref or heading.named.ref)
            settled.append(replace(named, start=max(mark.start, min(heading.end, mark.end))))
            if (heading.start, heading.end) not in headers:
                settled.append(Mark(heading.start, heading.end, MarkKind.HEADER))
    return Words(body, tuple(settled), cited, tuple(originals(body, lines)))


def _heading_within(lines: Sequence[Line], first: int) -> Heading | None:
    """Return the attribution that a cited block itself begins with, at line `first`; None where it begins with none."""
    for last in range(first, min(first + MOST_LINES, len(lines) - 1)):
        heading = heading_ending(lines, last)
        if heading and heading.start == lines[first].start and heading.named.certain:
            rest = map(lines.__getitem__, range(last + 1, len(lines)))
            below = next((line for line in rest if line.text.strip()), None)
            # What stands over a block within this one is about that.
            return heading if below and below.level == lines[first].level else None
    return None


def _leveled(body: str, cited: Sequence[tuple[int, int]]) -> list[Line]:
    """Return the lines of a body, each as deep as the cited blocks it stands in; outside them, as its signs say."""
    turns: dict[int, int] = {}
    for start, end in cited:
        if start < end:
            turns[start] = turns.get(start, 0) + 1
            turns[end] = turns.get(end, 0) - 1
    places = iter(sorted(turns.items()))
    coming = next(places, None)
    found: list[Line] = []
    level = 0
    for line in lines_of(blanked(body, cited), mail=True):
        while coming is not None and coming[0] <= line.start:
            level += coming[1]
            coming = next(places, None)
        text = body[line.start : line.end]
        found.append(Line(line.start, line.end, level, text, line.start) if level else line)
    return found


def _mail_rule(node: Node) -> Part | None:
    """HTML mail: a cited block, which may tell the message it is from, and the line before it that says whose it is."""
    if node.tag == "blockquote":
        cited = node.get("cite")
        ref = unquote(cited[4:]) if cited.lower().startswith("mid:") else None
        return Part(mark_of(MarkKind.QUOTE, ref=ref))
    if node.classes & {"moz-cite-prefix", "gmail_attr"}:
        return Part(mark_of(MarkKind.HEADER))
    return SKIP if node.classes & {"moz-txt-sig"} else None
