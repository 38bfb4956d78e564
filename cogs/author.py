"""/author: somebody at a glance."""

from collections.abc import Sequence
from datetime import date

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotFound, PicturesUnavailable
from bot.languages import counted, say_day
from bot.render.author_chart import describe_author, render_author
from bot.render.values import AuthorChart, Theme
from bot.store.archive.debates import Portrait
from bot.store.store import Store
from bot.ui.answers import acknowledge, announce, answer
from bot.ui.guilds import PUBLIC
from bot.ui.markdown import named, quote_block, split
from bot.ui.panels import recall, remember
from bot.ui.parameters import AuthorName, viewer_of
from bot.ui.presses import Presses, button, remembered, still
from bot.ui.sentences import Markup, listed, say, say_n, spoken
from bot.ui.studio import Picture, Studio, show_picture

Row = discord.ui.ActionRow[discord.ui.LayoutView]
QUOTED = 700
"""Characters of the most quoted passage."""


class Author(commands.Cog):
    """Shows authors."""

    def __init__(self, store: Store, studio: Studio, presses: Presses) -> None:
        """Read from `store`, draw in `studio`; take the verb `author`."""
        self._store = store
        self._studio = studio
        presses.on("author", self._share, "owner #", aloud=True)

    @app_commands.command(description="Somebody at a glance: how much, how often quoted, whom they answer")
    @app_commands.describe(author="Who", public=PUBLIC)
    async def author(
        self, interaction: discord.Interaction, author: AuthorName, public: bool | None = None
    ) -> None:
        """Show a portrait, with a chart where pictures can be drawn."""
        private = await announce(interaction, public)
        await self._show(interaction, author.name, private=private)

    async def _share(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Show a portrait anew, as the archive is now, to everybody in the channel."""
        await acknowledge(interaction, private=False)
        match await recall(interaction, int(arguments[1]), "author"):
            case {"author": str() as name}:
                with remembered():
                    await self._show(interaction, name, private=False)
            case _:
                raise NotFound("That portrait is too old to be shared: run `/author` again.")

    async def _show(self, interaction: discord.Interaction, name: str, *, private: bool) -> None:
        portrait = await self._store.debates.portrait(name, viewer_of(interaction))
        told = discord.ui.Container[discord.ui.LayoutView](discord.ui.TextDisplay(_told(portrait)))
        items: list[discord.ui.Item[discord.ui.LayoutView]] = [told]
        row = Row()
        if portrait.famed is not None:
            post = portrait.famed.words.post
            row.add_item(
                button("open", post.slug, post.number, label=say("Most quoted, in context"), emoji="📖")
            )
        if private:
            panel = await remember(interaction, "author", {"author": portrait.author.name})
            share = button("author", interaction.user.id, panel, label=say("Share"), emoji="📣")
            row.add_item(share)
        if row.children:
            items.append(row)
        try:
            fonts = await self._studio.fonts()
        except PicturesUnavailable as missing:
            told.add_item(discord.ui.TextDisplay(f"-# {spoken(missing.sentence)}"))
            await answer(interaction, still(*items), private=private)
            return
        chart = _chart(portrait)
        png = await self._studio.draw(render_author, chart, Theme.DARK, fonts)
        await show_picture(
            interaction, Picture("author.png", png, describe_author(chart)), *items, private=private
        )


def _chart(portrait: Portrait) -> AuthorChart:
    author = portrait.author
    return AuthorChart(
        author.name,
        author.posts,
        author.words,
        portrait.quoted,
        consecutive(dict(portrait.months)),
        author.title,
    )


def consecutive(months: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Return every month from the first to the last with its posts, those without posts included.

    Taken by name (`2019-03`), returned as people write them in the language of this task.
    """
    if not months:
        return ()
    (first, last) = (int(key[:4]) * 12 + int(key[5:7]) - 1 for key in (min(months), max(months)))
    days = (date(at // 12, at % 12 + 1, 1) for at in range(first, last + 1))
    return tuple((say_day(day, "LLL y"), months.get(f"{day.year:04}-{day.month:02}", 0)) for day in days)


def _told(portrait: Portrait) -> str:
    author = portrait.author
    title = f" · {named(author.title)}" if author.title else ""
    lines = [f"### {named(author.name)}{title}"]
    if author.aliases:
        lines.append(say("also known as {names}", names=listed(author.aliases[:10])))
    lines.append(
        " · ".join(
            map(
                spoken,
                (
                    counted("{n:,} post", "{n:,} posts", author.posts),
                    counted("{n:,} word", "{n:,} words", author.words),
                    counted(
                        "quoted in {n:,} post of others", "quoted in {n:,} posts of others", portrait.quoted
                    ),
                ),
            )
        )
    )
    if portrait.answers:
        lines.append(say("**Answers** {names}", names=_named(portrait.answers)))
    if portrait.answered_by:
        lines.append(say("**Answered by** {names}", names=_named(portrait.answered_by)))
    if portrait.famed is not None:
        famed = portrait.famed
        text, *more = split(famed.words.text.strip(), QUOTED)
        lines.append(
            say_n(
                "**Most quoted** of **{name}** · `{post}`, in {n} post",
                "**Most quoted** of **{name}** · `{post}`, in {n} posts",
                famed.times,
                name=named(famed.words.writer or ""),
                post=famed.words.post,
            )
        )
        lines.append(quote_block(f"{text.rstrip()} […]" if more else text))
    return "\n".join(lines)


def _named(counts: Sequence[tuple[str, int]]) -> Markup:
    return Markup(", ".join(f"{named(name)} ({count})" for name, count in counts))
