"""A quote as Discord shows it: own words only, who said them, and what can be done with them."""

from collections.abc import Collection, Iterator, Sequence

import discord

from bot.archive.excerpts import Excerpt
from bot.archive.model import PassageKind
from bot.archive.one_line import one_line
from bot.errors import NotFound
from bot.search.passage import meant
from bot.store.values import Post
from bot.ui.cards import no_words
from bot.ui.markdown import named
from bot.ui.posts import Quotes, footing, parts
from bot.ui.posts import heading as head
from bot.ui.presses import OUTDATED, button, menu, still, verb_of, walk
from bot.ui.sentences import Markup, label, say, say_n

Button = discord.ui.Button[discord.ui.LayoutView]
Row = discord.ui.ActionRow[discord.ui.LayoutView]
ROOM = 600
"""Characters of what is shown of a quote by itself; more is shown where somebody asks for it."""
CHOICES = 25
"""Sentences a menu offers: Discord takes no more."""
TURNING = {"again", "by", "kept"}
"""Verbs of buttons that lead from a quote to another."""
WHOLE = "0-ffffff"
"""All of a post's own words, as a custom id says it."""


def quote_card(
    post: Post,
    owner: int,
    *buttons: Button,
    within: Excerpt | None = None,
    heading: str = "",
    keep: Button | None = None,
) -> discord.ui.LayoutView:
    """Lay out a quote: own words only, those `within` an excerpt or the first; where others' were quoted only whose.

    `owner` may press its buttons (0: anybody), at most two of them in `buttons`; `heading` stands above in small,
    `keep` stands in place of the button that keeps the quote.
    """
    slug, number, shown = post.id.slug, post.number, within or post.lead(ROOM)
    row = Row(*buttons)
    if any(each.kind is PassageKind.QUOTE for each in post.passages):
        row.add_item(button("unfold", owner, slug, number, label=say("What was answered"), emoji="↩️"))
    row.add_item(button("open", slug, number, label=say("Read in context"), emoji="📖"))
    if shown is not None and not shown.whole and owner:
        row.add_item(button("passage", owner, slug, number, WHOLE, label=say("All of it"), emoji="⏬"))
    small = f"-# {heading}\n" if heading else ""
    framed = _framed(f"{small}{head(post)}", own_words(post, shown), footing(post))
    taking = taking_row(post, owner, within=shown, keep=keep)
    return still(framed, row, *choosing(post, owner, shown), taking)


def unfolded(post: Post, owner: int, *buttons: Button, keep: Button | None = None) -> discord.ui.LayoutView:
    """Lay out a whole post in place of a quote from it, with all that it quotes."""
    opens = button("open", post.id.slug, post.number, label=say("Read in context"), emoji="📖")
    framed = _framed(head(post), _cut(parts(post)), footing(post))
    return still(framed, Row(*buttons, opens), taking_row(post, owner, 0, keep=keep))


def shared_quote(post: Post, within: Excerpt | None, by: str) -> discord.ui.LayoutView:
    """Lay out an excerpt for a whole channel; `by` is the mention of who shares it."""
    foot = f"{footing(post)}\n-# " + say("shared by {name}", name=Markup(by))
    opens = button("open", post.id.slug, post.number, label=say("Read in context"), emoji="📖")
    return still(_framed(head(post), own_words(post, within), foot), Row(opens))


def _framed(above: str, words: str, below: str) -> discord.ui.Container[discord.ui.LayoutView]:
    return discord.ui.Container(
        discord.ui.TextDisplay(above),
        discord.ui.TextDisplay(words),
        discord.ui.Separator(visible=False),
        discord.ui.TextDisplay(below),
    )


def own_words(post: Post, within: Excerpt | None) -> str:
    """Render the own words of an excerpt, `[…]` where more stand before or after it; None: there are none."""
    if within is None:
        return say("*No words of {name}'s own here, only quoted ones.*", name=named(post.author))
    before = "-# […]\n\n" if within.before else ""
    after = "\n\n-# […]" if within.after else ""
    return f"{before}{_cut(parts(post, quotes=Quotes.NAMED, within=within))}{after}"


