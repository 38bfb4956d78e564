"""The real bot on a simulated Discord, its every request checked."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import discord
import pytest
import simcord
import simcord.interactions

from bot.app import Hansard, build_bot
from bot.config import Settings
from bot.sandbox.page import give_languages
from bot.shards import Shards
from bot.ui.errors import sentence_for
from tests.e2e.openapi import assert_every_request_was_right
from tests.e2e.world import World

Languages = dict[int, str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(shards=Shards((0,), 1), database=tmp_path / "hansard.db")


@pytest.fixture
async def bots(settings: Settings) -> AsyncIterator[list[Hansard]]:
    """Every bot a test runs, one after the other, closed at its end: simcord only stops their tasks."""
    running = [build_bot(settings)]
    yield running
    for bot in running:
        await bot.close()


@pytest.fixture
def simcord_bot(bots: list[Hansard]) -> Hansard:
    return bots[0]


@pytest.fixture
def world(simcord_env: simcord.Env, bots: list[Hansard]) -> Iterator[World]:
    """A server with the bot in it. Whatever the test did, no request broke Discord's rules or let a mention through."""
    guild = simcord_env.create_guild("House of Commons")
    channel = guild.create_text_channel("debate")
    admins = guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    admin = guild.add_member(simcord_env.create_user("speaker"), roles=[admins])
    member = guild.add_member(simcord_env.create_user("backbencher"))
    yield World(simcord_env, guild, channel, admin, member, bots)
    faults = [error for error in simcord_env.errors if sentence_for(error) is None]
    assert faults == [], "a person would have been shown an incident number"
    assert_every_request_was_right(simcord_env.http_requests)


@pytest.fixture
def speaks(monkeypatch: pytest.MonkeyPatch) -> Languages:
    """The locale of each user's client, by id; of others it is American English, as simcord has it."""
    chosen: Languages = {}
    monkeypatch.setattr(simcord.interactions, "base_payload", simcord.interactions.base_payload)
    give_languages(chosen)
    return chosen
