"""Two processes of one bot on a loopback gateway, with discord.py's own IDENTIFY and RESUME."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import discord
import pytest
from aiohttp import web
from discord.http import Route
from yarl import URL

from bot import app
from bot.app import Hansard, build_bot
from bot.config import Settings
from bot.shards import Shards
from bot.ui.ownership import alone
from tests.operations.gateway import Gateway, server
from tests.patience import until

TOKEN = "loop.back.secret"  # noqa: S105 - opens nothing
GUILDS = [(n << 22) + 7_000 for n in range(4)]


@pytest.fixture
async def gateway(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    made = Gateway([server(guild) for guild in GUILDS])
    runner = web.AppRunner(made.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = runner.addresses[0][1]
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{made.port}/api/v10")
    here = URL(f"ws://127.0.0.1:{made.port}/gateway-socket/")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", here)
    # Turns of five seconds would only make the test long; tests/test_shards.py holds them.
    monkeypatch.setattr(app, "seconds_to_turn", lambda *_: 0.0)
    yield made
    await runner.cleanup()


@pytest.fixture
async def bots(tmp_path: Path, gateway: Gateway) -> AsyncIterator[list[Hansard]]:
    assert gateway.port
    async with AsyncExitStack() as stack:
        made = []
        for name, ids in (("a", (0, 2)), ("b", (1, 3))):
            settings = Settings(
                database=tmp_path / f"{name}.db",
                seeds=None,
                shards=Shards(ids, 4),
                peers=("http://127.0.0.1:9",),
                peer_secret="a secret that all processes share",  # noqa: S106 - opens nothing
            )
            bot = await stack.enter_async_context(build_bot(settings))
            await bot.login(TOKEN)
            task = asyncio.create_task(bot.connect(), name=f"bot-{name}")
            stack.callback(task.cancel)
            made.append(bot)
        await until(lambda: all(bot.connected() for bot in made))
        yield made


async def test_each_server_is_served_by_its_own_process_only(gateway: Gateway, bots: list[Hansard]) -> None:
    assert sorted(gateway.identified) == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert [sorted(guild.id for guild in bot.guilds) for bot in bots] == [
        [GUILDS[0], GUILDS[2]],
        [GUILDS[1], GUILDS[3]],
    ]
    assert [method for method, path in gateway.requests if path.endswith("/commands")].count("PUT") == 1


async def test_a_process_that_knows_one_server_is_not_alone(bots: list[Hansard]) -> None:
    bots[0]._connection._guilds.pop(GUILDS[0])  # noqa: SLF001 - as if it were in one server only
    assert len(bots[0].guilds) == 1

    class Asked:
        client = bots[0]

    asked: discord.Interaction = Asked()  # type: ignore[assignment]
    assert not alone(asked)


async def test_a_gateway_that_refuses_is_told_and_a_session_resumes(
    gateway: Gateway, bots: list[Hansard]
) -> None:
    gateway.refusing = True
    await gateway.sockets[2].ws.close(code=4000)
    await until(lambda: not bots[0].connected())
    assert bots[0].is_ready(), "discord.py itself goes on to call it ready"
    assert bots[1].connected()
    gateway.refusing = False
    await until(bots[0].connected)
    await gateway.sockets[0].ws.close(code=4000)
    await until(lambda: gateway.resumed == [0])
    await until(bots[0].connected)
