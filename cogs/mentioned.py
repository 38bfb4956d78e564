"""In chat: mentioning the bot with some words is answered with the quote they come from, or the one they fit best."""

import discord
from discord.ext import commands

from bot.search.query import parse
from bot.search.tree import Words
from bot.search.words import words
from bot.store.search.find_quote import LEAST_WORDS
from bot.store.sqlite.turns import asker
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.answers import NOBODY, note, with_bin
from bot.ui.findings import NOTHING, findings
from bot.ui.locales import address
from bot.ui.quotes import quote_card
from bot.ui.roles import may_search
from bot.ui.rules import Rules
from bot.ui.sentences import say, spoken

EACH, SECONDS = 3, 30.0
"""Answers one person gets, in so many seconds: what is said in a channel is said to everybody there."""
FROM_MEMORY = 0.85
"""How near words must come to a quote to be taken for it and not for words to search for."""
LAST_RESORT = 0.25


class Mentioned(commands.Cog):
    """Answers mentions."""

    def __init__(self, store: Store) -> None:
        """Look in `store`."""
        self._store = store
        self._pace = commands.CooldownMapping[discord.Message].from_cooldown(
            EACH, SECONDS, commands.BucketType.user
        )

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a person's message that begins with a mention of the bot."""
        guild = message.guild
        if guild is None or message.author.bot:
            return
        asked = _after_mention(message.content, guild.me.id)
        if not asked or self._pace.update_rate_limit(message) is not None:
            return
        if not message.channel.permissions_for(guild.me).send_messages:
            return
        asker.set(guild.id)
        rules = Rules.of(await self._store.settings.all(guild.id))
        if not may_search(message.author, rules.search_role):
            return
        await address(guild, self._store)
        view = with_bin(await self._best(asked, Viewer(guild.id)), message.author.id)
        await message.reply(view=view, allowed_mentions=NOBODY, mention_author=False)

    async def _best(self, asked: str, viewer: Viewer) -> discord.ui.LayoutView:
        """Lay out the quote remembered, else the own words that fit a search best, else what comes nearest."""
        enough = len(list(words(asked))) >= LEAST_WORDS
        near = await self._store.finding.find(asked, viewer, near=LAST_RESORT) if enough else None
        if near and near.said and near.said[0].confidence >= FROM_MEMORY:
            return findings(asked, near)
        results = await self._store.search.find(parse(asked), viewer=viewer, words=Words.OWN, limit=1, show=1)
        for hit in results.hits:
            heading = say("The best fit" if results.total > 1 else "The only fit")
            return quote_card(hit.post, 0, within=hit.post.excerpt(*hit.snippet.marked), heading=heading)
        return findings(asked, near) if near else note(spoken(NOTHING))


def _after_mention(content: str, bot_id: int) -> str | None:
    """Return what follows a mention of the bot at the beginning of a message; None where there is none."""
    for mention in (f"<@{bot_id}>", f"<@!{bot_id}>"):
        if content.startswith(mention):
            return content.removeprefix(mention).strip()
    return None
