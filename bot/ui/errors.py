"""What a person is told when a command, a button or a menu fails.

The order: a `UserError` anywhere in the chain of causes is shown as it stands; discord.py's own checks are turned
into a sentence naming the permission; a bot permission Discord refused is named; everything else is logged once
with an incident id, and the person is shown the id.
"""

import logging
import secrets
from collections.abc import Iterator

import discord
from discord import app_commands

from bot.errors import UserError
from bot.ui.locales import speak_privately
from bot.ui.markdown import MESSAGE_LIMIT, clipped
from bot.ui.permission_names import in_bold
from bot.ui.sentences import say, spoken

log = logging.getLogger(__name__)

_NOBODY = discord.AllowedMentions.none()
WAITING = "waiting publicly"
"""Set in an interaction's extras while everybody sees that an answer is coming."""


async def answer_error(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the person behind `interaction`, privately, what went wrong. Never raises."""
    speak_privately(interaction)
    sentence = sentence_for(error)
    if sentence is None:
        incident = secrets.token_hex(4)
        log.error("incident %s in %s", incident, _name(interaction), exc_info=error)
        sentence = say(
            "Something went wrong on my side; nothing was changed. "
            "If it happens again, give the bot's admin this number: `{incident}`.",
            incident=incident,
        )
    sentence = clipped(sentence, MESSAGE_LIMIT)
    public = bool(interaction.extras.get(WAITING))
    try:
        if public:
            # The first message after a public "thinking…" takes its place and is public, whatever it asks for.
            await interaction.edit_original_response(content="…", allowed_mentions=_NOBODY)
        if interaction.response.is_done():
            await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=_NOBODY)
        else:
            await interaction.response.send_message(sentence, ephemeral=True, allowed_mentions=_NOBODY)
        if public:
            await interaction.delete_original_response()
    except discord.HTTPException as refusal:
        # The interaction expired or was answered elsewhere: there is nobody left to tell.
        log.warning("could not answer %s: %s", _name(interaction), refusal)


def sentence_for(error: BaseException) -> str | None:
    """Find the sentence to show for `error`; None where it is a fault of ours."""
    return next((text for text in map(_sentence, _causes(error)) if text is not None), None)


def _sentence(cause: BaseException) -> str | None:  # noqa: PLR0911 - a table
    match cause:
        case UserError():
            return spoken(cause.sentence)
        case app_commands.MissingPermissions():
            return say(
                "You need the permission {permissions} to do that.",
                permissions=in_bold(cause.missing_permissions),
            )
        case app_commands.BotMissingPermissions():
            return say(
                "I need the permission {permissions} here to do that.",
                permissions=in_bold(cause.missing_permissions),
            )
        case app_commands.NoPrivateMessage():
            return say("That works only in a server, not in direct messages.")
        case app_commands.TransformerError() if cause.__cause__ is None:
            return say(
                "I cannot make sense of {typed!r}: pick one from the list as you type.",
                typed=str(cause.value)[:80],
            )
        case discord.Forbidden():
            return say(
                "Discord did not let me do that. I need View Channel, Send Messages and Embed Links in this channel."
            )
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return say("That command changed a moment ago: wait a minute, or reload Discord, and try again.")
        case app_commands.CheckFailure():
            return say("You may not do that here.")
        case _:
            return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        original = getattr(error, "original", None)
        error = original if isinstance(original, BaseException) else error.__cause__


def _name(interaction: discord.Interaction) -> str:
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    return f"component of {interaction.type.name}"
