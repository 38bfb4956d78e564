"""Discord hears of a command or a press before the archive is read, which may take its time: it gives three seconds."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.store.sqlite.connection import Channel
from bot.store.sqlite.database import Database
from tests.e2e.test_reading import slug
from tests.e2e.walk import Walker, pressable, shape, verb
from tests.e2e.world import World, answer

ASKED: tuple[tuple[str, dict[str, Any], set[str]], ...] = (
    ("search", {"query": "the"}, {"found", "tell", "open"}),
    ("thread read", {}, {"post", "jump", "share"}),
    ("quote by", {"author": "WolfBear"}, {"by", "share", "unfold", "keep"}),
    ("quote show", {}, {"quote"}),
    ("quote random", {}, {"again"}),
    ("quote kept", {}, {"drop"}),
    ("debate between", {"author": "WolfBear", "other": "Atarlost"}, {"exchange", "exchange-replay"}),
    ("game who-said-it", {}, {"guess"}),
    ("game who-said-it", {}, {"reveal"}),
    ("settings show", {}, {"rules", "rule"}),
)


@pytest.fixture
def unannounced(world: World, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many requests told Discord of an interaction, for each reading of the archive that did not go ahead."""
    told: list[int] = []
    reader = Database.reader

    @contextlib.asynccontextmanager
    async def noted(database: Database, *, ahead: bool = False) -> AsyncIterator[Channel]:
        if not ahead:
            told.append(announcements(world))
        async with reader(database, ahead=ahead) as channel:
            yield channel

    monkeypatch.setattr(Database, "reader", noted)
    return told


def announcements(world: World) -> int:
    return sum(each.path.endswith("/callback") for each in world.env.http_requests)


@pytest.mark.parametrize(
    ("command", "options", "verbs"), ASKED, ids=[f"{command}-{min(verbs)}" for command, _, verbs in ASKED]
)
async def test_discord_hears_of_a_press_before_the_archive_is_read(
    world: World, unannounced: list[int], command: str, options: dict[str, Any], verbs: set[str]
) -> None:
    thread = await slug(world)
    if command == "thread read":
        options = {"thread": thread, "from": 2}
    if command == "quote show":
        options = {"post": f"{thread}#1"}
    if command == "quote kept":
        await world.admin.slash(world.channel, "quote keep", post=f"{thread}#3")
    walker = Walker(world, world.admin, world.channel, {"bin"})
    unannounced.clear()
    before = announcements(world)
    message = answer(await world.admin.slash(world.channel, command, **options))
    # What an option names is looked up first, and does not wait.
    assert sum(count == before for count in unannounced) <= len(options), f"/{command} read before"
    # A picture, which others draw; an end; a form; a guess that may be right, after which nothing is left to reveal.
    passed = {"card", "bin", "rule-ask"} | ({"guess"} if "reveal" in verbs else set[str]())
    done: set[str] = set()
    while part := next((each for each in pressable(message) if shape(each) not in done), None):
        done.add(shape(part))
        if verb(part) in passed:
            continue
        unannounced.clear()
        before = announcements(world)
        await walker.press(message, part)
        assert announcements(world) == before + 1, f"{verb(part)} was not answered once"
        assert all(count > before for count in unannounced), f"{verb(part)} read before it was acknowledged"
    assert verbs <= walker.pressed
