"""One process of a bot in thousands of servers: its memory, the longest stop of its loop, and how soon it acknowledges.

    python -m tests.benchmarks.servers [--processes 4] [--servers 2500] [--seconds 20] [--each 13] [--importing 20000]

The gateway runs in a process of its own, as Discord does, and tells of servers with 60 channels and 40 roles; then
`--each` commands a second come in, to each of the processes at once, when all have started. Four processes of 2,500
servers are the 10,000 of a large bot, and four times 13 commands a second its 50. Where there are fewer processors
than processes, the gateways take part of what the bots have. With `--importing` each process also imports a thread of
so many posts meanwhile.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import discord
from aiohttp import web
from discord.http import Route
from yarl import URL

from bot.app import Hansard, build_bot
from bot.config import Settings
from bot.importing.importer import Importer
from bot.reading.files import candidates
from bot.shards import Shards
from tests.benchmarks.importing import write_thread
from tests.operations.gateway import ME, Gateway, server

MESSAGE: dict[str, Any] = {
    "id": "9", "channel_id": "9", "author": ME, "content": "", "timestamp": "2026-01-01T00:00:00+00:00",
    "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
    "attachments": [], "embeds": [], "components": [], "pinned": False, "type": 0,
}  # fmt: skip
TOKEN = "loop.back.secret"  # noqa: S105 - opens nothing


def payload(number: int, guild_id: int) -> dict[str, Any]:
    """Return `/help`, used by somebody in a server."""
    member: dict[str, Any] = {
        "user": {**ME, "id": "77", "bot": False},
        "roles": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
    }
    member |= {"flags": 0, "deaf": False, "mute": False, "permissions": str((1 << 53) - 1)}
    return {
        "id": str((1 << 50) + number), "application_id": "5", "type": 2, "token": f"t{number}", "version": 1,
        "guild_id": str(guild_id), "channel_id": str(guild_id + 1000), "member": member, "locale": "en-US",
        "channel": {"id": str(guild_id + 1000), "type": 0, "name": "room-0", "permissions": str((1 << 53) - 1)},
        "data": {"id": "50", "name": "help", "type": 1}, "entitlements": [], "attachment_size_limit": 1 << 23,
        "authorizing_integration_owners": {"0": str(guild_id)}, "context": 0,
    }  # fmt: skip


async def discord_side(pipe: Connection, servers: int, each: int, seconds: float) -> None:
    """Serve the gateway; once asked, send commands and measure until each is acknowledged."""
    gateway = Gateway([server((n << 22) + 7_000, 60, 40) for n in range(servers)])
    sent: dict[str, float] = {}
    taken: list[float] = []

    async def acknowledged(request: web.Request) -> web.Response:
        await request.read()
        taken.append((time.perf_counter() - sent.pop(request.match_info["token"])) * 1000)
        told = {"interaction": {"id": request.match_info["id"], "type": 2}}
        return web.Response(body=json.dumps(told).encode(), content_type="application/json")

    async def answered(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=json.dumps(MESSAGE).encode(), content_type="application/json")

    app = web.Application()
    app.router.add_post("/api/v10/interactions/{id}/{token}/callback", acknowledged)
    app.router.add_route("*", "/api/v10/webhooks/{path:.*}", answered)
    app.router.add_get("/gateway-socket/", gateway.socket)
    app.router.add_route("*", "/api/v10/{path:.*}", gateway.rest)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    gateway.port = runner.addresses[0][1]
    pipe.send(gateway.port)
    await asyncio.to_thread(pipe.recv)
    for number in range(int(each * seconds)):
        guild = (number * 37 % servers << 22) + 7_000
        sent[f"t{number}"] = time.perf_counter()
        await gateway.sockets[0].dispatch("INTERACTION_CREATE", payload(number, guild))
        await asyncio.sleep(1 / each)
    await asyncio.sleep(1)
    pipe.send((sorted(taken), len(sent)))
    await runner.cleanup()


def serve(pipe: Connection, servers: int, each: int, seconds: float) -> None:
    asyncio.run(discord_side(pipe, servers, each, seconds))


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def imports(bot: Hansard, folder: Path, posts: int) -> None:
    """Import a thread of so many posts, as an admin does from a file."""
    if posts:
        found = await asyncio.to_thread(lambda: list(candidates([folder / "thread.txt"])))
        await Importer(bot.store).run(found)


async def bot_side(pipe: Connection, started: Barrier, servers: int, importing: int) -> None:
    port = await asyncio.to_thread(pipe.recv)
    Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(f"ws://127.0.0.1:{port}/gateway-socket/")
    stops: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database=Path(folder) / "a.db", shards=Shards((0,), 1))
        async with build_bot(settings) as bot:
            empty = resident()
            await bot.login(TOKEN)
            began = time.perf_counter()
            running = asyncio.create_task(bot.connect())
            await bot.wait_until_ready()
            assert len(bot.guilds) == servers
            print(f"{servers} servers known after {time.perf_counter() - began:.1f} s")
            bot.settle()
            if importing:
                write_thread(Path(folder) / "thread.txt", importing, 1)
            await asyncio.to_thread(started.wait)
            await asyncio.sleep(1)
            imported = asyncio.create_task(imports(bot, Path(folder), importing))
            pipe.send("go")
            while not pipe.poll():
                before = time.perf_counter()
                await asyncio.sleep(0.005)
                stops.append((time.perf_counter() - before - 0.005) * 1000)
            taken, lost = pipe.recv()
            print(f"memory: {resident():.0f} MB with all servers, {empty:.0f} MB with none")
            print(f"longest stop of the loop after the start: {max(stops):.0f} ms")
            p99 = taken[int(len(taken) * 0.99) - 1]
            print(
                f"acknowledged: {len(taken)}, lost {lost}; p50 {statistics.median(taken):.1f}, p99 {p99:.1f}, "
                f"worst {taken[-1]:.1f} ms"
            )
            running.cancel()
            if importing:
                print(f"import {'ended before them' if imported.done() else 'was still running'}")
            await imported


def one(started: Barrier, servers: int, seconds: float, each: int, importing: int) -> None:
    """Run one process of the bot against a gateway of its own."""
    here, there = multiprocessing.Pipe()
    side = multiprocessing.get_context("spawn").Process(
        target=serve, args=(there, servers, each, seconds), daemon=True
    )
    side.start()
    asyncio.run(bot_side(here, started, servers, importing))
    side.join(10)


def main(processes: int, servers: int, seconds: float, each: int, importing: int) -> None:
    spawn = multiprocessing.get_context("spawn")
    started = spawn.Barrier(processes)
    sides = [
        spawn.Process(target=one, args=(started, servers, seconds, each, importing)) for _ in range(processes)
    ]
    for side in sides:
        side.start()
    for side in sides:
        side.join()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--servers", type=int, default=2500)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--each", type=int, default=13)
    options.add_argument("--importing", type=int, default=0, metavar="POSTS")
    chosen = options.parse_args()
    print(json.dumps(vars(chosen)))
    main(chosen.processes, chosen.servers, chosen.seconds, chosen.each, chosen.importing)
