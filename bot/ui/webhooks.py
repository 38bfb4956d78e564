"""Webhooks that speak for personas: found or made once a channel, and never repeating a request by themselves.

discord.py sends a webhook message again after a 5xx answer and after some broken connections. That is kind to chat and
fatal to a replay, whose line may have been taken although the answer was lost. So the sending goes through a session
of its own whose middleware turns every such answer into `AnswerLost`, which discord.py does not know how to retry.
"""

import asyncio
import weakref

import aiohttp
import discord

from bot.replay.outlet import Barred

NAME = "Hansard"
"""What the webhook is called in a channel's settings."""
TIMEOUT = 15.0
"""Seconds an answer is waited for."""
CONNECTIONS = 64
"""Lines under way at once: 64 of 200 ms each are 320 a second. Opening more costs more than waiting for one."""
_UNKNOWN = {10015, 50027}  # deleted, or its token is not valid any more
_TOO_MANY = 30007

Home = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel


class AnswerLost(Exception):  # noqa: N818 - reads as what happened
    """The request may have been carried out; no usable answer came."""


class Limited(Exception):  # noqa: N818
    """Discord refused the request and wants `retry_after` seconds of patience."""

    def __init__(self, retry_after: float) -> None:
        """Take Discord's wish."""
        super().__init__(f"rate limited for {retry_after:.2f} s")
        self.retry_after = retry_after


async def once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Carry a request out one single time: whatever discord.py would repeat becomes an exception it passes on."""
    try:
        response = await handler(request)
    except aiohttp.ClientConnectorError:
        raise  # no connection was made, so nothing was sent
    except (OSError, aiohttp.ClientError) as error:
        raise AnswerLost(f"the connection broke: {type(error).__name__}") from error
    if response.status == 429:
        wait = await _patience(response)
        response.close()
        raise Limited(wait)
    if response.status >= 500:
        response.close()
        raise AnswerLost(f"Discord answered {response.status}")
    return response


async def _patience(response: aiohttp.ClientResponse) -> float:
    """Read how long to wait: the body is the exact one, the header what proxies in front of Discord give."""
    try:
        body = await response.json(content_type=None)
        return float(body["retry_after"])
    except (aiohttp.ClientError, KeyError, TypeError, ValueError):
        header = response.headers.get("Retry-After", "")
        return float(header) if header.replace(".", "", 1).isdecimal() else 5.0


class Webhooks:
    """The webhooks of a process. One search or making at a time for each channel."""

    def __init__(self, client: discord.Client) -> None:
        """Speak for `client`'s application; `close` when done."""
        self._client = client
        self._session: aiohttp.ClientSession | None = None
        self._known: dict[int, discord.Webhook] = {}
        self._locks: weakref.WeakValueDictionary[int, asyncio.Lock] = weakref.WeakValueDictionary()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def of(self, home: Home) -> discord.Webhook:
        """Return this application's webhook in `home`, made where there is none.

        Raises Barred where the channel is full of webhooks, discord.HTTPException where Discord refuses.
        """
        lock = self._locks.setdefault(home.id, asyncio.Lock())
        async with lock:
            if home.id not in self._known:
                self._known[home.id] = self._bound(await self._found(home) or await self._made(home))
            return self._known[home.id]

    def forget(self, webhook_id: int) -> None:
        """Look for the webhook anew next time: it is gone."""
        self._known = {home: hook for home, hook in self._known.items() if hook.id != webhook_id}

    def known(self, webhook_id: int) -> discord.Webhook | None:
        """Return a webhook this process has spoken through."""
        return next((hook for hook in self._known.values() if hook.id == webhook_id), None)

    async def by_id(self, home: Home, webhook_id: int) -> discord.Webhook | None:
        """Return a webhook of `home` that another process may have spoken through; None where it is gone."""
        if known := self.known(webhook_id):
            return known
        hooks = await home.webhooks()
        return next((self._bound(hook) for hook in hooks if hook.id == webhook_id and hook.token), None)

    async def _found(self, home: Home) -> discord.Webhook | None:
        me = self._client.user
        hooks = await home.webhooks()
        return next(
            (hook for hook in hooks if hook.token and hook.user and me and hook.user.id == me.id), None
        )

    async def _made(self, home: Home) -> discord.Webhook:
        try:
            return await home.create_webhook(name=NAME, reason="Speaks for the authors in replays")
        except discord.HTTPException as error:
            if error.code == _TOO_MANY:
                raise Barred(
                    "<#{channel}> has as many webhooks as Discord allows. Delete one there, then resume.",
                    channel=home.id,
                ) from error
            raise

    def _bound(self, hook: discord.Webhook) -> discord.Webhook:
        """Return `hook` speaking through the session that repeats nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                middlewares=(once,),
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            )
        return discord.Webhook.partial(hook.id, hook.token or "", session=self._session)


def gone(error: discord.HTTPException) -> bool:
    """Tell whether an error means that the webhook does not exist any more."""
    return error.code in _UNKNOWN or error.status == 401
