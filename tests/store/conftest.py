from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.store import Store
from tests.store.make import CANAL, CANAL_PASSAGES


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "hansard.db") as opened:
        yield opened


@pytest.fixture
async def canal(store: Store) -> Store:
    async with store.write() as write:
        await store.threads.save(write, CANAL, CANAL_PASSAGES)
    return store
