"""What a message with buttons remembers, given back only where it was shown and, where it is somebody's, to them."""

import discord

from bot.store.community.settings import Json
from bot.ui.parameters import store_of


async def remember(
    interaction: discord.Interaction, kind: str, state: Json, *, everybodys: bool = False
) -> int:
    """Keep `state` for the buttons of an answer, for the asker alone or for everybody here; return the panel's id."""
    owner = None if everybodys else interaction.user.id
    return await store_of(interaction).panels.save(kind, state, place=_place(interaction), owner=owner)


async def recall(interaction: discord.Interaction, panel: int, kind: str) -> Json:
    """Return what was kept, None where it was forgotten, or is not for whoever pressed, or not for here."""
    return await store_of(interaction).panels.load(
        panel, kind, place=_place(interaction), user=interaction.user.id
    )


def _place(interaction: discord.Interaction) -> int:
    """A server is one place; a private channel is one of its own."""
    return interaction.guild_id or interaction.channel_id or 0
