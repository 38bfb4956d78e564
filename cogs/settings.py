"""/settings: what a server decides for itself."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotFound
from bot.store.store import Store
from bot.ui.answers import acknowledge, answer, note
from bot.ui.permissions import managers_only
from bot.ui.rules import RULES, Rules


@managers_only
class Settings(commands.GroupCog, name="settings", description="How Hansard behaves in this server"):
    """Shows and sets a server's settings."""

    def __init__(self, store: Store) -> None:
        """Keep settings in `store`."""
        self._store = store

    @app_commands.command(description="How Hansard is set up in this server")
    async def show(self, interaction: discord.Interaction) -> None:
        """List every setting with its value and meaning."""
        await acknowledge(interaction, private=True)
        rules = Rules.of(await self._store.settings.all(interaction.guild_id or 0))
        lines = [
            f"**{rule.key}** · {rule.show(getattr(rules, rule.key))}\n-# {rule.meaning}"
            for rule in RULES.values()
        ]
        await answer(interaction, note("\n".join(["## Settings of this server", *lines])), private=True)

    @app_commands.command(name="set", description="Change one setting of this server")
    @app_commands.describe(key="Which setting", value="Its new value")
    async def set_(self, interaction: discord.Interaction, key: str, value: str) -> None:
        """Check the value, keep it, and show what it means now."""
        await acknowledge(interaction, private=True)
        rule = RULES.get(key)
        if rule is None or interaction.guild is None:
            raise NotFound(
                f"There is no setting `{key[:50]}`. There are {', '.join(f'`{each}`' for each in RULES)}."
            )
        kept = rule.read(interaction.guild, value)
        async with self._store.write() as write:
            await self._store.settings.set(interaction.guild.id, key, kept, write=write)
            await self._store.audit.add(
                str(interaction.user.id), "set", key, write=write, guild_id=interaction.guild.id
            )
        await answer(
            interaction, note(f"**{key}** is now {rule.show(kept)}\n-# {rule.meaning}"), private=True
        )

    @set_.autocomplete("key")
    async def _keys(self, _: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=f"{rule.key}: {rule.meaning}"[:100], value=rule.key)
            for rule in RULES.values()
            if current.casefold() in rule.key
        ]

    @set_.autocomplete("value")
    async def _values(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        rule = RULES.get(str(getattr(interaction.namespace, "key", "")))
        if rule is None or interaction.guild is None:
            return []
        fitting = (each for each in rule.suggest(interaction.guild) if current.casefold() in each.casefold())
        return [app_commands.Choice(name=each[:100], value=each[:100]) for each in fitting][:25]
