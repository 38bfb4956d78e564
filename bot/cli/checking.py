"""The command that looks without touching: check."""

import argparse
import asyncio
import importlib.util
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import discord

from bot.cli.archive import OPERATOR
from bot.config import Settings
from bot.errors import HansardError
from bot.installed import command
from bot.installed import extra as added_by
from bot.operations.backups import PATTERN
from bot.operations.replica import program, rehearse
from bot.store.search.large import FTS5, TANTIVY, WORTH, Serving
from bot.store.store import Store
from bot.ui.health import SERVERS, Server, dangling, lacking, servers
from bot.ui.rules import Rules

Line = tuple[bool, str]
"""Whether something is as it should be, and what to say of it."""


async def check(settings: Settings, options: argparse.Namespace) -> int:
    """Say of every part whether it is ready, and what to do where it is not. Ends with 1 where the bot cannot run."""
    vital = [_fts5(), await _database(settings)]
    if options.replica:
        task = asyncio.current_task()
        if task is not None:
            # A copy of everything must not stay behind.
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        vital.append(await _restored(settings))
    lines = [
        *vital,
        *await _searched(settings),
        (settings.seeds is not None, f"seeds: {settings.seeds or 'none are loaded'}"),
        _backups(settings.backup_dir),
        *_elsewhere(settings),
        _package("typst", "pictures: `/quote card` and charts", "cards"),
        _package("simcord", f"practice room: `{command()} sandbox`", "sandbox"),
    ]
    for line in lines:
        _say(line)
    if settings.token is None:
        _say((False, f"token: none; `{command()} run` says how to get one"))
        return 0 if all(ready for ready, _ in vital) else 1
    reached = await _discord(settings, settings.token)
    # Seeds, backups and pictures are choices, a missing permission costs only what it is for.
    return 0 if reached and all(ready for ready, _ in vital) else 1


async def _discord(settings: Settings, token: str) -> bool:
    """Log in without going online, and look at every server; tell whether Discord let us in."""
    client = discord.Client(intents=discord.Intents.none())
    try:
        await client.login(token)
        _say((True, f"token: set; Discord knows it as {client.user}"))
        rules = await _rules(settings)
        count = 0
        async for server in servers(client):
            count += 1
            for line in _server(server, rules.get(server.id, Rules())):
                _say(line)
        if count == 0:
            _say(
                (
                    False,
                    f"servers: none yet; `{command()} run` prints the link that invites the bot",
                )
            )
        elif count == SERVERS:
            _say((True, f"only the first {SERVERS} servers were looked at; `/health` does it in each"))
    except discord.LoginFailure:
        _say(
            (
                False,
                "token: Discord refuses it; reset it on the Bot page of your application and copy it anew",
            )
        )
        return False
    except (aiohttp.ClientError, OSError, discord.HTTPException) as error:
        _say(
            (
                False,
                f"Discord: could not be asked ({type(error).__name__}); see discordstatus.com and the network",
            )
        )
        return False
    finally:
        await client.close()
    return True


def _server(server: Server, rules: Rules) -> Iterator[Line]:
    """Say what is missing in a server, a line each, or that nothing is."""
    title = f"server {server.name}"
    lacks = list(lacking(server.me, server.channels, rules))
    for lack in lacks:
        yield False, f"{title}: {lack.permission} in {lack.where()}; without it: {lack.loss}"
    channels = {channel.id for channel in server.channels}
    gone = list(dangling(rules, (role.id for role in server.me.guild.roles), channels))
    for setting in gone:
        yield False, f"{title}: its setting “{setting}” names what is gone; `/settings show` chooses anew"
    if not lacks and not gone:
        yield True, f"{title}: every permission in {len(channels)} channels"


async def _rules(settings: Settings) -> dict[int, Rules]:
    """Return what the servers have set; nothing where there is no database to ask."""
    try:
        async with Store.open(settings.database, write=False) as store:
            return {guild: Rules.of(kept) for guild, kept in (await store.settings.everywhere()).items()}
    except HansardError:
        return {}  # said already, in the line on the database


