"""The exporter's plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from bot.archive.model import ParsedThread
from bot.errors import BadArchive
from bot.importers.decoding import decode
from bot.importers.discord.dates import moments
from bot.importers.discord.message import (
    Piece,
    Speaker,
    channel_in,
    file,
    full_name,
    markdown,
    quoted,
    thread,
)
from bot.importers.html.fragment import file_name, only_absolute
from bot.importers.html.page import plain_bytes
from bot.importers.source import Source

_SIGN = re.compile(rb"\s*={20,}\r?\n(?:Guild|Server): .*\r?\nChannel: ")
_RULE = re.compile(r"={20,}")
_HEAD = re.compile(r"\[(?P<date>[^\[\]\n]{6,60})\] (?P<name>.+?)(?: \(pinned\))?")
_SECTION = re.compile(r"\{(Attachments|Embed|Stickers|Reactions|Forwarded Message)\}")
_SENT = "Originally sent: "
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+\.?")
_NOTICES = re.compile(
    r"Joined the server\.|Pinned a message\.|Started a thread\.|Changed the channel icon\.|Left the group\."
    r"|Changed the channel name(?:\.|: .*)|Started a call that lasted .*"
    r"|(?:Added|Removed) (?:.+ (?:to|from) the group\.|a recipient\.)"
)
_AROUND_NAME = re.compile(r"(?: \[\d+\])?(?: \((?:after|before)? ?[\d to-]+\))?(?: \[part \d+\])?$")


@dataclass(slots=True)
class _Message:
    date: str
    name: str
    line: int
    words: list[str] = field(default_factory=list)
    sections: list[tuple[str, list[str]]] = field(default_factory=list)

    def take(self, line: str, before: str) -> None:
        """Take in the next line."""
        section = _SECTION.fullmatch(line)
        if section and (not before or before.startswith(_SENT)):
            self.sections.append((section[1], []))
        else:
            (self.sections[-1][1] if self.sections else self.words).append(line)


def is_notice(content: str) -> bool:
    """Tell whether the exporter wrote this for a message of Discord itself."""
    return _NOTICES.fullmatch(content.strip()) is not None


def path_in(name: str) -> tuple[str, ...]:
    """Return server, category and channel as the exporter writes them into a file's name."""
    stem = _AROUND_NAME.sub("", PurePosixPath(name).stem)
    return tuple(stem.split(" - "))


def recognises(source: Source) -> bool:
    """Tell by the frame above the first message."""
    return _SIGN.match(plain_bytes(source.data[:4096]).removeprefix(b"\xef\xbb\xbf")) is not None


def read(source: Source) -> ParsedThread:
    """Return the channel in `source`."""
    lines = decode(source.data, name=source.name).replace("\r\n", "\n").split("\n")
    messages = _messages(lines)
    if not messages:
        raise BadArchive("This Discord export holds no messages.", file=source.name)
    spoken = [message for message in messages if not is_notice("\n".join(message.words))]
    times = moments([(None, message.date) for message in spoken])
    posts = []
    for message, at in zip(spoken, times, strict=True):
        name, discriminator = full_name(message.name)
        ref = message.name if discriminator else None
        who = Speaker(name, ref, (message.name,))
        posts.append(replace(who.post(_pieces(message), None, at), line=message.line))
    about = {key: value for key, _, value in (line.partition(": ") for line in lines[:12])}
    told = next((line for line in reversed(lines[-8:]) if line.startswith("Exported ")), "")
    return thread(
        source,
        (about.get("Guild") or about.get("Server", ""), *about.get("Channel", "").split(" / ")),
        posts,
        channel=channel_in(source.name),
        system=len(messages) - len(spoken),
        told=told,
    )


def _messages(lines: Sequence[str]) -> list[_Message]:
    found: list[_Message] = []
    shape, before = "", ""
    for number, line in enumerate(lines, 1):
        head = _HEAD.fullmatch(line) if not before or _RULE.fullmatch(before) else None
        if head and (not shape or _shape(head["date"]) == shape) and _DIGITS.search(head["date"]):
            shape = _shape(head["date"])
            found.append(_Message(head["date"], head["name"], number))
        elif _RULE.fullmatch(line) and _ends(lines, number):
            break
        elif found:
            found[-1].take(line, before)
        before = line.strip()
    return found


def _ends(lines: Sequence[str], number: int) -> bool:
    """Tell whether the rule in line `number` is the one above the exporter's last line."""
    return number < len(lines) and lines[number].startswith("Exported ") and len(lines) - number <= 4


def _shape(date: str) -> str:
    """Return how a date is written, whatever the day: every message's is written alike."""
    return _LETTERS.sub("a", _DIGITS.sub("0", date))


def _pieces(message: _Message) -> Iterator[Piece]:
    """Yield the words, then what hangs on them; a bot's embed where there are no words."""
    words = "\n".join(message.words).strip()
    pieces: list[Piece] = [markdown(words)] if words else []
    embeds: list[Piece] = []
    forwarded = False
    for kind, lines in message.sections:
        told = [line for line in lines if line.strip()]
        if kind == "Forwarded Message":
            forwarded = True
            passed_on = "\n".join(lines).rpartition(_SENT)[0].strip() or "\n".join(told)
            pieces.append(quoted(markdown("" if passed_on.startswith(_SENT) else passed_on)))
        elif kind == "Embed":
            embeds.append(markdown("\n".join(told)))
        elif kind != "Reactions":
            for url in told:
                piece = file(file_name(url), only_absolute(url))
                pieces.append(quoted(piece) if forwarded else piece)
    yield from pieces
    if forwarded:
        yield from map(quoted, embeds)
    elif not pieces:
        yield from embeds
