"""The commands that serve: run, sandbox."""

import argparse
import asyncio
import gc
import importlib.util
import logging
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import aiohttp
import discord

from bot.app import PERMISSIONS, Hansard, build_bot
from bot.config import Settings
from bot.errors import UserError
from bot.installed import command, extra
from bot.operations.logs import JsonLines

log = logging.getLogger(__name__)

FIRST_STEPS = """\
Hansard needs a bot token to join Discord, and DISCORD_TOKEN is not set. To get one:
  1. Open Discord's developer portal (discord.com/developers/applications) and create a New Application.
  2. On its Bot page press Reset Token and copy the token. No privileged intent is needed.
  3. Put it into a file named .env in this folder, as one line:  DISCORD_TOKEN=your-token
  4. Run `{command} run` again: it prints the link that invites the bot to your server.
To try everything first without a token:  {command} sandbox"""


async def run(settings: Settings, _: argparse.Namespace) -> int:
    """Run the bot until SIGINT or SIGTERM, then close it in order."""
    if settings.token is None:
        print(FIRST_STEPS.format(command=command()), file=sys.stderr)
        return 2
    _log_to_stderr(settings)
    # Nothing here speaks: discord.py need not warn that it could not.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    bot = build_bot(settings)

    async def settled() -> None:
        bot.settle()

    bot.add_listener(settled, "on_ready")
    # What is loaded by now stays for good: a collection that looks through all of it again stops everything meanwhile.
    gc.collect()
    gc.freeze()
    loop = asyncio.get_running_loop()
    serving = asyncio.create_task(_serve(bot, settings.token), name="hansard run")
    for stop in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(stop, serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        log.info("stopped on request")
    except discord.LoginFailure:
        raise UserError(
            "Discord refused the token in DISCORD_TOKEN. Copy it again from the Bot page of your application; "
            "resetting it there makes older copies worthless."
        ) from None
    except (aiohttp.ClientError, OSError, discord.HTTPException, discord.GatewayNotFound) as error:
        raise UserError(
            f"Discord could not be reached ({type(error).__name__}). Check this machine's network and "
            "discordstatus.com, then start again; nothing was lost."
        ) from error
    return 0


async def _serve(bot: Hansard, token: str) -> None:
    async with bot:
        await bot.login(token)
        if bot.application_id is not None:
            link = discord.utils.oauth_url(bot.application_id, permissions=PERMISSIONS)
            print(f"Invite the bot with exactly what it needs:\n\n    {link}\n", flush=True)
        await bot.connect()


async def sandbox(settings: Settings, options: argparse.Namespace) -> int:
    """Open the practice room until Ctrl-C; without `--db` on a database that is thrown away afterwards.

    Files named on the command line are loaded in place of the seeds.
    """
    if importlib.util.find_spec("simcord") is None:
        raise UserError(f"The practice room needs one more package:  {extra('sandbox')}")
    from bot.sandbox.room import Opening, serve  # noqa: PLC0415 - only this command pays for the simulated Discord

    _log_to_stderr(settings)
    # It would speak of logging in with a token, and there is none.
    logging.getLogger("discord.client").setLevel(logging.WARNING)
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with tempfile.TemporaryDirectory(prefix="hansard-") as folder:
        if options.db is None:
            settings = replace(settings, database=Path(folder) / "practice.db")
        if options.paths:
            settings = replace(settings, seeds=None)
        try:
            await serve(settings, Opening(options.port, options.paths, browser=not options.no_open))
        except asyncio.CancelledError:
            log.info("the practice room is closed")
    return 0


def _log_to_stderr(settings: Settings) -> None:
    logging.basicConfig(
        level=settings.log_level,
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    if settings.log_format == "json":
        for handler in logging.getLogger().handlers:
            handler.setFormatter(JsonLines())
    # aiosqlite prints every statement's parameters at DEBUG: that is post text.
    logging.getLogger("aiosqlite").setLevel(logging.INFO)
