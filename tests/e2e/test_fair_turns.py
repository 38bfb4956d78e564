"""Whatever a server's members ask waits in that server's queue, whichever door they come by."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.store.sqlite.turns import Turns
from tests.e2e.world import World, answer


async def by_command(world: World, _: list[int | None]) -> Any:
    return await world.member.slash(world.channel, "thread list")


async def by_suggestion(world: World, _: list[int | None]) -> Any:
    return await world.member.autocomplete(world.channel, "thread read", "thread", "a")


async def by_press(world: World, waited: list[int | None]) -> Any:
    result = await world.member.slash(world.channel, "search", query="war")
    waited.clear()
    return await world.member.click(answer(result), label="All words")


async def by_mention(world: World, _: list[int | None]) -> Any:
    me = world.bot.user
    assert me is not None
    return await world.member.send(world.channel, f"<@{me.id}> war")


DOORS: dict[str, Callable[[World, list[int | None]], Awaitable[Any]]] = {
    "command": by_command,
    "suggestion": by_suggestion,
    "press": by_press,
    "mention": by_mention,
}


@pytest.mark.parametrize("door", DOORS)
async def test_what_is_asked_waits_in_the_servers_queue(
    world: World, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    borrow = Turns.borrow  # who waits is told nowhere else
    waited: list[int | None] = []

    async def noted(self: Turns[Any], server: int | None, *more: Any) -> Any:
        waited.append(server)
        return await borrow(self, server, *more)

    monkeypatch.setattr(Turns, "borrow", noted)
    await DOORS[door](world, waited)
    assert set(waited) - {None} == {world.guild.id}
