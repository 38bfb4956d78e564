"""/debate: the exchange of two people, and a debate at a glance."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.turns import Course
from bot.errors import NotFound, UserError
from bot.render.fonts import Fonts
from bot.render.quote_map import describe_map, render_map
from bot.render.timeline import describe_timeline, render_timeline
from bot.render.values import Link, QuoteMap, Theme, Timeline
from bot.replay.pacing import Pace
from bot.store.archive.debates import Quoted
from bot.store.community.settings import Json
from bot.store.store import Store
from bot.store.values import ThreadSummary
from bot.ui.answers import acknowledge, announce, answer, replace
from bot.ui.guilds import PUBLIC, rules_of
from bot.ui.markdown import named
from bot.ui.outlet import Place
from bot.ui.panels import recall, remember
from bot.ui.parameters import AuthorName, Thread, viewer_of
from bot.ui.posts import FOLDED, footing, heading, page
from bot.ui.presses import Presses, button, known, remembered, still
from bot.ui.quotes import taking_row
from bot.ui.replay_preview import Preview, Wish
from bot.ui.replay_room import ReplayRoom, require_replayer
from bot.ui.sentences import say
from bot.ui.studio import Picture, Studio, show_picture

Row = discord.ui.ActionRow[discord.ui.LayoutView]
Show = Callable[..., Awaitable[None]]
STYLES = [app_commands.Choice(name=theme.value, value=theme.value) for theme in Theme]


class Debate(commands.GroupCog, name="debate", description="Who argued with whom, and how a debate went"):
    """Shows exchanges and draws debates."""

    def __init__(self, store: Store, presses: Presses, studio: Studio, room: ReplayRoom) -> None:
        """Take the verbs `exchange`, `exchange-replay`, `map` and `timeline`; replays are previewed for `room`."""
        self._store = store
        self._studio = studio
        self._preview = Preview(store, room)
        presses.on("exchange", self._turn, "owner # # # *")
        presses.on("exchange-replay", self._replay, "# thread", anew=True)
        presses.on("map", partial(self._share, self._show_map), "owner thread style", aloud=True)
        presses.on("timeline", partial(self._share, self._show_timeline), "owner thread style", aloud=True)

    @app_commands.command(description="Only what two people said to each other")
    @app_commands.describe(
        author="One of them", other="The other", thread="Only in this thread", public=PUBLIC
    )
    async def between(
        self,
        interaction: discord.Interaction,
        author: AuthorName,
        other: AuthorName,
        thread: Thread | None = None,
        public: bool | None = None,
    ) -> None:
        """Page through an exchange."""
        private = await announce(interaction, public)
        if author.id == other.id:
            raise UserError("An exchange needs two people.")
        state: Json = {"one": author.name, "other": other.name, "thread": thread.slug if thread else None}
        panel = await remember(interaction, "exchange", state, everybodys=True)
        view = await self._page(interaction, interaction.user.id, panel, 0, FOLDED)
        await answer(interaction, view, private=private)

    @app_commands.command(description="A picture of who quotes whom in a debate")
    @app_commands.describe(thread="Which debate", style="How it looks (default: dark)", public=PUBLIC)
    @app_commands.choices(style=STYLES)
    async def map(
        self,
        interaction: discord.Interaction,
        thread: Thread,
        style: str = Theme.DARK.value,
        public: bool | None = None,
    ) -> None:
        """Draw the map."""
        private = await announce(interaction, public)
        await self._show_map(interaction, thread, known(Theme, style), private=private)

    @app_commands.command(description="A picture of who spoke when, and how long")
    @app_commands.describe(thread="Which debate", style="How it looks (default: dark)", public=PUBLIC)
    @app_commands.choices(style=STYLES)
    async def timeline(
        self,
        interaction: discord.Interaction,
        thread: Thread,
        style: str = Theme.DARK.value,
        public: bool | None = None,
    ) -> None:
        """Draw the timeline."""
        private = await announce(interaction, public)
        await self._show_timeline(interaction, thread, known(Theme, style), private=private)

    async def _show_map(
        self, interaction: discord.Interaction, thread: ThreadSummary, theme: Theme, *, private: bool
    ) -> None:
        links = await self._store.debates.links(thread.slug, viewer_of(interaction))
        if not links:
            raise NotFound(
                "Nobody quotes anybody in `{thread}`: there is nothing to map.", thread=thread.slug
            )
        fonts = await self._studio.fonts()
        picture = await self._studio.draw(_map, thread, links, theme, fonts)
        row = _under(interaction, "map", thread.slug, theme, private=private)
        await show_picture(interaction, picture, row, private=private)

    async def _show_timeline(
        self, interaction: discord.Interaction, thread: ThreadSummary, theme: Theme, *, private: bool
    ) -> None:
        turns = await self._store.debates.turns(thread.slug, viewer_of(interaction))
        if not turns:
            raise NotFound("There is nobody in `{thread}` whose words may be shown.", thread=thread.slug)
        fonts = await self._studio.fonts()
        picture = await self._studio.draw(_timeline, thread, turns, theme, fonts)
        row = _under(interaction, "timeline", thread.slug, theme, private=private)
        await show_picture(interaction, picture, row, private=private)

    async def _share(self, show: Show, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Draw a picture anew, as the archive is now, for everybody in the channel."""
        _, slug, style = arguments
        await acknowledge(interaction, private=False)
        with remembered():
            thread = await self._store.threads.get(slug, viewer_of(interaction))
        await show(interaction, thread, known(Theme, style), private=False)

    async def _turn(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        owner, panel, index, part = map(int, arguments[:4])
        with remembered():
            view = await self._page(interaction, owner, panel, index, part)
        await replace(interaction, view)

    async def _kept(self, interaction: discord.Interaction, panel: int) -> tuple[str, str, str | None]:
        match await recall(interaction, panel, "exchange"):
            case {"one": str() as one, "other": str() as other, "thread": str() | None as thread}:
                return one, other, thread
            case _:
                raise NotFound("That exchange is too old to go on with: run the command again.")

    async def _page(
        self, interaction: discord.Interaction, owner: int, panel: int, index: int, part: int
    ) -> discord.ui.LayoutView:
        one, other, thread = await self._kept(interaction, panel)
        viewer = viewer_of(interaction)
        posts = await self._store.debates.exchange(one, other, viewer, thread=thread)
        if not posts:
            names = {"one": named(one), "other": named(other)}
            if thread is None:
                raise NotFound("{one} and {other} never quoted or answered each other.", **names)
            raise NotFound(
                "{one} and {other} never quoted or answered each other in `{thread}`.", thread=thread, **names
            )
        index = max(0, min(index, len(posts) - 1))
        post = await self._store.posts.get(posts[index], viewer)
        shown = page(post, part)
        place = say(
            "{one} and {other} · {number} of {all}",
            one=named(one),
            other=named(other),
            number=index + 1,
            all=len(posts),
        )
        container = discord.ui.Container[discord.ui.LayoutView](
            discord.ui.TextDisplay(f"-# {place}{shown.mark}\n{heading(post)}"),
            discord.ui.TextDisplay(shown.text),
            discord.ui.Separator(visible=False),
            discord.ui.TextDisplay(footing(post)),
        )
        last = index + 1 >= len(posts)
        row = Row(
            button("exchange", owner, panel, index - 1, FOLDED, "b", emoji="◀️", disabled=index == 0),
            button("exchange", owner, panel, index + 1, FOLDED, "f", emoji="▶️", disabled=last),
        )
        if shown.part + 1 < shown.parts or shown.part == FOLDED:
            further = say("More") if shown.part == FOLDED else say("Read on")
            row.add_item(
                button("exchange", owner, panel, index, shown.part + 1, "p", label=further, emoji="⏬")
            )
        row.add_item(button("open", post.id.slug, post.number, label=say("In context"), emoji="📖"))
        row.add_item(button("exchange-replay", panel, post.id.slug, label=say("Replay"), emoji="🎬"))
        return still(container, row, taking_row(post, owner, shown.part))

    async def _replay(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Preview a replay of these two in the thread shown, for whoever pressed."""
        await acknowledge(interaction, private=True)
        one, other, _ = await self._kept(interaction, int(arguments[0]))
        rules = await rules_of(interaction)
        require_replayer(interaction.user, rules)
        if not isinstance(interaction.channel, Place):
            raise UserError("Replays need a text channel or a thread.")
        wish = Wish(
            slug=arguments[1],
            first=1,
            last=None,
            authors=(one, other),
            pace=Pace(rules.replay_pace),
            channel_id=interaction.channel.id,
            new_thread=False,
            poll=False,
        )
        with remembered():
            view = await self._preview.show(interaction, wish, rules)
        await answer(interaction, view, private=True)


def _under(interaction: discord.Interaction, verb: str, slug: str, theme: Theme, *, private: bool) -> Row:
    row = Row(button("open", slug, 1, label=say("Read the debate"), emoji="📖"))
    if private:
        share = button(verb, interaction.user.id, slug, theme.value, label=say("Share"), emoji="📣")
        row.add_item(share)
    return row


# A long thread has a hundred thousand turns: what is made of them is made beside the event loop.
def _map(thread: ThreadSummary, links: Sequence[Quoted], theme: Theme, fonts: Fonts) -> Picture:
    drawn = QuoteMap(thread.title, tuple(Link(each.quoter, each.quoted, each.count) for each in links))
    return Picture(f"{thread.slug}-map.png", render_map(drawn, theme, fonts), describe_map(drawn))


def _timeline(thread: ThreadSummary, turns: Course, theme: Theme, fonts: Fonts) -> Picture:
    drawn = Timeline(thread.title, turns)
    return Picture(
        f"{thread.slug}-timeline.png", render_timeline(drawn, theme, fonts), describe_timeline(drawn)
    )
