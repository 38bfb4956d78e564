"""What a long piece of work is at, shown in the message whose button began it."""

import asyncio
import logging
from types import TracebackType
from typing import Self

import discord

from bot.ui.answers import note, replace
from bot.ui.markdown import named
from bot.ui.sentences import say

log = logging.getLogger(__name__)

EVERY = 3.0
"""Seconds between two looks: far below what Discord allows, and what ends sooner needs none."""


class Progress:
    """Shows the latest text it was called with, from whatever thread, until its block ends."""

    def __init__(self, interaction: discord.Interaction, heading: str) -> None:
        """Show it under `heading` in the message of a press that was acknowledged."""
        self._interaction, self._heading = interaction, heading
        self._latest = self._shown = ""
        self._task: asyncio.Task[None] | None = None

    def __call__(self, text: str) -> None:
        """Take note of what the work is at: a file or a thread, after a colon how far."""
        # How far is said in English and changes too fast to be read; what it is at is a name in any language.
        self._latest = text.rpartition(": ")[0] or text

    async def __aenter__(self) -> Self:
        """Begin to show."""
        self._task = asyncio.create_task(self._show(), name="progress of an import")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop; whoever began the work puts its outcome in place, unless it failed."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        if error is not None and self._shown:
            await self._put(say("It was not finished; nothing was changed."))

    async def _show(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            if self._latest != self._shown:
                self._shown = self._latest
                await self._put(f"{self._heading}\n-# {named(self._shown[:200])}")

    async def _put(self, text: str) -> None:
        try:
            await replace(self._interaction, note(text))
        except discord.HTTPException as refusal:
            # The message is gone or out of reach: the work goes on all the same.
            log.info("progress could not be shown: %s", refusal)
