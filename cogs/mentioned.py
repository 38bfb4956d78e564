"""In chat: mentioning the bot with some words is answered with the quote nearest to them."""

import discord
from discord.ext import commands

from bot.errors import UserError
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.answers import NOBODY, with_bin
from bot.ui.findings import findings

EACH, SECONDS = 3, 30.0
"""Answers one person gets, in so many seconds: what is said in a channel is said to everybody there."""
NEAR = 0.25
"""Somebody who mentions the bot gives words to look for, not a quote from memory."""


class Mentioned(commands.Cog):
    """Answers mentions."""

    def __init__(self, store: Store) -> None:
        """Look in `store`."""
        self._finding = store.finding
        self._pace = commands.CooldownMapping[discord.Message].from_cooldown(
            EACH, SECONDS, commands.BucketType.user
        )

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a person's message that begins with a mention of the bot."""
        me = message.guild.me if message.guild else None
        if me is None or message.author.bot or message.guild is None:
            return
        words = _after_mention(message.content, me.id)
        if words is None or self._pace.update_rate_limit(message) is not None:
            return
        if not message.channel.permissions_for(me).send_messages:
            return
        try:
            found = await self._finding.find(words, Viewer(message.guild.id), near=NEAR)
        except UserError as error:
            await message.reply(str(error), allowed_mentions=NOBODY, mention_author=False, delete_after=30)
            return
        view = with_bin(findings(words, found), message.author.id)
        await message.reply(view=view, allowed_mentions=NOBODY, mention_author=False)


def _after_mention(content: str, bot_id: int) -> str | None:
    """Return what follows a mention of the bot at the beginning of a message; None where there is none."""
    for mention in (f"<@{bot_id}>", f"<@!{bot_id}>"):
        if content.startswith(mention):
            return content.removeprefix(mention).strip()
    return None
