"""The command tree: one check and one error handler for every command."""

import discord
from discord import app_commands

from bot.store.sqlite.turns import hurried
from bot.ui.errors import answer_error
from bot.ui.guilds import enter
from bot.ui.locales import speak_privately
from bot.ui.permissions import require_role


class HansardTree(app_commands.CommandTree[discord.Client]):
    """A command tree that keeps a server's role rules and answers every failure with a sentence."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Keep commands to the roles the server named; suggestions are not answers and pass."""
        speak_privately(interaction)
        suggesting = interaction.type is discord.InteractionType.autocomplete
        try:
            await enter(interaction)
            if not suggesting:
                await require_role(interaction)
                hurried.set(True)  # until the command says that an answer is coming
        except Exception as error:  # noqa: BLE001 - discord.py has no handler for what its own check raises
            if not suggesting:
                await answer_error(interaction, error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Answer the person; autocomplete has nobody to answer, so it only logs."""
        if interaction.type is discord.InteractionType.autocomplete:
            await super().on_error(interaction, error)
            return
        await answer_error(interaction, error)
