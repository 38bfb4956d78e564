"""The other processes of this bot: what one was asked to forget, hide or remove, all of them do.

Deeds wait in the store's outbox until a peer has confirmed them. Requests are signed with the secret all processes
share (HMAC-SHA256, RFC 2104) over the time and the body; older ones than five minutes are refused.
"""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterable
from dataclasses import asdict
from itertools import accumulate, islice
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.archive.ids import PostId
from bot.errors import HansardError, NotFound, OutOfService, UserError
from bot.store.community.outbox import Deed, DeedKind, deed_of
from bot.store.store import Store
from bot.store.values import Viewer

log = logging.getLogger(__name__)

OPERATOR = Viewer(None, everything=True)
FRESH = 300
"""Seconds a signed request is good for."""
LONGEST = 64 * 1024
"""Bytes a request is filled with; one deed that is longer goes alone."""
LONGEST_ALONE = 4 * 1024 * 1024
_PATIENCE = aiohttp.ClientTimeout(total=20)
_REST = 60.0
"""Seconds between two tries at most."""


def signature(secret: str, at: str, body: bytes) -> str:
    """Sign a request made at `at` (seconds since 1970)."""
    return hmac.new(secret.encode(), at.encode() + b"\n" + body, hashlib.sha256).hexdigest()


class Peers:
    """Tells the others, and listens to them. Start it once the store is open; close it before the store."""

    def __init__(self, store: Store, secret: str, listen: tuple[str, int] | None) -> None:
        """Send what `store`'s outbox holds, and do what is told at `listen`."""
        self._store, self._secret, self._listen = store, secret, listen
        self._tasks: list[asyncio.Task[None]] = []
        self._bells = {peer: asyncio.Event() for peer in store.outbox.peers}
        app = web.Application(client_max_size=LONGEST_ALONE)
        app.router.add_post("/deeds", self._hear)
        self._runner = web.AppRunner(app, access_log=None)

    async def start(self) -> None:
        """Begin to listen and to tell."""
        if self._listen is not None:
            await self._runner.setup()
            await web.TCPSite(self._runner, *self._listen).start()
        for peer, bell in self._bells.items():
            self._tasks.append(
                asyncio.create_task(self._tell(peer, bell), name=f"peer-{urlsplit(peer).netloc}")
            )

    async def close(self) -> None:
        """Stop; what is not confirmed waits for the next start."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._runner.cleanup()

    def stir(self) -> None:
        """Tell now: something was done."""
        for bell in self._bells.values():
            bell.set()

    async def _tell(self, peer: str, bell: asyncio.Event) -> None:
        rest = 1.0
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
            while True:
                bell.clear()
                try:
                    while deeds := _together(await self._store.outbox.waiting(peer)):
                        await self._send(session, peer, deeds.values())
                        await self._store.outbox.confirmed(deeds)
                    rest = 1.0
                except (aiohttp.ClientError, TimeoutError, OSError) as error:
                    log.warning("peer %s could not be told: %s", peer, type(error).__name__)
                    rest = min(rest * 2, _REST)
                except HansardError as error:
                    log.warning("peer %s could not be told: %s", peer, error)
                    rest = min(rest * 2, _REST)
                try:
                    # One that was quiet is asked for news now and then, too: a command line may have added some.
                    await asyncio.wait_for(bell.wait(), rest if rest > 1 else _REST / 4)
                except TimeoutError:
                    continue

    async def _send(self, session: aiohttp.ClientSession, peer: str, deeds: Iterable[Deed]) -> None:
        body = json.dumps(list(map(asdict, deeds))).encode()
        at = str(int(time.time()))
        headers = {"X-Hansard-At": at, "X-Hansard-Signature": signature(self._secret, at, body)}
        async with session.post(f"{peer}/deeds", data=body, headers=headers) as answer:
            answer.raise_for_status()

    async def _hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        at = request.headers.get("X-Hansard-At", "")
        told = request.headers.get("X-Hansard-Signature", "")
        if not hmac.compare_digest(told.encode(), signature(self._secret, at, body).encode()):
            return web.json_response({"error": "not signed with our secret"}, status=403)
        if not (at.isascii() and at.isdecimal() and abs(time.time() - int(at[:12])) < FRESH):
            return web.json_response({"error": "too old, or from a clock that is wrong"}, status=403)
        try:
            deeds = [deed_of(each) for each in json.loads(body)]
        except (ValueError, TypeError):
            return web.json_response({"error": "this is no list of deeds"}, status=400)
        try:
            for deed in deeds:
                await do(self._store, deed)
        except HansardError as error:
            log.warning("what a peer told could not be done now: %s", error)
            return web.json_response({"error": "not now"}, status=503)
        log.info("did %d things that a peer told", len(deeds))
        return web.json_response({"done": len(deeds)})


def _together(waiting: dict[int, Deed]) -> dict[int, Deed]:
    """Return the first of what waits, as many as one request may hold."""
    sizes = accumulate(len(json.dumps(asdict(deed))) + 2 for deed in waiting.values())
    fitting = sum(size <= LONGEST for size in sizes)
    return dict(islice(waiting.items(), max(fitting, 1)))


async def do(store: Store, deed: Deed) -> None:
    """Do what another process was asked to do; where there is nothing to be done it is done.

    What this archive refuses for good counts as done, too: nothing that was told later waits behind it. Raises
    HansardError where it can be done later.
    """
    try:
        await _do(store, deed)
    except OutOfService:
        raise
    except NotFound:
        log.info("nothing here to %s", deed.kind)
    except UserError:
        log.warning("a peer told to %s what cannot be done here", deed.kind)


async def _do(store: Store, deed: Deed) -> None:
    post = PostId.parse(deed.subject) if deed.kind is DeedKind.REMOVE else None
    quoted = None if post is None else await store.privacy.quotations(post, OPERATOR)
    async with store.write() as write:
        match deed.kind:
            case DeedKind.FORGET:
                await store.privacy.erase(int(deed.subject), write=write)
            case DeedKind.HIDE:
                await store.privacy.hide(
                    deed.subject, OPERATOR, write=write, pseudonym=deed.pseudonym, known_only=False
                )
            case DeedKind.UNHIDE:
                await store.privacy.unhide(deed.subject, write=write)
            case DeedKind.RENAME:
                await store.threads.rename(deed.subject, deed.pseudonym or "", OPERATOR, write=write)
            case DeedKind.REMOVE:
                if quoted is None:
                    await store.privacy.remove_thread(deed.subject, OPERATOR, write=write)
                else:
                    await store.privacy.remove_post(quoted, write=write)
