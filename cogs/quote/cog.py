"""The group /quote, put together from its parts."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.store.store import Store
from bot.ui.daily import DailyQuotes
from bot.ui.presses import Presses
from bot.ui.studio import Studio
from cogs.quote.cards import CardCommands
from cogs.quote.daily import DailyCommands
from cogs.quote.finding import FindCommands
from cogs.quote.keeping import KeepCommands
from cogs.quote.showing import Showing


class Quote(
    Showing,
    CardCommands,
    FindCommands,
    KeepCommands,
    DailyCommands,
    commands.GroupCog,
    name="quote",
    description="Somebody's own words, verbatim and attributed",
):
    """Every part brings its commands and takes its verbs; a group cannot hold context menus, so they are added here."""

    def __init__(
        self,
        store: Store,
        presses: Presses,
        studio: Studio,
        daily: DailyQuotes,
        tree: app_commands.CommandTree[discord.Client],
    ) -> None:
        """Read from `store`, draw in `studio`; `daily` is run elsewhere and only told of changes."""
        Showing.__init__(self, store, presses)
        CardCommands.__init__(self, store, presses, studio)
        FindCommands.__init__(self, store)
        KeepCommands.__init__(self, store, presses)
        DailyCommands.__init__(self, store, presses, daily)
        self._tree = tree
        self._menus = [
            app_commands.ContextMenu(name="Quote card", callback=self.card_of_message),
            app_commands.ContextMenu(name="Who said this?", callback=self.who_said),
        ]

    async def cog_load(self) -> None:
        """Offer the context menus."""
        for menu in self._menus:
            self._tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take them back."""
        for menu in self._menus:
            self._tree.remove_command(menu.name, type=menu.type)
