"""How an answer reaches a person: privately or for everyone, new or in place of what was pressed."""

from collections.abc import Sequence

import discord

from bot.store.sqlite.turns import hurried
from bot.ui.errors import WAITING
from bot.ui.guilds import is_private
from bot.ui.locales import speak_to
from bot.ui.presses import button, custom_id, still, verb_of, walk

NOBODY = discord.AllowedMentions.none()
SHARING = {"quote", "share", "tell"}
"""Verbs of buttons that show everybody what one has before oneself."""


async def acknowledge(interaction: discord.Interaction, *, private: bool) -> None:
    """Tell Discord at once that an answer is coming; whether others see it, and in which language, is settled here."""
    await interaction.response.defer(ephemeral=private, thinking=True)
    hurried.set(False)
    interaction.extras[WAITING] = not private
    await speak_to(interaction, private=private)


async def announce(interaction: discord.Interaction, public: bool | None) -> bool:  # noqa: FBT001 - tri-state option
    """Acknowledge a command as `is_private` has it; return whether its answer is for the asker alone."""
    private = await is_private(interaction, public)
    await acknowledge(interaction, private=private)
    return private


async def answer(
    interaction: discord.Interaction,
    view: discord.ui.LayoutView,
    *,
    private: bool,
    files: Sequence[discord.File] = (),
) -> None:
    """Answer an acknowledged or fresh interaction with a new message; a public one can be binned by its cause."""
    if not private:
        with_bin(view, interaction.user.id)
    interaction.extras[WAITING] = False
    if interaction.response.is_done():
        await interaction.followup.send(
            view=view, ephemeral=private, allowed_mentions=NOBODY, files=list(files)
        )
    else:
        await interaction.response.send_message(
            view=view, ephemeral=private, allowed_mentions=NOBODY, files=list(files)
        )


async def replace(interaction: discord.Interaction, view: discord.ui.LayoutView) -> None:
    """Put `view` in place of the message whose component was pressed; its bin stays."""
    owner = _bin_owner(interaction.message)
    if owner is not None:
        with_bin(view, owner)
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view, allowed_mentions=NOBODY)
    else:
        await interaction.response.edit_message(view=view, allowed_mentions=NOBODY)


def with_bin(view: discord.ui.LayoutView, owner: int) -> discord.ui.LayoutView:
    """Make `view` ready to be seen by everybody, who need no buttons to show it to everybody.

    Unless it has one it gets the button that lets `owner` and moderators delete the message.
    """
    for row in [each for each in view.children if isinstance(each, discord.ui.ActionRow)]:
        for child in [each for each in row.children if isinstance(each, discord.ui.Button)]:
            if verb_of(child.custom_id) in SHARING:
                row.remove_item(child)
        if not row.children:
            view.remove_item(row)
    bin_id = custom_id("bin", owner)
    children = [child for child in view.walk_children() if isinstance(child, discord.ui.Button)]
    if all(child.custom_id != bin_id for child in children):
        last = view.children[-1] if view.children else None
        made = button("bin", owner, emoji="🗑️")
        if isinstance(last, discord.ui.ActionRow) and _has_room(last):
            last.add_item(made)
        else:
            view.add_item(discord.ui.ActionRow(made))
    return view


def _has_room(row: discord.ui.ActionRow[discord.ui.LayoutView]) -> bool:
    return len(row.children) < 5 and all(isinstance(each, discord.ui.Button) for each in row.children)


def _bin_owner(message: discord.Message | None) -> int | None:
    """Find out who may bin a message, from the button it carries."""
    prefix = custom_id("bin", "")
    for component in walk(message.components if message else ()):
        found = getattr(component, "custom_id", None) or ""
        if found.startswith(prefix):
            return int(found.removeprefix(prefix))
    return None


def note(text: str) -> discord.ui.LayoutView:
    """Lay out one plain text in the same form as every other answer."""
    return still(discord.ui.Container(discord.ui.TextDisplay(text)))
