"""Names and descriptions of commands in every language, for discord.py to register with Discord."""

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Place

from bot.languages import COMMAND, ENGLISH, OPTION
from bot.languages.catalogs import catalog
from bot.ui.locales import spoken_in

NAMES = {
    Place.command_name: COMMAND,
    Place.group_name: COMMAND,
    Place.parameter_name: OPTION,
}
"""The contexts in which names stand in the catalogs; descriptions and choices are sentences like all others."""


class CatalogTranslator(app_commands.Translator):
    """Looks commands up in the catalogs. What a catalog lacks Discord shows in English."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return `string` in `locale`, None where we do not speak it."""
        code = spoken_in(locale)
        if code == ENGLISH:
            return None
        name = NAMES.get(context.location)
        known = catalog(code)
        found = known.pgettext(name, string.message) if name else known.gettext(string.message)
        return None if found == string.message else found
