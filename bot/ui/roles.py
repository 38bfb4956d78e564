"""Roles that a server keeps something to."""

import discord


def holds(member: discord.User | discord.Member, role_id: int) -> bool:
    """Tell whether a member has a role."""
    return isinstance(member, discord.Member) and any(role.id == role_id for role in member.roles)


def may_search(member: discord.User | discord.Member, role_id: int | None) -> bool:
    """Tell whether a member may search where the server keeps that to a role (None: to nobody in particular)."""
    manages = isinstance(member, discord.Member) and member.guild_permissions.manage_guild
    return role_id is None or manages or holds(member, role_id)
