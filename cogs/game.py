"""/game: guess who said it."""

from collections.abc import Mapping, Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.ids import PostId
from bot.errors import NotFound, UserError
from bot.store.community.quotes import Score
from bot.store.community.settings import Json
from bot.store.store import Store
from bot.store.values import Post
from bot.ui.answers import acknowledge, announce, answer, note, replace
from bot.ui.guessing import Guessing, Round, beginning
from bot.ui.guilds import PUBLIC
from bot.ui.locales import speak_to
from bot.ui.markdown import named, quote_block
from bot.ui.panels import recall, remember
from bot.ui.parameters import Thread, viewer_of
from bot.ui.permissions import NEEDS, Need, require_voice
from bot.ui.posts import footing
from bot.ui.presses import Presses, button, remembered, still
from bot.ui.sentences import Markup, say

Row = discord.ui.ActionRow[discord.ui.LayoutView]

PLACES = 5
"""Players named under a round that is over."""


class Game(commands.GroupCog, name="game", description="Games with the archive"):
    """A round is public, every guess is private until somebody is right."""

    def __init__(self, store: Store, presses: Presses) -> None:
        """Take the verbs `guess`, `reveal`, `next-round` and `scores`."""
        self._store = store
        self._guessing = Guessing(store)
        presses.on("guess", self._guess, "# #")
        presses.on("reveal", self._reveal, "id #")
        presses.on("next-round", self._next, "#", aloud=True)
        presses.on("scores", self._share_scores, "owner", aloud=True)

    @app_commands.command(
        name="who-said-it",
        description="Guess whose words these are; everybody here can play",
        extras={NEEDS: Need.VOICE},
    )
    @app_commands.describe(thread="Only from this debate")
    async def who_said_it(self, interaction: discord.Interaction, thread: Thread | None = None) -> None:
        """Begin a round."""
        require_voice(interaction)
        await acknowledge(interaction, private=False)
        await self._begin(interaction, thread.slug if thread else None)

    @app_commands.command(description="Who guesses best in this channel")
    @app_commands.describe(public=PUBLIC)
    async def scores(self, interaction: discord.Interaction, public: bool | None = None) -> None:
        """Show the scoreboard."""
        private = await announce(interaction, public)
        await self._show_scores(interaction, private=private)

    async def _share_scores(self, interaction: discord.Interaction, _: Sequence[str]) -> None:
        """Show the scoreboard as it is now to everybody in the channel."""
        await acknowledge(interaction, private=False)
        await self._show_scores(interaction, private=False)

    async def _show_scores(self, interaction: discord.Interaction, *, private: bool) -> None:
        best = await self._store.scores.best(interaction.channel_id or 0)
        if not best:
            raise NotFound("Nobody has guessed here yet. `/game who-said-it` begins a round.")
        view = note("\n".join([say("## Who knows whom here"), *_board(best)]))
        if private:
            view.add_item(Row(button("scores", interaction.user.id, label=say("Share"), emoji="📣")))
        await answer(interaction, view, private=private)

    async def _begin(self, interaction: discord.Interaction, thread: str | None) -> None:
        channel = interaction.channel_id or 0
        had = await self._store.shown.of(channel)
        made, text = await self._guessing.round(viewer_of(interaction), thread=thread, avoid=had)
        await self._store.shown.note(channel, made.post)
        state: Json = {
            "post": str(made.post),
            "choices": list(made.choices),
            "answer": made.answer,
            "thread": thread,
        }
        panel = await remember(interaction, "guess", state, everybodys=True)
        await answer(interaction, _asked(made, text, panel, interaction.user.id), private=False)

    async def _kept(self, interaction: discord.Interaction, panel: int) -> tuple[Round, str | None]:
        match await recall(interaction, panel, "guess"):
            case {
                "post": str() as post,
                "choices": list() as choices,
                "answer": int() as place,
                "thread": str() | None as thread,
            }:
                named = PostId.parse(post)
                if named is not None:
                    return Round(named, tuple(map(str, choices)), place), thread
        raise NotFound("That round is too old. `/game who-said-it` begins another.")

    async def _guess(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        panel, choice = map(int, arguments)
        made, _ = await self._kept(interaction, panel)
        post = await self._shown(interaction, made)
        channel, user = interaction.channel_id or 0, interaction.user.id
        if not await self._store.scores.guess(panel, channel, user, choice, made.answer):
            raise UserError("One guess each: you have had yours.")
        if choice != made.answer:
            await speak_to(interaction, private=True)
            await answer(interaction, note(say("No, these are somebody else's words.")), private=True)
            return
        await replace(interaction, await self._told(interaction, post, panel, made))

    async def _reveal(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Tell, for whoever began the round, anybody who has guessed, and moderators."""
        owner, panel = map(int, arguments)
        made, _ = await self._kept(interaction, panel)
        post = await self._shown(interaction, made)
        guesses = await self._store.scores.guesses(panel)
        user = interaction.user.id
        if user != owner and user not in guesses and not interaction.permissions.manage_messages:
            raise UserError("Guess first.")
        await replace(interaction, await self._told(interaction, post, panel, made))

    async def _next(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        await acknowledge(interaction, private=False)
        _, thread = await self._kept(interaction, int(arguments[0]))
        with remembered():
            await self._begin(interaction, thread)

    async def _shown(self, interaction: discord.Interaction, made: Round) -> Post:
        """Return the post of a round. Raises NotFound where it is not to be seen any more."""
        with remembered():
            post = await self._store.posts.get(made.post, viewer_of(interaction))
        if post.withheld:
            raise NotFound("These words are not shown any more.")
        return post

    async def _told(
        self, interaction: discord.Interaction, post: Post, panel: int, made: Round
    ) -> discord.ui.LayoutView:
        """Lay out a round that is over, and how everybody here stands now."""
        guesses = await self._store.scores.guesses(panel)
        lines = [say("It was **{author}**.", author=named(post.author)), footing(post)]
        if right := _mentions(guesses, made.answer):
            lines.insert(1, say("Known by {names}", names=right))
        container = discord.ui.Container[discord.ui.LayoutView](
            discord.ui.TextDisplay(say("### Who said it?")),
            discord.ui.TextDisplay(quote_block(beginning(post))),
            discord.ui.TextDisplay("\n".join(lines)),
        )
        best = await self._store.scores.best(interaction.channel_id or 0)
        if best:
            board = "\n".join([f"**{say('So far here')}**", *_board(best[:PLACES])])
            container.add_item(discord.ui.TextDisplay(board))
        return still(
            container,
            Row(
                button("open", made.post.slug, made.post.number, label=say("Read in context"), emoji="📖"),
                button("next-round", panel, label=say("Another"), emoji="🎲"),
            ),
        )


def _board(best: Sequence[Score]) -> list[str]:
    return [
        f"{place}. <@{each.user_id}> · " + say("{n} right, {wrong} wrong", n=each.correct, wrong=each.wrong)
        for place, each in enumerate(best, 1)
    ]


def _asked(made: Round, text: str, panel: int, owner: int) -> discord.ui.LayoutView:
    return still(
        discord.ui.Container(
            discord.ui.TextDisplay(say("### Who said it?")), discord.ui.TextDisplay(quote_block(text))
        ),
        Row(*(button("guess", panel, place, label=name) for place, name in enumerate(made.choices))),
        Row(button("reveal", owner, panel, label=say("Tell us"), emoji="🏳️")),
    )


def _mentions(guesses: Mapping[int, int], right: int) -> Markup:
    return Markup(", ".join(f"<@{user}>" for user, choice in guesses.items() if choice == right))