def _fts5() -> Line:
    with sqlite3.connect(":memory:") as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    return "ENABLE_FTS5" in options, f"SQLite {sqlite3.sqlite_version} with full-text search"


async def _database(settings: Settings) -> Line:
    if not settings.database.exists():
        return True, f"database: {settings.database} (created at the first start)"
    try:
        async with Store.open(settings.database, write=False) as store:
            threads = await store.threads.count(OPERATOR)
    except (HansardError, sqlite3.Error) as error:
        return False, f"database: {settings.database}: {error}"
    return True, f"database: {settings.database}, {threads} threads"


async def _searched(settings: Settings) -> list[Line]:
    """Say which engine answers searches, and what to do where the other is worth it."""
    try:
        async with Store.open(settings.database, write=False) as store:
            serving = await store.serving()
    except (HansardError, sqlite3.Error):
        return []  # said already, in the line on the database
    ready, how = _engine(serving, settings.search)
    return [(ready, f"search: {serving.posts:,} posts, {how}")]


def _engine(serving: Serving, choice: str) -> Line:
    if choice == TANTIVY and not serving.installed:
        return False, f"but HANSARD_SEARCH asks for tantivy:  {added_by('large')}"
    if serving.beside:
        return True, "answered by tantivy from an index beside the database"
    if serving.building:
        return True, "answered by SQLite while the index beside the database is brought up to date"
    if not serving.is_large:
        return True, f"answered by SQLite; from {WORTH:,} on tantivy is worth it"
    if serving.installed and choice != FTS5:
        return True, "answered by SQLite; the next start builds tantivy's index beside the database"
    what = "set HANSARD_SEARCH=auto" if serving.installed else added_by("large")
    return False, f"answered by SQLite; for so many tantivy is worth it:  {what}"


def _backups(folder: Path | None) -> Line:
    if folder is None:
        return False, "backups: none are made by the clock; HANSARD_BACKUP_DIR says where to"
    there = next(each for each in (folder, *folder.absolute().parents) if os.access(each, os.F_OK))
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        return False, f"backups: none can be made in {folder}; HANSARD_BACKUP_DIR says where to"
    return True, f"backups: {len(list(folder.glob(PATTERN)))} in {folder}"


def _elsewhere(settings: Settings) -> Iterator[Line]:
    """Say which shards this process serves, whom it tells, and where it copies to; nothing where it is alone."""
    if settings.shards is not None:
        yield True, f"shards: {settings.shards}; other processes: {', '.join(settings.peers) or 'none'}"
        if settings.peers and settings.peer_listen is None:
            yield (
                False,
                "peers: HANSARD_PEER_LISTEN is empty, so the other processes cannot tell this one anything",
            )
    if settings.replica_socket is not None:
        yield (
            settings.replica_socket.exists(),
            f"replica: through the Litestream at {settings.replica_socket}",
        )
    elif settings.replica is not None:
        found = program()
        yield (
            found is not None,
            f"replica: {found}" if found else f"replica; needs  {added_by('replica')}",
        )


async def _restored(settings: Settings) -> Line:
    """Say whether the replica can be restored and is whole, and how long that took."""
    if settings.replica is None:
        return False, "replica: HANSARD_REPLICA names none that could be restored"
    began = time.monotonic()
    try:
        stock = await rehearse(settings.database, settings.replica)
    except HansardError as error:
        return False, f"replica: {error}"
    except OSError as error:
        return False, f"replica: {settings.database.parent} cannot take the copy: {error.strerror}"
    taken = time.monotonic() - began
    return (
        True,
        f"replica: restored and looked over in {taken:.0f} s: {stock.threads} threads, {stock.posts} posts",
    )


def _package(module: str, what: str, extra: str) -> Line:
    ready = importlib.util.find_spec(module) is not None
    return ready, what if ready else f"{what}; needs  {added_by(extra)}"


def _say(line: Line) -> None:
    ready, text = line
    print(f"{'ready  ' if ready else 'missing'}  {text}")
