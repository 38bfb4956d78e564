"""Single messages as Mailman's web archives (pipermail) show them: a heading, who and when, the words as they came."""

import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import unquote

from bot.archive.model import ParsedPost, ParsedThread, QuoteKeeping
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.dates import parse_date
from bot.importers.html.page import Page, plain_bytes
from bot.importers.html.tree import Node
from bot.importers.mail.message import plain_words
from bot.importers.mail.threading import base_subject
from bot.importers.source import Source

_SIGN = re.compile(rb"<!--beginarticle-->\s{0,20}<pre>", re.IGNORECASE)
_OWN_ID = re.compile(r"In-Reply-To=(?:%3C|<|&lt;)?([^&<>\s]{3,500}?)(?:%3E|>|&gt;)?(?:&|$)", re.IGNORECASE)


class PipermailReader:
    """Reads one message; those of one subject are merged into one thread, in the order of their files."""

    name = "pipermail"

    def recognises(self, source: Source) -> bool:
        """Tell by the comment before the words."""
        return _SIGN.search(plain_bytes(source.data)) is not None

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the message in `source` as a thread of its own."""
        with closing(Page(source)) as page:
            yield fit_thread(_message(page, self.name))


def _message(page: Page, format_name: str) -> ParsedThread:
    words = page.root.first("pre")
    heading = page.root.first("h1")
    if words is None or heading is None:
        raise BadArchive("This page holds no message of a mailing list.", file=page.name)
    said = plain_words(_as_it_came(words))
    link = next((node for node in page.root.all("a[href^=mailto]")), None)
    own = _OWN_ID.search(link.get("href")) if link else None
    subject = base_subject(heading.text())
    address = link.text().replace(" at ", "@").lower() if link else ""
    stamp = page.root.first("i")
    post = ParsedPost(
        author=_first_bold(page) or address.partition("@")[0] or NOBODY,
        body=said.body,
        author_ref=address or None,
        posted_at=parse_date(stamp.text()) if stamp else None,
        ref=unquote(own[1]) if own else None,
        url=page.url or None,
        marks=said.marked(),
        quotes=QuoteKeeping.ANSWERED,
    )
    return ParsedThread(
        title=subject or "(no subject)",
        posts=(post,),
        source=page.name,
        format=format_name,
        key=f"{format_name}:title:{subject}" if subject else None,
    )


def _first_bold(page: Page) -> str:
    node = page.root.first("b")
    return node.text() if node else ""


def _as_it_came(words: Node) -> str:
    """Return all text below, every blank and newline of it."""
    pieces: list[str] = []
    stack: list[Node | str] = [words]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
        else:
            stack += reversed(item.children)
    return "".join(pieces)


reader = PipermailReader()
