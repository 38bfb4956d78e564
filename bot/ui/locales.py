"""Which language an answer is in: what the asker alone sees is in theirs, what others see is in the server's."""

import functools

import discord

from bot.archive.covering import cover
from bot.languages import ENGLISH, LANGUAGES, speak
from bot.store.store import Store
from bot.ui.guilds import rules_of
from bot.ui.rules import Rules


@functools.cache  # asked of every name and description of every command in every locale there is
def spoken_in(locale: discord.Locale | None) -> str:
    """Return the language of ours for a locale of Discord's: English where we do not speak it."""
    code = "" if locale is None else locale.value.partition("-")[0]
    return code if code in LANGUAGES else ENGLISH


def speak_privately(interaction: discord.Interaction) -> None:
    """From here on speak the asker's language."""
    speak(spoken_in(interaction.locale))


async def speak_to(interaction: discord.Interaction, *, private: bool) -> None:
    """From here on speak the asker's language or, where not `private`, that of the server asked in."""
    if private:
        speak_privately(interaction)
    else:
        speak(await shared_by(interaction))


async def shared_by(interaction: discord.Interaction) -> str:
    """Return the language of the server asked in; in a direct message, the asker's."""
    if interaction.guild_id is None:
        return spoken_in(interaction.locale)
    return _chosen(await rules_of(interaction), interaction.guild_locale)


async def address(guild: discord.Guild | None, store: Store) -> None:
    """From here on speak a server's language, as set, else its community's, and cover in names what it masks."""
    rules = Rules() if guild is None else Rules.of(await store.settings.all(guild.id))
    cover(rules.mask_words)
    speak(_chosen(rules, None if guild is None else guild.preferred_locale))


def _chosen(rules: Rules, locale: discord.Locale | None) -> str:
    return rules.language if rules.language in LANGUAGES else spoken_in(locale)
