"""The practice room as a whole: what opens in which order, and the time that passes in it.

simcord stands in for Discord and serves the page. Its clock stands still by itself and its page shows only
what an action on it caused, so one task here lets the time of the room follow the time of the wall and shows what the
bot did meanwhile.
"""

import asyncio
import logging
import time
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import discord
import simcord
from simcord.backend.errors import SetupError

from bot.app import Hansard, build_bot
from bot.config import PRACTICE, Settings
from bot.errors import UserError
from bot.importing.importer import Importer
from bot.reading.files import candidates
from bot.sandbox.clock import RoomClock
from bot.sandbox.page import (
    RoomPage,
    give_languages,
    parse_once,
    show_every_speaker,
    show_few_messages,
    tell_faults_only,
)
from bot.sandbox.welcome import FIRST, welcome
from bot.store.values import Viewer

log = logging.getLogger(__name__)

SETTLE = 60.0
"""Seconds an action on the page may take before simcord calls its outcome uncertain, and the page takes nothing more.

Far more than any takes, for a machine may stand still for some seconds and is then no fault of the bot's.
"""
TICK = 0.1
"""Seconds between two looks at the clock."""

ADDRESS = """\
The practice room is open (the bot started in {started:.1f} s):

    {url}

Open it in a browser on this machine. Ctrl-C closes it.\
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """How the room is to open: its loopback `port` (None: a free one), the visitor's own `files`, the browser."""

    port: int | None = None
    files: Sequence[Path] = ()
    browser: bool = True


async def serve(settings: Settings, opening: Opening) -> None:
    """Run the practice room until cancelled or its page is closed for good.

    Raises `bot.errors.UserError` where the port is taken, or where none of the visitor's files is an archive.
    """
    show_every_speaker()
    show_few_messages()
    parse_once()
    clock = RoomClock()
    bot = build_bot(settings, clock)
    clock.belongs_to(bot)
    began = time.perf_counter()
    try:
        async with _today(bot) as env:
            slug = await _load(bot, settings, opening.files)
            started = time.perf_counter() - began
            guild = env.create_guild("Practice room")
            channel = guild.create_text_channel("debate")
            admins = guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
            admin = guild.add_member(env.create_user("admin"), roles=[admins])
            member = guild.add_member(env.create_user("member"))
            reader = guild.add_member(env.create_user("читатель"))
            give_languages({reader.id: "ru"})
            said = await _welcome(bot, guild.id, channel.id, slug, own_files=bool(opening.files))
            presses = {(said.id, number): command.format(slug=slug) for number, (_, command) in FIRST.items()}
            async with env.preview(
                channel, viewers=[admin, member, reader], layout="channel", port=opening.port
            ) as preview:
                print(ADDRESS.format(started=started, url=preview.url), flush=True)  # noqa: T201 - what the person waits for
                if opening.browser:
                    await asyncio.to_thread(webbrowser.open, preview.url)
                await _keep_time(env, RoomPage(env, preview, said.channel, presses), clock)
    except SetupError as error:
        raise UserError(
            f"The practice room could not open: {error}. Leave out --port to use a free one."
        ) from error
    finally:
        await bot.close()


@asynccontextmanager
async def _today(bot: Hansard) -> AsyncIterator[simcord.Env]:
    """Run `bot` on a simulated Discord whose clock tells today's time (simcord's own starts at a fixed day)."""
    env = simcord.Env(bot, shard_count=1, settle_timeout=SETTLE, check_errors=False)
    tell_faults_only(env)
    env.backend.advance_clock((datetime.now(UTC) - env.now()).total_seconds())
    await env.start()
    try:
        with env.time_context():
            yield env
    finally:
        await env.shutdown()


async def _load(bot: Hansard, settings: Settings, files: Sequence[Path]) -> str:
    """Load the visitor's own `files`, else the practice debate; return the slug of the debate to begin with."""
    importer = Importer(bot.store)
    if not files:
        if settings.seeds is None or not PRACTICE.is_dir():
            return ""
        report = await importer.load_seeds(PRACTICE)
    else:
        report = await importer.run(await asyncio.to_thread(lambda: list(candidates(files))))
        for problem in report.problems:
            print(problem.reason, flush=True)  # noqa: T201 - what the person asked for
        if not report.threads:
            raise UserError("None of these files is an archived thread, so the practice room stays closed.")
    # Of a database that was here before nothing is new: its largest thread will do.
    here = () if report.threads else await bot.store.threads.list(Viewer(None))
    return max(((thread.posts, thread.slug) for thread in (*report.threads, *here)), default=(0, ""))[1]


async def _welcome(
    bot: Hansard, guild_id: int, channel_id: int, slug: str, *, own_files: bool
) -> discord.Message:
    guild, room = bot.get_guild(guild_id), bot.get_channel(channel_id)
    if guild is None or not isinstance(room, discord.TextChannel):
        raise SetupError("the simulated server has no channel")
    await guild.me.edit(nick="Hansard")
    async with bot.store.write() as write:
        # The page is offline, so it cannot show a persona's picture, and would count each as a fault.
        await bot.store.settings.set(guild_id, "persona_avatars", value=False, write=write)
    return await room.send(view=welcome(slug, own_files=own_files))


async def _keep_time(env: simcord.Env, page: RoomPage, clock: RoomClock) -> None:
    """Let the room's clock follow the wall's, and show on the page what the bot did by itself."""
    while True:
        await asyncio.sleep(TICK)
        clock.tick()
        async with page.turn:
            env.backend.advance_clock(max(0.0, (datetime.now(UTC) - env.now()).total_seconds()))
            await page.catch_up()
