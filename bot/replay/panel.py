"""Keeps the one control panel message up to date, apart from the speaking, so that neither waits for the other."""

import asyncio
import logging
from dataclasses import replace

from bot.replay.clock import Bell, Clock
from bot.replay.outlet import Outlet, Trouble
from bot.replay.turns import Turns
from bot.replay.view import PanelView

_log = logging.getLogger(__name__)

EVERY = 8.0
"""Seconds between two edits of a panel whose state has not changed; people's orders show at once."""
APART = 0.05
"""Seconds between two such edits of any panels of a process: Discord takes 50 requests a second from a bot."""


class Panel:
    """One panel: `show` says what it should look like, `run` makes it so."""

    def __init__(
        self, outlet: Outlet, clock: Clock, every: float = EVERY, turns: Turns | None = None
    ) -> None:
        """Take where the panel is, how often it may be edited for progress alone, and the turns panels share."""
        self._outlet = outlet
        self._clock = clock
        self._every = every
        self._turns = turns or Turns(APART)
        self._wanted: PanelView | None = None
        self._shown: PanelView | None = None
        self._message_id: int | None = None
        self._changed = Bell()
        self._lock = asyncio.Lock()

    async def first(self, view: PanelView) -> int:
        """Post the panel; the run begins below it."""
        self._message_id = await self._outlet.panel(view, None)
        self._shown = self._wanted = view
        return self._message_id

    @property
    def message_id(self) -> int | None:
        """Where the panel is: another message than before, where somebody deleted it."""
        return self._message_id

    def show(self, view: PanelView, message_id: int | None) -> None:
        """Have the panel, known to be `message_id` at first, look like `view` soon."""
        self._wanted = view
        self._message_id = self._message_id or message_id
        if view != self._shown and (self._shown is None or _still(view) != _still(self._shown)):
            self._changed.ring()

    def give_up(self) -> None:
        """Leave the panel as it is: its place is gone."""
        self._wanted = None

    async def run(self) -> None:
        """Edit the panel whenever it should look different, until cancelled."""
        while True:
            now = self._clock.monotonic()
            await self._clock.wait(self._changed, self._turns.book(now + self._every) - now)
            self._changed.clear()
            await self.flush()

    async def flush(self) -> None:
        """Make the panel look as wanted now. A panel that cannot be edited stops no replay."""
        async with self._lock:
            view = self._wanted
            if view is None or view == self._shown:
                return
            try:
                self._message_id = await self._outlet.panel(view, self._message_id)
            except Trouble as trouble:
                _log.warning("replay %d: the panel could not be shown: %s", view.run_id, trouble)
            self._shown = view


def _still(view: PanelView) -> PanelView:
    """Return `view` without what changes with every line; only whether anybody spoke yet tells what can be done."""
    return replace(view, posts_done=0, speaker="-" if view.speaker else "", seconds_left=None)
