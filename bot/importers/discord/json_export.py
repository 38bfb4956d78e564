"""The exporter's JSON."""

from collections.abc import Iterator
from dataclasses import replace

from bot.archive.model import ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.discord.message import (
    Piece,
    Speaker,
    answered_in,
    channel_in,
    file,
    markdown,
    quoted,
    sticker,
    thread,
)
from bot.importers.html.fragment import only_absolute
from bot.importers.html.moments import moment
from bot.importers.jsonic import Object, fields, has_keys, load, objects, text
from bot.importers.source import Source

_SPOKEN = frozenset(
    {"", "Default", "Reply", "ThreadStarterMessage", "ChatInputCommand", "ContextMenuCommand"}
    | {"0", "19", "20", "21", "23"}
)
"""Kinds of messages people speak in; the exporter writes those it has no name for as numbers."""
_STARTERS = frozenset({"ThreadStarterMessage", "21"})
"""In a thread's own export they only point to the message it began with."""


def recognises(source: Source) -> bool:
    """Tell by the exporter's frame."""
    return has_keys(source, "guild", "channel", "messages")


def read(source: Source) -> ParsedThread:
    """Return the channel in `source`."""
    value = load(source)
    channel, messages = fields(value, "channel"), objects(value, "messages")
    if not channel or not messages:
        raise BadArchive("This JSON is no export of a Discord channel with messages in it.", file=source.name)
    spoken = [message for message in messages if text(message, "type") in _SPOKEN and not _points(message)]
    path = (text(fields(value, "guild"), "name"), text(channel, "category"), text(channel, "name"))
    return thread(
        source,
        path,
        list(map(_post, spoken)),
        channel=text(channel, "id") or channel_in(source.name),
        system=len(messages) - len(spoken),
        told=text(value, "messageCount"),
    )


def _points(message: Object) -> bool:
    return text(message, "type") in _STARTERS and not any(_pieces(message))


def _post(message: Object) -> ParsedPost:
    who = _speaker(fields(message, "author"))
    reference = fields(message, "reference")
    forward = text(reference, "type") == "Forward" or fields(message, "forwardedMessage")
    parent = "" if forward else text(reference, "messageId")
    if not parent and who.webhook:
        links = (answered_in(text(embed, "description")) for embed in objects(message, "embeds"))
        parent = next(filter(None, links), "")
    post = who.post(_pieces(message), text(message, "id") or None, moment(text(message, "timestamp")))
    return replace(post, edited_at=moment(text(message, "timestampEdited")), parent_ref=parent or None)


def _speaker(author: Object) -> Speaker:
    name, shown = text(author, "name"), text(author, "nickname")
    webhook = author.get("isBot") is True and text(author, "discriminator") in {"", "0", "0000"}
    # The exporter keeps one nickname an id, and all that a webhook speaks for share its id.
    if webhook:
        return Speaker(name or shown, text(author, "id") or None, webhook=True)
    return Speaker(shown or name, text(author, "id") or None, (name,))


def _pieces(message: Object) -> Iterator[Piece]:
    """Yield the words, then what hangs on them; a bot's embed where there are no words."""
    own = list(_parts(message))
    passed_on = fields(message, "forwardedMessage")
    forwarded = [*_parts(passed_on), *_embedded(passed_on)]
    yield from own
    yield from map(quoted, forwarded)
    if not own and not forwarded:
        embeds = _embedded(message)
        yield from embeds if fields(message, "author").get("isBot") is True else map(quoted, embeds)


def _parts(message: Object) -> Iterator[Piece]:
    content = text(message, "content").strip()
    if content:
        yield markdown(content)
    for attachment in objects(message, "attachments"):
        label = text(attachment, "fileName", "url")
        if label:
            yield file(label, only_absolute(text(attachment, "url")))
    for one in objects(message, "stickers"):
        if text(one, "name"):
            yield sticker(text(one, "name"))


def _embedded(message: Object) -> Iterator[Piece]:
    for embed in objects(message, "embeds"):
        description = text(embed, "description")
        if answered_in(description):
            continue
        told = [text(embed, "title"), description]
        told += [text(field, name) for field in objects(embed, "fields") for name in ("name", "value")]
        words = "\n".join(filter(str.strip, told)).strip()
        if words:
            yield markdown(words)
