"""Who plays what in this process: one task a run, leases kept alive, unfinished runs taken up again."""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable

from bot.languages import say
from bot.replay.clock import Bell
from bot.replay.ledger import Lease, LeaseLost, Run, RunState
from bot.replay.outlet import Outlet
from bot.replay.panel import APART, EVERY, Panel
from bot.replay.player import Player, Stage
from bot.replay.turns import Turns

LEASE = 30.0
"""Seconds a run stays this process's without a sign of life."""
IDLE = 3600.0
"""Seconds between two looks for unfinished runs while there are none; whoever makes one rings."""
GRACE = 10.0
"""Seconds a line being said is given to end when the process closes."""
UNHURRIED = 0.06
"""Seconds between two runs taken up: each costs some three of the 50 requests a second Discord takes from a bot."""

_log = logging.getLogger(__name__)


class Conductor:
    """Owns the players. `start` takes up what was unfinished, `close` lets every player end its line."""

    def __init__(
        self,
        stage: Stage,
        outlets: Callable[[Run], Outlet],
        *,
        lease: float = LEASE,
        panel_every: float = EVERY,
        address: Callable[[Run], Awaitable[None]] | None = None,
    ) -> None:
        """Take what players stand on; `outlets` makes the outlet of a run, `address` has a task speak to its server."""
        self.holder = uuid.uuid4().hex
        self._stage = stage
        self._ledger = stage.ledger
        self._clock = stage.clock
        self._outlets = outlets
        self._address = address
        self._lease = lease
        self._panel_every = panel_every
        self._panel_turns = Turns(APART)
        self._renewed = float("-inf")  # monotonic time
        self._players: dict[int, Player] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._stirred = Bell()
        self._keeper: asyncio.Task[None] | None = None
        self._closing = False

    async def start(self) -> None:
        """Begin to play whatever is unfinished, now and whenever its lease falls free."""
        if self._keeper is None:
            await self._ledger.inherit(self.holder)
            self._keeper = asyncio.create_task(self._keep(), name="replay-keeper")
            self._keeper.add_done_callback(_logged)

    def stir(self, run_id: int) -> None:
        """Tell whoever plays `run_id` here, or should, that its ledger entry has changed."""
        player = self._players.get(run_id)
        if player is not None:
            player.nudge()
        else:
            self._stirred.ring()

    def plays(self, run_id: int) -> bool:
        """Tell whether this process plays `run_id`."""
        return run_id in self._players

    async def close(self) -> None:
        """Let every player end the line it is at, then give the leases back."""
        self._closing = True
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait({self._keeper})
        for player in list(self._players.values()):
            player.close()
        tasks = set(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=GRACE)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    async def _keep(self) -> None:
        """Renew the leases of this process and take up runs nobody plays."""
        while True:
            self._stirred.clear()
            rest = self._lease / 3
            try:
                await self._renew()
                runs = await self._ledger.unfinished()
                for run in runs:
                    if await self._take_up(run) and run is not runs[-1]:
                        await self._clock.sleep(UNHURRIED)
                        await self._renew()
                if not runs:
                    rest = IDLE
            except Exception:  # noqa: BLE001 - logged whole; the keeper must outlive it
                # The store may be locked for a moment; leases run out by themselves if it stays so.
                _log.exception("replays could not be looked after; trying again")
            await self._clock.wait(self._stirred, rest)

    async def _renew(self) -> None:
        """Lengthen the leases where a quarter of their time has passed."""
        if self._clock.monotonic() - self._renewed >= self._lease / 4:
            await self._ledger.renew(self.holder, self._clock.now(), self._lease)
            self._renewed = self._clock.monotonic()

    async def _take_up(self, run: Run) -> bool:
        """Begin to play `run`, unless somebody plays it already; return whether it was begun."""
        if run.id in self._tasks or self._closing:
            return False
        if self._address is not None:
            await self._address(run)  # the player's task, begun below, speaks as this one does at that moment
        lease = await self._ledger.acquire(run.id, self.holder, self._clock.now(), self._lease)
        if lease is None:
            return False
        outlet = self._outlets(run)
        panel = Panel(outlet, self._clock, self._panel_every, self._panel_turns)
        player = Player(self._stage, outlet, panel)
        self._players[run.id] = player
        task = asyncio.create_task(self._play(run.id, player, panel, lease), name=f"replay-{run.id}")
        self._tasks[run.id] = task
        task.add_done_callback(_logged)
        _log.info("replay %d: playing, epoch %d", run.id, lease.epoch)
        return True

    async def _play(self, run_id: int, player: Player, panel: Panel, lease: Lease) -> None:
        """Play a run with its panel beside it, and leave nothing behind."""
        keeper = asyncio.create_task(panel.run(), name=f"replay-panel-{run_id}")
        keeper.add_done_callback(_logged)
        try:
            await player.play(lease)
        except LeaseLost:
            _log.warning("replay %d: another process plays it now", run_id)
        except Exception:  # noqa: BLE001 - logged whole; the run is paused and says so
            _log.exception("replay %d: the player failed", run_id)
            await self._rest(lease)
        finally:
            keeper.cancel()
            await asyncio.wait({keeper})
            self._players.pop(run_id, None)
            self._tasks.pop(run_id, None)
            await self._ledger.release(lease)
            _log.info("replay %d: ended here", run_id)

    async def _rest(self, lease: Lease) -> None:
        """Pause a run whose player failed, so that it does not fail again at once and for ever."""
        try:
            told = say("An internal error stopped the replay; resume to try again.")
            await self._ledger.halt(lease, RunState.PAUSED, told)
        except LeaseLost:
            _log.warning("replay %d: another process plays it now", lease.run_id)


def _logged(task: asyncio.Task[None]) -> None:
    """Log how a task ended."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("task %s failed", task.get_name(), exc_info=error)
