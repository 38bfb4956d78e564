"""The process that is killed: the real store, player, outlet and HTTP client of discord.py, without a gateway.

`serve` takes orders from a pipe, forks a process for each, and answers with its pid; forking after the imports makes
two hundred deaths affordable.
"""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import discord
from discord.http import Route

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.operations.replica import Replica
from bot.replay.clock import Bell
from bot.replay.ledger import PlannedPost, RunPlan
from bot.replay.pacing import Pace, Tempo
from bot.store.replays.replays import Replays
from bot.store.sqlite import durability, schema
from bot.store.store import Store
from bot.ui.outlet import DiscordOutlet
from bot.ui.replay_room import ReplayRoom
from tests.faults.wire import CHANNEL, GUILD, guild

SCALE = 200.0
"""How much faster than the wall the replay's time goes."""
SLUG = "the-hundred"


class FastClock:
    """Time that goes `SCALE` times as fast, in every process alike."""

    def now(self) -> float:
        return time.time() * SCALE

    def monotonic(self) -> float:
        return time.monotonic() * SCALE

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / SCALE)

    async def wait(self, bell: Bell, seconds: float) -> bool:
        await bell.sleep(seconds / SCALE)
        return bell.is_set()


def hundred(posts: int) -> tuple[ParsedThread, list[tuple[Passage, ...]]]:
    """A debate with a quote in every fourth post and a long speech in every tenth."""
    made: list[ParsedPost] = []
    passages: list[tuple[Passage, ...]] = []
    for number in range(1, posts + 1):
        author = ("Ada", "Björn", "Ни шагу назад!")[number % 3]
        words = f"Post {number} of {posts}."
        if number % 10 == 0:
            words += " The member will give way." * 100
        if number % 4 == 0:
            quoted = made[-1].body.split("\n")[-1][:40]
            start = made[-1].body.rindex(quoted)
            made.append(ParsedPost(author, f"{quoted}\n{words}"))
            quote = Passage(
                0, len(quoted), PassageKind.QUOTE, made[-2].author, number - 1, start, start + len(quoted)
            )
            passages.append((quote, Passage(len(quoted), len(made[-1].body))))
        else:
            made.append(ParsedPost(author, words))
            passages.append((Passage(0, len(words)),))
    return ParsedThread("The Hundred", tuple(made), "hundred.txt", "text"), passages


async def prepare(database: Path, posts: int) -> None:
    """Make the archive and write one run down."""
    async with Store.open(database) as store:
        thread, passages = hundred(posts)
        async with store.write() as tx:
            await store.threads.take_in(tx, Incoming.of(thread, passages))
        plan = RunPlan(
            guild_id=GUILD,
            channel_id=CHANNEL,
            home_id=CHANNEL,
            owner_id=1,
            slug=SLUG,
            title=thread.title,
            suffix="(archive)",
            tempo=Tempo(Pace.FAST),
            posts=[PlannedPost(number, 1, 2.0, 2.0) for number in range(1, posts + 1)],
        )
        await store.replays.create(plan, cap=1)


async def connect(port: int) -> discord.Client:
    """Return a client of discord.py that believes the loopback to be Discord."""
    Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    client = discord.Client(intents=discord.Intents(guilds=True))
    await client.login("loop.back.token")
    client._connection._add_guild_from_data(guild())  # type: ignore[arg-type]  # noqa: SLF001 - as the gateway would
    return client


def die_at(step: str, count: int) -> None:
    """Kill this very process the `count`-th time it comes to `step`."""
    left = count

    def dying(method: Callable[..., Awaitable[Any]], *, before: bool) -> Callable[..., Awaitable[Any]]:
        async def wrapped(*args: Any) -> Any:
            nonlocal left
            left -= 1
            if before and left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            result = await method(*args)
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return wrapped

    moments: dict[str, tuple[type, str, bool]] = {
        "before claim": (Replays, "claim", True),
        "after claim": (Replays, "claim", False),
        "answer came": (DiscordOutlet, "say", False),
        "before confirm": (Replays, "confirm", True),
        "after confirm": (Replays, "confirm", False),
        "while composing": (Replays, "open_post", False),
        "while looking": (DiscordOutlet, "look", False),
        "while silencing": (DiscordOutlet, "silence", False),
        "before withdrawn": (Replays, "withdrawn", True),
        "after withdrawn": (Replays, "withdrawn", False),
    }
    if step in moments:
        owner, name, before = moments[step]
        setattr(owner, name, dying(getattr(owner, name), before=before))


def note_syncs(database: Path) -> None:
    """Keep beside the database how much of its log is surely on the disk, for whoever takes the power away."""
    sync = durability.sync
    prepare = schema.prepare

    def noted(path: Path) -> None:
        size = path.stat().st_size
        sync(path)
        synced_of(database).write_text(str(size))

    def prepared(connection: sqlite3.Connection, write: bool) -> None:  # noqa: FBT001 - as it is called
        prepare(connection, write)
        # The file itself stays as it is: what is lost is the end of the log, whatever its length.
        connection.execute("PRAGMA wal_autocheckpoint = 0")

    durability.sync = noted
    schema.prepare = prepared


def synced_of(database: Path) -> Path:
    return database.with_name(database.name + ".synced")


async def play(database: Path, port: int, step: str, count: int, copy: str | None = None) -> None:
    """Play the unfinished run to its end, with a replica at `copy` where that is given."""
    die_at(step, count)
    note_syncs(database)
    client = await connect(port)
    async with Store.open(database) as store, AsyncExitStack() as replicated:
        if copy is not None:
            replica = Replica(database, copy)
            await store.replicated_by(replica.sync)
            replicated.push_async_callback(replica.close)
            await replica.start()
        room = ReplayRoom(client, store, FastClock())
        await room.start()
        while await store.replays.unfinished():  # noqa: ASYNC110 - the store has no event to wait for
            await asyncio.sleep(0.02)
        await room.close()
    await client.close()


def serve(orders: Connection) -> None:
    """Fork a process for each order, until nobody gives any."""
    while True:
        try:
            order = orders.recv()
        except EOFError:
            return
        pid = os.fork()
        if pid == 0:
            orders.close()
            asyncio.run(
                play(Path(order["database"]), order["port"], order["step"], order["count"], order["replica"])
            )
            os._exit(0)
        orders.send(pid)
        orders.send(os.waitpid(pid, 0)[1])
