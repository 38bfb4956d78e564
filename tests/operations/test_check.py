"""`hansard check` in a process of its own, against a Discord on the loopback that knows one server."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from discord.http import Route

from bot.app import PERMISSIONS
from bot.store.store import Store
from tests import program

TOKEN = "loop.back.secret"  # noqa: S105 - opens nothing
ME = {"id": "5", "username": "Hansard", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = {
    "id": "5", "name": "Hansard", "icon": None, "description": "", "bot_public": True, "bot_require_code_grant": False,
    "verify_key": "", "flags": 0, "owner": {**ME, "id": "9", "bot": False},
}  # fmt: skip
EVERYBODY = {
    "id": "1", "name": "@everyone", "permissions": str(PERMISSIONS.value), "position": 0, "color": 0, "hoist": False,
    "managed": False, "mentionable": False, "flags": 0,
}  # fmt: skip
GUILD = {
    "id": "1",
    "name": "House of Commons",
    "owner_id": "9",
    "roles": [EVERYBODY],
    "emojis": [],
    "features": [],
}
DENIED = {"id": "5", "type": 1, "allow": "0", "deny": str((1 << 29) | (1 << 49))}
"""Manage Webhooks and Create Polls, taken from the bot."""
CHANNELS = [
    {
        "id": str(10 + n),
        "type": 0,
        "name": name,
        "position": n,
        "permission_overwrites": overwrites,
        "guild_id": "1",
    }
    for n, (name, overwrites) in enumerate({"debate": [], "closed": [DENIED], "office": [DENIED]}.items())
]
ANSWERS: dict[str, object] = {
    "/users/@me": ME,
    "/oauth2/applications/@me": APPLICATION,
    "/users/@me/guilds": [{"id": "1", "name": "House of Commons", "owner": False, "permissions": "0", "features": []}],
    "/guilds/1": GUILD,
    "/guilds/1/members/5": {"user": ME, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0,
                            "deaf": False, "mute": False},
    "/guilds/1/channels": CHANNELS,
}  # fmt: skip


@asynccontextmanager
async def discord_on_the_loopback(answers: Mapping[str, object]) -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        path = request.path.removeprefix("/api")
        if path not in answers:
            return web.json_response({"message": "Unknown", "code": 0}, status=404)
        # discord.py wants the plain content type.
        body = json.dumps(answers[path]).encode()
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"{site.name}/api"
    finally:
        await runner.cleanup()


async def check(base: str, folder: Path, **settings: str) -> tuple[int, str]:
    """Run the command; return its exit code and all it said."""
    code, said = await asyncio.to_thread(
        program.run,
        "check",
        cwd=folder,
        env={**os.environ, "DISCORD_TOKEN": TOKEN, **settings},
        before=partial(setattr, Route, "BASE", base),
    )
    assert TOKEN not in said
    return code, said


async def test_every_missing_permission_is_named_with_its_channel_and_its_price(tmp_path: Path) -> None:
    async with discord_on_the_loopback(ANSWERS) as base:
        code, said = await check(base, tmp_path)
    assert code == 0
    assert "ready    token: set; Discord knows it as Hansard" in said
    for line in (
        "server House of Commons: Manage Webhooks in #closed, #office; without it: replays in which every author",
        "server House of Commons: Create Polls in #closed, #office; without it: the poll",
    ):
        assert f"missing  {line}" in said
    assert said.count("server House of Commons") == 2


async def test_only_where_replays_are_allowed_what_they_need_is_missed(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "hansard.db") as store, store.write() as write:
        await store.settings.set(1, "replay_channels", [10, 12], write=write)
        await store.settings.set(1, "search_role", 77, write=write)
    async with discord_on_the_loopback(ANSWERS) as base:
        _, said = await check(base, tmp_path)
    assert "Manage Webhooks in #office;" in said
    assert "#closed" not in said
    assert "its setting “Role that may search” names what is gone" in said


async def test_where_nothing_is_missing_it_says_so(tmp_path: Path) -> None:
    async with discord_on_the_loopback({**ANSWERS, "/guilds/1/channels": CHANNELS[:1]}) as base:
        code, said = await check(base, tmp_path)
    assert code == 0
    assert "ready    server House of Commons: every permission in 1 channels" in said


async def test_a_bot_in_no_server_is_told_how_to_be_invited(tmp_path: Path) -> None:
    async with discord_on_the_loopback({**ANSWERS, "/users/@me/guilds": []}) as base:
        code, said = await check(base, tmp_path)
    assert (code, "servers: none yet" in said) == (0, True)


@pytest.mark.parametrize(
    ("answers", "settings", "told"),
    [
        (ANSWERS, {"DISCORD_TOKEN": "not.the.one"}, "Discord refuses it"),
        ({}, {}, "could not be asked"),
    ],
)
async def test_what_discord_refuses_is_a_sentence_and_a_failure(
    tmp_path: Path, answers: Mapping[str, object], settings: dict[str, str], told: str
) -> None:
    async with discord_on_the_loopback(answers) as base:
        code, said = await check(base, tmp_path, **settings)
    assert code == 1
    assert told in said


async def test_without_a_network_it_says_so(tmp_path: Path) -> None:
    code, said = await check("http://127.0.0.1:9/api", tmp_path)
    assert code == 1
    assert "could not be asked" in said


async def test_shards_peers_and_the_replica_are_told(tmp_path: Path) -> None:
    async with discord_on_the_loopback(ANSWERS) as base:
        _, said = await check(
            base,
            tmp_path,
            HANSARD_SHARDS="0-3/8",
            HANSARD_PEERS="http://127.0.0.1:8401",
            HANSARD_PEER_SECRET="a secret that all processes share",  # noqa: S106 - opens nothing
            HANSARD_REPLICA_SOCKET=str(tmp_path / "none"),
        )
    assert "ready    shards: 0-3/8; other processes: http://127.0.0.1:8401" in said
    assert "missing  peers: HANSARD_PEER_LISTEN is empty" in said
    assert "missing  replica: through the Litestream" in said
    assert "a secret" not in said
