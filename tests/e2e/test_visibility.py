"""What a server brought is seen nowhere else: every command there is, in every way it can be asked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
from discord import app_commands
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.store.values import Viewer
from tests.e2e.world import World, components

OPENING = "Xylophagous keepers polished the quillorian lens by night."
SECRET = ParsedThread(
    "Zanzibar Lighthouse Keepers",
    (
        ParsedPost(
            "Quorvath Ilm", OPENING, author_title="Wickwarden", posted_at=datetime(2003, 4, 5, tzinfo=UTC)
        ),
        ParsedPost("Brindlemoor", f"{OPENING}\nThe vexillum was never dipped in those years of ours."),
    ),
    source="vault-of-a.txt",
    format="text",
)
PASSAGES = [
    (Passage(0, len(OPENING)),),
    (
        Passage(0, len(OPENING), PassageKind.QUOTE, "Quorvath Ilm", 1, 0, len(OPENING)),
        Passage(len(OPENING), len(SECRET.posts[1].body)),
    ),
]
SLUG = "zanzibar-lighthouse-keepers"
TELLTALE = (
    "Zanzibar Lighthouse",
    "Quorvath",
    "Brindlemoor",
    "xylophagous",
    "vexillum",
    "Wickwarden",
    "vault-of",
)
PLAIN = (
    "A plain thread\n\nAnn Other\n\nMember\nNothing to see in here, friends.\n\xa0\n\n"
    "Bob Third\n\nMember\nNothing.\n\xa0\n"
)

# How every option of every command is filled. One that is not here fails the walk: say how it could leak.
ASKED: dict[str, list[Any]] = {
    "thread": [SLUG, "zanzibar-lighthouse-keeprs", SECRET.title],
    "author": ["Quorvath Ilm", "Quorvath Ill", "Brindlemoor"],
    "other": ["Brindlemoor"],
    "post": [f"{SLUG}#1", f"{SLUG}#2"],
    "query": [
        "xylophagous",
        "xylophagos",
        "xylo*",
        "keepers from:Quorvath",
        f"lens in:{SLUG}",
        "title:zanzibar",
        "role:wickwarden",
    ],
    "words": [OPENING, "xylophagous keepers polished lens", "the vexillum was dipped"],
    "alias": ["The Keeper"],
    "pseudonym": ["Somebody"],
    "file": [("plain.txt", PLAIN.encode())],
    "slug": [SLUG],
    "setting": ["private"],
    "value": ["yes"],
}
HARMLESS = {
    "public", "with-parent", "style", "hour", "zone", "channel", "from", "to", "pace", "where", "poll", "whose", "sort",
    "format", "file2", "file3", "file4", "file5",
}  # fmt: skip
REVEALING = {
    "archive list", "archive remove", "archive remove-post", "quote by", "quote card", "quote find",
    "quote show", "quote top", "replay start", "search", "thread export", "thread list", "thread read",
}  # fmt: skip
"""Commands that do show it where it belongs: without them the test would pass on a bot that shows nothing."""


@dataclass(slots=True)
class Two:
    """The world, and a second server with the same bot and an admin of its own."""

    world: World
    channel: ChannelHandle
    admin: MemberActor
    revealed: set[str] = field(default_factory=set)


@pytest.fixture
async def two(world: World) -> Two:
    store = world.bot.store
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(SECRET, PASSAGES), guild_id=world.guild.id)
    other = world.env.create_guild("House of Lords")
    admins = other.create_role("Admins", permissions=discord.Permissions(administrator=True))
    admin = other.add_member(world.env.create_user("lord"), roles=[admins])
    return Two(world, other.create_text_channel("debate"), admin)


GROUPS = (
    "archive",
    "author",
    "debate",
    "game",
    "health",
    "help",
    "privacy",
    "quote",
    "replay",
    "search",
    "settings",
    "thread",
)


def commands(world: World, group: str = "") -> dict[str, app_commands.Command[Any, ..., Any]]:
    return {
        each.qualified_name: each
        for each in world.bot.tree.walk_commands()
        if isinstance(each, app_commands.Command) and each.qualified_name.split()[0].startswith(group)
    }


def calls(command: app_commands.Command[Any, ..., Any]) -> Iterator[dict[str, Any]]:
    """Every way to ask: what is required, then each option that could name something, one at a time."""
    required = {p.display_name: ASKED[p.display_name][0] for p in command.parameters if p.required}
    yield required
    for parameter in command.parameters:
        if parameter.type not in {
            discord.AppCommandOptionType.string,
            discord.AppCommandOptionType.attachment,
        }:
            continue
        for value in ASKED.get(parameter.display_name, []):
            yield {**required, parameter.display_name: value}


async def everything(result: Any) -> str:
    """All that a client is sent: texts, labels, menus, files."""
    seen = []
    for message in (result.response, *result.followups):
        if message is None:
            continue
        seen += [str(message.content), json.dumps(list(components(message)), ensure_ascii=False, default=str)]
        for file in message.attachments:
            data = await file.read()
            seen += [file.filename, str(file.description), data.decode("utf-8", "replace")]
    return "\n".join(seen)


def told(shown: str, options: dict[str, Any]) -> list[str]:
    """Which secrets an answer tells that were not in the question; what was typed may be said back."""
    typed = " ".join(map(str, options.values())).casefold()
    for value in map(str, options.values()):
        shown = shown.replace(value, "")
    return [word for word in TELLTALE if word.casefold() in shown.casefold() and word.casefold() not in typed]


def test_every_option_of_every_command_is_known_to_the_walk(world: World) -> None:
    options = {p.display_name for command in commands(world).values() for p in command.parameters}
    assert options <= ASKED.keys() | HARMLESS
    assert {name.split()[0] for name in commands(world)} == set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
async def test_no_command_tells_another_servers_thread(two: Two, group: str) -> None:
    leaks = []
    for name, command in commands(two.world, group).items():
        for options in calls(command):
            shown = await everything(await two.admin.slash(two.channel, name, **options))
            leaks += [f"/{name} {options}: {word}" for word in told(shown, options)]
    assert leaks == []


@pytest.mark.parametrize("group", sorted({name.split()[0] for name in REVEALING}))
async def test_the_same_questions_are_answered_where_the_thread_belongs(two: Two, group: str) -> None:
    for name, command in commands(two.world, group).items():
        if name in {"archive import", "archive hide"}:
            continue
        for options in calls(command):
            shown = await everything(await two.world.admin.slash(two.world.channel, name, **options))
            if told(shown, options):
                two.revealed.add(name)
    assert two.revealed >= {name for name in REVEALING if name.split()[0] == group}


@pytest.mark.parametrize(
    "group", ["archive", "author", "debate", "privacy", "quote", "replay", "search", "thread"]
)
async def test_no_suggestion_tells_another_servers_thread(two: Two, group: str) -> None:
    leaks, revealed = [], 0
    for name, command in commands(two.world, group).items():
        for parameter in command.parameters:
            if not parameter.autocomplete:
                continue
            for typed in ("", "quo", f"{SLUG}#"):
                choices = await two.admin.autocomplete(two.channel, name, parameter.display_name, typed)
                leaks += [
                    f"/{name} {parameter.display_name}={typed}: {w}" for w in told(str(choices), {"": typed})
                ]
                own = await two.world.admin.autocomplete(
                    two.world.channel, name, parameter.display_name, typed
                )
                revealed += bool(told(str(own), {"": typed}))
    assert leaks == []
    assert revealed > 0


async def test_no_count_tells_another_servers_thread(two: Two) -> None:
    there = await everything(await two.admin.slash(two.channel, "thread list"))
    here = await everything(await two.world.admin.slash(two.world.channel, "thread list"))
    assert "1 thread on" in there
    assert "2 threads on" in here


async def test_a_quote_kept_in_one_server_is_not_shown_in_another(two: Two) -> None:
    traveller = two.world.env.create_user("traveller")
    here = two.world.guild.add_member(traveller)
    there = two.admin.guild.add_member(traveller)
    await here.slash(two.world.channel, "quote keep", post=f"{SLUG}#1")
    assert told(await everything(await here.slash(two.world.channel, "quote kept")), {})
    assert told(await everything(await there.slash(two.channel, "quote kept")), {}) == []


async def test_sharing_shows_a_thread_to_every_server_and_to_nobody_in_private(two: Two) -> None:
    visitor = two.world.env.create_user("visitor")
    await two.world.admin.slash(two.world.channel, "archive share", thread=SLUG)
    shown = await everything(await two.admin.slash(two.channel, "thread read", thread=SLUG))
    assert "Quorvath" in shown
    refused = await everything(await two.admin.slash(two.channel, "archive remove", thread=SLUG))
    assert "another server's" in refused
    for name in ("thread list", "quote top"):
        assert told(await everything(await visitor.slash(name)), {}) == []
    await two.world.admin.slash(two.world.channel, "archive unshare", thread=SLUG)
    assert told(await everything(await two.admin.slash(two.channel, "thread list")), {}) == []


@pytest.mark.parametrize(
    "group", ["author", "debate", "game", "help", "privacy", "quote", "search", "thread"]
)
async def test_in_private_only_what_belongs_to_no_server_is_read(two: Two, group: str) -> None:
    visitor = two.world.env.create_user("visitor")
    known = commands(two.world, group)
    leaks, asked = [], 0
    for name in visitor.available_commands():
        if name not in known:
            continue
        for options in calls(known[name]):
            asked += 1
            shown = await everything(await visitor.slash(name, **options))
            leaks += [f"/{name} {options}: {word}" for word in told(shown, options)]
    assert leaks == []
    assert asked > 0
    assert await two.world.bot.store.threads.count(Viewer(None)) == 1
