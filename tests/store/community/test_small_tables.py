import pytest

from bot.store.community import settings
from bot.store.store import Store


async def test_a_guild_keeps_its_settings_to_itself(store: Store) -> None:
    async with store.write() as write:
        await store.settings.set(1, "pace", {"fast": True}, write=write)
        await store.settings.set(1, "pace", [1.5], write=write)
        await store.settings.set(2, "pace", "slow", write=write)
        await store.settings.set(2, "gone", 1, write=write)
        await store.settings.set(2, "gone", None, write=write)
    assert (await store.settings.all(1))["pace"] == [1.5]
    assert await store.settings.all(2) == {"pace": "slow"}
    assert await store.settings.all(3) == {}


async def test_a_panel_is_remembered_by_id_and_kind(store: Store) -> None:
    panel = await store.panels.save("search", {"query": "neocons", "page": 2}, place=7, owner=1)
    assert await store.panels.load(panel, "search", place=7, user=1) == {"query": "neocons", "page": 2}
    assert await store.panels.load(panel, "quote", place=7, user=1) is None
    assert await store.panels.load(panel + 1, "search", place=7, user=1) is None
    assert await store.panels.load(panel, "search", place=8, user=1) is None
    assert await store.panels.load(panel, "search", place=7, user=2) is None


async def test_the_oldest_panels_go_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEPT", 3)
    ids = [await store.panels.save("search", i, place=7) for i in range(5)]
    assert [await store.panels.load(i, "search", place=7, user=2) for i in ids] == [None, None, 2, 3, 4]


async def test_the_audit_tells_who_did_what_last_first(store: Store) -> None:
    async with store.write() as write:
        await store.audit.add("10", "import", "a-thread", write=write, guild_id=3)
        await store.audit.add("11", "remove", "a-thread", write=write)
    found = await store.audit.last()
    assert [(e.actor, e.action, e.subject, e.guild_id) for e in found] == [
        ("11", "remove", "a-thread", None),
        ("10", "import", "a-thread", 3),
    ]
