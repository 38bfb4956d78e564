"""The other side of the wire: a loopback server with the few routes a replay needs, and every way to fail.

It outlives the processes that speak to it, as Discord does, and is written from Discord's documentation alone.
"""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

ME, GUILD, CHANNEL = 500, 600, 700
Fault = Callable[[web.Request], str]
"""Decides what becomes of one request to speak; see `Wire.speak`."""


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Answer in JSON as Discord does, which names no charset."""
    kind = {"Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=kind | (headers or {}))


def user(user_id: int, name: str) -> dict[str, Any]:
    return {"id": str(user_id), "username": name, "discriminator": "0000", "avatar": None, "bot": True}


def guild() -> dict[str, Any]:
    """The server as the gateway would have told it."""
    everything = str((1 << 53) - 1)
    role = {"id": str(GUILD), "name": "@everyone", "permissions": everything, "position": 0, "color": 0}
    role |= {
        "colors": {"primary_color": 0},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
    channels = [
        {"id": str(CHANNEL + n), "type": 0, "name": f"room-{n}", "position": n, "permission_overwrites": []}
        for n in range(600)
    ]
    me = {"user": user(ME, "Hansard"), "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0}
    me |= {"deaf": False, "mute": False}
    return {
        "id": str(GUILD),
        "name": "Loopback",
        "roles": [role],
        "channels": channels,
        "members": [me],
        "member_count": 1,
        "owner_id": str(ME + 1),
        "unavailable": False,
    }


@dataclass(slots=True)
class Message:
    id: int
    channel_id: int
    author: dict[str, Any]
    webhook_id: int | None
    content: str

    def payload(self) -> dict[str, Any]:
        """As a bot without the message-content intent gets it."""
        made: dict[str, Any] = {
            "id": str(self.id),
            "channel_id": str(self.channel_id),
            "author": self.author,
            "content": "",
            "timestamp": "2026-01-01T00:00:00+00:00",
            "edited_timestamp": None,
            "type": 0,
            "pinned": False,
            "tts": False,
            "mention_everyone": False,
            "flags": 0,
        }
        made |= {key: [] for key in ("attachments", "embeds", "mentions", "mention_roles", "components")}
        if self.webhook_id is not None:
            made["webhook_id"] = str(self.webhook_id)
        return made


@dataclass(slots=True)
class Wire:
    """What the server remembers. `fault` is asked about every line that comes in."""

    fault: Fault = lambda _: "hear"
    messages: dict[int, list[Message]] = field(default_factory=dict)
    webhooks: dict[int, int] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    heard: Callable[[int], None] = lambda _: None
    """Is told how many lines stand in a channel or thread after each that was taken."""
    threads: dict[int, int] = field(default_factory=dict)
    """The channel each thread is in; `archived` and `locked` are those that are."""
    archived: set[int] = field(default_factory=set)
    locked: set[int] = field(default_factory=set)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Holds every line up while cleared."""
    victim: int | None = None
    late: float = 0.08
    _last: int = 1000
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.gate.set()

    def lines(self, channel: int = CHANNEL) -> list[str]:
        return [m.content for m in self.messages.get(channel, []) if m.webhook_id is not None]

    def app(self) -> web.Application:
        app = web.Application()
        routes: list[tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]] = [
            ("GET", "/users/@me", self._me),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/channels/{channel}", self._thread),
            ("GET", "/channels/{channel}/webhooks", self._list_webhooks),
            ("POST", "/channels/{channel}/webhooks", self._make_webhook),
            ("DELETE", "/webhooks/{hook}/{token}", self._delete_webhook),
            ("POST", "/webhooks/{hook}/{token}", self.speak),
            ("DELETE", "/webhooks/{hook}/{token}/messages/{message}", self._delete_message),
            ("GET", "/channels/{channel}/messages", self._history),
            ("POST", "/channels/{channel}/messages", self._post),
            ("PATCH", "/channels/{channel}/messages/{message}", self._edit),
            ("DELETE", "/channels/{channel}/messages/{message}", self._delete_message),
        ]
        for method, path, handler in routes:
            app.router.add_route(method, f"/api/v10{path}", handler)
        return app

    async def speak(self, request: web.Request) -> web.StreamResponse:  # noqa: PLR0911 - a list of fates
        """Take a line, or not, and answer, or not."""
        body = await request.json()
        await self.gate.wait()
        fate = self.fault(request)
        self.requests.append(fate)
        if fate == "429":
            limits = {"message": "You are being rate limited.", "retry_after": 0.02, "global": False}
            return answer(limits, status=429, headers={"Via": "1.1 loopback", "Retry-After": "1"})
        if fate == "500":
            return answer({"message": "no"}, status=500)
        if fate == "drop":
            return self._hang_up(request)
        if fate == "killed on its way":
            self._kill()
        if fate in {"late", "killed on its way"}:
            await asyncio.sleep(self.late)
        hook = int(request.match_info["hook"])
        channel = int(request.query.get("thread_id", self.webhooks.get(hook, 0)))
        if refused := self._refused(hook, channel):
            return refused
        # Whatever is said into an archived thread wakes it.
        self.archived.discard(channel)
        message = self._add(channel, user(hook, body["username"]), hook, body["content"])
        self.heard(len(self.lines(channel)))
        if fate == "killed before the answer":
            self._kill()
        if fate == "502":
            return answer({"message": "no"}, status=502)
        if fate == "lose":
            return self._hang_up(request)
        return answer(message.payload() | {"content": body["content"]})

    def _refused(self, hook: int, channel: int) -> web.Response | None:
        home = self.webhooks.get(hook)
        if home is None:
            return answer({"message": "Unknown Webhook", "code": 10015}, status=404)
        if self.threads.get(channel, channel) != home:
            return answer({"message": "Unknown Channel", "code": 10003}, status=404)
        if channel in self.locked:
            return answer({"message": "Thread is locked", "code": 160005}, status=400)
        return None

    def _kill(self) -> None:
        if self.victim is not None:
            os.kill(self.victim, signal.SIGKILL)
            self.victim = None

    def _hang_up(self, request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.close()
        return web.Response()

    def _add(self, channel: int, author: dict[str, Any], hook: int | None, content: str) -> Message:
        self._last += 1
        message = Message(self._last, channel, author, hook, content)
        self.messages.setdefault(channel, []).append(message)
        return message

    async def _me(self, _: web.Request) -> web.Response:
        return answer(user(ME, "Hansard"))

    async def _application(self, _: web.Request) -> web.Response:
        made: dict[str, Any] = {
            "id": str(ME),
            "name": "Hansard",
            "icon": None,
            "description": "",
            "bot_public": True,
        }
        made |= {
            "bot_require_code_grant": False,
            "verify_key": "",
            "flags": 0,
            "owner": user(ME + 1, "owner"),
        }
        return answer(made)

    def _hook(self, hook: int, channel: int) -> dict[str, Any]:
        made = {
            "id": str(hook),
            "type": 1,
            "token": f"t{hook}",
            "channel_id": str(channel),
            "name": "Hansard",
        }
        return made | {"guild_id": str(GUILD), "user": user(ME, "Hansard"), "avatar": None}

    async def _thread(self, request: web.Request) -> web.Response:
        thread = int(request.match_info["channel"])
        if thread not in self.threads:
            return answer({"message": "Unknown Channel", "code": 10003}, status=404)
        times = {"archive_timestamp": "2026-01-01T00:00:00+00:00", "auto_archive_duration": 1440}
        shut = {"archived": thread in self.archived, "locked": thread in self.locked}
        made = {"id": str(thread), "guild_id": str(GUILD), "parent_id": str(self.threads[thread]), "type": 11}
        made |= {"name": "a thread", "owner_id": str(ME), "message_count": 0, "member_count": 1}
        return answer(made | {"thread_metadata": times | shut})

    async def _list_webhooks(self, request: web.Request) -> web.Response:
        channel = int(request.match_info["channel"])
        return answer([self._hook(h, c) for h, c in self.webhooks.items() if c == channel])

    async def _make_webhook(self, request: web.Request) -> web.Response:
        self._last += 1
        channel = int(request.match_info["channel"])
        self.webhooks[self._last] = channel
        return answer(self._hook(self._last, channel))

    async def _delete_webhook(self, request: web.Request) -> web.Response:
        if self.webhooks.pop(int(request.match_info["hook"]), None) is None:
            return answer({"message": "Unknown Webhook", "code": 10015}, status=404)
        return web.Response(status=204)

    async def _delete_message(self, request: web.Request) -> web.Response:
        wanted = int(request.match_info["message"])
        for messages in self.messages.values():
            messages[:] = [m for m in messages if m.id != wanted]
        return web.Response(status=204)

    async def _history(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", 0))
        limit = int(request.query.get("limit", 50))
        kept = [m for m in self.messages.get(int(request.match_info["channel"]), []) if m.id > after]
        return answer([m.payload() for m in reversed(kept[:limit])])

    async def _post(self, request: web.Request) -> web.Response:
        channel = int(request.match_info["channel"])
        self.archived.discard(channel)
        message = self._add(channel, user(ME, "Hansard"), None, "")
        return answer(message.payload())

    async def _edit(self, request: web.Request) -> web.Response:
        channel, wanted = int(request.match_info["channel"]), int(request.match_info["message"])
        if channel in self.archived:
            return answer({"message": "Thread is archived", "code": 50083}, status=400)
        found = next((m for m in self.messages.get(channel, []) if m.id == wanted), None)
        if found is None:
            return answer({"message": "Unknown Message", "code": 10008}, status=404)
        return answer(found.payload())
