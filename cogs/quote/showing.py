"""/quote random, by and show: own words, verbatim, with who said them and where they stand."""

import random
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.excerpts import Excerpt
from bot.archive.ids import PostId
from bot.errors import NotFound
from bot.search.query import parse
from bot.search.tree import Words
from bot.store.community.settings import Json
from bot.store.search.search import Hit
from bot.store.store import Store
from bot.store.values import Post, Viewer
from bot.ui.answers import acknowledge, announce, answer, replace
from bot.ui.guilds import PUBLIC
from bot.ui.panels import recall, remember
from bot.ui.parameters import AuthorName, PostRef, Thread, viewer_of
from bot.ui.presses import Presses, button, remembered
from bot.ui.quotes import ROOM, chosen, letting_go, quote_card, saying, shared_quote, turning, unfolded
from bot.ui.sentences import say

AMONG = 25
"""Posts that one with some words is drawn from: the best."""


class Showing(commands.Cog):
    """Quotes own words only: what a post merely quotes is never shown as its author's."""

    def __init__(self, store: Store, presses: Presses) -> None:
        """Take the verbs `unfold`, `passage`, `quote`, `by` and `again`."""
        self._store = store
        self._dice = random.SystemRandom()
        presses.on("unfold", self._unfold, "owner? thread #")
        presses.on("passage", self._passage, "owner thread # span *")
        presses.on("quote", self._share_quote, "owner? thread # *", aloud=True)
        presses.on("by", self._turn, "owner # #")
        presses.on("again", self._again, "owner #")

    @app_commands.command(description="A random quote from the archive")
    @app_commands.describe(
        words="Only quotes with these words",
        author="Only this author's words",
        thread="Only from this thread",
        public=PUBLIC,
    )
    async def random(
        self,
        interaction: discord.Interaction,
        words: app_commands.Range[str, 1, 200] | None = None,
        author: AuthorName | None = None,
        thread: Thread | None = None,
        public: bool | None = None,
    ) -> None:
        """Show a random post's own words."""
        private = await announce(interaction, public)
        drawn = _Drawn(author.name if author else None, thread.slug if thread else None, words)
        post, within = await self._fresh(interaction, drawn)
        panel = await remember(interaction, "quotes", asdict(drawn))
        owner = interaction.user.id
        view = quote_card(post, owner, _again(owner, panel), within=within)
        await answer(interaction, view, private=private)

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
        private = await announce(interaction, public)
        state: Json = {"author": author.name, "thread": thread.slug if thread else None}
        panel = await remember(interaction, "quotes", state)
        await answer(
            interaction, await self._nth(interaction, panel, 0, interaction.user.id), private=private
        )

    @app_commands.command(description="Quote one post by its permanent id")
    @app_commands.describe(post="The id, such as great-debate#12", public=PUBLIC)
    async def show(self, interaction: discord.Interaction, post: PostRef, public: bool | None = None) -> None:
        """Show one post's own words."""
        private = await announce(interaction, public)
        found = await self._store.posts.get(post, viewer_of(interaction))
        await answer(interaction, quote_card(found, interaction.user.id), private=private)

    async def _fresh(self, interaction: discord.Interaction, drawn: "_Drawn") -> tuple[Post, Excerpt | None]:
        """Draw a quote that this channel has not had, as long as there is one; with words, the sentences with them."""
        channel, viewer = interaction.channel_id or 0, viewer_of(interaction)
        seen = await self._store.shown.of(channel)
        within = None
        if drawn.words is None:
            post = await self._store.posts.random(
                viewer, author=drawn.author, thread=drawn.thread, avoid=seen
            )
        else:
            hit = await self._among(drawn, drawn.words, viewer, seen)
            post = hit.post
            within = saying(post, drawn.words) or post.excerpt(*hit.snippet.marked)
        await self._store.shown.note(channel, post.id)
        return post, within

    async def _among(self, drawn: "_Drawn", words: str, viewer: Viewer, seen: Collection[PostId]) -> Hit:
        """Return any of the best posts whose own words fit, one of those not `seen` where there is one."""
        found = await self._store.search.find(
            parse(words),
            viewer=viewer,
            words=Words.OWN,
            author=drawn.author,
            thread=drawn.thread,
            limit=AMONG,
            show=AMONG,
        )
        hits = [hit for hit in found.hits if hit.post.id not in seen] or found.hits
        if not hits:
            raise NotFound("Nobody here said that in words of their own. `/search` looks further.")
        return self._dice.choice(hits)

    async def _kept(self, interaction: discord.Interaction, panel: int) -> "_Drawn":
        """Return what a message's quotes are drawn from."""
        match await recall(interaction, panel, "quotes"):
            case {"author": str() | None as author, "thread": str() | None as thread, **more}:
                words = more.get("words")
                return _Drawn(author, thread, words if isinstance(words, str) else None)
            case _:
                raise NotFound("These quotes are too old to go on with: run the command again.")

    async def _nth(
        self, interaction: discord.Interaction, panel: int, index: int, owner: int
    ) -> discord.ui.LayoutView:
        drawn = await self._kept(interaction, panel)
        viewer = viewer_of(interaction)
        posts = await self._store.posts.by(
            drawn.author or "", viewer, thread=drawn.thread, offset=index, limit=2
        )
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
        drawn = await self._kept(interaction, panel)
        with remembered():
            post, within = await self._fresh(interaction, drawn)
        await replace(interaction, quote_card(post, owner, _again(owner, panel), within=within))

    async def _unfold(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        owner, slug, number = arguments
        post = await self._store.posts.get(PostId(slug, int(number)), viewer_of(interaction))
        shown = interaction.message
        view = unfolded(post, int(owner), *turning(shown), keep=letting_go(shown))
        await replace(interaction, view)

    async def _passage(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Show only the sentences that were chosen, or all of them again."""
        owner, slug, number, *spans = arguments
        post = await self._store.posts.get(PostId(slug, int(number)), viewer_of(interaction))
        shown, within = interaction.message, chosen(post, spans)
        view = quote_card(post, int(owner), *turning(shown), within=within, keep=letting_go(shown))
        await replace(interaction, view)

    async def _share_quote(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Say to the channel what is seen of a quote."""
        await acknowledge(interaction, private=False)
        _, slug, number, *spans = arguments
        post = await self._store.posts.get(PostId(slug, int(number)), viewer_of(interaction))
        within = chosen(post, spans) if spans else post.lead(ROOM)
        await answer(interaction, shared_quote(post, within, interaction.user.mention), private=False)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What quotes are drawn from: an author's, a thread's, those with some words."""

    author: str | None
    thread: str | None
    words: str | None = None


def _again(owner: int, panel: int) -> discord.ui.Button[discord.ui.LayoutView]:
    return button("again", owner, panel, label=say("Another"), emoji="🎲")
