"""The practice room: the real bot on a simulated Discord, in a browser page on this machine, with no token.

simcord stands in for Discord and serves the page. Its clock stands still by itself and its page shows only
what an action on it caused, so one task here lets the time of the room follow the time of the wall and shows what the
bot did meanwhile.
"""

import asyncio
import logging
import time
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import discord
import simcord
from simcord.backend.errors import SetupError
from simcord.backend.models import Message
from simcord.preview import Preview, _snapshot
from simcord.types import HttpLogEntry

from bot.app import Hansard, build_bot
from bot.config import Settings
from bot.errors import UserError
from bot.replay.clock import Bell

log = logging.getLogger(__name__)

SETTLE = 5.0
"""Seconds an action on the page may take before simcord calls its outcome uncertain."""
TICKED = "practice_tick"
TICK = 0.1
"""Seconds between two looks at the clock."""

WELCOME = """\
## Welcome to the practice room
This is the real **Hansard**, run on your own machine against a simulated Discord. Nothing leaves this computer, \
no account and no token are involved, and what you do here is forgotten when you stop it.

Type into the box below, for example:
- `/search query: neocons` – who *said* it, not who quoted it
- `/quote by author: Agent23` – somebody's own words, with a permanent id
- `/thread list` – what is in the archive
- `/replay start` – the debate, played into this channel
- `/help` – everything else

You are **admin** and may manage the server; *Viewing as* at the top makes you a plain **member**.

**To a real server:** create an application with a bot in Discord's developer portal, put its token into `.env` \
as `DISCORD_TOKEN=…`, and run `hansard run`: it prints the link that invites the bot.\
"""

ADDRESS = """\
The practice room is open (the bot started in {started:.1f} s):

    {url}

Open it in a browser on this machine. Ctrl-C closes it.\
"""


async def serve(settings: Settings, *, port: int | None, open_browser: bool) -> None:
    """Run the practice room until cancelled or its page is closed for good.

    `port` pins the loopback port (a free one otherwise). Raises `bot.errors.UserError` where the port is taken.
    """
    _show_every_speaker()
    clock = RoomClock()
    bot = build_bot(settings, clock)
    clock.belongs_to(bot)
    began = time.perf_counter()
    try:
        async with _today(bot) as env:
            started = time.perf_counter() - began
            guild = env.create_guild("Practice room")
            channel = guild.create_text_channel("debate")
            admins = guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
            admin = guild.add_member(env.create_user("admin"), roles=[admins])
            member = guild.add_member(env.create_user("member"))
            await _welcome(bot, guild.id, channel.id)
            async with env.preview(channel, viewers=[admin, member], layout="channel", port=port) as preview:
                print(ADDRESS.format(started=started, url=preview.url), flush=True)  # noqa: T201 - what the person waits for
                if open_browser:
                    await asyncio.to_thread(webbrowser.open, preview.url)
                await _keep_time(env, preview, clock)
    except SetupError as error:
        raise UserError(
            f"The practice room could not open: {error}. Leave out --port to use a free one."
        ) from error
    finally:
        await bot.close()


@asynccontextmanager
async def _today(bot: Hansard) -> AsyncIterator[simcord.Env]:
    """Run `bot` on a simulated Discord whose clock tells today's time (simcord's own starts at a fixed day)."""
    env = simcord.Env(bot, settle_timeout=SETTLE, check_errors=False)
    env.backend.advance_clock((datetime.now(UTC) - env.now()).total_seconds())
    await env.start()
    try:
        with env.time_context():
            yield env
    finally:
        await env.shutdown()


async def _welcome(bot: Hansard, guild_id: int, channel_id: int) -> None:
    guild, room = bot.get_guild(guild_id), bot.get_channel(channel_id)
    if guild is not None:
        await guild.me.edit(nick="Hansard")
    if isinstance(room, discord.TextChannel):
        await room.send(WELCOME)


class RoomClock:
    """The wall's time, waited for in steps of the room's tick: a wait that simcord knows to be one, however short."""

    def __init__(self) -> None:
        self._bot: Hansard | None = None

    def belongs_to(self, bot: Hansard) -> None:
        """Tick for `bot`, which is built with this clock."""
        self._bot = bot

    def tick(self) -> None:
        """Let everyone who waits look at the time."""
        if self._bot is not None:
            self._bot.dispatch(TICKED)

    def now(self) -> float:
        """Return the wall's time."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that only ever pass."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self.wait(Bell(), seconds)

    async def wait(self, bell: Bell, seconds: float) -> bool:
        """Wait for `bell`, at most `seconds`; return whether it rang."""
        end = time.monotonic() + seconds
        while self._bot is not None and not bell.is_set() and time.monotonic() < end:
            await self._bot.wait_for(TICKED)
        return bell.is_set()


async def _keep_time(env: simcord.Env, preview: Preview, clock: RoomClock) -> None:
    """Let the room's clock follow the wall's, and show on the page what the bot did by itself."""
    turn = _take_turns(preview)
    shown = len(env.http_requests)
    while True:
        await asyncio.sleep(TICK)
        clock.tick()
        async with turn:
            env.backend.advance_clock(max(0.0, (datetime.now(UTC) - env.now()).total_seconds()))
            # A refresh takes away what the viewer is typing: only what no action of theirs has shown counts.
            if any(
                _changes_the_channel(entry, env.bot.application_id) for entry in env.http_requests[shown:]
            ):
                await preview.refresh()
            shown = len(env.http_requests)


def _show_every_speaker() -> None:
    """Give each persona's message a heading of its own, as Discord does.

    simcord runs messages of one webhook together under the first name, whoever they speak for.
    """
    grouped = _snapshot._is_compact_message  # type: ignore[attr-defined]  # noqa: SLF001

    def by_name(previous: Message | None, message: Message, timezone: str, env: simcord.Env) -> bool:
        same = previous is not None and previous.author_name == message.author_name
        return same and grouped(previous, message, timezone, env)

    _snapshot._is_compact_message = by_name  # type: ignore[attr-defined]  # noqa: SLF001


def _take_turns(preview: Preview) -> asyncio.Lock:
    """Make every action of the page wait while the returned lock is held, and take it whatever was said meanwhile.

    simcord refuses whatever overlaps, and a page whose action was refused takes no further ones; it also refuses
    an action begun on a page that has changed since, where Discord asks only whether what was pressed is still there.
    """
    turn = asyncio.Lock()
    act = preview._action  # noqa: SLF001 - simcord offers no way to queue behind a page's actions

    async def in_turn(context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with turn:
            if "published_revision" in body:
                revision = preview._get_page(context_id).revision  # noqa: SLF001 - see above
                body = {**body, "published_revision": revision}
            return await act(context_id, body)

    preview._action = in_turn  # type: ignore[method-assign]  # noqa: SLF001
    return turn


def _changes_the_channel(entry: HttpLogEntry, application_id: int | None) -> bool:
    """Tell whether a request changed messages, other than as the answer to an interaction."""
    if entry.method == "GET" or entry.path.startswith(("/interactions/", f"/webhooks/{application_id}/")):
        return False
    return entry.path.startswith(("/channels/", "/webhooks/"))
