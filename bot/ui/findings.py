"""Who said it, as Discord shows it: the words, how sure that is, the difference, and who quoted them since."""

import discord

from bot.archive.excerpts import Excerpt
from bot.archive.likeness import Piece, Side, difference
from bot.languages import Text
from bot.search.words import Word, words
from bot.store.search.find_quote import Found, Said
from bot.ui.markdown import escape, named, quote_block, split
from bot.ui.posts import credit, footing
from bot.ui.presses import button, still
from bot.ui.quotes import taking_row
from bot.ui.sentences import Markup, say, spoken

Row = discord.ui.ActionRow[discord.ui.LayoutView]
SHOWN = 900
"""Characters of a quote, or of a comparison, before it is cut."""
NOTHING = Text("Nobody in the archive said that, or anything near it.")
HURRIED = Text("-# There was more to compare than I had time for: I looked at the likeliest posts only.")


def findings(asked: str, found: Found) -> discord.ui.LayoutView:
    """Lay out what was found for the words `asked`."""
    if not found.said:
        shown = spoken(NOTHING) if found.whole else f"{spoken(NOTHING)}\n{spoken(HURRIED)}"
        return still(discord.ui.Container(discord.ui.TextDisplay(shown)))
    first, *others = found.said
    container = discord.ui.Container[discord.ui.LayoutView](
        discord.ui.TextDisplay(f"### {_head(first)}"),
        discord.ui.TextDisplay(quote_block(_cut(first.words.text))),
    )
    if not exact(asked, first):
        container.add_item(discord.ui.TextDisplay(f"**{say('The difference')}**\n{compared(asked, first)}"))
    container.add_item(discord.ui.TextDisplay(footing(first.post)))
    told = []
    if others:
        told.append(f"**{say('Also near')}**")
        told += [f"{_who(each)} `{each.post.id}` · {each.confidence:.0%}" for each in others]
    if found.quoted:
        told.append(f"**{say('Quoted since by {n}', n=len(found.quoted))}**")
        told.append(", ".join(f"{named(post.author)} `{post.id}`" for post in found.quoted[:10]))
    if not found.whole:
        told.append(spoken(HURRIED))
    if told:
        container.add_item(discord.ui.TextDisplay("\n".join(told)))
    slug, number = first.post.id.slug, first.post.number
    return still(
        container,
        Row(button("open", slug, number, label=say("Read in context"), emoji="📖")),
        taking_row(first.post, 0, within=_excerpt(first)),
    )


def _excerpt(said: Said) -> Excerpt | None:
    """Return the sentences that were found, None where they are not the poster's own."""
    return said.post.excerpt(said.words.start, said.words.end) if said.words.own else None


def exact(asked: str, said: Said) -> bool:
    """Tell whether the words are the same to the letter, case, accents and signs aside."""
    return [word.text for word in words(asked)] == [word.text for word in words(said.words.text)]


def compared(asked: str, said: Said) -> str:
    """Return the comparison as Markdown: bold is what was said, struck through what was not."""
    left, right = _clipped(asked), _clipped(said.words.text)
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


def _who(said: Said) -> Markup:
    if said.words.own:
        return Markup(f"**{named(said.words.poster)}**")
    return say("{whose}, quoted by {author}", whose=credit(said.words), author=named(said.words.poster))


def _head(said: Said) -> str:
    """Say who said it, and how sure that is."""
    who, alike = _who(said), said.confidence
    if said.words.own:
        if alike >= 1.0:
            return say("{who} said this", who=who)
        return say("{who} said something like it · {alike:.0%} alike", who=who, alike=alike)
    if alike >= 1.0:
        return say("{who} · to the letter", who=who)
    return say("{who} · {alike:.0%} alike", who=who, alike=alike)


def _cut(text: str) -> str:
    first, *rest = split(text, SHOWN)
    return f"{first.rstrip()} […]" if rest else first
