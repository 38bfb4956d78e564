"""Clickable command mentions, `</search:1234>`, which need the id Discord gave each command."""

import re

import discord
from discord import app_commands

from bot.languages import command

NAMED = re.compile(r"\{([a-z -]+)\}")
"""A command's name in a text that `fill` takes."""


class Mentions:
    """Knows the ids of the registered commands, asked for once."""

    def __init__(self, tree: app_commands.CommandTree[discord.Client], guild_id: int | None) -> None:
        """Look in the server `guild_id` where commands are registered there alone, else among the global ones."""
        self._tree = tree
        self._guild = None if guild_id is None else discord.Object(guild_id)
        self._ids: dict[str, int] = {}

    async def fill(self, text: str) -> str:
        """Replace every `{command name}` in `text` by its mention, or by its name behind a slash where it has no id."""
        if not self._ids:
            found = await self._tree.fetch_commands(guild=self._guild)
            self._ids = {command.name: command.id for command in found}
        return NAMED.sub(lambda match: self._mention(match[1]), text)

    def _mention(self, name: str) -> str:
        command_id = self._ids.get(name.split(maxsplit=1)[0])
        return f"`/{command(name)}`" if command_id is None else f"</{name}:{command_id}>"
