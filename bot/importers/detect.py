"""Which reader a file is for, by its content."""

import html
import re
from collections.abc import Iterable

from bot.errors import BadArchive
from bot.importers import (
    bbpress,
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
    stackexchange_page,
    tapatalk,
    telegram,
    usenet,
    vanilla,
    vbulletin,
    woltlab,
    wpforo,
    xenforo,
)
from bot.importers.decoding import decode
from bot.importers.html.page import plain_bytes
from bot.importers.others import other_in
from bot.importers.source import Reader, Source
from bot.importers.text import TextReader
from bot.importers.text.reader import refusal
from bot.languages import Text, joined

_PAGE = re.compile(rb"<(?:!doctype\s|html\b|head\b|body\b|\?xml\b|!--)", re.IGNORECASE)
_TITLE = re.compile(rb"<title\b[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
_MAKER = re.compile(
    rb"<meta\s[^>]{0,100}name=[\"']?generator[\"']?\s[^>]{0,100}content=[\"']([^\"'>]{1,200})", re.IGNORECASE
)
_KEY = re.compile(rb'"([\w .:@$/-]{1,40})"\s*:')
_PAGES = Text("This is a web page, but no thread of a forum software that is known.")
_DOCUMENTS = Text("This is JSON, but not of a shape known as an archived thread.")
KEYS = 6
"""Keys of a JSON document that are named."""
SELF = 80
"""Letters of what a page calls itself."""
_JSON = re.compile(rb'\{\s*(?:"|\}\s*$)|\[\s*(?:\{\s*["}]|["\[]|\]\s*$|-?\d+\s*(?:,|\]\s*$))')

readers: tuple[Reader, ...] = (
    woltlab.reader,
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
    wpforo.reader,
    bbpress.reader,
    stackexchange_page.reader,
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


_CALLED = {
    "xenforo": "XenForo",
    "vbulletin": "vBulletin",
    "phpbb": "phpBB",
    "smf": "SMF",
    "mybb": "MyBB",
    "invision": "Invision",
    "woltlab": "WoltLab",
    "discourse-page": "Discourse",
    "fluxbb": "FluxBB",
    "discuz": "Discuz!",
    "nodebb": "NodeBB",
    "vanilla": "Vanilla",
    "tapatalk": "Tapatalk",
    "flarum": "Flarum",
    "bbpress": "bbPress",
    "wpforo": "wpForo",
    "reddit": "Reddit",
    "pipermail": "Mailman",
    "hansard": Text("my own export"),
    "discord": "Discord (DiscordChatExporter)",
    "telegram": "Telegram",
    "stackexchange": "Stack Exchange",
    "convokit": "ConvoKit",
    "forum-json": Text("JSON lines of posts"),
    "mbox": Text("mail (mbox)"),
    "usenet": "Usenet",
    "text": Text("threads copied as text"),
}
_OTHER_WAYS = {"discourse", "discourse-raw", "reddit-page", "stackexchange-page"}
"""Formats of what another one is named after."""


def known_formats() -> Text:
    """List what can be read, as people call it."""
    others = (reader.name for reader in readers if reader.name not in _CALLED.keys() | _OTHER_WAYS)
    return joined(", ", (*_CALLED.values(), *others))


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
    seeming = _what_else(source.data)
    asked = (reader for reader in among if seeming is None or reader.name != TextReader.name)
    found = next((reader for reader in asked if reader.recognises(source)), None)
    if found is not None:
        return found
    if seeming is None:
        # Where it is no text, decoding says what it is.
        raise BadArchive(refusal(decode(source.data, name=source.name)), file=source.name)
    kind, reason = seeming
    raise BadArchive(reason, file=source.name, kind=kind)


def _what_else(data: bytes) -> tuple[Text, Text] | None:
    """Say what the content is if it is surely no plain text: what many are, and what this one tells of itself."""
    head = plain_bytes(data[:4096]).removeprefix(b"\xef\xbb\xbf").lstrip()
    if _PAGE.match(head):
        return _PAGES, _page(head)
    if _JSON.match(head):
        keys = list(dict.fromkeys(key.decode("utf-8", "replace") for key in _KEY.findall(head)))[:KEYS]
        told = Text(
            "This is JSON with {keys}, but not of a shape known as an archived thread.",
            keys=", ".join(f'"{key}"' for key in keys),
        )
        return _DOCUMENTS, told if keys else _DOCUMENTS
    return None


def _page(head: bytes) -> Text:
    """Name a page by what it says of itself."""
    title, maker = (
        " ".join(html.unescape(found[1].decode("utf-8", "replace")).split())[:SELF] if found else ""
        for found in (_TITLE.search(head), _MAKER.search(head))
    )
    if not title and not maker:
        return _PAGES
    return Text(
        "This is a web page{title}{maker}, but no thread of a forum software that is known.",
        title=Text(" called “{title}”", title=title) if title else "",
        maker=Text(" made by {maker}", maker=maker) if maker else "",
    )
