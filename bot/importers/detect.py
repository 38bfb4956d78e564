"""Which reader a file is for, by its content."""

import re
from collections.abc import Iterable

from bot.errors import BadArchive
from bot.importers import (
    convokit,
    discord,
    discourse,
    discourse_page,
    discourse_raw,
    discuz,
    flarum,
    fluxbb,
    forum_json,
    hansard,
    invision,
    mbox,
    mybb,
    nodebb,
    phpbb,
    pipermail,
    reddit,
    reddit_page,
    smf,
    stackexchange,
    tapatalk,
    telegram,
    usenet,
    vanilla,
    vbulletin,
    xenforo,
)
from bot.importers.decoding import decode
from bot.importers.html.page import plain_bytes
from bot.importers.others import other_in
from bot.importers.source import Reader, Source
from bot.importers.text import TextReader
from bot.importers.text.reader import refusal
from bot.importers.text.screen import looks_copied
from bot.languages import Text

_PAGE = re.compile(rb"<(?:!doctype\s|html\b|head\b|body\b|\?xml\b|!--)", re.IGNORECASE)
_JSON = re.compile(rb'\{\s*(?:"|\}\s*$)|\[\s*(?:\{\s*["}]|["\[]|\]\s*$|-?\d+\s*(?:,|\]\s*$))')

readers: tuple[Reader, ...] = (
    xenforo.reader,
    vbulletin.reader,
    phpbb.reader,
    smf.reader,
    mybb.reader,
    invision.reader,
    discourse_page.reader,
    fluxbb.reader,
    discuz.reader,
    nodebb.reader,
    vanilla.reader,
    tapatalk.reader,
    flarum.reader,
    reddit_page.reader,
    pipermail.reader,
    hansard.reader,
    discourse.reader,
    discord.reader,
    telegram.reader,
    stackexchange.reader,
    reddit.reader,
    convokit.reader,
    forum_json.reader,
    mbox.reader,
    usenet.reader,
    discourse_raw.reader,
    TextReader(),
)
"""Every reader, in the order they are asked; plain text is what is left."""


def reader_for(
    source: Source,
    format: str | None = None,  # noqa: A002 - as the option is called
    *,
    among: Iterable[Reader] = readers,
) -> Reader:
    """Return the reader for `source`: the one named `format`, else the first that recognises its content.

    Raises BadArchive with a sentence that says what the file is instead, or which formats are known.
    """
    among = tuple(among)
    if format is not None:
        named = next((reader for reader in among if reader.name == format), None)
        if named is None:
            known = ", ".join(sorted(reader.name for reader in among))
            raise BadArchive(
                "There is no format called {format!r}. The formats are: {known}.",
                file=source.name,
                format=format,
                known=known,
            )
        return named
    if not source.data.strip():
        raise BadArchive("The file is empty.", file=source.name)
    surely = other_in(source.data)
    if surely is not None:
        raise BadArchive(surely, file=source.name)
    other = _what_else(source.data)
    asked = (reader for reader in among if other is None or reader.name != TextReader.name)
    found = next((reader for reader in asked if reader.recognises(source)), None)
    if found is None:
        if other is None:
            # Where it is no text, decoding says what it is.
            other = _copied(decode(source.data, name=source.name))
        unknown = Text("This is not an archived thread in any known format.")
        raise BadArchive(other or unknown, file=source.name)
    return found


def _copied(text: str) -> Text | None:
    return refusal(text) if looks_copied(text) else None


def _what_else(data: bytes) -> Text | None:
    """Say what the content is if it is surely no plain text."""
    head = plain_bytes(data[:4096]).removeprefix(b"\xef\xbb\xbf").lstrip()
    if _PAGE.match(head):
        return Text("This is a web page, but no thread of a forum software that is known.")
    if _JSON.match(head):
        return Text("This is JSON, but not of a shape known as an archived thread.")
    return None
