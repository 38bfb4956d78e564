"""Header fields of a message as text, whatever bytes they were written in."""

import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from itertools import islice

from bot.errors import BadArchive
from bot.importers.decoding import decode

LONGEST = 4000
"""Characters of a header field; what is beyond is not looked at."""
_MOST_PARTS = 20
_CHARSET = re.compile(r"[A-Za-z0-9_.:+-]{1,40}")
_WORD = r"=\?[^?\s]{1,80}\?[bqBQ]\?[^?]*\?="
_WORDS = re.compile(rf"{_WORD}(?:\s*{_WORD})*")


def header(message: Message, name: str) -> str:
    """Return a header field decoded and unfolded, empty where there is none.

    Bare bytes are UTF-8 where they can be, else in the charset of the body, else guessed, as bodies are.
    """
    wanted = name.lower()
    raw = next((value for key, value in message.raw_items() if key.lower() == wanted), None)
    if raw is None:
        return ""
    data = str(raw)[:LONGEST].encode("utf-8", "surrogateescape")
    return " ".join(_WORDS.sub(_decoded, _bare(data, message)).split())


def _bare(data: bytes, message: Message) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return text_of(data, charset_of(message))


def _decoded(words: re.Match[str]) -> str:
    try:
        pieces = decode_header(words[0])
    except (MessageError, ValueError):
        return words[0]
    return "".join(piece if isinstance(piece, str) else text_of(piece, charset) for piece, charset in pieces)


def charset_of(message: Message) -> str | None:
    """Return the charset declared for the words of a message or part; None where there is none that can be read."""
    for part in islice(message.walk(), _MOST_PARTS):
        try:
            charset = part.get_content_charset()
        except (LookupError, ValueError):
            charset = None
        if charset:
            return charset
    return None


def text_of(data: bytes, charset: str | None) -> str:
    """Decode `data`, by its own look where `charset` is none or wrong."""
    try:
        return decode(data.replace(b"\0", b""), charset if charset and _CHARSET.fullmatch(charset) else None)
    except BadArchive:
        return data.decode("latin-1")
