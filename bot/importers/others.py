"""Files that are surely something else than an archived thread: what they are, and what to do with them."""

import re
from collections.abc import Collection

from bot.importers.binaries import AS_TEXT, POSTS, TABLES, Other, binary_in, starts
from bot.importers.html.page import plain_bytes
from bot.languages import Text

_HEAD = 1 << 16
"""Bytes of a file that are looked at."""
_LINES = 20
_DAY = rb"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_CLOCK = rb"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ \xc2\xa0\xe2\x80\xaf]{0,3}[AaPp]\.?[ ]?[Mm]\.?)?"
_WHATSAPP = re.compile(
    rb"(?:\xe2\x80\x8e)?(?:\["
    + _DAY
    + rb",? "
    + _CLOCK
    + rb"\] |"
    + _DAY
    + rb",? "
    + _CLOCK
    + rb" - )[^:]{1,80}: "
)

_PAGE_OF_TELEGRAM = Text("a page of Telegram's export")
_AS_JSON = Text("Export the chat again and choose “Machine-readable JSON”.")

TEXTS = (
    Other(
        starts(rb"WARC/\d\.\d\r?\n"),
        Text("a web archive (WARC)"),
        Text("Unpack its pages, with `warcat extract` for example, and import them."),
    ),
    Other(
        re.compile(
            rb"(?:--[^\n]*\n\s*){0,5}--[^\n]{0,99}\b\w*(?:SQL|database) dump|/\*!\d{5} |PRAGMA foreign_keys"
            rb"|(?:CREATE|DROP) TABLE (?:IF (?:NOT )?EXISTS )?[`\"\[\w.]+[^\n]{0,2}[(;]"
            rb"|INSERT INTO [^\n]{1,99}\bVALUES\b",
            re.IGNORECASE,
        ),
        Text("a dump of a database (SQL)"),
        TABLES,
    ),
    Other(
        starts(rb'(?=.*"type"\s*:\s*"message")(?=.*"ts"\s*:\s*"\d{9,11}\.\d{6}")\s*[\[{]'),
        Text("an export of Slack"),
        POSTS,
        b'"message"',
    ),
    Other(
        starts(rb'\s*\[\s*\{(?=.{0,2000}"Timestamp"\s*:)(?=.{0,2000}"Contents"\s*:)(?=.{0,2000}"ID"\s*:)'),
        Text("a part of one member's own data from Discord, without what others said"),
        Text("Export the channel with DiscordChatExporter, and import that."),
    ),
    Other(
        re.compile(rb'.*<div class="message (?:default|service) clearfix"', re.DOTALL),
        _PAGE_OF_TELEGRAM,
        _AS_JSON,
        b" clearfix",
    ),
    Other(re.compile(rb'.*<div class="page_header"', re.DOTALL), _PAGE_OF_TELEGRAM, _AS_JSON, b"page_header"),
    Other(
        re.compile(rb".*tgme_widget_message\b", re.DOTALL),
        Text("a page of a Telegram channel"),
        POSTS,
        b"tgme_widget_message",
    ),
)
"""Known by words that nothing else begins with."""

_CHAT = Other(_WHATSAPP, Text("a WhatsApp chat"), POSTS)
_IN_ZIP = (
    ("[Content_Types].xml", Other(starts(b""), Text("an office document"), AS_TEXT)),
    ("META-INF/container.xml", Other(starts(b""), Text("an electronic book"), AS_TEXT)),
    ("META-INF/manifest.xml", Other(starts(b""), Text("an office document"), AS_TEXT)),
)
"""Documents that are ZIP archives, by a file that all of their kind have."""


def other_in(data: bytes) -> Text | None:
    """Say what the content is if it is surely no archived thread, and what to do; None otherwise."""
    head = plain_bytes(data[:_HEAD]).removeprefix(b"\xef\xbb\xbf").lstrip()
    known = next((kind for kind in TEXTS if kind.word in head and kind.sign.match(head)), None)
    if known is None and sum(map(bool, map(_WHATSAPP.match, head.splitlines()[:_LINES]))) > 1:
        known = _CHAT
    return binary_in(data) or (known.sentence if known else None)


def document_in(names: Collection[str]) -> Text | None:
    """Say what a ZIP archive with files of these names is if it is one document; None otherwise."""
    return next((kind.sentence for name, kind in _IN_ZIP if name in names), None)
