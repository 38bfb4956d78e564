"""/quote random, by and show: own words, verbatim, with who said them and where they stand."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.ids import PostId
from bot.errors import NotFound
from bot.store.community.settings import Json
from bot.store.store import Store
from bot.store.values import Post
from bot.ui.answers import acknowledge, answer, replace
from bot.ui.guilds import PUBLIC, is_private
from bot.ui.panels import recall, remember
from bot.ui.parameters import AuthorName, PostRef, Thread, viewer_of
from bot.ui.presses import Presses, button, remembered
from bot.ui.quotes import quote_card
from bot.ui.sentences import say


class Showing(commands.Cog):
    """Quotes own words only: what a post merely quotes is never shown as its author's."""

    def __init__(self, store: Store, presses: Presses) -> None:
        """Take the verbs `unfold`, `by` and `again`."""
        self._store = store
        presses.on("unfold", self._unfold, "owner? thread #")
        presses.on("by", self._turn, "owner # #")
        presses.on("again", self._again, "owner #")

    @app_commands.command(description="A random quote from the archive")
    @app_commands.describe(author="Only this author's words", thread="Only from this thread", public=PUBLIC)
    async def random(
        self,
        interaction: discord.Interaction,
        author: AuthorName | None = None,
        thread: Thread | None = None,
        public: bool | None = None,
    ) -> None:
        """Show a random post's own words."""
        private = await is_private(interaction, public)
        await acknowledge(interaction, private=private)
        name, slug = author.name if author else None, thread.slug if thread else None
        post = await self._fresh(interaction, name, slug)
        panel = await remember(interaction, "quotes", {"author": name, "thread": slug})
        await answer(
            interaction,
            quote_card(post, interaction.user.id, _again(interaction.user.id, panel)),
            private=private,
        )

    @app_commands.command(description="Everything an author said, one quote at a time")
    @app_commands.describe(author="Whose words", thread="Only from this thread", public=PUBLIC)
    async def by(
        self,
        interaction: discord.Interaction,
        author: AuthorName,
        thread: Thread | None = None,
        public: bool | None = None,
    ) -> None:
        """Page through one author's own words in the order they were written."""
        private = await is_private(interaction, public)
        await acknowledge(interaction, private=private)
        state: Json = {"author": author.name, "thread": thread.slug if thread else None}
        panel = await remember(interaction, "quotes", state)
        await answer(
            interaction, await self._nth(interaction, panel, 0, interaction.user.id), private=private
        )

    @app_commands.command(description="Quote one post by its permanent id")
    @app_commands.describe(post="The id, such as great-debate#12", public=PUBLIC)
    async def show(self, interaction: discord.Interaction, post: PostRef, public: bool | None = None) -> None:
        """Show one post's own words."""
        private = await is_private(interaction, public)
        await acknowledge(interaction, private=private)
        found = await self._store.posts.get(post, viewer_of(interaction))
        await answer(interaction, quote_card(found, interaction.user.id), private=private)

    async def _fresh(self, interaction: discord.Interaction, author: str | None, thread: str | None) -> Post:
        """Draw a quote that this channel has not had, as long as there is one."""
        channel, viewer = interaction.channel_id or 0, viewer_of(interaction)
        seen = await self._store.shown.of(channel)
        post = await self._store.posts.random(viewer, author=author, thread=thread, avoid=seen)
        await self._store.shown.note(channel, post.id)
        return post

    async def _kept(self, interaction: discord.Interaction, panel: int) -> tuple[str | None, str | None]:
        """Return the author and the thread that a message's quotes are drawn from."""
        match await recall(interaction, panel, "quotes"):
            case {"author": str() | None as author, "thread": str() | None as thread}:
                return author, thread
            case _:
                raise NotFound("These quotes are too old to go on with: run the command again.")

    async def _nth(
        self, interaction: discord.Interaction, panel: int, index: int, owner: int
    ) -> discord.ui.LayoutView:
        author, thread = await self._kept(interaction, panel)
        viewer = viewer_of(interaction)
        posts = await self._store.posts.by(author or "", viewer, thread=thread, offset=index, limit=2)
        if not posts:
            raise NotFound("There are no more words of this author here.")
        return quote_card(
            posts[0],
            owner,
            button("by", owner, panel, index - 1, emoji="◀️", disabled=index == 0),
            button("by", owner, panel, index + 1, emoji="▶️", disabled=len(posts) < 2),
        )

    async def _turn(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        owner, panel, index = map(int, arguments)
        with remembered():
            view = await self._nth(interaction, panel, index, owner)
        await replace(interaction, view)

    async def _again(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        owner, panel = map(int, arguments)
        author, thread = await self._kept(interaction, panel)
        with remembered():
            post = await self._fresh(interaction, author, thread)
        await replace(interaction, quote_card(post, owner, _again(owner, panel)))

    async def _unfold(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        owner, slug, number = arguments
        post = await self._store.posts.get(PostId(slug, int(number)), viewer_of(interaction))
        await replace(interaction, quote_card(post, int(owner), unfolded=True))


def _again(owner: int, panel: int) -> discord.ui.Button[discord.ui.LayoutView]:
    return button("again", owner, panel, label=say("Another"), emoji="🎲")
