"""The command tree: one error handler for every command."""

import discord
from discord import app_commands

from bot.ui.errors import answer_error


class HansardTree(app_commands.CommandTree[discord.Client]):
    """A command tree that answers every failure with a sentence."""

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Answer the person; autocomplete has nobody to answer, so it only logs."""
        if interaction.type is discord.InteractionType.autocomplete:
            await super().on_error(interaction, error)
            return
        await answer_error(interaction, error)
