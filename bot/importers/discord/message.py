"""What every form of an exported Discord message comes down to: pieces of text with marks, and who spoke."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.archive.model import Mark, MarkKind, Notice, ParsedPost, ParsedThread, QuoteKeeping
from bot.importers.cleaning import NOBODY
from bot.importers.signs import blanked, sign_quotes
from bot.importers.source import Source
from bot.languages import Text, counted

FORMAT = "discord"
"""Of all forms: whoever speaks in one is the same person in another."""
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|bmp|svg|avif)$", re.IGNORECASE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_REST = re.compile(r"^>>> (.*)", re.MULTILINE | re.DOTALL)
_NO_SIGN = re.compile(r"^>(?! )[> \t]*|^[ \t]+>[> \t]*", re.MULTILINE)
_TO_MESSAGE = re.compile(
    r"[\s*_↩️]*\[[^\]\n]{1,80}\]\(<?https?://(?:\w+\.)?discord(?:app)?\.com/channels/[\d@me]+/\d+/(\d+)>?\)"
)
_DISCRIMINATED = re.compile(r"(.+)#(\d{4})")
_NO_DISCRIMINATOR = "0000"
_IN_NAME = re.compile(r"\[(\d{15,20})\]")
_LONGEST_ID = 20
_PART = re.compile(r"\[part (\d{1,6})\]")

Piece = tuple[str, tuple[Mark, ...]]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a message says it is from; `webhook` where a program speaks under any name it likes."""

    name: str
    ref: str | None
    aliases: tuple[str, ...] = ()
    webhook: bool = False

    def post(self, pieces: Iterable[Piece], ref: str | None, posted_at: datetime | None) -> ParsedPost:
        """Return what they said. Each name a webhook speaks under is a person of its own."""
        body, marks = joined(pieces)
        return ParsedPost(
            author=self.name or NOBODY,
            body=body,
            author_ref=f"{self.ref}:{self.name}" if self.webhook and self.ref else self.ref,
            posted_at=posted_at,
            ref=ref,
            marks=marks,
            aliases=tuple(dict.fromkeys(alias for alias in self.aliases if alias and alias != self.name)),
            quotes=QuoteKeeping.KEPT,
        )


def full_name(told: str) -> tuple[str, str]:
    """Return a user name without its discriminator, and the discriminator, empty where there is none."""
    found = _DISCRIMINATED.fullmatch(told)
    if found is None:
        return told, ""
    return found[1], found[2] if found[2] != _NO_DISCRIMINATOR else ""


def markdown(content: str) -> Piece:
    """Return words with the marks of Discord's Markdown.

    `> ` quotes a line, `>>> ` all that follows, fences are code.
    """
    code = [Mark(found.start(), found.end(), MarkKind.CODE) for found in _FENCE.finditer(content)]
    shown = blanked(content, ((mark.start, mark.end) for mark in code))
    rest = _REST.search(shown)
    end = rest.start() if rest else len(content)
    quotes = [*sign_quotes(shown[:end], _NO_SIGN)]
    if rest and content[rest.start(1) :].strip():
        quotes.append(Mark(rest.start(), len(content), MarkKind.QUOTE))
    return content, tuple(sorted((*code, *quotes), key=lambda mark: (mark.start, -mark.end)))


def file(name: str, url: str | None) -> Piece:
    """Return an attached file as its name."""
    kind = MarkKind.IMAGE if _PICTURE.search(name) else MarkKind.LINK
    return name, (Mark(0, len(name), kind, url=url),)


def sticker(name: str) -> Piece:
    """Return a sticker as its name."""
    return name, (Mark(0, len(name), MarkKind.IMAGE),)


def quoted(piece: Piece) -> Piece:
    """Return what somebody passed on: words that are not theirs, and nobody says whose."""
    words, marks = piece
    inner = (mark for mark in marks if mark.kind is not MarkKind.QUOTE)
    return words, (Mark(0, len(words), MarkKind.QUOTE), *inner)


def answered_in(description: str) -> str | None:
    """Return the message that an embed which begins with a link to one answers: so bots that speak for people reply."""
    found = _TO_MESSAGE.match(description)
    return found[1] if found else None


def joined(pieces: Iterable[Piece]) -> Piece:
    """Return the pieces as one body, each on a line of its own."""
    body, marks = "", []
    for words, own in pieces:
        if words.strip():
            body += "\n" if body else ""
            at = len(body)
            marks += [replace(mark, start=at + mark.start, end=at + mark.end) for mark in own]
            body += words
    return body, tuple(marks)


def channel_in(name: str) -> str | None:
    """Return the id of the channel that the exporter writes into its files' names."""
    found = _IN_NAME.search(name)
    return found[1] if found else None


def thread(  # noqa: PLR0913 - what each form of export tells besides its messages
    source: Source,
    path: Sequence[str],
    posts: Sequence[ParsedPost],
    *,
    channel: str | None,
    system: int = 0,
    told: str = "",
) -> ParsedThread:
    """Return the channel at `path` (server, category, name) with what was passed over.

    `system` messages were no one's words; `told` is how many messages the export says it holds. Without the channel's
    id, the whole path is its identity; a name alone is none.
    """
    named = f"title:{' / '.join(path)}" if len(path) > 1 and all(path[:1]) else None
    key = f"channel:{channel}" if channel else named
    return ParsedThread(
        title=path[-1],
        posts=_forwards(posts),
        source=source.name,
        format=FORMAT,
        key=f"{FORMAT}:{key}" if key else None,
        page=_part(source.name) if channel and not any(post.ref for post in posts) else None,
        notices=tuple(_notices(source.name, posts, system, told)),
    )


def _part(name: str) -> int:
    """Return which part of a channel a file is by its name, which the exporter gives to all but the first."""
    found = _PART.search(name)
    return int(found[1]) if found else 1


def _forwards(posts: Sequence[ParsedPost]) -> tuple[ParsedPost, ...]:
    """Put posts that were exported last first back in order: ids count up, and the exporter never mixes the two."""
    ends = (posts[0], posts[-1]) if posts else ()
    ids = [
        int(post.ref) for post in ends if post.ref and post.ref.isdecimal() and len(post.ref) <= _LONGEST_ID
    ]
    times = [post.posted_at.replace(tzinfo=None) for post in ends if post.posted_at]
    backwards = ids != sorted(ids) if len(ids) == len(ends) else times != sorted(times)
    return tuple(reversed(posts)) if backwards else tuple(posts)


def _notices(name: str, posts: Sequence[ParsedPost], system: int, told: str) -> Iterator[Notice]:
    if system:
        note = counted(
            "{n} message(s) of Discord itself (joins, pins, calls) passed over.",
            "{n} message(s) of Discord itself (joins, pins, calls) passed over.",
            system,
        )
        yield Notice(name, None, note)
    undated = sum(post.posted_at is None for post in posts)
    if undated:
        note = counted(
            "{n} message has a date that cannot be told; it was kept without one.",
            "{n} messages have dates that cannot be told; they were kept without.",
            undated,
        )
        yield Notice(name, None, note)
    empty = sum(not post.body for post in posts)
    if empty:
        note = counted(
            "{n} message has no words in this export.", "{n} messages have no words in this export.", empty
        )
        yield Notice(name, None, note)
    count = "".join(filter(str.isdecimal, told))
    if count and len(count) < 10 and int(count) != len(posts) + system:
        sentence = Text(
            "The export says it holds {told} messages; {read} were read.",
            told=int(count),
            read=len(posts) + system,
        )
        yield Notice(name, None, sentence)
