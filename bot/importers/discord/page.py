"""The exporter's page, its default: messages in groups, of which older ones alone tell who speaks and when."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.archive.model import MarkKind, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.discord.dates import moments, tells_time
from bot.importers.discord.message import (
    Piece,
    Speaker,
    channel_in,
    file,
    full_name,
    joined,
    quoted,
    sticker,
    thread,
)
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.fragment import file_name, only_absolute
from bot.importers.html.moments import moment
from bot.importers.html.page import Page, plain_bytes
from bot.importers.html.rendering import Renderer
from bot.importers.html.tree import Node
from bot.importers.source import Source

_SIGN = re.compile(rb"<div\b[^>]{0,200}\bclass=[\"']?[^\"'>]*\bchatlog__message-group\b")
_SYSTEM = "chatlog__system-notification"
_FILE = re.compile(r"(?:Image|Video|Audio|Attachment): (.+) \([^()]*\)")
_SCROLL = re.compile(r"scrollToMessage\([^)]*?(\d+)")
_MESSAGE = re.compile(r"/channels/[^/]+/\d+/(\d+)$")
_QUOTES = frozenset({"chatlog__markdown-quote", "quote"})
_CODE = frozenset({"chatlog__markdown-pre", "pre"})
_SPOILERS = frozenset({"chatlog__markdown-spoiler", "spoiler-text", "spoiler"})
_WORDS = frozenset({"chatlog__markdown-preserve", "markdown", "preserve-whitespace"})
_EMBED = ".chatlog__embed-title, .chatlog__embed-description, .chatlog__embed-field-name, .chatlog__embed-field-value"


def recognises(source: Source) -> bool:
    """Tell by the exporter's own markup."""
    return _SIGN.search(plain_bytes(source.data)) is not None


def read(source: Source) -> ParsedThread:
    """Return the channel in `source`."""
    page = Page(source)
    try:
        return _channel(page, source)
    finally:
        page.close()


def _channel(page: Page, source: Source) -> ParsedThread:
    groups = list(page.root.all(".chatlog__message-group"))
    found = [pair for group in groups for pair in _messages(group)]
    if not found:
        raise BadArchive("This Discord page holds no messages.", file=source.name)
    posts = [post for post, _ in found if post is not None]
    printed = [text for post, text in found if post is not None]
    times = moments([(post.ref, text[0]) for post, text in zip(posts, printed, strict=True)])
    edits = moments([(None, text[1]) for text in printed])
    entries = [
        node.text() for node in page.root.all(".preamble__entry, .info__guild-name, .info__channel-name")
    ]
    path = [*entries[:1], *(entries[1] if len(entries) > 1 else "").split(" / ")]
    told = page.root.first(".postamble__entry")
    return thread(
        source,
        path,
        [
            replace(post, posted_at=at, edited_at=edit and edit.replace(tzinfo=at.tzinfo if at else None))
            for post, at, edit in zip(posts, times, edits, strict=True)
        ],
        channel=channel_in(source.name),
        system=len(found) - len(posts),
        told=told.text() if told else "",
    )


def _messages(group: Node) -> Iterator[tuple[ParsedPost | None, tuple[str, str]]]:
    """Yield each message of a group with its dates of posting and editing as printed; None: one of Discord itself."""
    speaker, bot = _speaker(group), _is_bot(group)
    whole = list(group.all(".chatlog__message-container")) or list(group.all(".chatlog__message"))
    for place, node in enumerate(whole or [group]):
        if any(name.startswith(_SYSTEM) for inner in node.walk() for name in inner.classes):
            yield None, ("", "")
            continue
        ref = node.get("data-message-id") or None
        # Once, answers and dates stood in front of a group's first message, outside it.
        around = group if place == 0 else node
        link = around.first(".chatlog__reply-link, .chatlog__reference-link")
        answered = _SCROLL.search(link.get("onclick")) if link else None
        parent = answered[1] if answered else _answered(node) if speaker.webhook else None
        date = _stamp(around, "chatlog__timestamp") or _stamp(node, "chatlog__short-timestamp")
        date = date or node.get("title").partition(": ")[2]
        if not date and not tells_time(ref):
            date = _stamp(group, "chatlog__timestamp")
        post = speaker.post(_pieces(node, bot=bot), ref, None)
        yield replace(post, parent_ref=parent), (date, _stamp(node, "chatlog__edited-timestamp"))


