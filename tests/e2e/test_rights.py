"""Rights are asked at every press, however old the message is, and for the place it acts on."""

from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.errors import UserError
from tests.e2e.test_settings import set_
from tests.e2e.world import World, answer, labels, press_id, pressable_ids, text

SLUG = "ahc-trump-and-putins"


def silence(world: World, who: MemberActor, *names: str, channel: Any = None) -> None:
    """Take rights in a channel away from a member; none gives them back."""
    backend, room = world.env.backend, (channel or world.channel).id
    if not names:
        backend.delete_overwrite(room, who.id)
        return
    denied = discord.Permissions(**dict.fromkeys(names, True)).value
    backend.set_overwrite(room, Overwrite(target_id=who.id, type=OverwriteType.MEMBER, allow=0, deny=denied))


def holder(world: World, name: str) -> MemberActor:
    return world.guild.add_member(world.env.create_user(name), roles=[world.guild.create_role(name.title())])


async def refused(result: Any) -> str:
    """What the person alone is told; what was pressed stays as it is."""
    told = [each for each in (result.response, *result.followups) if each is not None and each.content]
    assert all(each.ephemeral for each in told)
    return "\n".join(str(each.content) for each in told)


async def test_a_search_under_an_old_message_keeps_to_the_role_of_today(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "search", query="the"))
    narrow = next(id_ for id_ in pressable_ids(message) if id_.endswith(":words:all"))
    await set_(world, "search_role", "Admins")
    for id_ in (narrow, press_id(message, kind="tell")):
        assert "keeps that command to the role" in await refused(
            await world.member.click(message, custom_id=id_)
        )
    await set_(world, "search_role", "none")
    await world.member.click(message, custom_id=narrow)
    assert "All words" in text(message)


async def test_whoever_lost_the_role_starts_and_steers_no_replay(world: World) -> None:
    clerk = holder(world, "clerks")
    await set_(world, "replay_role", "Clerks")
    first = answer(await clerk.slash(world.channel, "replay start", thread=SLUG, pace="fast"))
    await clerk.click(first, custom_id=press_id(first, kind="replay-start"))
    second = answer(await clerk.slash(world.channel, "replay start", thread=SLUG, pace="fast"))
    await world.env.advance_time(3)
    panel = next(m for m in world.channel.history() if "replay 1" in text(m))
    await set_(world, "replay_role", "none")
    start = press_id(second, kind="replay-start")
    for message, id_ in (
        (second, start),
        *((panel, id_) for id_ in pressable_ids(panel) if ":replay:" in id_),
    ):
        assert "Manage Messages" in await refused(await clerk.click(message, custom_id=id_))
    for command in ("pause", "stop", "undo"):
        assert "Manage Messages" in await refused(await clerk.slash(world.channel, f"replay {command}"))
    await world.admin.slash(world.channel, "replay stop")


@pytest.mark.parametrize("right", ["send_messages", "send_messages_in_threads", "create_public_threads"])
async def test_nobody_has_a_debate_replayed_where_they_may_not_write(world: World, right: str) -> None:
    clerk = holder(world, "clerks")
    await set_(world, "replay_role", "Clerks")
    where = "thread" if "thread" in right else "here"
    room = world.guild.create_text_channel("announcements")
    options = {"thread": SLUG, "channel": room, "where": where}
    before = answer(await clerk.slash(world.channel, "replay start", **options))
    assert "Start" in labels(before)
    silence(world, clerk, right, channel=room)
    wanted = "make threads in" if right == "create_public_threads" else "allowed to write in"
    assert wanted in await refused(await clerk.slash(world.channel, "replay start", **options))
    pressed = await clerk.click(before, custom_id=press_id(before, kind="replay-start"))
    assert wanted in await refused(pressed)
    assert room.history() == []
    silence(world, clerk, channel=room)
    await clerk.click(before, custom_id=press_id(before, kind="replay-start"))
    assert len(await world.bot.store.replays.in_guild(world.guild.id)) == 1


