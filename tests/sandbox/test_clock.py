"""What the bot waits for in the practice room, where an action on the page is over when only waits are left."""

import asyncio
from pathlib import Path

from bot.app import build_bot
from bot.config import Settings
from bot.sandbox.clock import RoomClock
from tests.still import StillEnv


async def test_every_wait_of_the_bot_in_the_room_is_the_rooms(tmp_path: Path) -> None:
    """Of any other simcord cannot tell that nothing is done: it would let an action wait for it."""
    clock = RoomClock()
    bot = build_bot(Settings(database=tmp_path / "a.db", seeds=None), clock)
    clock.belongs_to(bot)
    env = StillEnv(bot, shard_count=1)
    await env.start()
    try:
        waiting = {task.get_name() for task in asyncio.all_tasks()}
        assert {"daily-quotes", "replay-keeper"} <= waiting
        assert "replay-wait" not in waiting, "a bell that is waited for beside the room's clock"
    finally:
        await env.shutdown()
        await bot.close()
