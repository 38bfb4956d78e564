"""A post as Discord shows it: verbatim, escaped, everybody's words under their own name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.archive.covering import replaced
from bot.archive.excerpts import Excerpt
from bot.archive.model import PassageKind
from bot.archive.spoken import Spoken
from bot.store.values import Post
from bot.ui.markdown import cut, escape, is_address, length, link, named, quote_block
from bot.ui.sentences import Markup, say, say_n

PART = 3200
"""Characters of one part of a post: what a layout's 4000 leave beside the frame."""

BEGINNING = 1500
"""Characters of the beginning of a post that is a wall."""
FOLDED = -1
"""Stands for the beginning of a post where a part of it is named by its number."""

FILLED = 600
"""Characters: a part with less room than this takes no beginning of a text that does not fit whole."""


def heading(post: Post) -> str:
    """Name the author, and the title they bore when they wrote it."""
    title = f" · {named(post.author_title)}" if post.author_title else ""
    return f"### {named(post.author)}{title}"


def footing(post: Post) -> str:
    """Give the permanent id, the thread, the date and the original's address, as small text."""
    date = f" · {post.posted_at:%Y-%m-%d}" if post.posted_at else ""
    return f"-# `{post.id}` · {named(post.thread_title)}{date}{original(post.url)}"


def original(url: str | None) -> str:
    """Link to where the archive says a post stands, after a dot; nothing where it does not say."""
    return " · " + link(say("original"), url) if url and is_address(url) else ""


def credit(words: Spoken) -> Markup:
    """Say whose quoted words are, and where they stand."""
    if words.source is not None:
        name = named(words.writer) if words.writer else say("nobody vouched for")
        altered = " · " + say("altered") if words.altered else ""
        return Markup(f"**{name}** · `{words.source}`{altered}")
    if words.writer is not None:
        return say("**{name}**, from elsewhere", name=named(words.writer))
    if words.passage.declared is not None:
        return say("said to be by **{name}**, from elsewhere", name=named(words.passage.declared))
    return say("*quoted, nobody vouched for*")


class Quotes(Enum):
    """How much of what a post quotes is shown: all of it, not what is long, or only whose it is."""

    WHOLE = auto()
    BRIEF = auto()
    NAMED = auto()


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown of a post at once: part `part` (from 0) of `parts`, or its beginning where `part` is FOLDED."""

    text: str
    part: int
    parts: int

    @property
    def mark(self) -> str:
        """Say which part it is, after a dot; nothing where it is all there is, or the beginning."""
        if self.part == FOLDED or self.parts == 1:
            return ""
        return " · " + say("part {part} of {parts}", part=self.part + 1, parts=self.parts)


def page(post: Post, part: int = 0) -> Page:
    """Return part `part` of a post, or the last one; FOLDED is its beginning, without what it quotes at length.

    A post that is short enough has no such beginning: it is shown as it is.
    """
    whole = parts(post)
    if part == FOLDED:
        first, *more = parts(post, BEGINNING, quotes=Quotes.BRIEF)
        if len(whole) > 1 or any(words.long for words in post.said) or _is_wall(more):
            return Page(f"{first}\n\n-# […]" if more else first, FOLDED, len(whole))
    part = max(0, min(part, len(whole) - 1))
    return Page(whole[part], part, len(whole))


def parts(
    post: Post, limit: int = PART, *, quotes: Quotes = Quotes.WHOLE, within: Excerpt | None = None
) -> list[str]:
    """Render a post, or an excerpt of it, as Markdown in parts of at most `limit` characters each; never an empty list.

    Quoted passages are block quotes headed by whose words they are; furniture is small text. Of quotes that are not to
    be shown a small line stays that says whose they are and how long; without any quotes furniture is left out, too.
    """
    return [text for text, _ in _packed(post, limit, quotes, within)]


def part_at(post: Post, at: int) -> int:
    """Return which part of a post, from 0, holds the place `at` of its body (in code points)."""
    return max(place for place, (_, start) in enumerate(_packed(post, PART)) if place == 0 or start <= at)


def _is_wall(more: Sequence[str]) -> bool:
    """Tell whether so much follows a beginning that it is worth a press."""
    return sum(map(length, more)) > FILLED


def _packed(
    post: Post, limit: int, quotes: Quotes = Quotes.WHOLE, within: Excerpt | None = None
) -> list[tuple[str, int]]:
    """Return the parts, each with where in the body it begins."""
    packed, starts = [""], [0]
    for text, start, head, shown in _pieces(post, quotes, within):
        at = 0
        while at < len(text):
            # A blank line ends a block quote everywhere; without it the next line could be taken for the quoted.
            blank = "\n\n" if packed[-1] else ""
            room = limit - length(packed[-1] + blank) - len(head)
            if _covers(post):
                room = room * 3 // 4  # what spoilers add
            if blank and room < FILLED and length(shown(text[at:])) > room:
                packed.append("")
                starts.append(start + at)
                continue
            end = cut(text, at, room, shown)
            packed[-1] += blank + head + covered(shown(text[at:end]), post)
            at = end
    if not packed[0]:
        return [(say("*This post is empty.*"), 0)]
    return list(zip(packed, starts, strict=True))


def _pieces(
    post: Post, quotes: Quotes, within: Excerpt | None
) -> Iterator[tuple[str, int, str, Callable[[str], str]]]:
    """Yield each passage to be shown: its text, where it begins, what stands above its parts, how it is written."""
    for words in post.said if within is None else _cut_to(post.said, within):
        whole = words.uncovered or words.text
        text = whole.strip("\n")
        if not text.strip():
            continue
        start = words.start + len(whole) - len(whole.lstrip("\n"))
        if words.own:
            yield text, start, "", escape
        elif words.kind is PassageKind.QUOTE:
            if quotes is Quotes.NAMED or (quotes is Quotes.BRIEF and words.long):
                yield folded(words), start, "-# ", str
            else:
                yield text, start, f"> {credit(words)}\n", quote_block
        elif quotes is not Quotes.NAMED:
            yield text, start, "", _small


def _cut_to(said: Sequence[Spoken], within: Excerpt) -> Iterator[Spoken]:
    for words in said:
        start = max(words.start, within.start) if within.before else words.start
        end = min(words.end, within.end) if within.after else words.end
        if start < end:
            yield words.part(start, end)


def folded(words: Spoken) -> Markup:
    """Say in a line whose words were quoted, where they stand in the same thread, and how many there are."""
    who = credit(words)
    if words.source is not None:
        name = named(words.writer) if words.writer else say("nobody vouched for")
        who = Markup(f"**{name}** #{words.source.number}")
    counted = say_n("↩ {who}, {n:,} word", "↩ {who}, {n:,} words", words.size, who=who)
    return Markup(f"{counted} · {say('altered')}") if words.altered else counted


def _small(text: str) -> str:
    return "\n".join(f"-# {escape(line)}" for line in text.splitlines() if line.strip())


def covered(markdown: str, post: Post) -> str:
    """Put what the server masks under spoilers, in text that is Markdown already; stars stand there otherwise."""
    if not _covers(post):
        return markdown
    return replaced(markdown, post.mask.words, lambda found: f"||{found}||", r"\\?")


def _covers(post: Post) -> bool:
    """Tell whether spoilers stand in place of stars."""
    return any(words.uncovered is not None for words in post.said)
