"""The practice room: the real bot on a simulated Discord, in a browser page on this machine, with no token.

simcord stands in for Discord and serves the page. Its clock stands still by itself and its page shows only
what an action on it caused, so one task here lets the time of the room follow the time of the wall and shows what the
bot did meanwhile.
"""

import asyncio
import contextlib
import logging
import time
import webbrowser
from datetime import UTC, datetime
from typing import Protocol

import discord
import simcord
from simcord.backend.errors import SetupError

from bot.app import build_bot
from bot.config import Settings

log = logging.getLogger(__name__)

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


class Room(Protocol):
    """Where the page of a running practice room is."""

    url: str


async def serve(settings: Settings, *, port: int | None, open_browser: bool) -> None:
    """Run the practice room until cancelled or its page is closed for good.

    `port` pins the loopback port (a free one otherwise). Raises `bot.errors.UserError` where the port is taken.
    """
    bot = build_bot(settings)
    began = time.perf_counter()
    async with simcord.run(bot, settle_timeout=1.0, check_errors=False) as env:
        await env.advance_time((datetime.now(UTC) - env.now()).total_seconds())
        guild = env.create_guild("Practice room")
        channel = guild.create_text_channel("debate")
        admins = guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
        admin = guild.add_member(env.create_user("admin"), roles=[admins])
        member = guild.add_member(env.create_user("member"))
        room = bot.get_channel(channel.id)
        if isinstance(room, discord.TextChannel):
            await room.send(WELCOME)
        async with env.preview(channel, viewers=[admin, member], layout="channel", port=port) as preview:
            print(  # noqa: T201 - the address is what the person waits for
                f"The practice room is open (the bot started in {time.perf_counter() - began:.1f} s):\n\n"
                f"    {preview.url}\n\n"
                "Open it in a browser on this machine. Ctrl-C closes it.",
                flush=True,
            )
            if open_browser:
                await asyncio.to_thread(webbrowser.open, preview.url)
            await _keep_time(env, preview)


async def _keep_time(env: simcord.Env, preview: simcord.preview.Preview) -> None:
    shown = len(env.http_requests)
    last = time.monotonic()
    while True:
        await asyncio.sleep(TICK)
        now = time.monotonic()
        # While a person's action runs, simcord refuses to move the clock: the time is caught up after it.
        with contextlib.suppress(SetupError):
            await env.advance_time(now - last)
            last = now
        changes = sum(entry.method != "GET" for entry in env.http_requests[shown:])
        if changes:
            with contextlib.suppress(SetupError):
                # Only when something changed: a refresh takes away what the viewer is typing.
                await preview.refresh()
                shown = len(env.http_requests)
