"""/health, as managers see it, and what `hansard check` sees from outside."""

import sqlite3

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.app import PERMISSIONS
from bot.installed import extra
from bot.store.index import beside
from bot.store.search import large
from bot.ui.health import NEEDED, REPLAYS, THREADS, Server, dangling, lacking, servers
from bot.ui.permission_names import title_of
from bot.ui.rules import Rules
from tests.e2e.world import World, answer, text


def barred(world: World, name: str, **denied: bool) -> discord.TextChannel:
    """A channel that takes permissions away from the bot."""
    me = world.guild.me
    assert me is not None
    overwrite = discord.PermissionOverwrite(**dict.fromkeys(denied, False))
    made = world.guild.create_text_channel(name, overwrites={me: overwrite})
    channel = world.bot.get_channel(made.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def health(world: World) -> str:
    return text(answer(await world.admin.slash(world.channel, "health")))


async def test_every_missing_permission_is_named_with_where_and_what_is_lost(world: World) -> None:
    barred(world, "closed", manage_webhooks=True, send_polls=True)
    shown = await health(world)
    assert "**Manage Webhooks** is missing in #closed" in shown
    assert "**Create Polls** is missing in #closed" in shown
    assert "under their own name" in shown
    assert "Attach Files" not in shown


async def test_each_permission_alone_is_missed_and_only_it(world: World) -> None:
    for name, loss in NEEDED.items():
        channel = barred(world, f"no-{name.replace('_', '-')}", **{name: True})
        lack, *others = lacking(channel.guild.me, [channel], Rules())
        # Discord takes more away where nothing can be sent.
        assert bool(others) == (name == "send_messages")
        title = title_of(name)
        assert (lack.permission, lack.channels, lack.loss) == (title, (channel.name,), loss)


async def test_what_only_replays_need_is_missed_only_where_replays_are_allowed(world: World) -> None:
    theatre = barred(world, "theatre", **dict.fromkeys(NEEDED, True))
    office = barred(world, "office", **dict.fromkeys(REPLAYS, True))
    me = theatre.guild.me
    assert [lack.permission for lack in lacking(me, [office], Rules(replay_channels=(theatre.id,)))] == []
    missing = {lack.permission for lack in lacking(me, [office], Rules(replay_channels=(office.id,)))}
    assert missing == {title_of(name) for name in REPLAYS}
    await world.admin.slash(world.channel, "settings set", setting="replay_channels", value="#debate")
    assert "#office" not in await health(world)
    await world.admin.slash(world.channel, "settings set", setting="replay_channels", value="#office")
    assert "**Manage Webhooks** is missing in #office" in await health(world)


async def test_a_channel_that_is_not_seen_is_named_once(world: World) -> None:
    hidden = barred(world, "staff", view_channel=True)
    (lack,) = lacking(hidden.guild.me, [hidden], Rules())
    assert lack.permission == "View Channel"
    assert (await health(world)).count("#staff") == 1


async def test_a_voice_channel_is_not_asked_for_threads(world: World) -> None:
    made = world.guild.create_voice_channel("talk")
    denied = discord.Permissions(**dict.fromkeys(THREADS, True)).value
    world.env.backend.set_overwrite(
        made.id,
        Overwrite(target_id=world.env.backend.bot_user.id, type=OverwriteType.MEMBER, allow=0, deny=denied),
    )
    channel = world.bot.get_channel(made.id)
    assert isinstance(channel, discord.VoiceChannel)
    assert list(lacking(channel.guild.me, [channel], Rules())) == []


async def test_a_setting_that_names_what_is_gone_is_told(world: World) -> None:
    role = world.guild.create_role("Stewards")
    channel = world.guild.create_text_channel("theatre")
    rules = Rules(replay_role=role.id, replay_channels=(channel.id,))
    assert list(dangling(rules, [role.id], [channel.id])) == []
    assert list(dangling(rules, [], [])) == ["Role that may replay", "Channels for replays"]
    await world.admin.slash(world.channel, "settings set", setting="replay_role", value="Stewards")
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    await guild.get_role(role.id).delete()  # type: ignore[union-attr]
    assert "**Role that may replay** names what is gone" in await health(world)


async def test_where_nothing_is_missing_health_says_so_and_counts(world: World) -> None:
    shown = await health(world)
    assert "Everything works here" in shown
    assert "1 thread is read" in shown


async def test_a_server_looks_from_outside_as_it_does_from_inside(world: World) -> None:
    barred(world, "closed", manage_webhooks=True)
    found: list[Server] = [server async for server in servers(world.bot)]
    assert [(server.id, server.name) for server in found] == [(world.guild.id, "House of Commons")]
    (lack,) = lacking(found[0].me, found[0].channels, Rules())
    assert (lack.permission, lack.channels) == ("Manage Webhooks", ("closed",))


def test_every_permission_the_invite_asks_for_has_its_reason() -> None:
    assert discord.Permissions(**dict.fromkeys(NEEDED, True)) == PERMISSIONS


async def test_it_tells_which_engine_answers_and_what_is_still_to_be_erased(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "tantivy" not in await health(world)
    monkeypatch.setattr(large, "WORTH", 1)
    monkeypatch.setattr(large, "is_installed", lambda: False)
    assert f"`{extra('large')}`" in await health(world)

    def serves(connection: sqlite3.Connection) -> None:
        beside.begin(connection)
        beside.serve(connection, "generation", "token")

    store = world.bot.store
    await store._database.transact(serves)  # noqa: SLF001
    assert "answered from the index beside the database" in await health(world)
    await store._database.transact(beside.note, [1])  # noqa: SLF001
    await store._database.transact(beside.erase)  # noqa: SLF001
    shown = await health(world)
    assert "is being brought up to date; SQLite answers" in shown
    assert "still being taken out of the files" in shown
