"""/quote card and the context menu "Quote card": own words as a picture."""

import re
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.ids import PostId
from bot.errors import NotFound
from bot.render.values import Style
from bot.store.store import Store
from bot.ui.answers import acknowledge, announce
from bot.ui.cards import Cards, no_words
from bot.ui.guilds import PUBLIC
from bot.ui.messages import text_of
from bot.ui.parameters import OwnWords, PostRef, viewer_of
from bot.ui.presses import Presses, button, known
from bot.ui.quotes import ROOM, choosing, chosen, holding, spelt
from bot.ui.sentences import say
from bot.ui.studio import Studio, show_picture

Row = discord.ui.ActionRow[discord.ui.LayoutView]
STYLE_CHOICES = [
    app_commands.Choice(name="dark", value=Style.DARK.value),
    app_commands.Choice(name="light", value=Style.LIGHT.value),
    app_commands.Choice(name="exchange: with what it answers", value=Style.EXCHANGE.value),
    app_commands.Choice(name="record: a page of the official report", value=Style.RECORD.value),
]
_FOOTING = re.compile(r"^-# `([^`\s#]+#[0-9]{1,7})`", re.MULTILINE)
_ANY_ID = re.compile(r"`([^`\s#]+#[0-9]{1,7})`")


class CardCommands(commands.Cog):
    """Makes quote cards."""

    def __init__(self, store: Store, presses: Presses, studio: Studio) -> None:
        """Take the verbs `card`, `card-part` and `card-share`."""
        self._cards = Cards(store, studio)
        self._posts = store.posts
        self._replays = store.replays
        presses.on("card", self._card, "owner? thread # *", anew=True)
        presses.on("card-part", self._part, "owner thread # style span *", anew=True)
        presses.on("card-share", self._share, "owner thread # style *", aloud=True)

    @app_commands.command(description="A post's own words as a picture")
    @app_commands.describe(
        post="The id, such as great-debate#12",
        words="Only the sentences with these words (default: how it begins)",
        style="How it looks (default: dark)",
        with_parent="Show what it answers, too",
        public=PUBLIC,
    )
    @app_commands.rename(with_parent="with-parent")
    @app_commands.choices(style=STYLE_CHOICES)
    async def card(
        self,
        interaction: discord.Interaction,
        post: PostRef,
        words: OwnWords | None = None,
        style: str = Style.DARK.value,
        with_parent: bool = False,
        public: bool | None = None,
    ) -> None:
        """Draw a card."""
        private = await announce(interaction, public)
        shown = Style.EXCHANGE if with_parent else known(Style, style)
        await self._answer(interaction, post, shown, private=private, words=words)

    async def card_of_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Draw the post that a message of ours shows, or that a replayed line is from."""
        private = await announce(interaction, None)
        post = await self._shown_in(interaction, message)
        await self._answer(interaction, post, Style.DARK, private=private)

    async def _card(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        _, slug, number, *spans = arguments
        private = await announce(interaction, None)
        post = PostId(slug, int(number))
        await self._answer(interaction, post, Style.DARK, private=private, spans=spans)

    async def _part(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Draw only the sentences that were chosen from a menu."""
        _, slug, number, style, *spans = arguments
        await acknowledge(interaction, private=True)
        post = PostId(slug, int(number))
        await self._answer(interaction, post, known(Style, style), private=True, spans=spans)

    async def _share(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Draw a card anew, as the archive is now, for everybody in the channel."""
        _, slug, number, style, *spans = arguments
        await acknowledge(interaction, private=False)
        post = PostId(slug, int(number))
        await self._answer(interaction, post, known(Style, style), private=False, spans=spans)

    async def _answer(
        self,
        interaction: discord.Interaction,
        post_id: PostId,
        style: Style,
        *,
        private: bool,
        words: str | None = None,
        spans: Sequence[str] = (),
    ) -> None:
        """Draw the sentences with `words`, or those chosen, else how the post begins."""
        viewer = viewer_of(interaction)
        post = await self._posts.get(post_id, viewer)
        within = chosen(post, spans) if spans else holding(post, words) if words else post.lead(ROOM)
        if within is None:
            raise no_words(post)
        picture = await self._cards.picture(post, style, viewer, within)
        slug, number, owner = post.id.slug, post.number, interaction.user.id
        row = Row(
            button("open", slug, number, label=say("Read in context"), emoji="📖"),
            button("keep", slug, number, label=say("Keep"), emoji="⭐"),
        )
        below: Sequence[Row] = ()
        if private:
            share = ("card-share", owner, slug, number, style.value, spelt(within))
            row.add_item(button(*share, label=say("Share"), emoji="📣"))
            below = choosing(post, owner, within, "card-part", style.value)
        await show_picture(interaction, picture, *below, row, private=private)

    async def _shown_in(self, interaction: discord.Interaction, message: discord.Message) -> PostId:
        found = await self._replays.source_of(message.id)
        if found is not None and found[0].guild_id == interaction.guild_id:
            return PostId(found[0].slug, found[1])
        text = text_of(message)
        named = _FOOTING.search(text) or _ANY_ID.search(text)
        ours = message.author == interaction.client.user
        post = PostId.parse(named[1]) if ours and named else None
        if post is None:
            raise NotFound("That message shows no post of the archive. Choose one of mine that does.")
        return post
