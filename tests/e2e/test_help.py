"""/help: everything somebody may do, and nothing else."""

import re
from typing import Any

import discord
import pytest
from discord import app_commands
from simcord.actors import MemberActor

from bot.ui.presses import MOST_TEXT
from tests.e2e.test_rights import silence
from tests.e2e.test_visibility import ASKED
from tests.e2e.walk import commands_of
from tests.e2e.world import World, answer, components, labels, text

REFUSED = re.compile(
    r"keeps that command to|You may not write|To replay here you need|for members who may|You need \*\*|Manage Server"
)


async def pages(world: World, asker: MemberActor) -> list[Any]:
    """The page, and the one for managers where it leads there."""
    first = answer(await asker.slash(world.channel, "help"))
    assert first.ephemeral
    if "To manage the archive" not in labels(first):
        return [first]
    return [first, answer(await asker.click(first, label="To manage the archive"))]


async def told(world: World, asker: MemberActor) -> list[str]:
    """Every command that somebody is told of, as often as they are."""
    shown = "\n".join([text(page) for page in await pages(world, asker)])
    menus = re.findall(r"^- \*\*(.+?\?|Quote card)\*\*", shown, re.MULTILINE)
    return [*re.findall(r"</([a-z -]+):\d+>", shown), *menus]


def every_command(world: World) -> set[str]:
    menus = world.bot.tree.get_commands(type=discord.AppCommandType.message)
    return set(commands_of(world)) | {menu.name for menu in menus}


async def test_an_admin_is_told_of_every_command_once(world: World) -> None:
    found = await told(world, world.admin)
    assert sorted(found) == sorted(every_command(world) - {"help"})


async def test_a_page_is_grouped_and_no_longer_than_a_message_may_be(world: World) -> None:
    for page in await pages(world, world.admin):
        texts = [part["content"] for part in components(page) if part.get("type") == 10]
        assert all(re.match(r"\*\*[^*]|## |-# ", each) for each in texts), "every text begins with a heading"
        assert sum(map(len, texts)) < MOST_TEXT - 1_000
        assert "`/" not in "".join(texts), "every command is a link"


def with_role(world: World, name: str, **rights: bool) -> tuple[MemberActor, int]:
    role = world.guild.create_role(name, permissions=discord.Permissions(**rights))
    return world.guild.add_member(world.env.create_user(name.lower()), roles=[role]), role.id


async def kinds(world: World) -> dict[str, MemberActor]:
    """People who may do different things, in a server that keeps much to roles."""
    replayer, replays = with_role(world, "Replayers")
    importer, imports = with_role(world, "Importers")
    searcher, searches = with_role(world, "Searchers")
    moderator, _ = with_role(world, "Moderators", manage_messages=True)
    manager, _ = with_role(world, "Managers", manage_guild=True)
    silent, _ = with_role(world, "Silent")
    silence(world, silent, "send_messages")
    async with world.bot.store.write() as write:
        for key, value in (("replay_role", replays), ("import_role", imports), ("search_role", searches)):
            await world.bot.store.settings.set(world.guild.id, key, value=value, write=write)
    return {
        "member": world.member,
        "replayer": replayer,
        "importer": importer,
        "searcher": searcher,
        "moderator": moderator,
        "manager": manager,
        "silent": silent,
    }


KINDS = {
    "member": (
        set(),
        {"search", "quote find", "Who said this?", "replay start", "archive import", "quote daily"},
    ),
    "replayer": ({"replay start", "replay undo"}, {"search", "archive import"}),
    "importer": ({"archive import"}, {"archive list", "replay start", "health"}),
    "searcher": ({"search", "quote find", "Who said this?"}, {"replay start"}),
    "moderator": ({"replay start"}, {"search", "archive import"}),
    "manager": ({"search", "replay start", "archive hide", "quote daily", "health"}, set()),
    "silent": ({"quote random"}, {"game who-said-it", "search"}),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_everybody_is_told_of_what_they_may_do_and_of_nothing_else(world: World, kind: str) -> None:
    asker = (await kinds(world))[kind]
    found = set(await told(world, asker))
    some, none = KINDS[kind]
    assert found >= some
    assert not found & none
    tree = commands_of(world)
    # Discord hides what is for managers; who sees it all the same is refused by ourselves.
    for command in await world.bot.tree.fetch_commands():
        world.guild.set_command_permissions(command, {asker: True})
    refused = set()
    for name in sorted(set(tree) - {"help"}):
        if await is_refused(world, asker, tree[name]):
            refused.add(name)
    assert refused == set(tree) - {"help"} - found


async def is_refused(world: World, asker: MemberActor, command: app_commands.Command[Any, ..., Any]) -> bool:
    """Tell whether somebody is told that they may not run a command at all."""
    filled = {p.display_name: ASKED[p.display_name][0] for p in command.parameters if p.required}
    filled = {**filled, "thread": "ahc-trump-and-putins"} if "thread" in filled else filled
    filled = {**filled, "author": "WolfBear"} if "author" in filled else filled
    if command.qualified_name == "quote daily":
        filled = {}
    result = await asker.slash(world.channel, command.qualified_name, **filled)
    said = answer(result).content
    return REFUSED.search(said) is not None


async def test_the_page_says_whether_answers_are_private(world: World) -> None:
    assert "shown only to you" in text(answer(await world.member.slash(world.channel, "help")))
    async with world.bot.store.write() as write:
        await world.bot.store.settings.set(world.guild.id, "private", value=False, write=write)
    assert "shown to everybody here" in text(answer(await world.member.slash(world.channel, "help")))
