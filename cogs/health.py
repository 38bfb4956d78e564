"""/health: whether everything works here, and what is missing."""

from collections.abc import Iterator
from importlib import metadata
from itertools import chain

import discord
from discord import app_commands
from discord.ext import commands

from bot.store.store import Store
from bot.ui.answers import acknowledge, answer, note
from bot.ui.health import dangling, lacking, size, spoken
from bot.ui.markdown import escape
from bot.ui.parameters import viewer_of
from bot.ui.permissions import require_manager
from bot.ui.rules import Rules

NAMED = 12
"""Channels named before they are only counted."""


class Health(commands.Cog):
    """Tells managers how the bot is."""

    def __init__(self, store: Store) -> None:
        """Look at `store`."""
        self._store = store

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
            "## Everything works here" if not missing else "## Something is missing here",
            *missing,
            f"{_threads(seen)} read in this server; the database has {size(stock.size)}.",
            f"-# Hansard {_version()}, discord.py {discord.__version__}",
        ]
        await answer(interaction, note("\n".join(lines)[:3900]), private=True)

    async def _missing(self, guild: discord.Guild) -> Iterator[str]:
        rules = Rules.of(await self._store.settings.all(guild.id))
        channels = spoken(guild.channels)
        lacks = (
            f"⚠️ **{lack.permission}** is missing in {lack.where(NAMED, escape)}. Without it: {lack.loss}."
            for lack in lacking(guild.me, channels, rules)
        )
        gone = dangling(rules, (role.id for role in guild.roles), (channel.id for channel in channels))
        return chain(
            lacks, (f"⚠️ `{key}` names what is gone: choose anew in `/settings show`." for key in gone)
        )


def _version() -> str:
    try:
        return metadata.version("hansard")
    except metadata.PackageNotFoundError:
        return "from source"


def _threads(count: int) -> str:
    return "1 thread is" if count == 1 else f"{count} threads are"
