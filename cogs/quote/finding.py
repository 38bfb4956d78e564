"""/quote find and the context menu "Who said this?": remembered words traced to who said them."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotFound
from bot.store.store import Store
from bot.ui.answers import acknowledge, announce, answer
from bot.ui.findings import findings
from bot.ui.guilds import PUBLIC
from bot.ui.parameters import viewer_of


class FindCommands(commands.Cog):
    """Finds out who said something."""

    def __init__(self, store: Store) -> None:
        """Look in `store`."""
        self._finding = store.finding

    @app_commands.command(description="Who said it? Words as you remember them, traced to whoever wrote them")
    @app_commands.describe(words="At least three words; they need not be exact", public=PUBLIC)
    async def find(
        self,
        interaction: discord.Interaction,
        words: app_commands.Range[str, 1, 2000],
        public: bool | None = None,
    ) -> None:
        """Say who said it, where first, and who quoted it since."""
        private = await announce(interaction, public)
        found = await self._finding.find(words, viewer_of(interaction))
        await answer(interaction, findings(words, found), private=private)

    async def who_said(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Do the same with the words of a message, for the asker alone."""
        await acknowledge(interaction, private=True)
        if not message.content.strip():
            raise NotFound("That message holds no words that I could look for.")
        found = await self._finding.find(message.content, viewer_of(interaction))
        await answer(interaction, findings(message.content, found), private=True)
