"""How an answer reaches a person: privately or for everyone, new or in place of what was pressed."""

import discord

NOBODY = discord.AllowedMentions.none()


async def acknowledge(interaction: discord.Interaction, *, private: bool) -> None:
    """Tell Discord at once that an answer is coming; whether others see it is settled here for good."""
    await interaction.response.defer(ephemeral=private, thinking=True)


async def answer(interaction: discord.Interaction, view: discord.ui.LayoutView, *, private: bool) -> None:
    """Answer an acknowledged or fresh interaction with a new message."""
    if interaction.response.is_done():
        await interaction.followup.send(view=view, ephemeral=private, allowed_mentions=NOBODY)
    else:
        await interaction.response.send_message(view=view, ephemeral=private, allowed_mentions=NOBODY)


async def replace(interaction: discord.Interaction, view: discord.ui.LayoutView) -> None:
    """Put `view` in place of the message whose component was pressed."""
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view, allowed_mentions=NOBODY)
    else:
        await interaction.response.edit_message(view=view, allowed_mentions=NOBODY)


def note(text: str) -> discord.ui.LayoutView:
    """Lay out one plain text in the same form as every other answer."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(discord.ui.TextDisplay(text)))
    view.stop()
    return view
