"""Single messages out of mailboxes, batches and articles that were simply put one after the other."""

import re
from collections.abc import Iterator

Piece = tuple[int, bytes]
"""The line a message starts at, from 1, and its bytes."""

_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_FROM = re.compile(
    rb"^From [^\n]{0,300}?[ \t]"
    + _DAY
    + rb"[ ,]+[^\n]{0,40}\d\d?:\d\d[^\n]{0,40}\r?\n(?=[!-9;-~]{1,60}[ \t]*:)",
    re.MULTILINE,
)
_BATCH = re.compile(rb"^#! ?rnews (\d{1,9})[^\n]*\n", re.MULTILINE)
_HEAD = re.compile(
    rb"^(?:Path|Relay-Version|Xref|From|Newsgroups|Message-ID|Subject|Return-Path|Received|Date)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_FIELD = re.compile(rb"([!-9;-~]{1,60})[ \t]*:")
_LONGEST_HEAD = 65536
_BLANK = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_ESCAPED = re.compile(rb">+From ")


def mailbox(data: bytes) -> Iterator[Piece]:
    """Yield the messages of an mbox: each begins at a "From " line with a date, whose next line is a header."""
    starts = list(_starts(data))
    ends = [match.start() for match in starts[1:]] + [len(data)]
    line, seen = 1, 0
    for match, end in zip(starts, ends, strict=True):
        line += data.count(b"\n", seen, match.start())
        seen = match.start()
        yield line, _unescaped(data[match.end() : end])


def _starts(data: bytes) -> Iterator[re.Match[bytes]]:
    """Yield where messages begin; none within one whose header tells its length truly."""
    reached = 0
    for match in _FROM.finditer(data):
        if match.start() < reached or not _after_blank(data, match.start()):
            continue
        yield match
        reached = _told_end(data, match.end())


def _told_end(data: bytes, at: int) -> int:
    """Return where the message at `at` ends by its Content-Length; `at` where it tells none, or an untrue one."""
    head = _BLANK.search(data, at, at + _LONGEST_HEAD)
    told = _LENGTH.search(data, at, head.start() + 1) if head else None
    end = head.end() + int(told[1]) if head and told else at
    rest = data[end : end + 7].lstrip(b"\r\n")
    return end if end > at and (end == len(data) or rest.startswith(b"From ")) else at


def is_mailbox(data: bytes) -> bool:
    """Tell whether the content begins as an mbox."""
    return _FROM.match(data.lstrip(b"\xef\xbb\xbf\r\n")[:2000]) is not None


def articles(data: bytes) -> Iterator[Piece]:
    """Yield the articles of an rnews batch, or of a file that is one article or several, one after the other."""
    if _BATCH.match(data):
        yield from _batch(data)
        return
    starts = list(_heads(data)) or [0]
    ends = [*starts[1:], len(data)]
    line, seen = 1, 0
    for start, end in zip(starts, ends, strict=True):
        line += data.count(b"\n", seen, start)
        seen = start
        yield line, data[start:end]


def head_fields(data: bytes, at: int = 0) -> frozenset[bytes]:
    """Return the names, in lower case, of the header fields from `at` on; none where these lines are no header."""
    names: set[bytes] = set()
    last = min(len(data), at + _LONGEST_HEAD)
    while at < last:
        end = data.find(b"\n", at, last)
        end = last if end < 0 else end
        line = data[at:end].rstrip(b"\r")
        if not line:
            break
        if line[:1] not in {b" ", b"\t"}:
            match = _FIELD.match(line)
            if match is None:
                return frozenset()
            names.add(match[1].lower())
        at = end + 1
    return frozenset(names)


def is_message(names: frozenset[bytes]) -> bool:
    """Tell whether a header is one of mail: who wrote, and two fields more."""
    return b"from" in names and len(names & {b"subject", b"to", b"date", b"message-id", b"received"}) > 1


def is_article(names: frozenset[bytes]) -> bool:
    """Tell whether a header is one of news."""
    return {b"newsgroups", b"from"} <= names and bool(
        names & {b"message-id", b"subject", b"path", b"date", b"references", b"lines", b"xref"}
    )


def _heads(data: bytes) -> Iterator[int]:
    reached = 0
    for match in _HEAD.finditer(data):
        if match.start() < reached or not _after_blank(data, match.start()):
            continue
        if is_article(head_fields(data, match.start())):
            yield match.start()
            blank = data.find(b"\n\n", match.start())
            reached = blank if blank >= 0 else match.end()


def _batch(data: bytes) -> Iterator[Piece]:
    at, line = 0, 1
    while match := _BATCH.match(data, at):
        size = int(match[1])
        piece = data[match.end() : match.end() + size]
        yield line + 1, piece
        following = _BATCH.search(data, match.end() + len(piece))
        end = following.start() if following else len(data)
        line += data.count(b"\n", at, end)
        at = end


def _after_blank(data: bytes, at: int) -> bool:
    """Tell whether `at` is the beginning or follows an empty line."""
    return (
        at == 0
        or data[max(0, at - 3) : at].endswith((b"\n\n", b"\n\r\n"))
        or not data[: min(at, 8)].strip(b"\xef\xbb\xbf\r\n")
    )


def _unescaped(message: bytes) -> bytes:
    """Undo the `>` that mailboxes put before a line "From …", where it is not one of a quote."""
    if b">From " not in message:
        return message
    lines = message.split(b"\n")
    escaped = [bool(_ESCAPED.match(line)) for line in lines]
    quoted = [line.startswith(b">") and not mark for line, mark in zip(lines, escaped, strict=True)]
    for index, line in enumerate(lines):
        if escaped[index] and not any(quoted[max(0, index - 1) : index + 2]):
            lines[index] = line[1:]
    return b"\n".join(lines)
