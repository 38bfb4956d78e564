"""A gateway on the loopback: HELLO, IDENTIFY, READY, RESUME and servers by shard, as Discord documents them."""

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

ME = {"id": "5", "username": "Hansard", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = {
    "id": "5", "name": "Hansard", "icon": None, "description": "", "bot_public": True, "bot_require_code_grant": False,
    "verify_key": "", "flags": 0, "owner": {**ME, "id": "9", "bot": False},
}  # fmt: skip
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, INVALID, HELLO, ACKNOWLEDGED = 0, 1, 2, 6, 9, 10, 11


def server(guild_id: int, channels: int = 1, roles: int = 1) -> dict[str, Any]:
    """A server as the gateway tells it."""
    everything = str((1 << 53) - 1)
    made_roles = [
        {
            "id": str(guild_id + n), "name": f"role {n}", "permissions": everything, "position": n, "color": 0,
            "colors": {"primary_color": 0}, "hoist": False, "managed": False, "mentionable": False, "flags": 0,
        }
        for n in range(roles)
    ]  # fmt: skip
    made_channels = [
        {
            "id": str(guild_id + 1000 + n),
            "type": 0,
            "name": f"room-{n}",
            "position": n,
            "permission_overwrites": [],
        }
        for n in range(channels)
    ]
    member = {
        "user": ME,
        "roles": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "flags": 0,
        "deaf": False,
        "mute": False,
    }
    return {
        "id": str(guild_id), "name": f"server {guild_id}", "roles": made_roles, "channels": made_channels,
        "members": [member], "member_count": 1, "owner_id": "9", "unavailable": False,
    }  # fmt: skip


@dataclass(slots=True)
class Gateway:
    """Discord's side for one bot with `guilds`. It keeps what came: `identified`, `resumed`, `requests`."""

    guilds: list[dict[str, Any]]
    identified: list[tuple[int, int]] = field(default_factory=list)
    resumed: list[int] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    commands: list[Any] = field(default_factory=list)
    refusing: bool = False
    sockets: dict[int, "Socket"] = field(default_factory=dict)
    port: int = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/gateway-socket/", self.socket)
        app.router.add_route("*", "/api/v10/{path:.*}", self.rest)
        return app

    async def rest(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        self.requests.append((request.method, path))
        answers: dict[str, Any] = {
            "/users/@me": ME,
            "/oauth2/applications/@me": APPLICATION,
            "/gateway/bot": {
                "url": f"ws://127.0.0.1:{self.port}/gateway-socket/",
                "shards": 1,
                "session_start_limit": {
                    "total": 1000,
                    "remaining": 999,
                    "reset_after": 0,
                    "max_concurrency": 1,
                },
            },
        }
        if path.endswith("/commands"):
            if request.method == "PUT":
                sent = await request.json()
                self.commands = [
                    {"description": "", **each, "id": str(50 + n), "application_id": "5", "version": "1"}
                    for n, each in enumerate(sent)
                ]
            answers[path] = self.commands
        if path not in answers:
            return web.json_response({"message": "Unknown", "code": 0}, status=404)
        # discord.py wants the plain content type.
        return web.Response(body=json.dumps(answers[path]).encode(), content_type="application/json")

    async def socket(self, request: web.Request) -> web.StreamResponse:
        if self.refusing:
            return web.Response(status=503)
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        socket = Socket(ws, "compress" in request.query)
        await socket.send(HELLO, {"heartbeat_interval": 40_000})
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                continue
            told = json.loads(message.data)
            if told["op"] == HEARTBEAT:
                await socket.send(ACKNOWLEDGED, None)
            elif told["op"] == IDENTIFY:
                shard, count = told["d"]["shard"]
                self.identified.append((shard, count))
                self.sockets[shard] = socket
                await self._welcome(socket, shard, count)
            elif told["op"] == RESUME:
                shard = int(told["d"]["session_id"])
                self.resumed.append(shard)
                self.sockets[shard] = socket
                await socket.dispatch("RESUMED", {})
        return ws

    async def _welcome(self, socket: "Socket", shard: int, count: int) -> None:
        own = [guild for guild in self.guilds if (int(guild["id"]) >> 22) % count == shard]
        ready = {
            "v": 10, "user": ME, "session_id": str(shard), "shard": [shard, count],
            "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway-socket/",
            "application": {"id": "5", "flags": 0},
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in own],
        }  # fmt: skip
        await socket.dispatch("READY", ready)
        for guild in own:
            await socket.dispatch("GUILD_CREATE", guild)


class Socket:
    """One connection, compressed as a whole where the client asks for it."""

    def __init__(self, ws: web.WebSocketResponse, compressed: bool) -> None:  # noqa: FBT001 - of one query
        self.ws = ws
        self._stream = zlib.compressobj() if compressed else None
        self._sequence = 0
        self._turn = asyncio.Lock()

    async def send(self, op: int, data: Any, **more: Any) -> None:
        text = json.dumps({"op": op, "d": data, **more})
        async with self._turn:
            if self._stream is None:
                await self.ws.send_str(text)
            else:
                packed = self._stream.compress(text.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)
                await self.ws.send_bytes(packed)

    async def dispatch(self, event: str, data: Any) -> None:
        self._sequence += 1
        await self.send(DISPATCH, data, t=event, s=self._sequence)
