"""/quote keep, kept and top: quotes worth coming back to."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.ids import PostId
from bot.errors import NotFound
from bot.store.community.quotes import Famous
from bot.store.store import Store
from bot.ui.answers import acknowledge, announce, answer, note, replace
from bot.ui.guilds import PUBLIC
from bot.ui.markdown import escape, named, split
from bot.ui.panels import recall, remember
from bot.ui.parameters import AuthorName, PostRef, Thread, viewer_of
from bot.ui.presses import Presses, button, remembered, still
from bot.ui.quotes import quote_card
from bot.ui.sentences import say, say_n

Row = discord.ui.ActionRow[discord.ui.LayoutView]
SHOWN = 220
"""Characters of a quote in the hall of fame."""


class KeepCommands(commands.Cog):
    """What people keep, each for themselves, and the hall of fame."""

    def __init__(self, store: Store, presses: Presses) -> None:
        """Take the verbs `keep`, `drop`, `kept` and `top`."""
        self._keeping = store.keeping
        self._outbox = store.outbox
        presses.on("keep", self._keep, "thread #", anew=True)
        presses.on("drop", self._drop, "owner thread # #")
        presses.on("kept", self._turn_kept, "owner #")
        presses.on("top", self._share_top, "owner #", aloud=True)

    @app_commands.command(description="Keep a quote to come back to; only you see what you keep")
    @app_commands.describe(post="The id, such as great-debate#12")
    async def keep(self, interaction: discord.Interaction, post: PostRef) -> None:
        """Keep a quote."""
        await acknowledge(interaction, private=True)
        await self._kept_now(interaction, post)

    @app_commands.command(description="The quotes you keep")
    async def kept(self, interaction: discord.Interaction) -> None:
        """Page through what the asker keeps."""
        await acknowledge(interaction, private=True)
        await answer(interaction, await self._page(interaction, 0), private=True)

    @app_commands.command(description="The hall of fame: what is quoted and kept most")
    @app_commands.describe(author="Only this author's words", thread="Only from this thread", public=PUBLIC)
    async def top(
        self,
        interaction: discord.Interaction,
        author: AuthorName | None = None,
        thread: Thread | None = None,
        public: bool | None = None,
    ) -> None:
        """List the most quoted posts."""
        private = await announce(interaction, public)
        name, slug = author.name if author else None, thread.slug if thread else None
        view = await self._hall(interaction, name, slug)
        if private:
            panel = await remember(interaction, "top", {"author": name, "thread": slug})
            view.add_item(Row(button("top", interaction.user.id, panel, label=say("Share"), emoji="📣")))
        await answer(interaction, view, private=private)

    async def _share_top(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Show the hall of fame anew, as the archive is now, to everybody in the channel."""
        await acknowledge(interaction, private=False)
        match await recall(interaction, int(arguments[1]), "top"):
            case {"author": str() | None as name, "thread": str() | None as slug}:
                with remembered():
                    view = await self._hall(interaction, name, slug)
            case _:
                raise NotFound("That list is too old to be shared: run `/quote top` again.")
        await answer(interaction, view, private=False)

    async def _hall(
        self, interaction: discord.Interaction, author: str | None, thread: str | None
    ) -> discord.ui.LayoutView:
        famous = await self._keeping.top(viewer_of(interaction), author=author, thread=thread, limit=8)
        if not famous:
            raise NotFound("Nothing has been quoted or kept here yet.")
        return _hall(famous)

    async def _keep(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        await acknowledge(interaction, private=True)
        await self._kept_now(interaction, PostId(arguments[0], int(arguments[1])))

    async def _kept_now(self, interaction: discord.Interaction, post: PostId) -> None:
        new = await self._keeping.keep(interaction.user.id, post, viewer_of(interaction))
        done = say("Kept `{post}`.", post=post) if new else say("You keep `{post}` already.", post=post)
        where = say("`/quote kept` shows what you keep.")
        await answer(interaction, note(f"{done} {where}"), private=True)

    async def _drop(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        _, slug, number, index = arguments
        await self._keeping.drop(interaction.user.id, PostId(slug, int(number)))
        await replace(interaction, await self._page(interaction, int(index)))

    async def _turn_kept(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        await replace(interaction, await self._page(interaction, int(arguments[1])))

    async def _page(self, interaction: discord.Interaction, index: int) -> discord.ui.LayoutView:
        owner = interaction.user.id
        posts = await self._keeping.kept(owner, viewer_of(interaction))
        if not posts:
            return note(
                say("You keep no quotes yet. Press ⭐ under one, or use `/quote keep`.") + self._elsewhere()
            )
        index = max(0, min(index, len(posts) - 1))
        post = posts[index]
        return quote_card(
            post,
            owner,
            button("kept", owner, index - 1, emoji="◀️", disabled=index == 0),
            button("kept", owner, index + 1, emoji="▶️", disabled=index + 1 >= len(posts)),
            heading=say("Kept · {number} of {all}", number=index + 1, all=len(posts)) + self._elsewhere(),
            keep=button("drop", owner, post.id.slug, post.number, index, label=say("Let go"), emoji="🗑️"),
        )

    def _elsewhere(self) -> str:
        """Return a line on the servers that other processes serve: what is kept there is in their databases."""
        if not self._outbox.peers:
            return ""
        return "\n-# " + say(
            "I run on several machines: what you kept on other servers may be shown only there."
        )


def _hall(famous: Sequence[Famous]) -> discord.ui.LayoutView:
    container = discord.ui.Container[discord.ui.LayoutView](
        discord.ui.TextDisplay(say("## Most quoted and most kept"))
    )
    for place, each in enumerate(famous, 1):
        own = each.post.own()
        text, *more = split(own.text, SHOWN) if own else [""]
        counts = [say_n("quoted in {n} post", "quoted in {n} posts", each.quoted)] if each.quoted else []
        counts += [say("kept by {n}", n=each.kept)] if each.kept else []
        container.add_item(
            discord.ui.Section(
                discord.ui.TextDisplay(
                    f"**{place}. {named(each.post.author)}** · {', '.join(counts)}\n"
                    f"{escape(text.rstrip())}{' […]' if more else ''}\n-# `{each.post.id}`"
                ),
                accessory=button("open", each.post.id.slug, each.post.number, label=say("Read"), emoji="📖"),
            )
        )
    return still(container)
