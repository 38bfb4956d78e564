"""The quote of the day: said once a day in each channel that wants one, through restarts and changes of the clock.

A day is claimed before its quote is said and confirmed with the message afterwards. A day that was claimed and not
confirmed is in doubt: the channel is read back, and the quote is said only where it is not there. Days go by the
channel's own zone; a quote missed while the bot was away is said as soon as it is back on the same day, not later.
"""

import asyncio
import logging
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import discord

from bot.errors import NotFound
from bot.languages import LANGUAGES, Text
from bot.replay.clock import Bell, Clock
from bot.store.community.daily_quotes import DailyQuote
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.answers import NOBODY, with_bin
from bot.ui.locales import address
from bot.ui.messages import text_of
from bot.ui.quotes import quote_card
from bot.ui.sentences import spoken

log = logging.getLogger(__name__)

QUARTER = 15 * 60
"""Every zone's hours begin at a quarter hour of UTC."""
LOOKED_BACK = 100
"""Messages read back where it is in doubt whether a quote was said."""


def due(plan: DailyQuote, now: datetime) -> date | None:
    """Return the day whose quote is to be said at `now` (with a zone); None where it is early or was claimed."""
    local = now.astimezone(ZoneInfo(plan.zone))
    today = local.date()
    return today if local.hour >= plan.hour and (plan.day is None or plan.day < today) else None


def had_today(hour: int, zone: str, now: datetime) -> date | None:
    """Return the day that a plan made at `now` counts as done: today where its hour has come, to begin tomorrow."""
    local = now.astimezone(ZoneInfo(zone))
    return local.date() if local.hour >= hour else None


class DailyQuotes:
    """The task that says quotes of the day. `start` it once the servers are known, `close` it before the store."""

    def __init__(self, client: discord.Client, store: Store, clock: Clock) -> None:
        """Speak through `client`, when it is time by `clock`."""
        self._client = client
        self._store = store
        self._clock = clock
        self._bell = Bell()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; may be called again."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="daily-quotes")
            self._task.add_done_callback(_logged)

    def stir(self) -> None:
        """Have a look now: something was changed."""
        self._bell.ring()

    async def close(self) -> None:
        """End the task; a quote being sent may be left in doubt, which the next start settles."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None

    async def look(self) -> None:
        """Say what is due now, once, in every channel."""
        for plan in await self._store.daily.all():
            try:
                await self._look_after(plan)
            except Exception:
                # One channel's trouble must not cost the others their quote.
                log.exception("the quote of the day failed in channel %d", plan.channel_id)

    async def _run(self) -> None:
        while True:
            self._bell.clear()
            await self.look()
            await self._clock.wait(self._bell, QUARTER - self._clock.now() % QUARTER + 1)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), UTC)

    async def _look_after(self, plan: DailyQuote) -> None:
        if plan.day is not None and plan.message_id is None:
            await self._settle(plan, plan.day)
            return
        day = due(plan, self._now())
        if day is not None and await self._store.daily.claim(plan.channel_id, day):
            await self._say(plan, day)

    async def _settle(self, plan: DailyQuote, day: date) -> None:
        """Find out whether a claimed day's quote was said; say it where it was not and the day is not over."""
        channel = await self._channel(plan)
        if channel is None:
            return
        since = datetime.combine(day, datetime.min.time(), UTC) - timedelta(days=1)
        async for message in channel.history(limit=LOOKED_BACK, after=since, oldest_first=False):
            if message.author == self._client.user and _marked(text_of(message), day):
                await self._store.daily.confirm(plan.channel_id, day, message.id)
                return
        if self._now().astimezone(ZoneInfo(plan.zone)).date() == day:
            await self._say(plan, day)
        else:
            await self._store.daily.confirm(plan.channel_id, day, 0)

    async def _say(self, plan: DailyQuote, day: date) -> None:
        channel = await self._channel(plan)
        if channel is None:
            return
        viewer = Viewer(plan.guild_id)
        avoid = await self._store.shown.of(plan.channel_id)
        try:
            post = await self._store.posts.random(viewer, author=plan.author, thread=plan.thread, avoid=avoid)
        except NotFound as nothing:
            log.warning("no quote of the day in channel %d: %s", plan.channel_id, type(nothing).__name__)
            await self._store.daily.confirm(plan.channel_id, day, 0)
            return
        guild = self._client.get_guild(plan.guild_id)
        await address(guild, self._store)
        view = with_bin(quote_card(post, 0, heading=spoken(_mark(day))), plan.owner_id)
        try:
            nonce = f"{plan.channel_id % 10**12}-{day:%Y%m%d}"
            message = await channel.send(view=view, allowed_mentions=NOBODY, nonce=nonce)
        except discord.Forbidden:
            log.warning("not allowed to say the quote of the day in channel %d", plan.channel_id)
            await self._store.daily.confirm(plan.channel_id, day, 0)
            return
        await self._store.daily.confirm(plan.channel_id, day, message.id)
        await self._store.shown.note(plan.channel_id, post.id)

    async def _channel(self, plan: DailyQuote) -> discord.abc.Messageable | None:
        """Return where to speak; a channel that is gone loses its plan, one we cannot see keeps it for tomorrow."""
        try:
            channel = self._client.get_channel(plan.channel_id) or await self._client.fetch_channel(
                plan.channel_id
            )
        except discord.NotFound:
            await self._store.daily.remove(plan.channel_id)
            return None
        except discord.Forbidden:
            if plan.day is not None:
                await self._store.daily.confirm(plan.channel_id, plan.day, 0)
            return None
        return channel if isinstance(channel, discord.abc.Messageable) else None


def _mark(day: date) -> Text:
    return Text("Quote of the day · {day}", day=day.isoformat())


def _marked(shown: str, day: date) -> bool:
    """Tell whether a message is a day's quote; the server may have changed its language since."""
    return any(_mark(day).spoken(code) in shown for code in LANGUAGES)


def _logged(task: asyncio.Task[None]) -> None:
    if task.cancelled():
        log.info("the quotes of the day ended")
    elif error := task.exception():
        log.error("the quotes of the day ended by a fault", exc_info=error)
