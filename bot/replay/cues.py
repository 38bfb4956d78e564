"""What will be said: one cue is one message, made of a post's own words and what it quotes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.archive.ids import PostId
from bot.archive.model import PassageKind
from bot.archive.spoken import Spoken
from bot.languages import say, say_day, say_n

LIMIT = 2000
"""UTF-16 units in a message."""
NAME_ROOM = 180
"""Units kept free so that a line still fits with its speaker's name written out in front of it."""
_GUARD = "\u200b"
"""Shows nothing, and keeps Discord from trimming blanks the author began with."""


class Markup(Protocol):
    """How words become a message that shows them as they are; `bot.ui.markdown` is one."""

    def escape(self, text: str, /) -> str:
        """Return `text` so that it is shown sign for sign."""
        ...

    def named(self, text: str, /) -> str:
        """Return a name so that it is shown as one line, as it may be shown here."""
        ...

    def quote_block(self, text: str, /) -> str:
        """Return `text` as a quotation."""
        ...

    def length(self, text: str, /) -> int:
        """Return how many units `text` counts."""
        ...

    def cut(self, text: str, start: int, limit: int, shown: Callable[[str], str], /) -> int:
        """Return where a part that begins at `start` and fits `limit` once shown ends best."""
        ...


@dataclass(frozen=True, slots=True)
class ScriptPost:
    """A post as a replay needs it. `number` counts from 1 in its thread, whose short name is `slug`.

    `said` are all its words, passage by passage, each with whose they are.
    """

    slug: str
    number: int
    author: str
    said: tuple[Spoken, ...]
    posted_at: datetime | None = None

    @property
    def length(self) -> int:
        """How long it is, in code points."""
        return sum(len(words.text) for words in self.said)

    def quoted(self) -> set[int]:
        """Return the numbers of the posts it quotes."""
        return {words.passage.number for words in self.said if words.passage.number is not None}

    def digest(self) -> str:
        """Return what changes whenever the author or the words do."""
        body = "".join(words.text for words in self.said)
        text = f"{self.author}\0{body}".encode("utf-8", "surrogatepass")
        return hashlib.blake2s(text, digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Cue:
    """One message: `text` as it is sent, `words` the body's own signs it carries, `part` of `parts` from 1."""

    text: str
    words: str
    part: int
    parts: int


def compose(post: ScriptPost, markup: Markup, link: Callable[[int], str | None]) -> tuple[Cue, ...]:
    """Return the messages that say `post`, one or more, each within `LIMIT` less `NAME_ROOM`.

    `link` gives the address of the message in which this replay said the post of that number, None where it did
    not. The own words of all cues, joined, are the post's own words to the letter; each cue ends in a small line
    with the archive's id of the post. Of a long quote a line is left that says whose it is.
    """
    return _Composer(post, markup, link).compose()


class _Composer:
    def __init__(self, post: ScriptPost, markup: Markup, link: Callable[[int], str | None]) -> None:
        self._post = post
        self._markup = markup
        self._link = link
        self._room = LIMIT - NAME_ROOM - markup.length(self._foot(99, 99)) - len(_GUARD)
        self._done: list[tuple[list[str], str]] = []
        self._blocks: list[str] = []
        self._words: list[str] = []

    def compose(self) -> tuple[Cue, ...]:
        for words in _merged(self._post.said):
            if words.own:
                self._add(words.text, self._own, own=True)
            elif words.long:
                self._add(f"-# {self._folded(words)}\n", str, own=False)
            elif words.kind is PassageKind.QUOTE:
                header = self._header(words)
                self._add(words.text.strip("\n"), partial(self._quote, header), own=False)
        if self._blocks or self._words or not self._done:
            self._flush()
        parts = len(self._done)
        return tuple(
            Cue(self._finish(blocks, part, parts), words, part, parts)
            for part, (blocks, words) in enumerate(self._done, start=1)
        )

    def _add(self, raw: str, shown: Callable[[str], str], *, own: bool) -> None:
        """Lay `raw` into this message and as many more as it takes."""
        at = 0
        while at < len(raw):
            used = self._markup.length("\n".join(self._blocks)) + 1 if self._blocks else 0
            room = self._room - used
            if (
                used
                and not self._fits(raw[at:], shown, room)
                and (room < 200 or self._fits(raw[at:], shown, self._room))
            ):
                self._flush()
                continue
            end = self._markup.cut(raw, at, room, shown)
            if block := shown(raw[at:end]):
                self._blocks.append(block)
            if own:
                self._words.append(raw[at:end])
            at = end
            if at < len(raw):
                self._flush()

    def _fits(self, raw: str, shown: Callable[[str], str], room: int) -> bool:
        return len(raw) <= room and self._markup.length(shown(raw)) <= room

    def _flush(self) -> None:
        self._done.append((self._blocks, "".join(self._words)))
        self._blocks, self._words = [], []

    def _own(self, part: str) -> str:
        """Show own words without the line breaks at their ends: a new block or message stands for them."""
        return self._markup.escape(part.strip("\n") if part.strip() else "")

    def _quote(self, header: str, part: str) -> str:
        # The blank line ends the quotation for every reader of Markdown: what follows is the poster's again.
        return f"{header}\n{self._markup.quote_block(part)}\n"

    def _header(self, words: Spoken) -> str:
        """Say who is quoted and where the words stand: in this replay, else in the archive."""
        name = self._name(words)
        if words.source is None:
            return f"> {name}"
        return (
            f"> {name} · {self._place(words.source, self._markup.escape(str(words.source)))}{_altered(words)}"
        )

    def _folded(self, words: Spoken) -> str:
        """Say the same of a long quote, and how long it is, in place of it."""
        who = self._name(words)
        if words.source is not None:
            who += f" {self._place(words.source, f'#{words.source.number}')}"
        return say_n("↩ {who}, {n:,} word", "↩ {who}, {n:,} words", words.size, who=who) + _altered(words)

    def _name(self, words: Spoken) -> str:
        if words.writer:
            return f"**{self._markup.named(words.writer)}**"
        if words.passage.declared:
            return say("said to be by {name}", name=f"**{self._markup.named(words.passage.declared)}**")
        return say("nobody vouched for")

    def _place(self, source: PostId, called: str) -> str:
        """Name a post, as a link where this replay said it."""
        url = self._link(source.number)
        return f"[{called}](<{url}>)" if url else called

    def _foot(self, part: int, parts: int) -> str:
        at = self._post.posted_at
        bits = [self._markup.escape(f"{self._post.slug}#{self._post.number}")]
        if at:
            bits.append(say_day(at, "d MMM y"))
        if parts > 1:
            bits.append(say("part {part} of {parts}", part=part, parts=parts))
        return "\n-# " + " · ".join(bits)

    def _finish(self, blocks: list[str], part: int, parts: int) -> str:
        text = "\n".join(blocks) + self._foot(part, parts)
        return _GUARD + text if text[0].isspace() and blocks else text.lstrip("\n")


def _altered(words: Spoken) -> str:
    return " · " + say("altered") if words.altered else ""


def _merged(said: tuple[Spoken, ...]) -> list[Spoken]:
    """Join own words that only furniture or nothing parts no more than the body does."""
    merged: list[Spoken] = []
    for words in said:
        last = merged[-1] if merged else None
        if last and last.own and words.own and last.end == words.start:
            merged[-1] = replace(last, text=last.text + words.text)
        else:
            merged.append(words)
    return merged