def _cut(texts: Sequence[str]) -> str:
    first, *rest = texts
    if not rest:
        return first
    more = say_n(
        "-# cut here: {n} more part, *Read in context* has it",
        "-# cut here: {n} more parts, *Read in context* has them",
        len(rest),
    )
    return f"{first}\n{more}"


def turning(message: discord.Message | None) -> list[Button]:
    """Return the buttons of a message with a quote that lead to other quotes, for the quote in its place."""
    return list(_buttons(message, TURNING))


def letting_go(message: discord.Message | None) -> Button | None:
    """Return the button of a message with a kept quote that lets it go, for the quote in its place."""
    return next(_buttons(message, {"drop"}), None)


def _buttons(message: discord.Message | None, verbs: Collection[str]) -> Iterator[Button]:
    for each in walk(message.components if message else ()):
        if isinstance(each, discord.components.Button) and verb_of(each.custom_id) in verbs:
            yield Button.from_component(each)


def choosing(
    post: Post, owner: int, within: Excerpt | None, verb: str = "passage", *arguments: object
) -> Sequence[Row]:
    """Return the menu that chooses sentences of a quote, where it holds several; `owner` may use it (0: nobody)."""
    if within is None or not owner:
        return ()
    found = post.pieces(within, CHOICES)
    if len(found) < 3:
        return ()
    choices = {spelt(each): one_line(first.text, 90) or "…" for each, first in found}
    hint = label("A part: first and last sentence")
    made = menu(verb, owner, post.id.slug, post.number, *arguments, choices=choices, placeholder=hint)
    made.max_values = 2
    return (Row(made),)


def spelt(within: Excerpt) -> str:
    """Return an excerpt as a custom id says it."""
    return f"{within.start:x}-{within.end:x}"


def chosen(post: Post, spans: Sequence[str]) -> Excerpt:
    """Return the excerpt from the first to the last of what custom ids say. Raises NotFound where there is none."""
    places = []
    for span in spans:
        start, _, end = span.partition("-")
        try:
            places += [int(start, 16), int(end, 16)]
        except ValueError:
            raise NotFound(OUTDATED) from None
    found = post.excerpt(min(places), max(places)) if places else None
    if found is None:
        raise no_words(post)
    return found


def saying(post: Post, words: str) -> Excerpt | None:
    """Return the sentences of a post that hold `words`, None where its poster did not say them there."""
    said = post.sentences()
    found = meant([each.text for each in said], words)
    return post.excerpt(said[found[0]].start, said[found[1]].end) if found else None


def holding(post: Post, words: str) -> Excerpt:
    """Return what `saying` does. Raises NotFound where that is nothing."""
    within = saying(post, words)
    if within is None:
        raise NotFound(
            "`{post}` holds no words of {name}'s own like these; `/quote find` tells whose they are.",
            post=post.id,
            name=post.author,
        )
    return within


def taking_row(
    post: Post,
    owner: int,
    part: int | None = None,
    *,
    within: Excerpt | None = None,
    keep: Button | None = None,
) -> Row:
    """Return the buttons that take a post along: keep it, draw it, show it to everybody.

    Drawn and shown are the own words of an excerpt or, with `part`, that part of the whole post is shown. `owner` may
    press (0: anybody); `keep` stands in place of the button that keeps the post.
    """
    slug, number = post.id.slug, post.number
    span = () if within is None else (spelt(within),)
    share = ("quote", owner, slug, number, *span) if part is None else ("share", owner, slug, number, part)
    return Row(
        keep or button("keep", slug, number, label=say("Keep"), emoji="⭐"),
        button("card", owner, slug, number, *span, label=say("Picture"), emoji="🖼️"),
        button(*share, label=say("Share"), emoji="📣"),
    )
