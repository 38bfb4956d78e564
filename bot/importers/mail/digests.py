"""Digests: one message that brings many. Each of these is a post; the digest is none.

Mailman and its like send them as `multipart/digest` or, in plain text, as RFC 1153 says: a table of contents, a line of
seventy dashes, then messages with short headers between lines of thirty.
"""

import re
from collections.abc import Iterator
from email.message import Message

from bot.importers.mail.message import MailPost, parsed, plain_text, post_of
from bot.importers.mail.raw import header
from bot.importers.mail.splitting import head_fields

_MOST_PARTS = 1000
_PREAMBLE = re.compile(r"^-{70}[ \t]*\n", re.MULTILINE)
_BETWEEN = re.compile(r"^-{30}[ \t]*\n(?:[ \t]*\n)*", re.MULTILINE)
_COUNTED = re.compile(r"\s*(?:Message: \d+[ \t]*\n(?:[ \t]*\n)*)?")
_END = re.compile(r"(?:End of .{1,200}|Subject: Digest Footer\b)", re.IGNORECASE)
_ENCODED = re.compile(
    r"^Content-(?:Type|Transfer-Encoding)[ \t]*:.*\n(?:[ \t]+\S.*\n)*", re.MULTILINE | re.IGNORECASE
)


def read_messages(data: bytes, *, line: int | None) -> Iterator[MailPost]:
    """Yield the message in `data`, or those of the digest it is. `line` is where it starts in its file."""
    message = parsed(data)
    if message is None:
        return
    inner = list(_inner(message))
    for one in inner or [message]:
        post = post_of(one, line=line)
        if post is not None:
            yield post


def _inner(message: Message) -> Iterator[Message]:
    """Yield the messages a digest brings; none where the message is no digest."""
    parts = [message]
    for _ in range(_MOST_PARTS):
        if not parts:
            break
        part = parts.pop()
        inner = part.get_payload() if part.is_multipart() else None
        held = [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []
        if part.get_content_type() == "multipart/digest":
            for one in held:
                brought = one.get_payload() if one.get_content_type() == "message/rfc822" else None
                yield from (
                    (each for each in brought if isinstance(each, Message))
                    if isinstance(brought, list)
                    else ()
                )
            return
        parts += reversed(held)
    if "digest" in header(message, "Subject").casefold():
        yield from _plain(plain_text(message))


def _plain(body: str) -> Iterator[Message]:
    begun = _PREAMBLE.search(body)
    if begun is None:
        return
    pieces: list[list[str]] = []
    for piece in _BETWEEN.split(body[begun.end() :]):
        text = _COUNTED.sub("", piece, count=1)
        if b"from" in head_fields(text[:65536].encode("utf-8", "replace")):
            pieces.append([text])
        elif pieces and not _END.match(text):
            # A line of dashes somebody wrote.
            pieces[-1] += ["-" * 30, "\n\n", piece]
    for text in map("".join, pieces):
        head, blank, words = text.partition("\n\n")
        # The charset it names was the message's before the digest was made.
        bare = _ENCODED.sub("", head + "\n")
        one = parsed((bare + blank[1:] + words).encode("utf-8", "surrogateescape"))
        if one is not None:
            yield one
