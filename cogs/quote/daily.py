"""/quote daily: a quote a day in a channel."""

from collections.abc import Sequence
from dataclasses import replace as changed
from zoneinfo import available_timezones

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotAllowed, NotFound, UserError
from bot.search.words import holds
from bot.store.community.daily_quotes import DailyQuote
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.answers import acknowledge, answer, note, replace
from bot.ui.daily import DailyQuotes, had_today
from bot.ui.markdown import named
from bot.ui.parameters import AuthorName, Thread
from bot.ui.permissions import NEEDS, Need, require_manager, require_writer
from bot.ui.presses import Presses, button, still
from bot.ui.sentences import Markup, say

Row = discord.ui.ActionRow[discord.ui.LayoutView]


class DailyCommands(commands.Cog):
    """Sets, shows and stops quotes of the day."""

    def __init__(self, store: Store, presses: Presses, daily: DailyQuotes) -> None:
        """Take the verb `daily-stop`."""
        self._plans = store.daily
        self._authors = store.authors
        self._daily = daily
        presses.on("daily-stop", self._stop, "owner id")

    @app_commands.command(
        description="A quote a day in a channel; without an hour, shows what is set up",
        extras={NEEDS: Need.MANAGER},
    )
    @app_commands.describe(
        hour="The hour of the day, 0 to 23",
        zone="Whose hour, such as Europe/Berlin (default: UTC)",
        channel="Where (default: here)",
        author="Only this author's words",
        thread="Only from this thread",
    )
    async def daily(
        self,
        interaction: discord.Interaction,
        hour: app_commands.Range[int, 0, 23] | None = None,
        zone: str = "UTC",
        channel: discord.TextChannel | discord.Thread | None = None,
        author: AuthorName | None = None,
        thread: Thread | None = None,
    ) -> None:
        """Set up a channel's quote of the day, for those who may manage the server."""
        await acknowledge(interaction, private=True)
        guild = interaction.guild
        if guild is None:
            raise UserError("A quote of the day needs a channel of a server.")
        require_manager(interaction)
        if hour is None:
            await answer(interaction, await self._list(guild.id, interaction.user.id), private=True)
            return
        if zone not in available_timezones():
            raise UserError(
                "I know no time zone `{typed}`: pick one from the list as you type.", typed=zone[:50]
            )
        place = guild.get_channel_or_thread(channel.id if channel else interaction.channel_id or 0)
        if not isinstance(place, (discord.TextChannel, discord.Thread, discord.VoiceChannel)):
            raise UserError("A quote of the day needs a text channel or a thread.")
        require_writer(interaction.user, place)
        rights = place.permissions_for(guild.me)
        if not (rights.view_channel and rights.send_messages):
            raise NotAllowed(
                "I need **View Channel** and **Send Messages** in <#{channel}>.", channel=place.id
            )
        plan = DailyQuote(
            place.id,
            guild.id,
            interaction.user.id,
            hour,
            zone,
            author.name if author else None,
            thread.slug if thread else None,
            had_today(hour, zone, discord.utils.utcnow()),
        )
        await self._plans.set(plan)
        self._daily.stir()
        await answer(interaction, note(say("From now on: {plan}.", plan=_told(plan))), private=True)

    @daily.autocomplete("zone")
    async def _zones(self, _: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        fitting = sorted(
            (name for name in available_timezones() if holds(name, current)),
            key=lambda name: (not name.casefold().startswith(current.casefold()), name),
        )
        return [app_commands.Choice(name=name, value=name) for name in fitting[:25]]

    async def _stop(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        require_manager(interaction)
        owner, channel = map(int, arguments)
        plans = {plan.channel_id for plan in await self._plans.all(interaction.guild_id or 0)}
        if channel in plans:
            await self._plans.remove(channel)
        await replace(interaction, await self._list(interaction.guild_id or 0, owner))

    async def _list(self, guild_id: int, owner: int) -> discord.ui.LayoutView:
        plans = await self._plans.all(guild_id)
        if not plans:
            return note(say("No channel here has a quote of the day. Give an `hour` to begin one."))
        sections = [
            discord.ui.Section[discord.ui.LayoutView](
                discord.ui.TextDisplay(_told(await self._named(plan, guild_id))),
                accessory=button("daily-stop", owner, plan.channel_id, label=say("Stop")),
            )
            for plan in plans
        ]
        return still(discord.ui.Container(*sections))

    async def _named(self, plan: DailyQuote, guild_id: int) -> DailyQuote:
        """Return the plan as it may be shown: somebody hidden since is not named."""
        if plan.author is None:
            return plan
        try:
            author = await self._authors.get(plan.author, Viewer(guild_id))
        except NotFound:
            return changed(plan, author=say("somebody who is not in the archive any more"))
        return changed(plan, author=author.name)


def _told(plan: DailyQuote) -> str:
    whose = Markup(" " + say("by {author}", author=named(plan.author)) if plan.author else "")
    where = Markup(" " + say("from `{thread}`", thread=plan.thread) if plan.thread else "")
    return say(
        "a quote{whose}{where} in <#{channel}> every day at {hour}:00 ({zone})",
        whose=whose,
        where=where,
        channel=plan.channel_id,
        hour=plan.hour,
        zone=plan.zone,
    )
