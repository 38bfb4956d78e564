"""What a bot that is only started does with what an earlier one left undone."""

from pathlib import Path

import pytest

from bot.archive.incoming import Incoming
from bot.config import Settings
from bot.shards import Shards
from bot.store.index import fulltext
from bot.store.store import Store
from tests.e2e.world import World, answer, text
from tests.store.make import own, thread


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """Without seeds, and with an archive whose index was begun anew and not yet filled."""
    made = Settings(shards=Shards((0,), 1), database=tmp_path / "hansard.db", seeds=None)
    parsed = thread("Many", *[("Ada", "The canal.")] * 1_024)
    async with Store.open(made.database) as store, store.write() as write:
        await store.threads.take_in(write, Incoming.of(parsed, own(parsed)))
        await write.run(fulltext.empty)
    return made


async def test_what_an_earlier_process_left_undone_is_found_after_a_start_without_seeds(world: World) -> None:
    found = await world.member.slash(world.channel, "search", query="canal")
    assert text(answer(found)).startswith("## 1,024 posts")
