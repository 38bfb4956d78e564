"""One message: its headers decoded, its words, and what in them is quoted."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from bot.archive.model import Mark, MarkKind, ParsedPost
from bot.errors import BadArchive
from bot.importers.angles import angle_quotes
from bot.importers.cleaning import NOBODY
from bot.importers.dates import parse_date
from bot.importers.decoding import decode
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.fragment import only_absolute, rendered
from bot.importers.html.headers import quoted_name
from bot.importers.html.tree import Node
from bot.importers.mail.flowed import unflowed

MAX_PARTS = 1000
"""Parts of one message past this many are not looked at."""
_LONGEST_HEADER = 4000
_LONGEST_SIGNATURE = 14
_ID = re.compile(r"<([^<>\s]{1,500})>")
_NAMED = (
    re.compile(r"\s*\"?(?P<name>[^\"<>]*?)\"?\s*<(?P<address>[^<>]*)>.*", re.DOTALL),
    re.compile(r"\s*(?P<address>[^\s()]+(?: at [^\s()]+)?)\s*\((?P<name>.*)\)\s*", re.DOTALL),
)
_MAILTO = re.compile(r"\[mailto:([^\]\[]{1,200})\]")
_SCRUBBED = re.compile(
    r"^-{14} next part -{14}\n(?:.+\n){0,12}?(?:URL|Url ?):? ?<?.*(?:\n|\Z)"
    r"|^_{40,}\n.* mailing list\n(?:.*(?:\n|\Z)){0,3}",
    re.MULTILINE,
)
_FIELD = (
    r"[ \t]*[*]?(?:Sent|To|Cc|CC|Bcc|Date|Subject|Reply-To|Gesendet|An|Betreff|Datum|Envoyé|À|Objet)[*]?: ?[^\n]*\n"
    r"(?:[ \t]{2,}\S[^\n]*\n){0,9}"
)
_FROM_FIELD = r"[ \t]*[*]?(?:From|Von|De|Da)[*]?: ?[^\n]+\n"
_ORIGINAL = re.compile(
    r"^(?:[ \t]*-{2,} ?(?:Original Message|Ursprüngliche Nachricht|Forwarded [Mm]essage|Message d'origine) ?-{2,}"
    r"[ \t]*\n(?:[ \t]*\n)?|_{20,}[ \t]*\n)?"
    rf"(?P<head>(?:{_FIELD}){{0,3}}{_FROM_FIELD}(?:{_FIELD}){{2,9}})",
    re.MULTILINE,
)
_ORIGINAL_FROM = re.compile(r"^[ \t]*[*]?(?:From|Von|De|Da)[*]?: ?(.*)", re.MULTILINE)
_CHARSET = re.compile(r"[A-Za-z0-9_.:+-]{1,40}")
_SIGNATURE = re.compile(r"^-- ?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MailPost:
    """A message as a post, and what its thread is found by."""

    post: ParsedPost
    subject: str
    references: tuple[str, ...]
    """Ids of the messages above it, the nearest last."""


def read_message(data: bytes, *, line: int | None) -> MailPost | None:
    """Return the message in `data`; None where it has neither headers nor words. Never raises for bad content."""
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data)
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError, TypeError):
        return None
    author, address = _sender(header(message, "From"))
    body, marks = _words(message)
    references = [*_ids(message, "References"), *_ids(message, "In-Reply-To")[:1]]
    parents = tuple(dict.fromkeys(references))
    reply = _ids(message, "In-Reply-To")[:1] or references[-1:]
    own = _ids(message, "Message-ID") or _ids(message, "Article-I.D.")
    if not author and not body:
        return None
    post = ParsedPost(
        author=author or NOBODY,
        body=body,
        author_ref=address or None,
        posted_at=_date(header(message, "Date") or header(message, "Posted")),
        ref=own[0] if own else None,
        parent_ref=reply[0] if reply else None,
        url=only_absolute(header(message, "Archived-At").strip("<> ")),
        marks=marks,
        line=line,
    )
    return MailPost(post, " ".join(header(message, "Subject").split()), parents)


def header(message: Message, name: str) -> str:
    """Return a header decoded and unfolded, empty where there is none; unknown charsets are guessed."""
    raw = message.get(name)
    if raw is None:
        return ""
    pieces: list[str] = []
    try:
        decoded = decode_header(str(raw)[:_LONGEST_HEADER].replace("\r", "").replace("\n", " "))
    except (MessageError, ValueError):
        return " ".join(str(raw)[:_LONGEST_HEADER].split())
    for words, charset in decoded:
        pieces.append(words if isinstance(words, str) else _text(words, charset))
    return " ".join("".join(pieces).split())


def _text(data: bytes, charset: str | None) -> str:
    try:
        return decode(data.replace(b"\0", b""), charset if charset and _CHARSET.fullmatch(charset) else None)
    except BadArchive:
        return data.decode("latin-1")


def _ids(message: Message, name: str) -> list[str]:
    raw = str(message.get(name) or "")[: 50 * _LONGEST_HEADER]
    found = _ID.findall(raw)
    if not found and name == "Message-ID" and raw.strip() and " " not in raw.strip():
        return [raw.strip()]
    return found


def _sender(raw: str) -> tuple[str, str]:
    """Return the name and the address; the name is the address's first part where nothing else is told."""
    raw = _MAILTO.sub(r"<\1>", raw)
    for shape in _NAMED:
        match = shape.fullmatch(raw)
        if match:
            address = match["address"].strip().replace(" at ", "@")
            name = match["name"].strip().strip("\"'").strip()
            return name or address.partition("@")[0], address.lower()
    address = raw.strip().replace(" at ", "@")
    return (
        address.partition("@")[0] if "@" in address else address
    ), address.lower() if "@" in address else ""


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


