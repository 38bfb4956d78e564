"""/settings: the panel and the typed form, and what every single setting changes."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest

from bot.cli.archive import OPERATOR
from bot.ui.rules import GROUPS, RULES, Control, Rules
from bot.ui.rules_panel import panel as layout
from tests.e2e.test_managing import THREAD, bring, upload
from tests.e2e.world import World, answer, components, labels, press_id, text


async def asked(world: World, command: str, /, admin: bool = False, **options: Any) -> Any:  # noqa: FBT001, FBT002
    """The message a command is answered with."""
    return answer(await (world.admin if admin else world.member).slash(world.channel, command, **options))


async def set_(world: World, key: str, value: str) -> None:
    said = text(await asked(world, "settings set", admin=True, setting=key, value=value))
    assert f"**{RULES[key].title}** ·" in said


async def replayed(world: World, **options: Any) -> list[Any]:
    """Have the admin replay the pump debate to its end; return the recorded requests of its speakers."""
    before = len(world.env.http_requests)
    preview = await asked(world, "replay start", admin=True, thread="pump", pace="fast", **options)
    await world.admin.click(preview, custom_id=press_id(preview, kind="replay-start"))
    for _ in range(40):
        await world.env.advance_time(1)
    return [
        entry.json
        for entry in world.env.http_requests[before:]
        if entry.method == "POST" and entry.path.startswith("/webhooks/") and "username" in (entry.json or {})
    ]


def pressed(message: Any, key: str) -> str:
    """The custom id of the control of a setting."""
    return next(id_ for id_ in controls(message) if f":{key}" in id_)


def controls(message: Any) -> list[str]:
    return [str(part["custom_id"]) for part in components(message) if "custom_id" in part]


async def panel(world: World, group: str) -> Any:
    message = await asked(world, "settings show", admin=True)
    if (page := f"hansard:rules:{world.admin.id}:{group}") not in disabled(message):
        await world.admin.click(message, custom_id=page)
    return message


def disabled(message: Any) -> list[str]:
    return [str(part.get("custom_id")) for part in components(message) if part.get("disabled")]


async def kept(world: World) -> Rules:
    return Rules.of(await world.bot.store.settings.all(world.guild.id))


# What each setting changes. Every one that exists is here, and no other: see the test below the table.


async def private(world: World) -> None:
    assert (await world.member.slash(world.channel, "search", query="Ukraine")).ephemeral
    await set_(world, "private", "no")
    assert not (await world.member.slash(world.channel, "search", query="Ukraine")).ephemeral


async def search_role(world: World) -> None:
    readers = world.guild.create_role("Readers")
    reader = world.guild.add_member(world.env.create_user("reader"), roles=[readers])
    await set_(world, "search_role", "Readers")
    questions: dict[str, dict[str, Any]] = {
        "search": {"query": "Ukraine"},
        "quote find": {"words": "the neocons"},
    }
    for command, options in questions.items():
        refused = await asked(world, command, **options)
        assert "keeps that command to the role" in refused.content
        assert "keeps" not in answer(await reader.slash(world.channel, command, **options)).content
        assert "keeps" not in (await asked(world, command, admin=True, **options)).content
    # Nor does a mention tell what the command would not.
    for who, answers in ((world.member, 0), (reader, 1)):
        before = len(world.channel.history())
        await who.send(world.channel, f"<@{world.bot.user.id}> neocons")  # type: ignore[union-attr]
        assert len(world.channel.history()) - before == 1 + answers


async def search_words(world: World) -> None:
    await bring(world, slug="pump")
    assert "1 post" in text(await asked(world, "search", query="rust"))
    await set_(world, "search_words", "all")
    assert "2 posts" in text(await asked(world, "search", query="rust"))


async def search_page(world: World) -> None:
    shown = [labels(await asked(world, "search", query="the")).count("Open")]
    await set_(world, "search_page", "3")
    shown.append(labels(await asked(world, "search", query="the")).count("Open"))
    assert shown == [5, 3]


async def language(world: World) -> None:
    shown = await asked(world, "search", query="Ukraine", public=True)
    assert "Own words" in text(shown)
    await set_(world, "language", "ru")
    shown = await asked(world, "search", query="Ukraine", public=True)
    assert "Собственные слова" in text(shown)


async def replay_role(world: World) -> None:
    await bring(world, slug="pump")
    stewards = world.guild.create_role("Stewards")
    steward = world.guild.add_member(world.env.create_user("steward"), roles=[stewards])
    await set_(world, "replay_role", "Stewards")
    assert "or the role" in (await asked(world, "replay start", thread="pump")).content
    preview = answer(await steward.slash(world.channel, "replay start", thread="pump"))
    assert "Start" in labels(preview)
    await set_(world, "replay_role", "none")
    assert (
        "Manage Messages" in answer(await steward.slash(world.channel, "replay start", thread="pump")).content
    )


async def replay_channels(world: World) -> None:
    await bring(world, slug="pump")
    world.guild.create_text_channel("theatre")
    await set_(world, "replay_channels", "#theatre")
    assert "keeps replays to" in (await asked(world, "replay start", admin=True, thread="pump")).content


async def replay_cap(world: World) -> None:
    await bring(world, slug="pump")
    other = world.guild.create_text_channel("theatre")
    await set_(world, "replay_cap", "1")
    said = []
    for channel in (world.channel, other):
        preview = answer(await world.admin.slash(channel, "replay start", thread="pump", pace="slow"))
        pressed_ = await world.admin.click(preview, custom_id=press_id(preview, kind="replay-start"))
        said.append(text(preview) + (pressed_.followups[0].content if pressed_.followups else ""))
    assert "Playing" in said[0]
    assert "1 is its limit" in said[1]


async def replay_pace(world: World) -> None:
    await bring(world, slug="pump")
    before = text(await asked(world, "replay start", admin=True, thread="pump"))
    await set_(world, "replay_pace", "slow")
    after = text(await asked(world, "replay start", admin=True, thread="pump"))
    assert ("Slow" in before, "Slow" in after) == (False, True)


async def persona_suffix(world: World) -> None:
    await bring(world, slug="pump")
    assert {each["username"] for each in await replayed(world)} == {
        "Ada Miller (archive)",
        "Bram Cooper (archive)",
    }
    await set_(world, "persona_suffix", "of old")
    assert {each["username"] for each in await replayed(world)} == {"Ada Miller of old", "Bram Cooper of old"}


async def persona_avatars(world: World) -> None:
    await bring(world, slug="pump")
    assert all(each["avatar_url"] for each in await replayed(world))
    await set_(world, "persona_avatars", "no")
    plain = await replayed(world)
    assert plain
    assert not any("avatar_url" in each for each in plain)


async def import_role(world: World) -> None:
    registered = {each.name: each for each in await world.bot.tree.fetch_commands()}
    world.guild.set_command_permissions(registered["archive"], {world.member: True})
    clerks = world.guild.create_role("Clerks")
    clerk = world.guild.add_member(world.env.create_user("clerk"), roles=[clerks])
    world.guild.set_command_permissions(registered["archive"], {world.member: True, clerk: True})
    refused = await asked(world, "archive import", file=upload(THREAD))
    assert "Manage Server" in refused.content
    await set_(world, "import_role", "Clerks")
    message = answer(await clerk.slash(world.channel, "archive import", file=upload(THREAD), slug="pump"))
    await clerk.click(message, label="Import")
    assert "On the record" in text(message)
    # The role is for importing alone.
    assert "Manage Server" in answer(await clerk.slash(world.channel, "archive log")).content


async def mask_words(world: World) -> None:
    await bring(world, slug="pump")
    stored = [repr(each) async for each in world.bot.store.posts.export(OPERATOR)]
    await set_(world, "mask_words", "rust, grandmother")
    for command, options in (
        ("search", {"query": "hides"}),
        ("quote show", {"post": "pump#2"}),
        ("thread read", {"thread": "pump", "from": 2}),
    ):
        shown = text(await asked(world, command, **options))
        assert "rust" not in shown.replace("||rust||", "")
        assert "hides" in shown
    for form in ("html", "markdown", "jsonl"):
        message = await asked(world, "thread export", thread="pump", format=form)
        exported = (await message.attachments[0].read()).decode()
        assert "hides" in exported
        assert "rust" not in exported
    card = await asked(world, "quote card", post="pump#2")
    described = json.dumps([*components(card)], ensure_ascii=False) + str(card.attachments[0].description)
    assert "hides" in described
    assert "rust" not in described
    said = "\n".join(each["content"] for each in await replayed(world))
    assert "hides" in said
    assert "rust" not in said
    assert "grandmother" not in said
    assert [repr(each) async for each in world.bot.store.posts.export(OPERATOR)] == stored


async def mask_style(world: World) -> None:
    await bring(world, slug="pump")
    await set_(world, "mask_words", "rust")
    await set_(world, "mask_style", "stars")
    for command, options in (("search", {"query": "hides"}), ("thread read", {"thread": "pump", "from": 2})):
        shown = text(await asked(world, command, **options))
        assert re.search(r"the (\\\*){4}\.", shown)
        assert "rust" not in shown


EFFECTS: dict[str, Callable[[World], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        private,
        search_role,
        search_words,
        search_page,
        language,
        replay_role,
        replay_channels,
        replay_cap,
        replay_pace,
        persona_suffix,
        persona_avatars,
        import_role,
        mask_words,
        mask_style,
    )
}


@pytest.mark.parametrize("key", RULES)
async def test_a_setting_changes_what_it_says(world: World, key: str) -> None:
    await EFFECTS[key](world)


def test_every_setting_is_on_a_page_of_the_panel() -> None:
    assert {rule.group for rule in RULES.values()} == set(GROUPS)
    assert set(Rules.__dataclass_fields__) == set(RULES)


@pytest.mark.parametrize("group", GROUPS)
async def test_a_page_of_the_panel_has_a_control_for_each_of_its_settings(world: World, group: str) -> None:
    message = await panel(world, group)
    for rule in RULES.values():
        assert (f"**{rule.title}**" in text(message)) == (rule.group == group)
        assert any(f":{rule.key}" in id_ for id_ in controls(message)) == (rule.group == group)


async def test_toggles_menus_roles_channels_and_forms_of_the_panel_set_what_they_show(world: World) -> None:
    stewards = world.guild.create_role("Stewards")
    theatre = world.guild.create_text_channel("theatre")
    message = await panel(world, "answers")
    await world.admin.click(message, custom_id=pressed(message, "private"))
    assert "**Private answers** · no" in text(message)
    await world.admin.select(message, ["3"], custom_id=pressed(message, "search_page"))
    message = await panel(world, "replays")
    await world.admin.select(message, [stewards], custom_id=pressed(message, "replay_role"))
    assert f"**Role that may replay** · <@&{stewards.id}>" in text(message)
    await world.admin.select(message, [theatre, world.channel], custom_id=pressed(message, "replay_channels"))
    form = await world.admin.click(message, custom_id=pressed(message, "persona_suffix"))
    await world.restart()  # the form is answered by another process
    await world.admin.submit_modal(form, {box(form): "of old"})
    assert "of old" in text(message)
    message = await panel(world, "archive")
    form = await world.admin.click(message, custom_id=pressed(message, "mask_words"))
    await world.admin.submit_modal(form, {box(form): "Rust,  red  lead"})
    assert "||rust||, ||red lead||" in text(message)
    assert await kept(world) == Rules(
        private=False,
        search_page=3,
        replay_role=stewards.id,
        replay_channels=(theatre.id, world.channel.id),
        persona_suffix=" of old",
        mask_words=("rust", "red lead"),
    )
    message = await panel(world, "replays")
    await world.admin.select(message, [], custom_id=pressed(message, "replay_role"))
    await world.admin.select(message, [], custom_id=pressed(message, "replay_channels"))
    assert "**Role that may replay** · nobody else" in text(message)
    assert "**Channels for replays** · in every channel" in text(message)


def box(form: Any) -> str:
    """The custom id of the one box in a form that was shown."""
    return str(
        next(each["component"]["custom_id"] for each in form.modal["components"] if "component" in each)
    )


async def test_the_panel_works_after_a_restart(world: World) -> None:
    message = await panel(world, "answers")
    await world.restart()
    await world.admin.click(message, custom_id=pressed(message, "private"))
    assert not (await kept(world)).private


async def test_neither_a_stranger_nor_an_owner_without_the_permission_may_press(world: World) -> None:
    guild = world.bot.get_guild(world.guild.id)
    room = world.bot.get_channel(world.channel.id)
    assert guild is not None
    assert isinstance(room, discord.TextChannel)
    # The real panel is seen by its owner alone; a client may press what it was never shown.
    for owner, said in ((world.admin, "belong to whoever asked"), (world.member, "Manage Server")):
        await room.send(view=layout(guild, owner.id, Rules(), "answers"))
        message = world.channel.history()[-1]
        press = f"hansard:rule:{owner.id}:private:no"
        assert said in answer(await world.member.click(message, custom_id=press)).content
    assert await kept(world) == Rules()


async def test_a_wrong_value_in_the_form_is_refused_with_a_sentence(world: World) -> None:
    message = await panel(world, "replays")
    form = await world.admin.click(message, custom_id=pressed(message, "persona_suffix"))
    result = await world.admin.submit_modal(form, {box(form): "x" * 31})
    assert "at most 30" in result.followups[0].content
    assert await kept(world) == Rules()


async def test_what_a_setting_points_at_may_be_gone(world: World) -> None:
    stewards = world.guild.create_role("Stewards")
    theatre = world.guild.create_text_channel("theatre")
    await set_(world, "replay_role", "Stewards")
    await set_(world, "replay_channels", "#theatre")
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    await guild.get_role(stewards.id).delete()  # type: ignore[union-attr]
    await guild.get_channel(theatre.id).delete()  # type: ignore[union-attr]
    assert "**Replays at once** · 3" in text(await panel(world, "replays"))


@pytest.mark.parametrize("key", RULES)
async def test_every_setting_takes_what_it_suggests_and_goes_back_to_its_default(
    world: World, key: str
) -> None:
    offered = await world.admin.autocomplete(world.channel, "settings set", "value", "", setting=key)
    assert offered[-1]["value"] == "default"
    for choice in offered:
        await set_(world, key, choice["value"])
    assert await kept(world) == Rules()


def test_what_is_written_into_a_form_reads_back_as_the_same() -> None:
    for rule in RULES.values():
        if rule.control is Control.TEXT:
            value = getattr(Rules(), rule.key)
            read = rule.read(None, rule.write(value))  # type: ignore[arg-type]
            assert (tuple(read) if isinstance(read, list) else read) == value


async def test_more_masked_words_than_a_message_holds_are_kept_and_counted(world: World) -> None:
    words = [f"word{'x' * 10}{n}" for n in range(150)]
    await set_(world, "mask_words", ",".join(words))
    assert "and 130 more" in text(await panel(world, "archive"))
    result = await world.admin.slash(
        world.channel,
        "settings set",
        setting="mask_words",
        value=",".join(f"{'y' * 50}{n}" for n in range(100)),
    )
    assert "too long" in answer(result).content
    assert len((await kept(world)).mask_words) == 150


async def test_a_category_is_no_channel_to_replay_in(world: World) -> None:
    world.guild.create_category("theatre")
    result = await world.admin.slash(
        world.channel, "settings set", setting="replay_channels", value="theatre"
    )
    assert "There is no channel" in answer(result).content


async def test_who_may_not_manage_is_suggested_no_channel_and_no_role(world: World) -> None:
    registered = {each.name: each for each in await world.bot.tree.fetch_commands()}
    world.guild.set_command_permissions(registered["settings"], {world.member: True})
    for key in ("replay_channels", "replay_role"):
        for who, some in ((world.member, False), (world.admin, True)):
            offered = await who.autocomplete(world.channel, "settings set", "value", "", setting=key)
            assert bool(offered) == some
