"""What a bot that is only started does with what an earlier one left undone."""

from pathlib import Path

import pytest

from bot.config import Settings
from bot.shards import Shards
from bot.store import packing
from bot.store.store import Store
from tests.e2e.world import World, answer, text
from tests.store.make import own, thread


@pytest.fixture
async def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Without seeds, and with an archive whose import ended after it was written and before it was packed."""
    monkeypatch.setattr(packing, "FIRST", 1)
    monkeypatch.setattr(packing, "MOST_WAITING", packing.AGAIN - 1)
    made = Settings(shards=Shards((0,), 1), database=tmp_path / "hansard.db", seeds=None)
    parsed = thread("Many", *[("Ada", "The canal.")] * packing.AGAIN)
    async with Store.open(made.database) as store, store.write() as write:
        await store.threads.save(write, parsed, own(parsed))
    return made


async def test_what_an_interrupted_import_left_is_found_after_a_start_without_seeds(world: World) -> None:
    found = await world.member.slash(world.channel, "search", query="canal")
    assert text(answer(found)).startswith("## 1,024 posts\n")