@pytest.mark.parametrize(
    ("command", "options", "verb"),
    [
        ("search", {"query": "the"}, "tell"),
        ("quote show", {"post": f"{SLUG}#4"}, "quote"),
        ("author", {"author": "WolfBear"}, "author"),
        ("debate map", {"thread": SLUG}, "map"),
        ("debate timeline", {"thread": SLUG}, "timeline"),
        ("quote top", {}, "top"),
        ("quote card", {"post": f"{SLUG}#4"}, "card-share"),
        ("thread read", {"thread": SLUG}, "share"),
    ],
)
async def test_nothing_is_said_to_a_channel_for_somebody_who_may_not_write_there(
    world: World, command: str, options: dict[str, Any], verb: str
) -> None:
    message = answer(await world.member.slash(world.channel, command, **options))
    silence(world, world.member, "send_messages")
    result = await world.member.click(message, custom_id=press_id(message, kind=verb))
    assert "may not write in this channel" in await refused(result)
    shown = await world.member.slash(world.channel, command, **options, public=True)
    assert shown.ephemeral, "what they ask for aloud is answered to them alone"
    silence(world, world.member)
    assert not answer(await world.member.click(message, custom_id=press_id(message, kind=verb))).ephemeral


async def test_no_round_is_begun_where_one_may_not_write(world: World) -> None:
    silence(world, world.member, "send_messages")
    assert "may not write" in await refused(await world.member.slash(world.channel, "game who-said-it"))
    assert world.channel.history() == []


async def test_a_manager_has_no_quote_of_the_day_said_where_they_may_not_write(world: World) -> None:
    manager = world.guild.add_member(
        world.env.create_user("manager"),
        roles=[world.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))],
    )
    silence(world, manager, "send_messages")
    assert "allowed to write in" in await refused(await manager.slash(world.channel, "quote daily", hour=3))
    assert await world.bot.store.daily.all(world.guild.id) == []


async def test_a_made_up_owner_is_nobody(world: World) -> None:
    """Only buttons under quotes of the day and answers in chat are anybody's: their ids say 0."""
    message = answer(await world.admin.slash(world.channel, "search", query="the", public=True))
    room = world.bot.get_channel(world.channel.id)
    assert isinstance(room, discord.TextChannel)
    for id_ in pressable_ids(message):
        prefix, verb, owner, *rest = id_.split(":")
        if owner != str(world.admin.id) or verb == "bin":
            continue
        for other in ("0", "00", "", "-1", str(world.member.id)):
            forged = ":".join([prefix, verb, other, *rest])
            view = discord.ui.View(timeout=None).add_item(discord.ui.Button(label="x", custom_id=forged))
            view.stop()
            sent = await room.send(view=view)
            told = await refused(await world.member.click(sent, custom_id=forged))
            assert "the" not in told.split('"'), "the question is told"
            assert any(
                word in told for word in ("belong to whoever asked", "another version", "too old to go on")
            )


async def test_no_thread_is_made_for_a_replay_beyond_the_cap(world: World) -> None:
    await set_(world, "replay_cap", "1")
    first = answer(await world.admin.slash(world.channel, "replay start", thread=SLUG, pace="step"))
    second = answer(
        await world.admin.slash(world.channel, "replay start", thread=SLUG, pace="step", where="thread")
    )
    await world.admin.click(first, custom_id=press_id(first, kind="replay-start"))
    told = await refused(await world.admin.click(second, custom_id=press_id(second, kind="replay-start")))
    assert "1 is its limit" in told
    assert not [r for r in world.env.http_requests if r.method == "POST" and r.path.endswith("/threads")]


async def test_a_thread_that_cannot_be_deleted_hides_no_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the question and the start another replay may have begun."""
    asked = answer(await world.admin.slash(world.channel, "replay start", thread=SLUG, where="thread"))
    store = world.bot.store.replays

    async def full(*_: object, **__: object) -> None:
        raise UserError("This server already has {n} of them.", n=3)

    monkeypatch.setattr(store, "create", full)
    world.env.inject_error("DELETE", "/channels/*", status=403, code=50013)
    told = await refused(await world.admin.click(asked, custom_id=press_id(asked, kind="replay-start")))
    assert told == "This server already has 3 of them."


async def test_what_is_for_servers_alone_is_registered_for_them_alone(world: World) -> None:
    puts = (each for each in world.env.http_requests if each.method == "PUT")
    (sent,) = (each.json for each in puts if each.path.endswith("/commands"))
    for_servers = {each.qualified_name for each in world.bot.tree.get_commands() if each.guild_only}
    assert for_servers >= {"archive", "settings", "replay", "health"}
    for command in sent or ():
        contexts = [0] if command["name"] in for_servers else [0, 1, 2]
        assert (command["name"], sorted(command["contexts"])) == (command["name"], contexts)
        assert sorted(command["integration_types"]) == ([0] if command["name"] in for_servers else [0, 1])
