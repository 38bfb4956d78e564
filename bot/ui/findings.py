"""Who said it, as Discord shows it: the words, how sure that is, the difference, and who quoted them since."""

import discord

from bot.archive.likeness import Piece, Side, difference
from bot.archive.model import PassageKind
from bot.search.words import Word, words
from bot.store.finding import Found, Said
from bot.ui.markdown import escape, quote_block, split
from bot.ui.posts import credit, footing
from bot.ui.presses import button, still

Row = discord.ui.ActionRow[discord.ui.LayoutView]
SHOWN = 900
"""Characters of a quote, or of a comparison, before it is cut."""
NOTHING = "Nobody in the archive said that, or anything near it."
HURRIED = "-# There was more to compare than I had time for: I looked at the likeliest posts only."


def findings(asked: str, found: Found) -> discord.ui.LayoutView:
    """Lay out what was found for the words `asked`."""
    if not found.said:
        shown = NOTHING if found.whole else f"{NOTHING}\n{HURRIED}"
        return still(discord.ui.Container(discord.ui.TextDisplay(shown)))
    first, *others = found.said
    container = discord.ui.Container[discord.ui.LayoutView](
        discord.ui.TextDisplay(f"### {_who(first)} {_how_sure(first)}"),
        discord.ui.TextDisplay(quote_block(_cut(first.text))),
    )
    if not exact(asked, first):
        container.add_item(discord.ui.TextDisplay(f"**The difference**\n{compared(asked, first)}"))
    container.add_item(discord.ui.TextDisplay(footing(first.post)))
    told = []
    if others:
        told.append("**Also near**")
        told += [f"{_who(each)} `{each.post.id}` · {each.confidence:.0%}" for each in others]
    if found.quoted:
        told.append(f"**Quoted since by {len(found.quoted)}**")
        told.append(", ".join(f"{escape(post.author)} `{post.id}`" for post in found.quoted[:10]))
    if not found.whole:
        told.append(HURRIED)
    if told:
        container.add_item(discord.ui.TextDisplay("\n".join(told)))
    slug, number = first.post.id.slug, first.post.number
    return still(
        container,
        Row(
            button("open", slug, number, label="Read in context", emoji="📖"),
            button("keep", slug, number, label="Keep", emoji="⭐"),
        ),
    )


def exact(asked: str, said: Said) -> bool:
    """Tell whether the words are the same to the letter, case, accents and signs aside."""
    return [word.text for word in words(asked)] == [word.text for word in words(said.text)]


def compared(asked: str, said: Said) -> str:
    """Return the comparison as Markdown: bold is what was said, struck through what was not."""
    left, right = _clipped(asked), _clipped(said.text)
    pieces = difference(left[0], left[1], right[0], right[1])
    return " ".join(_piece(piece) for piece in pieces if piece.text)


def _clipped(text: str) -> tuple[str, list[Word]]:
    text = " ".join(text.split())[:SHOWN]
    return text, list(words(text))


def _piece(piece: Piece) -> str:
    # Markdown does not close a mark behind a blank or a backslash of ours at the edge of a line.
    text = escape(piece.text.replace("\n", " "))
    match piece.side:
        case Side.BOTH:
            return text
        case Side.SAID:
            return f"**{text}**"
        case Side.ASKED:
            return f"~~{text}~~"


def _who(said: Said) -> str:
    if said.passage.kind is PassageKind.OWN:
        return f"**{escape(said.post.author)}**"
    return f"{credit(said.post.id.slug, said.passage)}, quoted by {escape(said.post.author)}"


def _how_sure(said: Said) -> str:
    own = said.passage.kind is PassageKind.OWN
    verb = "said this" if own else ""
    if said.confidence >= 1.0:
        return verb or "· to the letter"
    return (
        f"said something like it · {said.confidence:.0%} alike" if own else f"· {said.confidence:.0%} alike"
    )


def _cut(text: str) -> str:
    first, *rest = split(text, SHOWN)
    return f"{first.rstrip()} […]" if rest else first
