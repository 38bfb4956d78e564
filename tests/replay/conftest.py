from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord

from bot.app import Hansard, build_bot
from bot.config import Settings
from bot.shards import Shards
from bot.store.store import Store
from bot.ui.errors import sentence_for
from tests.e2e.openapi import assert_every_request_was_right
from tests.replay.hall import Hall
from tests.replay.stage import archive


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "hansard.db") as opened:
        await archive(opened)
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(shards=Shards((0,), 1), database=tmp_path / "hansard.db", seeds=None)


@pytest.fixture
async def simcord_bot(settings: Settings) -> AsyncIterator[Hansard]:
    bot = build_bot(settings)
    yield bot
    await bot.close()


@pytest.fixture
async def hall(simcord_env: simcord.Env, settings: Settings) -> AsyncIterator[Hall]:
    made = Hall(simcord_env, settings)
    await made.fill()
    yield made
    for bot in made.bots:
        await bot.close()
    faults = [error for error in simcord_env.errors if sentence_for(error) is None]
    assert faults == []
    assert_every_request_was_right(simcord_env.http_requests)
