from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.archive.incoming import Incoming
from bot.store.search import find_quote, fts_search, plan, spellings
from bot.store.store import Store
from tests.store.make import CANAL, CANAL_PASSAGES


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, no search is cut short but by a test."""
    for module, names in (
        (fts_search, ("COUNTING", "RANKING", "ORDERING", "BREAKDOWN", "TOGETHER")),
        (plan, ("PREFIX_SECONDS",)),
        (spellings, ("SECONDS",)),
        (find_quote, ("WORK",)),
    ):
        for name in names:
            monkeypatch.setattr(module, name, 100 * getattr(module, name))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "hansard.db") as opened:
        yield opened


@pytest.fixture
async def canal(store: Store) -> Store:
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
    return store
