"""/help: what can be done, as links that fill in the command."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.languages import Text
from bot.ui.answers import answer, note
from bot.ui.mentions import Mentions
from bot.ui.sentences import spoken

TEXT = Text("""\
## Hansard – debates on the record
Archived forum threads, searchable and quotable, with everybody's words under their own name: nobody is quoted for \
what they only quoted.

{search} finds posts by what their authors said. `"a phrase"`, `-without`, `from:name`, `in:thread`, `before:2020`
{quote random} a quote to think about · {quote by} everything somebody said · {quote show} one post by its id
{quote find} who said it, words as you remember them · {quote card} a picture · {quote keep}, {quote kept}, {quote top}
{thread list} what is in the archive · {thread read} reads a debate post by post · {thread export} to take one with you
{debate between} what two people said to each other · {debate map} and {debate timeline} pictures · {author} somebody
{game who-said-it} guess, with everybody here · {game scores} who guesses best
{replay start} plays a debate into a channel, speaker by speaker · {replay status} how it stands

Every post has a permanent id such as `great-debate#12`. Answers are shown only to you until you press **Share**.
""")

MANAGERS = Text("""
For those who manage the server: {archive import} takes a saved thread · {archive list} · {archive remove}
{settings show} and {settings set}: who may replay and where, what is private · {quote daily} a quote a day
""")


class Help(commands.Cog):
    """Explains the bot."""

    def __init__(self, mentions: Mentions) -> None:
        """Take what turns command names into clickable mentions."""
        self._mentions = mentions

    @app_commands.command(description="What Hansard can do, and how")
    async def help(self, interaction: discord.Interaction) -> None:
        """Answer privately; what only managers may do is shown to them alone."""
        text = spoken(TEXT) + (spoken(MANAGERS) if interaction.permissions.manage_guild else "")
        await answer(interaction, note(await self._mentions.fill(text)), private=True)
