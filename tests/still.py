"""The simulated Discord of every test, which is in no hurry."""

from typing import Any

import discord
import simcord

from tests.patience import PATIENCE

_GLANCE = 0.01
"""Seconds of real time between two looks, where nothing ends; simcord's own are five times as long."""


class StillEnv(simcord.Env):
    """A simulated Discord whose clock `advance_time` alone moves: what the bot waits for ends then, never before.

    simcord by itself lets a timer go off in real time too, and takes one due within its patience for work.
    """

    def __init__(self, bot: discord.Client, **options: Any) -> None:
        """Prepare; `options` are simcord's."""
        super().__init__(bot, settle_timeout=PATIENCE, **options)

    def _schedule_timer(self, *_: object) -> None:
        """Leave the timer to `advance_time`."""

    async def _settle_internal(self, **options: Any) -> None:
        """Be as patient while a bot starts, where simcord has a patience of its own.

        Look often whether all is done: a task that waits again without having ended wakes nobody.
        """
        await super()._settle_internal(**options | {"timeout": None, "idle": _GLANCE})
