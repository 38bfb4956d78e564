"""What a server's settings mean for an answer."""

import discord

from bot.archive.covering import cover
from bot.store.sqlite.turns import asker
from bot.ui.parameters import store_of
from bot.ui.rules import Rules

PUBLIC = "Show it to the whole channel (normally only you see it)"
"""How every command describes its `public` option."""


async def enter(interaction: discord.Interaction) -> None:
    """From here on wait in the queue of the server asked in, and cover in names and titles what it masks.

    In a direct message the queue is the person's own.
    """
    asker.set(interaction.guild_id or interaction.user.id)
    cover((await rules_of(interaction)).mask_words)


async def rules_of(interaction: discord.Interaction) -> Rules:
    """Return the settings of the server asked in; in a direct message, the defaults."""
    if interaction.guild_id is None:
        return Rules()
    return Rules.of(await store_of(interaction).settings.all(interaction.guild_id))


async def is_private(interaction: discord.Interaction, public: bool | None) -> bool:  # noqa: FBT001 - tri-state option
    """Tell whether an answer is for the asker alone: as they chose, else as the server is set up.

    Where they may not write themselves, nothing is said aloud for them.
    """
    if not may_speak(interaction):
        return True
    return (await rules_of(interaction)).private if public is None else not public


def may_speak(interaction: discord.Interaction) -> bool:
    """Tell whether the member may write where they ask; in private everybody may."""
    if interaction.guild_id is None:
        return True
    return may_write(interaction.permissions, thread=isinstance(interaction.channel, discord.Thread))


def may_write(rights: discord.Permissions, *, thread: bool) -> bool:
    """Tell whether these rights in a channel let somebody write there."""
    return rights.send_messages_in_threads if thread else rights.send_messages