def _is_bot(group: Node) -> bool:
    return group.first(".chatlog__author-tag, .chatlog__bot-tag, .chatlog__bot-label") is not None


def _speaker(group: Node) -> Speaker:
    node = group.first(".chatlog__author, .chatlog__author-name")
    if node is None:
        return Speaker("", None)
    name, discriminator = full_name(node.get("title"))
    webhook = _is_bot(group) and not discriminator
    return Speaker(node.text(), node.get("data-user-id") or None, (name,), webhook)


def _stamp(node: Node, name: str) -> str:
    """Return a date as printed: the longer form, which has the month as a word, where it is one."""
    found = node.first(f".{name}")
    if found is None:
        return ""
    return found.get("title") if moment(found.get("title"), order=True) else found.text()


def _answered(node: Node) -> str | None:
    """Return the message that an embed which begins with a link to one answers: so bots that speak for people reply."""
    for embed in node.all(".chatlog__embed-description"):
        link = embed.first("a")
        found = _MESSAGE.search(link.get("href")) if link and embed.text().startswith(link.text()) else None
        if found:
            return found[1]
    return None


def _pieces(node: Node, *, bot: bool) -> Iterator[Piece]:
    """Yield the words, then what hangs on them; a bot's embed where there are no words."""
    own = list(
        filter(_says, (*map(_rendered, node.all(".chatlog__content")), *_files(node, passed_on=False)))
    )
    forwarded = [
        *map(_rendered, node.all(".chatlog__forwarded-content")),
        *_files(node, passed_on=True),
    ]
    yield from own
    yield from map(quoted, filter(_says, forwarded))
    if not own and not forwarded and _answered(node) is None:
        embeds = [joined(map(_rendered, embed.all(_EMBED))) for embed in node.all(".chatlog__embed")]
        yield from embeds if bot else map(quoted, filter(_says, embeds))


def _says(piece: Piece) -> bool:
    return bool(piece[0].strip())


def _files(node: Node, *, passed_on: bool) -> Iterator[Piece]:
    """Yield attachments and stickers, of the message itself or of the one that was passed on."""
    for one in node.all(".chatlog__attachment, .chatlog__forwarded-attachments, .chatlog__sticker"):
        if any("chatlog__forwarded" in above.classes for above in one.above()) is not passed_on:
            continue
        if "chatlog__sticker" in one.classes:
            yield sticker(one.get("title"))
            continue
        for linked in one.all("a, video, audio"):
            inner = linked.first("[title], [src]")
            url = linked.get("href") or (inner.get("src") if inner else "")
            told = (inner.get("title") if inner else "") or linked.text()
            named = _FILE.fullmatch(told)
            name = named[1] if named else linked.text()
            yield file(name or file_name(url), only_absolute(url))


def _rendered(node: Node) -> Piece:
    return Renderer(_rule, only_absolute).render(node)


def _rule(node: Node) -> Part | None:
    classes = node.classes
    if "chatlog__edited-timestamp" in classes:
        return SKIP
    if node.tag == "img" and ("chatlog__emoji" in classes or "emoji" in classes):
        name = node.get("alt") or node.get("title")
        return Part(text=f":{name.strip(':')}:" if name.isascii() else name)
    for names, kind in ((_QUOTES, MarkKind.QUOTE), (_CODE, MarkKind.CODE), (_SPOILERS, MarkKind.SPOILER)):
        if classes & names:
            alone = any(name.endswith("--multiline") for name in classes)
            return Part(mark_of(kind), verbatim=True, apart=alone)
    if classes & _WORDS:
        return Part(verbatim=True)
    return None
