"""/settings: what a server decides for itself."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotFound
from bot.languages import joined
from bot.search.words import holds
from bot.store.store import Store
from bot.ui.answers import acknowledge, answer, note, replace
from bot.ui.markdown import shortened
from bot.ui.permissions import managers_only, require_manager
from bot.ui.presses import Presses, ask
from bot.ui.rule_texts import called
from bot.ui.rules import GROUPS, RULES, Rule, Rules, rule_called
from bot.ui.rules_panel import described, panel
from bot.ui.sentences import say, spoken
from bot.ui.suggestions import LONGEST

DEFAULT = "default"
"""Typed as a value, it takes a setting back to how it was before anybody touched it."""


@managers_only
class Settings(commands.GroupCog, name="settings", description="How Hansard behaves in this server"):
    """Shows and sets a server's settings."""

    def __init__(self, store: Store, presses: Presses) -> None:
        """Keep settings in `store`; take the verbs of the panel."""
        self._store = store
        presses.on("rules", self._turn, "owner page")
        presses.on("rule", self._chosen, "owner key *")
        presses.on("rule-ask", self._ask, "owner key", anew=True)
        presses.on("rule-said", self._chosen, "owner key *")

    @app_commands.command(description="How Hansard is set up in this server, to look at and to change")
    async def show(self, interaction: discord.Interaction) -> None:
        """Show the panel."""
        await acknowledge(interaction, private=True)
        await answer(interaction, await self._panel(interaction, next(iter(GROUPS))), private=True)

    @app_commands.command(name="set", description="Change one setting of this server")
    @app_commands.describe(setting="Which setting", value="Its new value; `default` takes it back")
    async def set_(self, interaction: discord.Interaction, setting: str, value: str) -> None:
        """Check the value, keep it, and show what it means now."""
        await acknowledge(interaction, private=True)
        rule = _rule(setting)
        await self._set(interaction, rule, value)
        await answer(interaction, note(described(rule, await self._rules(interaction))), private=True)

    async def _rules(self, interaction: discord.Interaction) -> Rules:
        return Rules.of(await self._store.settings.all(interaction.guild_id or 0))

    async def _panel(self, interaction: discord.Interaction, group: str) -> discord.ui.LayoutView:
        guild = _guild(interaction)
        return panel(guild, interaction.user.id, await self._rules(interaction), group)

    async def _set(self, interaction: discord.Interaction, rule: Rule, value: str) -> None:
        guild = _guild(interaction)
        kept = None if value.strip().casefold() == DEFAULT else rule.read(guild, value)
        async with self._store.write() as write:
            await self._store.settings.set(guild.id, rule.key, kept, write=write)
            await self._store.audit.add(
                str(interaction.user.id), "set", rule.key, write=write, guild_id=guild.id
            )

    async def _turn(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Show another page of the panel."""
        require_manager(interaction)
        group = arguments[1] if arguments[1] in GROUPS else next(iter(GROUPS))
        await replace(interaction, await self._panel(interaction, group))

    async def _chosen(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Keep what was pressed, chosen or written; nothing chosen means none."""
        require_manager(interaction)
        _, key, *values = arguments
        rule = _rule(key)
        await self._set(interaction, rule, " ".join(values))
        await replace(interaction, await self._panel(interaction, rule.group))

    async def _ask(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Open the form for a setting that is written."""
        require_manager(interaction)
        owner, key = arguments
        rule = _rule(key)
        value = getattr(await self._rules(interaction), key)
        await ask(
            interaction,
            "rule-said",
            owner,
            key,
            title=spoken(rule.title),
            label=say("Value"),
            written=rule.write(value),
        )

    @set_.autocomplete("setting")
    async def _keys(self, _: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(
                name=shortened(f"{spoken(rule.title)}: {spoken(rule.meaning)}", LONGEST), value=rule.key
            )
            for rule in RULES.values()
            if holds(f"{rule.key} {spoken(rule.title)} {spoken(rule.meaning)}", current)
        ][:25]

    @set_.autocomplete("value")
    async def _values(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        rule = rule_called(str(getattr(interaction.namespace, "setting", "")))
        # Suggestions are made before the command's own check: names of channels are for those who manage them.
        if rule is None or interaction.guild is None or not interaction.permissions.manage_guild:
            return []
        offered = [*rule.suggest(interaction.guild), DEFAULT]
        fitting = (each for each in offered if holds(f"{each} {called(each)}", current))
        return [
            app_commands.Choice(name=shortened(called(each), LONGEST), value=each[:100]) for each in fitting
        ][:25]


def _guild(interaction: discord.Interaction) -> discord.Guild:
    if interaction.guild is None:
        raise NotFound("Settings are a server's: run this in the server.")
    return interaction.guild


def _rule(typed: str) -> Rule:
    rule = rule_called(typed)
    if rule is None:
        raise NotFound(
            "There is no setting called “{typed}”. There are: {known}.",
            typed=typed[:50],
            known=joined(", ", (each.title for each in RULES.values())),
        )
    return rule
