"""Who may run a command, said once: the permission Discord shows and the check that runs are set together."""

from enum import StrEnum
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotAllowed
from bot.ui.guilds import may_speak, may_write, rules_of
from bot.ui.roles import holds, may_search
from bot.ui.rules import Rules

C = TypeVar("C", bound=type[commands.GroupCog])

Runnable = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu
NEEDS = "needs"
"""The key in a command's `extras` of its `Need`."""


class Need(StrEnum):
    """What a command asks of whoever runs it, where Discord is not told."""

    IMPORTER = "importer"
    """Who may import, though they do not manage the server."""
    MANAGER = "manager"
    REPLAYER = "replayer"
    VOICE = "voice"
    """Who may write where they ask."""


ROLE_RULES = dict.fromkeys(("search", "quote find", "Who said this?"), "search_role")
"""Commands that a server may keep to one role, and the setting that says which."""


def managers_only(cog: C) -> C:
    """Keep a whole command group to members who may manage the server.

    Discord hides the group from others (an admin can widen that in the server's settings), and every call is
    checked again as it runs: a button or an old client can send what the menu does not show. A command whose
    need is that of an importer is also for the role that may import.
    """
    app_commands.default_permissions(manage_guild=True)(cog)
    app_commands.guild_only(cog)

    async def interaction_check(self: commands.GroupCog, interaction: discord.Interaction) -> bool:  # noqa: ARG001
        if interaction.command is not None and interaction.command.extras.get(NEEDS) is Need.IMPORTER:
            await require_importer(interaction)
        else:
            require_manager(interaction)
        return True

    cog.interaction_check = interaction_check  # type: ignore[method-assign,assignment]
    return cog


def require_manager(interaction: discord.Interaction) -> None:
    """Raise discord.py's `MissingPermissions` unless the member may manage the server."""
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])


async def require_importer(interaction: discord.Interaction) -> None:
    """Raise `MissingPermissions` unless the member may manage the server or has the role that may import."""
    role = (await rules_of(interaction)).import_role
    if role is None or not has_role(interaction, role):
        require_manager(interaction)


async def may_run(interaction: discord.Interaction, command: Runnable) -> bool:
    """Tell whether the asker may run another command here; what it asks for may still not be there."""
    rights, rules = interaction.permissions, await rules_of(interaction)
    group = command.root_parent if isinstance(command, app_commands.Command) else None
    top = group or command
    if top.guild_only and interaction.guild_id is None:
        return False
    needs = command.extras.get(NEEDS)
    if top.default_permissions is not None and not rights >= top.default_permissions:
        return (
            needs is Need.IMPORTER
            and rules.import_role is not None
            and has_role(interaction, rules.import_role)
        )
    if ROLE_RULES.get(command.qualified_name) and not may_search(interaction.user, rules.search_role):
        return False
    met = {
        Need.MANAGER: interaction.guild_id is not None and rights.manage_guild,
        Need.REPLAYER: may_replay(interaction.user, rules),
        Need.VOICE: may_speak(interaction),
    }
    return needs not in met or met[needs]


def may_replay(member: discord.User | discord.Member, rules: Rules) -> bool:
    """Tell whether `member` may replay in their server, as its rules are now."""
    if not isinstance(member, discord.Member):
        return False
    rights = member.guild_permissions
    return (
        rights.manage_messages
        or rights.manage_guild
        or (rules.replay_role is not None and holds(member, rules.replay_role))
    )


async def require_role(interaction: discord.Interaction) -> None:
    """Raise NotAllowed where the server keeps the command to a role the member lacks."""
    if interaction.command is not None:
        await require_rule(interaction, ROLE_RULES.get(interaction.command.qualified_name))


async def require_rule(interaction: discord.Interaction, rule: str | None) -> None:
    """Raise NotAllowed where the setting `rule` names a role the member lacks."""
    if rule is None or interaction.guild_id is None or interaction.permissions.manage_guild:
        return
    role = getattr(await rules_of(interaction), rule)
    if role is not None and not has_role(interaction, role):
        raise NotAllowed("This server keeps that command to the role <@&{role}>.", role=role)


def require_voice(interaction: discord.Interaction) -> None:
    """Raise NotAllowed where the member may not say anything in the channel: then nothing is said for them."""
    if not may_speak(interaction):
        raise NotAllowed("You may not write in this channel, so I say nothing to it for you.")


def require_writer(
    member: discord.User | discord.Member,
    place: discord.abc.GuildChannel | discord.Thread,
    *,
    new_thread: bool = False,
) -> None:
    """Raise NotAllowed where `member` may not write themselves in the place that is to be spoken in for them."""
    rights = (
        place.permissions_for(member) if isinstance(member, discord.Member) else discord.Permissions.none()
    )
    within = new_thread or isinstance(place, discord.Thread)
    if not (rights.view_channel and may_write(rights, thread=within)):
        raise NotAllowed("You must be allowed to write in <#{channel}> yourself.", channel=place.id)
    if new_thread and not rights.create_public_threads:
        raise NotAllowed("You must be allowed to make threads in <#{channel}> yourself.", channel=place.id)


def has_role(interaction: discord.Interaction, role_id: int) -> bool:
    """Tell whether the member has a role; everybody has the one named after the server."""
    return role_id == interaction.guild_id or holds(interaction.user, role_id)
