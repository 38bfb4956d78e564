"""Telegram Desktop's export of chats as JSON: one chat, or all of an account."""

from collections.abc import Iterator
from datetime import timedelta, timezone

from bot.archive.model import Mark, MarkKind, Notice, ParsedPost, ParsedThread, QuoteKeeping
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.html.fragment import file_name, only_absolute
from bot.importers.html.moments import moment
from bot.importers.jsonic import Object, fields, has_keys, load, objects, text
from bot.importers.source import Source
from bot.languages import counted

_KINDS = {
    "blockquote": MarkKind.QUOTE,
    "code": MarkKind.CODE,
    "pre": MarkKind.CODE,
    "spoiler": MarkKind.SPOILER,
    "link": MarkKind.LINK,
    "text_link": MarkKind.LINK,
}
_PICTURES = ("photo", "sticker", "animation")


class TelegramReader:
    """Reads every chat in which somebody spoke."""

    name = "telegram"

    def recognises(self, source: Source) -> bool:
        """Tell by what every message has."""
        return has_keys(source, "messages", "from_id", "date", "text", "type")

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the chats in `source`."""
        value = load(source)
        chats = objects(value, "chats", "list") or ([value] if isinstance(value, dict) else [])
        threads = [thread for chat in chats if (thread := _chat(chat, source.name)).posts]
        if not threads:
            raise BadArchive("This JSON holds no chat of Telegram with messages in it.", file=source.name)
        yield from map(fit_thread, threads)


def _chat(chat: Object, name: str) -> ParsedThread:
    messages = objects(chat, "messages")
    spoken = [message for message in messages if text(message, "type") == "message"]
    number = text(chat, "id")
    note = counted(
        "{n} message(s) of Telegram itself (joins, pins, calls) passed over.",
        "{n} message(s) of Telegram itself (joins, pins, calls) passed over.",
        len(messages) - len(spoken),
    )
    return ParsedThread(
        title=text(chat, "name") or number,
        posts=tuple(map(_post, spoken)),
        source=name,
        format=TelegramReader.name,
        key=f"{TelegramReader.name}:chat:{number}" if number else None,
        notices=(Notice(name, None, note),) if len(spoken) < len(messages) else (),
    )


def _post(message: Object) -> ParsedPost:
    body, marks = _body(message)
    posted = moment(text(message, "date_unixtime"))
    printed = moment(text(message, "date"))
    if posted is None:
        posted = printed
    elif printed is not None and printed.tzinfo is None:
        # Printed as the exporter's clock had it, which tells the zone.
        minutes = round((printed - posted.replace(tzinfo=None)).total_seconds() / 60)
        posted = posted.astimezone(timezone(timedelta(minutes=minutes))) if abs(minutes) <= 840 else posted
    zone = posted.tzinfo if posted else None
    edited = moment(text(message, "edited_unixtime")) or moment(text(message, "edited"))
    return ParsedPost(
        author=text(message, "from") or NOBODY,
        body=body,
        author_ref=text(message, "from_id") or None,
        posted_at=posted,
        edited_at=edited.astimezone(zone) if edited and edited.tzinfo and zone else edited,
        ref=text(message, "id") or None,
        parent_ref=text(message, "reply_to_message_id") or None,
        marks=marks,
        quotes=QuoteKeeping.KEPT,
    )


def _body(message: Object) -> tuple[str, tuple[Mark, ...]]:
    """Return the words and below them the files; all of what was passed on is a quote of whoever is named for it."""
    body = ""
    marks: list[Mark] = []
    told = message.get("text")
    for piece in told if isinstance(told, list) else [told]:
        styled = fields(piece)
        words = piece if isinstance(piece, str) else text(styled, "text")
        kind = _KINDS.get(text(styled, "type"))
        if kind is not None and words.strip():
            url = only_absolute(text(styled, "href") or words) if kind is MarkKind.LINK else None
            marks.append(Mark(len(body), len(body) + len(words), kind, url=url))
        body += words
    for name in ("photo", "file"):
        path = text(message, name)
        if path:
            label = text(message, "sticker_emoji", "file_name") or file_name(path)
            body += "\n" if body else ""
            pictured = name in _PICTURES or text(message, "media_type") in _PICTURES
            marks.append(
                Mark(len(body), len(body) + len(label), MarkKind.IMAGE if pictured else MarkKind.LINK)
            )
            body += label
    origin = message.get("forwarded_from")
    if "forwarded_from" in message and body.strip():
        author = origin if isinstance(origin, str) and origin.strip() else None
        inner = [mark for mark in marks if mark.kind is not MarkKind.QUOTE]
        marks = [Mark(0, len(body), MarkKind.QUOTE, author=author), *inner]
    return body, tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


reader = TelegramReader()
