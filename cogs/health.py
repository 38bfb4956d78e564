"""/health: whether everything works here, and what is missing."""

from collections.abc import Awaitable, Callable, Iterator
from importlib import metadata
from itertools import chain

import discord
from discord import app_commands
from discord.ext import commands

from bot.installed import extra
from bot.store.store import Store
from bot.ui.answers import acknowledge, answer, note
from bot.ui.health import dangling, lacking, size, speakable
from bot.ui.markdown import named
from bot.ui.parameters import viewer_of
from bot.ui.permissions import require_manager
from bot.ui.rules import Rules
from bot.ui.sentences import Markup, say, say_n

NAMED = 12
"""Channels named before they are only counted."""


class Health(commands.Cog):
    """Tells managers how the bot is."""

    def __init__(self, store: Store, lag: Callable[[], Awaitable[float | None]] | None = None) -> None:
        """Look at `store`; `lag` tells how many seconds its replica is behind, None where it cannot be reached."""
        self._store = store
        self._lag = lag

    @app_commands.command(description="Whether everything works here: permissions, archive, version")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def health(self, interaction: discord.Interaction) -> None:
        """List what is missing, then what there is."""
        await acknowledge(interaction, private=True)
        require_manager(interaction)
        missing = list(await self._missing(interaction.guild)) if interaction.guild else []
        stock = await self._store.stock()
        seen = await self._store.threads.count(viewer_of(interaction))
        lines = [
            say("## Everything works here") if not missing else say("## Something is missing here"),
            *missing,
            say_n(
                "{n} thread is read in this server; the database has {size}.",
                "{n} threads are read in this server; the database has {size}.",
                seen,
                size=size(stock.size),
            ),
            *await self._searched(),
            *await self._elsewhere(),
            f"-# Hansard {_version()}, discord.py {discord.__version__}",
        ]
        await answer(interaction, note("\n".join(lines)), private=True)

    async def _searched(self) -> list[str]:
        """Tell which engine answers in a large archive, and what is still to be done there."""
        told: list[str] = []
        serving, waiting = await self._store.serving(), await self._store.background.waiting()
        if serving.beside:
            told.append(say("Searches are answered from the index beside the database (tantivy)."))
        elif serving.building:
            told.append(
                say("The index beside the database (tantivy) is being brought up to date; SQLite answers.")
            )
        elif serving.is_large and not serving.installed:
            told.append(
                say(
                    "{n:,} posts are many for SQLite: whoever runs me can speed searches up with `{command}`.",
                    n=serving.posts,
                    command=Markup(extra("large")),
                )
            )
        if waiting.erasing:
            told.append(say("Words that were removed for good are still being taken out of the files."))
        return told

    async def _elsewhere(self) -> list[str]:
        """Tell of what is kept, or waits to be told, beside this process."""
        told: list[str] = []
        if self._lag is not None:
            lag = await self._lag()
            told.append(
                say("⚠️ The replica cannot be reached; replays wait for it.")
                if lag is None
                else say("The replica holds everything up to {seconds:.1f} s ago.", seconds=lag)
            )
        for peer, count in (await self._store.outbox.counts()).items():
            told.append(
                say(
                    "⚠️ The process at `{peer}` has not heard yet of {count} things to forget, hide or remove.",
                    peer=peer,
                    count=count,
                )
            )
        return told

    async def _missing(self, guild: discord.Guild) -> Iterator[str]:
        rules = Rules.of(await self._store.settings.all(guild.id))
        channels = speakable(guild.channels)
        lacks = (
            say(
                "⚠️ **{permission}** is missing in {where}. Without it: {loss}.",
                permission=lack.permission,
                where=Markup(lack.where(NAMED, named)),
                loss=lack.loss,
            )
            for lack in lacking(guild.me, channels, rules)
        )
        gone = dangling(rules, (role.id for role in guild.roles), (channel.id for channel in channels))
        told = (
            say("⚠️ **{setting}** names what is gone: choose anew in `/settings show`.", setting=each)
            for each in gone
        )
        return chain(lacks, told)


def _version() -> str:
    try:
        return metadata.version("hansard")
    except metadata.PackageNotFoundError:
        return say("from source")
