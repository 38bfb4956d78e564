"""Pages saved as one file (MHTML): the page itself, out of the mail-like wrapping a browser puts around it."""

import re
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser

from bot.importers.source import Source

_SIGN = re.compile(
    rb"^(?:From:\s*\"?<?Saved by |Snapshot-Content-Location:|X-MimeOLE: Produced By Microsoft MimeOLE)",
    re.MULTILINE | re.IGNORECASE,
)
_HEAD = 4096


def is_mhtml(source: Source) -> bool:
    """Tell whether a browser saved `source` as one file."""
    head = source.data[:_HEAD]
    return b"multipart/related" in head.lower() and _SIGN.search(head) is not None


def page_in(source: Source) -> Source | None:
    """Return the page in an MHTML file, with its address in front as browsers note it; None where there is none."""
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(source.data)
    except (MessageError, RecursionError, ValueError, LookupError):
        return None
    parts = message.get_payload() if message.is_multipart() else []
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, Message) and part.get_content_type() == "text/html":
            data = part.get_payload(decode=True)
            if isinstance(data, bytes):
                address = str(
                    message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
                ).strip()
                return Source(source.name, _noted(address) + data)
    return None


def _noted(address: str) -> bytes:
    url = address.encode("ascii", "ignore")
    if not url.startswith((b"http://", b"https://")) or b"-->" in url or b" " in url:
        return b""
    return b"<!-- saved from url=(%04d)%s -->\n" % (len(url), url)