def _words(message: Message) -> tuple[str, tuple[Mark, ...]]:
    """Return the readable words of a message: its plain parts, else its HTML ones."""
    plain: list[str] = []
    html: list[str] = []
    for part in _parts(message):
        if part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind in {"text/plain", "text/html"}:
            (plain if kind == "text/plain" else html).append(_payload(part))
    body = "\n".join(piece for piece in plain if piece.strip())
    if body or not html:
        return plain_words(body)
    words, marks = rendered("\n".join(html), _mail_rule, only_absolute)
    return words, tuple(sorted((*marks, *_residue(words)), key=lambda mark: (mark.start, -mark.end)))


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
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError):
        charset = None
    words = _text(data, charset)
    if part.get_content_type() == "text/plain" and _parameter(part, "format") == "flowed":
        return unflowed(words, delete_space=_parameter(part, "delsp") == "yes")
    return words


def _parameter(part: Message, name: str) -> str:
    found = part.get_param(name)
    return found.strip().casefold() if isinstance(found, str) else ""


def plain_words(body: str) -> tuple[str, tuple[Mark, ...]]:
    """Return the words of a message as they are kept, and what in them is quoted, a signature, or put in by a list."""
    body = body.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    marks = (*angle_quotes(body, unattributed=True), *_residue(body), *_original(body))
    return body, tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def _original(body: str) -> list[Mark]:
    """Mark the message below the answer, under its copied header, and whose it is."""
    found = _ORIGINAL.search(body)
    if found is None:
        return []
    start = found.end()
    while start < len(body) and body[start].isspace():
        start += 1
    marks = [Mark(found.start(), found.end(), MarkKind.HEADER)]
    sender = _ORIGINAL_FROM.search(found["head"])
    if sender and start < len(body):
        marks.append(Mark(start, len(body), MarkKind.QUOTE, author=_sender(sender[1])[0] or None))
    return marks


def _residue(body: str) -> list[Mark]:
    """Mark what the list software put in, and the signature under its rule."""
    marks = [Mark(found.start(), found.end(), MarkKind.FURNITURE) for found in _SCRUBBED.finditer(body)]
    original = _ORIGINAL.search(body)
    last = original.start() if original else len(body)
    rules = list(_SIGNATURE.finditer(body, 0, last))
    if rules:
        start = rules[-1].start()
        end = next((mark.start for mark in marks if mark.start > start), last)
        lines = body[start:end].rstrip().split("\n")
        # What is longer, or holds quotes, is more than a signature: words below it belong to somebody.
        if len(lines) <= _LONGEST_SIGNATURE and not any(line.startswith(">") for line in lines):
            marks.append(Mark(start, start + len("\n".join(lines)), MarkKind.SIGNATURE))
    return marks


def _mail_rule(node: Node) -> Part | None:
    """HTML mail: a cited block, and the line before it that says whose it is."""
    if node.tag == "blockquote":
        before = node.before()
        author = (
            quoted_name(before.text()) if before is not None and "moz-cite-prefix" in before.classes else None
        )
        return Part(mark_of(MarkKind.QUOTE, author))
    if node.classes & {"moz-cite-prefix", "gmail_attr"}:
        return Part(mark_of(MarkKind.HEADER))
    return SKIP if node.classes & {"moz-txt-sig"} else None
