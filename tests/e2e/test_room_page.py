"""The practice room's page, as simcord makes it with what the room changes."""

import pytest
from simcord.preview import _snapshot

from bot.sandbox.page import SHOWN, show_few_messages
from tests.e2e.world import World


async def test_a_long_room_is_drawn_by_its_last_messages_and_searched_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HISTORY_WINDOW_SIZE", "_message_navigation"):
        monkeypatch.setattr(_snapshot, name, getattr(_snapshot, name))  # put back at the end
    show_few_messages()
    sent = [await world.member.send(world.channel, f"line number {n}") for n in range(2 * SHOWN)]
    async with world.env.preview(world.channel, viewers=[world.member], layout="channel") as preview:
        page = preview._python  # noqa: SLF001 - simcord tells what it draws nowhere else
        assert page is not None
        assert page.snapshot is not None
        drawn = {str(message.id) for message in sent[-SHOWN:]}
        assert set(page.snapshot["messages"]) == drawn
        assert {each["id"] for each in page.snapshot["messageIndex"]} == drawn
        page.navigation_query = "number 3"
        preview._publish(page)  # noqa: SLF001
        assert str(sent[3].id) in {each["id"] for each in page.snapshot["messageIndex"]}
