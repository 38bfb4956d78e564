"""Two servers with one bot: whatever one asks or presses, forged or not, nothing of the other's archive is told.

The doors are found by looking (`walk`); that they would tell is proved by taking the rule of visibility away, statement
by statement.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bot.archive.incoming import Incoming
from bot.store import columns
from bot.store.community.settings import Panels
from cogs import thread
from tests.e2e.test_credits_walk import undrawn
from tests.e2e.test_visibility import ASKED, HARMLESS, PASSAGES, SECRET, SLUG, TELLTALE
from tests.e2e.walk import Output, Walker, commands_of, outputs, pressable, verb
from tests.e2e.world import World

MUTED = {
    "archive hide",
    "archive unhide",
    "archive alias",
    "archive remove",
    "archive remove-post",
    "privacy forget",
}
"""Where the thread belongs these take it, or its words, away from the walk."""
LEFT = {
    "bin",
    "grant",
    "import",
    "remove",
    "remove-post",
    "replay-start",
    "rule-ask",
    "rule-said",
    "undo-import",
}
OWNED = {"again", "card", "card-share", "drop", "exchange", "found", "jump", "post", "share", "tell", "threads",
         "unfold"}  # fmt: skip
"""Verbs whose first argument is who may press: a forger puts themselves there."""


@dataclass(slots=True)
class Two:
    """The server the secret is of, and another with the same bot and an admin of its own."""

    world: World
    channel: ChannelHandle
    lord: MemberActor

    def here(self) -> Walker:
        return Walker(self.world, self.world.admin, self.world.channel, LEFT)

    def there(self) -> Walker:
        return Walker(self.world, self.lord, self.channel, LEFT)


@pytest.fixture
async def two(world: World, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setattr(thread, "PAGE", 1)
    undrawn(monkeypatch)
    async with world.bot.store.write() as write:
        await world.bot.store.threads.take_in(write, Incoming.of(SECRET, PASSAGES), guild_id=world.guild.id)
    other = world.env.create_guild("House of Lords")
    admins = other.create_role("Admins", permissions=discord.Permissions(administrator=True))
    lord = other.add_member(world.env.create_user("lord"), roles=[admins])
    return Two(world, other.create_text_channel("debate"), lord)


def told(output: Output) -> list[str]:
    """Which secrets an answer tells; what was put in may be said back."""
    shown, typed = output.whole.casefold().replace(SLUG, ""), output.typed.casefold()
    return [
        f"{output.door}: {word}"
        for word in map(str.casefold, TELLTALE)
        if word in shown and word not in typed
    ]


def test_every_option_of_every_command_is_filled(world: World) -> None:
    options = {p.display_name for command in commands_of(world).values() for p in command.parameters}
    assert options <= ASKED.keys() | HARMLESS


GROUPS = ("archive", "author", "debate", "game", "health", "help", "privacy", "quote", "replay", "search", "settings",
          "thread")  # fmt: skip
TELLING = {"archive", "author", "debate", "game", "privacy", "quote", "replay", "search", "thread"}


def walk(walker: Walker, group: str, left: frozenset[str] = frozenset()) -> AsyncIterator[Output]:
    def taken(name: str) -> bool:
        return name.split(maxsplit=1)[0] == group and name not in left

    return walker.all(ASKED, taken)


async def tells(walk: AsyncIterator[Output]) -> bool:
    """Walk until something is told; `test_no_button_of_another_server_tells_anything` goes all the way."""
    async for output in walk:
        if told(output):
            return True
    return False


@pytest.mark.parametrize("group", GROUPS)
async def test_no_answer_and_no_press_tells_another_servers_thread(two: Two, group: str) -> None:
    leaks = [leak async for output in walk(two.there(), group) for leak in told(output)]
    assert leaks == []
    assert await tells(walk(two.here(), group, frozenset(MUTED))) == (group in TELLING), (
        "where it belongs it is told, or the walk proves nothing"
    )


async def forged(two: Two, pressed: dict[str, Any]) -> AsyncIterator[Output]:
    """Press in one server what the other's messages carry, with the owner changed to whoever presses, and to nobody."""
    room = two.world.bot.get_channel(two.channel.id)
    assert isinstance(room, discord.TextChannel)
    for id_, part in pressed.items():
        prefix, name, first, *rest = id_.split(":")
        owners = {first, str(two.lord.id), "0"} if name in OWNED else {first}
        for owner in owners:
            view = discord.ui.View(timeout=None)
            forged_id = ":".join([prefix, name, owner, *rest])
            item: Any = (
                discord.ui.Button(label="x", custom_id=forged_id)
                if part["type"] == discord.ComponentType.button.value
                else discord.ui.Select(
                    custom_id=forged_id,
                    options=[
                        discord.SelectOption(label=o["value"], value=o["value"]) for o in part["options"]
                    ],
                )
            )
            view.add_item(item)
            view.stop()
            message = await room.send(view=view)
            values = " ".join(o["value"] for o in part.get("options") or ())
            raw = {"custom_id": forged_id, "type": part["type"], "options": part.get("options")}
            result = await two.there().press(message, raw)
            async for output in outputs(forged_id, values, result, None):
                yield output


async def test_no_button_of_another_server_tells_anything(two: Two) -> None:
    found: dict[str, Any] = {}
    for group in sorted(TELLING):
        async for output in walk(two.here(), group, frozenset(MUTED)):
            for part in pressable(output.message) if output.message is not None else ():
                if verb(part) not in LEFT | {"cancel", "rule", "rules"}:
                    found[str(part["custom_id"])] = part
    assert {id_.split(":")[1] for id_ in found} >= OWNED
    some = {id_: part for shape in {_shape(id_) for id_ in found} for id_, part in _first(found, shape)}
    leaks = [leak async for output in forged(two, some) for leak in told(output)]
    assert leaks == []


def _shape(id_: str) -> str:
    return ":".join("#" if piece.isdecimal() else piece for piece in id_.split(":"))


def _first(found: dict[str, Any], shape: str) -> list[tuple[str, Any]]:
    """Two of the many buttons that do the same: the first and the last, for panels differ."""
    same = [(id_, part) for id_, part in found.items() if _shape(id_) == shape]
    return [same[0], same[-1]]


@pytest.mark.parametrize("group", sorted(TELLING))
async def test_without_the_rule_of_visibility_the_walk_hears_it(
    two: Two, monkeypatch: pytest.MonkeyPatch, group: str
) -> None:
    monkeypatch.setattr(columns, "seen", lambda viewer: (True, viewer.guild_id))
    monkeypatch.setattr(columns, "seen_named", lambda viewer: {"everything": True, "guild": viewer.guild_id})
    assert await tells(walk(two.there(), group, frozenset(MUTED | {"archive import"})))


async def test_without_the_rule_of_panels_a_forged_button_is_heard(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def anybodys(self: Panels, panel_id: int, kind: str, **_: int) -> Any:
        found = await self._database.read(
            lambda c: c.execute(
                "SELECT state FROM panels WHERE id = ? AND kind = ?", (panel_id, kind)
            ).fetchone()
        )
        return json.loads(found[0]) if found else None

    monkeypatch.setattr(Panels, "load", anybodys)
    found = {
        str(part["custom_id"]): part
        async for output in walk(two.here(), "search")
        for part in (pressable(output.message) if output.message is not None else ())
        if verb(part) == "found"
    }
    async for output in forged(two, found):
        if told(output):
            return
    pytest.fail("no forged button told anything")
