"""Who may run a command, said once: the permission Discord shows and the check that runs are set together."""

from typing import TypeVar

import discord
from discord import app_commands
from discord.ext import commands

C = TypeVar("C", bound=type[commands.GroupCog])


def managers_only(cog: C) -> C:
    """Keep a whole command group to members who may manage the server.

    Discord hides the group from others (an admin can widen that in the server's settings), and every call is
    checked again as it runs: a button or an old client can send what the menu does not show.
    """
    app_commands.default_permissions(manage_guild=True)(cog)
    app_commands.guild_only(cog)

    async def interaction_check(self: commands.GroupCog, interaction: discord.Interaction) -> bool:  # noqa: ARG001
        require_manager(interaction)
        return True

    cog.interaction_check = interaction_check  # type: ignore[method-assign,assignment]
    return cog


def require_manager(interaction: discord.Interaction) -> None:
    """Raise discord.py's `MissingPermissions` unless the member may manage the server."""
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])
