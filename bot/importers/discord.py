"""Discord channels and threads as DiscordChatExporter's JSON."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from bot.archive.model import Mark, MarkKind, Notice, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.angles import angle_quotes
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.html.fragment import only_absolute
from bot.importers.html.moments import moment
from bot.importers.jsonic import Object, fields, has_keys, load, objects, text
from bot.importers.source import Source
from bot.languages import counted

_SPOKEN = frozenset(
    {"", "Default", "Reply", "ThreadStarterMessage", "ChatInputCommand", "ContextMenuCommand"}
    | {"0", "19", "20", "21", "23"}
)
"""Kinds of messages people speak in; the exporter writes those it has no name for as numbers."""
_STARTERS = frozenset({"ThreadStarterMessage", "21"})
"""In a thread's own export they only point to the message it began with."""
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|bmp|svg)$", re.IGNORECASE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_REST = re.compile(r"^>>> (.*)", re.MULTILINE | re.DOTALL)


class DiscordReader:
    """Reads one exported channel or thread; parts of one channel are merged by its id."""

    name = "discord"

    def recognises(self, source: Source) -> bool:
        """Tell by the exporter's frame."""
        return has_keys(source, "guild", "channel", "messages")

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the channel in `source`."""
        value = load(source)
        channel, messages = fields(value, "channel"), objects(value, "messages")
        if not channel or not messages:
            raise BadArchive(
                "This JSON is no export of a Discord channel with messages in it.", file=source.name
            )
        spoken = [
            message for message in messages if text(message, "type") in _SPOKEN and not _points(message)
        ]
        notices = []
        if len(spoken) < len(messages):
            note = counted(
                "{n} message(s) of Discord itself (joins, pins, calls) passed over.",
                "{n} message(s) of Discord itself (joins, pins, calls) passed over.",
                len(messages) - len(spoken),
            )
            notices.append(Notice(source.name, None, note))
        number = text(channel, "id")
        yield fit_thread(
            ParsedThread(
                title=text(channel, "name"),
                posts=tuple(map(_post, spoken)),
                source=source.name,
                format=self.name,
                key=f"{self.name}:channel:{number}" if number else None,
                notices=tuple(notices),
            )
        )


def _points(message: Object) -> bool:
    return text(message, "type") in _STARTERS and not _body(message)[0]


def _post(message: Object) -> ParsedPost:
    author = fields(message, "author")
    name = text(author, "nickname", "name")
    body, marks = _body(message)
    reference = fields(message, "reference")
    forwarded = fields(message, "forwardedMessage")
    return ParsedPost(
        author=name or NOBODY,
        body=body,
        author_ref=text(author, "id") or None,
        posted_at=moment(text(message, "timestamp")),
        edited_at=moment(text(message, "timestampEdited")),
        ref=text(message, "id") or None,
        parent_ref=None if forwarded else text(reference, "messageId") or None,
        marks=marks,
        aliases=tuple(alias for alias in (text(author, "name"),) if alias and alias != name),
    )


def _body(message: Object) -> tuple[str, tuple[Mark, ...]]:
    """Return the words, then what hangs on them, one a line; a bot's embed where there are no words."""
    pieces: list[tuple[str, tuple[Mark, ...]]] = []
    content = text(message, "content").strip()
    if content:
        pieces.append((content, _markdown(content)))
    forwarded = text(fields(message, "forwardedMessage"), "content").strip()
    if forwarded:
        pieces.append((forwarded, (Mark(0, len(forwarded), MarkKind.QUOTE),)))
    for attachment in objects(message, "attachments"):
        label, url = text(attachment, "fileName", "url"), only_absolute(text(attachment, "url"))
        if label:
            kind = MarkKind.IMAGE if _PICTURE.search(label) else MarkKind.LINK
            pieces.append((label, (Mark(0, len(label), kind, url=url),)))
    for sticker in objects(message, "stickers"):
        label = text(sticker, "name")
        if label:
            pieces.append((label, (Mark(0, len(label), MarkKind.IMAGE),)))
    if not pieces:
        for embed in objects(message, "embeds"):
            words = "\n".join(filter(None, (text(embed, "title"), text(embed, "description")))).strip()
            if words:
                pieces.append((words, _markdown(words)))
    return _joined(pieces)


def _joined(pieces: list[tuple[str, tuple[Mark, ...]]]) -> tuple[str, tuple[Mark, ...]]:
    body, marks = "", []
    for words, own in pieces:
        body += "\n" if body else ""
        at = len(body)
        marks += [Mark(at + m.start, at + m.end, m.kind, m.author, m.ref, m.number, m.url) for m in own]
        body += words
    return body, tuple(marks)


def _markdown(content: str) -> tuple[Mark, ...]:
    """Return the marks of Discord's Markdown: `>` quotes a line, `>>>` all that follows, fences are code."""
    code = [Mark(found.start(), found.end(), MarkKind.CODE) for found in _FENCE.finditer(content)]
    rest = _REST.search(content)
    end = rest.start() if rest else len(content)
    quotes = [mark for mark in angle_quotes(content[:end], unattributed=True) if not _inside(mark, code)]
    if rest and rest[1].strip() and not _inside(Mark(rest.start(), rest.end(), MarkKind.QUOTE), code):
        quotes.append(Mark(rest.start(), len(content), MarkKind.QUOTE))
    return tuple(sorted((*code, *quotes), key=lambda mark: (mark.start, -mark.end)))


def _inside(mark: Mark, code: list[Mark]) -> bool:
    before = bisect_right(code, mark.start, key=lambda one: one.start)
    return before > 0 and mark.start < code[before - 1].end


reader = DiscordReader()
