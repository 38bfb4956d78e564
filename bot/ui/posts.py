"""A post as Discord shows it: verbatim, escaped, everybody's words under their own name."""

from collections.abc import Iterator

from bot.archive.model import Passage, PassageKind
from bot.store.masks import pattern
from bot.store.values import Post
from bot.ui.markdown import escape, quote_block, split

PART = 3200
"""Characters of one part of a post: what a layout's 4000 leave beside the frame."""


def heading(post: Post) -> str:
    """Name the author, and the title they bore when they wrote it."""
    title = f" · {escape(post.author_title)}" if post.author_title else ""
    return f"### {escape(post.author)}{title}"


def footing(post: Post) -> str:
    """Give the permanent id, the thread, the date and the original's address, as small text."""
    date = f" · {post.posted_at:%Y-%m-%d}" if post.posted_at else ""
    link = f" · [original](<{post.url}>)" if post.url and " " not in post.url and ">" not in post.url else ""
    return f"-# `{post.id}` · {escape(post.thread_title)}{date}{link}"


def credit(post: Post, passage: Passage) -> str:
    """Say whose words a quoted passage is, and where they stand."""
    if passage.number is not None:
        return f"**{escape(passage.author or 'nobody vouched for')}** · `{post.id.slug}#{passage.number}`"
    if passage.author is not None:
        return f"**{escape(passage.author)}**, from elsewhere"
    if passage.declared is not None:
        return f"said to be by **{escape(passage.declared)}**, from elsewhere"
    return "*quoted, nobody vouched for*"


def parts(post: Post, limit: int = PART) -> list[str]:
    """Render the whole post as Markdown in parts of at most `limit` characters each, never an empty list.

    Quoted passages are block quotes headed by whose words they are; furniture is small text.
    """
    packed: list[str] = []
    for piece in _pieces(post, limit):
        # A blank line ends a block quote everywhere; without it the poster's next line could be taken for the quoted.
        if packed and len(packed[-1]) + 2 + len(piece) <= limit:
            packed[-1] += "\n\n" + piece
        else:
            packed.append(piece)
    return packed or ["*This post is empty.*"]


def own_words(post: Post, start: int = 0, end: int | None = None) -> str:
    """Return the poster's own words, passages joined by a blank line, as they stand in the archive.

    With `start` and `end` (code points into the body) only those between.
    """
    end = len(post.body) if end is None else end
    own = (
        post.body[max(each.start, start) : min(each.end, end)]
        for each in post.passages
        if each.kind is PassageKind.OWN
    )
    return "\n\n".join(text.strip() for text in own if text.strip())


def _pieces(post: Post, limit: int) -> Iterator[str]:
    body = post.spoken or post.body
    room = limit if post.spoken is None else limit * 3 // 4  # what spoilers add
    for passage in post.passages:
        text = body[passage.start : passage.end].strip("\n")
        if not text.strip():
            continue
        if passage.kind is PassageKind.QUOTE:
            head = f"> {credit(post, passage)}\n"
            for piece in split(text, room - len(head), shown=quote_block):
                yield head + covered(quote_block(piece), post)
        elif passage.kind is PassageKind.FURNITURE:
            small = "\n".join(f"-# {escape(line)}" for line in text.splitlines() if line.strip())[:room]
            yield covered(small, post)
        else:
            yield from (covered(escape(piece), post) for piece in split(text, room))


def covered(markdown: str, post: Post) -> str:
    """Put what the server masks under spoilers, in text that is Markdown already; stars stand there otherwise."""
    if post.spoken is None:
        return markdown
    found = pattern(post.mask.words, r"\\?")
    return found.sub(lambda match: f"||{match[0]}||", markdown)
