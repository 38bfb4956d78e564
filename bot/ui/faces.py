"""Faces for the speakers of replays: the avatars of cards and charts, kept as emojis of the application.

A webhook's picture must be a public address that lasts. Attachments are signed and run out; emojis of the application
are neither (discord.com/developers/docs/resources/emoji#application-owned-emoji: up to 2,000 an application), so each
author's avatar is uploaded once, ahead and slowly, and reused. Names of emojis are keyed hashes: they reveal no author.
"""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Iterable
from unicodedata import normalize

import discord

from bot.errors import DrawingFailed, PicturesUnavailable
from bot.render.avatar import render_avatar
from bot.replay.clock import Clock
from bot.replay.persona import face
from bot.ui.studio import Studio

log = logging.getLogger(__name__)

MOST = 1_900
"""Emojis kept; the oldest gives way to the next. Discord takes 2,000; emojis that are not ours are left alone."""
PACE = 1.5
"""Seconds between two uploads: emoji routes have narrow limits of their own."""
_MARK = "hansard_"


class Faces:
    """Knows each author's picture, and has those made that are missing. Nothing ever waits for one.

    All processes of a bot share the emojis: `secret`, the same in all of them, keys their names.
    """

    def __init__(self, client: discord.Client, studio: Studio, secret: str, clock: Clock) -> None:
        """Upload through `client` what `studio` draws, in no hurry by `clock`."""
        self._client, self._studio, self._secret = client, studio, secret.encode()
        self._clock = clock
        self._kept: dict[str, int] | None = None
        self._wanted: dict[str, str] = {}
        self._unwanted: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    def of(self, author: str) -> str:
        """Return the address of an author's picture; one of Discord's own default avatars until it is uploaded."""
        emoji = (self._kept or {}).get(self._name(author))
        return face(author) if emoji is None else f"https://cdn.discordapp.com/emojis/{emoji}.png"

    def prepare(self, authors: Iterable[str]) -> None:
        """Have the pictures of `authors` made ahead, those who come first first."""
        for author in authors:
            self._wanted.setdefault(self._name(author), author)
        self._begin()

    def forget(self, authors: Iterable[str]) -> None:
        """Delete the pictures of `authors`: they are hidden now."""
        names = {self._name(author) for author in authors}
        self._unwanted |= names
        for name in names:
            self._wanted.pop(name, None)
        self._begin()

    async def close(self) -> None:
        """Stop; what is not uploaded yet is wanted again by the next replay."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    def _name(self, author: str) -> str:
        key = normalize("NFC", author).encode("utf-8", "surrogatepass")
        return _MARK + hmac.new(self._secret, key, hashlib.sha256).hexdigest()[:24]

    def _begin(self) -> None:
        if (self._wanted or self._unwanted) and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._work(), name="faces")

    async def _work(self) -> None:
        try:
            if self._kept is None:
                emojis = await self._client.fetch_application_emojis()
                self._kept = {each.name: each.id for each in emojis if each.name.startswith(_MARK)}
            while self._unwanted:
                await self._delete(self._unwanted.pop())
            while self._wanted:
                name, author = next(iter(self._wanted.items()))
                if name not in self._kept:
                    await self._upload(name, author)
                    await self._clock.sleep(PACE if len(self._wanted) > 1 else 0)
                self._wanted.pop(name, None)
        except (discord.HTTPException, OSError, TimeoutError, PicturesUnavailable, DrawingFailed) as error:
            # Replays go on with the default faces; the next one tries again.
            self._wanted.clear()
            log.info("faces could not be kept: %s", type(error).__name__)

    async def _upload(self, name: str, author: str) -> None:
        assert self._kept is not None  # noqa: S101 - filled before
        if len(self._kept) >= MOST:
            await self._delete(min(self._kept, key=self._kept.__getitem__))
        fonts = await self._studio.fonts()
        png = await self._studio.draw(render_avatar, author, fonts)
        made = await self._client.create_application_emoji(name=name, image=png)
        if name in self._unwanted:
            return
        self._kept[name] = made.id

    async def _delete(self, name: str) -> None:
        emoji = (self._kept or {}).pop(name, None)
        if emoji is not None and self._client.application_id is not None:
            try:
                await self._client.http.delete_application_emoji(self._client.application_id, emoji)
            except discord.NotFound:
                log.info("a face was gone already")
