"""A post as Discord shows it: verbatim, escaped, everybody's words under their own name."""

from collections.abc import Callable, Iterator

from bot.archive.covering import pattern
from bot.archive.model import PassageKind
from bot.archive.spoken import Spoken
from bot.store.values import Post
from bot.ui.markdown import cut, escape, is_address, length, link, named, quote_block
from bot.ui.sentences import Markup, say

PART = 3200
"""Characters of one part of a post: what a layout's 4000 leave beside the frame."""

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


def parts(post: Post, limit: int = PART, *, folded: bool = False) -> list[str]:
    """Render the whole post as Markdown in parts of at most `limit` characters each, never an empty list.

    Quoted passages are block quotes headed by whose words they are; furniture is small text. `folded` leaves of
    both only a small line that says whose words stand there.
    """
    return [text for text, _ in _packed(post, limit, folded=folded)]


def part_at(post: Post, at: int) -> int:
    """Return which part of a post, from 0, holds the place `at` of its body (in code points)."""
    return max(place for place, (_, start) in enumerate(_packed(post, PART)) if place == 0 or start <= at)


def _packed(post: Post, limit: int, *, folded: bool = False) -> list[tuple[str, int]]:
    """Return the parts, each with where in the body it begins."""
    packed, starts = [""], [0]
    for text, start, head, shown in _pieces(post, folded=folded):
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


def _pieces(post: Post, *, folded: bool) -> Iterator[tuple[str, int, str, Callable[[str], str]]]:
    """Yield each passage to be shown: its text, where it begins, what stands above its parts, how it is written."""
    for words in post.said:
        whole = words.uncovered or words.text
        text = whole.strip("\n")
        if not text.strip():
            continue
        start = words.start + len(whole) - len(whole.lstrip("\n"))
        if words.own:
            yield text, start, "", escape
        elif words.kind is PassageKind.QUOTE:
            source = credit(words)
            yield (
                (f"↩ {source}", start, "-# ", str) if folded else (text, start, f"> {source}\n", quote_block)
            )
        elif not folded:
            yield text, start, "", _small


def _small(text: str) -> str:
    return "\n".join(f"-# {escape(line)}" for line in text.splitlines() if line.strip())


def covered(markdown: str, post: Post) -> str:
    """Put what the server masks under spoilers, in text that is Markdown already; stars stand there otherwise."""
    if not _covers(post):
        return markdown
    found = pattern(post.mask.words, r"\\?")
    return found.sub(lambda match: f"||{match[0]}||", markdown)


def _covers(post: Post) -> bool:
    """Tell whether spoilers stand in place of stars."""
    return any(words.uncovered is not None for words in post.said)
