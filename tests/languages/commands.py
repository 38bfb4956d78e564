"""What Discord is told of the commands, as the started bot would register it."""

import tempfile
from pathlib import Path
from typing import Any, cast

from bot.app import build_bot
from bot.config import Settings
from tests.languages.sources import Found, of_commands
from tests.still import StillEnv


async def registered() -> tuple[list[Found], list[dict[str, Any]]]:
    """Return the keys of every command, and what was registered: payloads with their localizations."""
    with tempfile.TemporaryDirectory() as folder:
        bot = build_bot(Settings(database=Path(folder) / "hansard.db", seeds=None))
        env = StillEnv(bot, shard_count=1)
        await env.start()
        try:
            puts = (each for each in env.http_requests if each.method == "PUT")
            (sent,) = (each.json for each in puts if each.path.endswith("/commands"))
            return list(of_commands(bot.tree)), cast(list[dict[str, Any]], sent)
        finally:
            await env.shutdown()
            await bot.close()
