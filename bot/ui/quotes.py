"""A quote as Discord shows it: own words only, who said them, and what can be done with them."""

import discord

from bot.archive.model import PassageKind
from bot.store.values import Post
from bot.ui.markdown import named
from bot.ui.posts import footing, parts
from bot.ui.posts import heading as head
from bot.ui.presses import button, still
from bot.ui.sentences import say, say_n

Button = discord.ui.Button[discord.ui.LayoutView]
Row = discord.ui.ActionRow[discord.ui.LayoutView]


def quote_card(
    post: Post,
    owner: int,
    *buttons: Button,
    unfolded: bool = False,
    heading: str = "",
    keep: Button | None = None,
) -> discord.ui.LayoutView:
    """Lay out a quote: own words only, and where others' were quoted only whose; unfolded, those as well.

    `owner` may press its buttons (0: anybody), at most two of them in `buttons`; `heading` stands above in small,
    `keep` stands in place of the button that keeps the quote.
    """
    texts = parts(post, folded=not unfolded)
    if not unfolded and post.own() is None:
        texts = [
            say("*No words of {name}'s own here, only quoted ones.*", name=named(post.author)),
        ]
    more = ""
    if len(texts) > 1:
        more = "\n" + say_n(
            "-# cut here: {n} more part, *Read in context* has it",
            "-# cut here: {n} more parts, *Read in context* has them",
            len(texts) - 1,
        )
    row = Row(*buttons)
    quotes = any(each.kind is PassageKind.QUOTE for each in post.passages)
    if quotes and not unfolded:
        row.add_item(
            button("unfold", owner, post.id.slug, post.number, label=say("What was answered"), emoji="↩️")
        )
    row.add_item(button("open", post.id.slug, post.number, label=say("Read in context"), emoji="📖"))
    return still(
        discord.ui.Container(
            discord.ui.TextDisplay((f"-# {heading}\n" if heading else "") + head(post)),
            discord.ui.TextDisplay(texts[0] + more),
            discord.ui.Separator(visible=False),
            discord.ui.TextDisplay(footing(post)),
        ),
        row,
        taking_row(post, owner, keep=keep),
    )


def taking_row(post: Post, owner: int, part: int = 0, *, keep: Button | None = None) -> Row:
    """Return the buttons that take a post along: keep it, draw it, show part `part` of it to everybody.

    `owner` may press (0: anybody); `keep` stands in place of the button that keeps the post.
    """
    slug, number = post.id.slug, post.number
    return Row(
        keep or button("keep", slug, number, label=say("Keep"), emoji="⭐"),
        button("card", owner, slug, number, label=say("Picture"), emoji="🖼️"),
        button("share", owner, slug, number, part, label=say("Share"), emoji="📣"),
    )
