"""Whose an archive is: what a server brought is its own to decide about, what all servers read is not."""

import discord

from bot.errors import NotAllowed
from bot.store.values import ThreadSummary


def alone(interaction: discord.Interaction) -> bool:
    """Tell whether the bot serves one server only, whose managers then decide about the common archive, too.

    A bot of several shards serves others, although this process may know one server alone.
    """
    client = interaction.client
    return len(client.guilds) == 1 and (client.shard_count or 1) == 1


def scope_of(interaction: discord.Interaction) -> int | None:
    """Return whose archives the managers asking may decide about: their server's, or None for every one."""
    return None if alone(interaction) else interaction.guild_id


def require_own(interaction: discord.Interaction, thread: ThreadSummary) -> None:
    """Raise NotAllowed where `thread` is not this server's to change."""
    if thread.guild_id == interaction.guild_id or (thread.guild_id is None and alone(interaction)):
        return
    if thread.guild_id is None:
        raise NotAllowed(
            "`{thread}` is shared by every server I serve; only whoever runs me can change it, with "
            "`hansard remove {thread}` and the like.",
            thread=thread.slug,
        )
    raise NotAllowed(
        "`{thread}` is another server's, shared with you; only whoever runs me can change it, with "
        "`hansard remove {thread}` and the like.",
        thread=thread.slug,
    )
