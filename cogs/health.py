"""/health: whether everything works here, and what is missing."""

from importlib import metadata

import discord
from discord import app_commands
from discord.ext import commands

from bot.store.store import Store
from bot.ui.answers import acknowledge, answer, note
from bot.ui.health import lacking, size
from bot.ui.parameters import viewer_of
from bot.ui.permissions import require_manager


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
        missing = list(lacking(interaction.guild)) if interaction.guild else []
        stock = await self._store.stock()
        seen = await self._store.threads.count(viewer_of(interaction))
        lines = [
            "## Everything works here" if not missing else "## Something is missing here",
            *missing,
            f"{seen} threads are read in this server; the database has {size(stock.size)}.",
            f"-# Hansard {_version()}, discord.py {discord.__version__}",
        ]
        await answer(interaction, note("\n".join(lines)[:3900]), private=True)


def _version() -> str:
    try:
        return metadata.version("hansard")
    except metadata.PackageNotFoundError:
        return "from source"
