"""The real bot on a simulated Discord, replaying."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.app import Hansard, build_bot
from bot.config import Settings
from bot.ui.errors import sentence_for
from tests.e2e.openapi import assert_every_request_was_right
from tests.replay.stage import DEBATE, SLUG, debate_passages

# Waits of a replay are seconds long; what settles sooner is work.
pytestmark = pytest.mark.simcord(settle_timeout=1.0)


class Hall:
    """A server, its channel, somebody who may replay, and the bot of the moment."""

    def __init__(self, env: simcord.Env, settings: Settings) -> None:
        self.env = env
        self.settings = settings
        self.guild = env.create_guild("House of Lords")
        self.channel = self.guild.create_text_channel("debate")
        role = self.guild.create_role("Clerks", permissions=discord.Permissions(manage_messages=True))
        self.clerk = self.guild.add_member(env.create_user("clerk"), roles=[role])
        self.stranger = self.guild.add_member(env.create_user("stranger"))
        self.bots: list[Hansard] = []

    @property
    def bot(self) -> Hansard:
        bot = self.env.bot
        assert isinstance(bot, Hansard)
        return bot

    async def fill(self) -> None:
        async with self.bot.store.write() as tx:
            await self.bot.store.threads.save(tx, DEBATE, debate_passages())

    async def restart(self) -> None:
        """As after a crash: nothing is closed, nothing given back."""
        self.bots.append(build_bot(self.settings))
        await self.env.restart_bot(self.bots[-1])

    async def start(self, **options: Any) -> Any:
        """Ask for a preview and press Start."""
        preview = await self.clerk.slash(self.channel, "replay start", thread=SLUG, **options)
        assert preview.response is not None
        return await self.clerk.click(preview.response, custom_id=button(preview.response, "replay-start"))

    async def wait(self, seconds: float) -> None:
        for _ in range(round(seconds)):
            await self.env.advance_time(1)

    @property
    def lines(self) -> list[str]:
        return [text(m) for m in self.channel.history() if m.webhook_id is not None]

    @property
    def panel(self) -> Any:
        return next(m for m in self.channel.history() if m.webhook_id is None and "replay 1" in text(m))


def parts(message: Any) -> list[dict[str, Any]]:
    found = [each if isinstance(each, dict) else each.to_dict() for each in message.components]
    for part in found:
        found += part.get("components") or []
    return found


def text(message: Any) -> str:
    return "\n".join(
        [message.content, *(part["content"] for part in parts(message) if part.get("type") == 10)]
    )


def button(message: Any, word: str) -> str:
    return next(str(p["custom_id"]) for p in parts(message) if word in str(p.get("custom_id", "")).split(":"))


def words(lines: list[str]) -> list[str]:
    """The marks of the posts said, with the part of each."""
    return [
        f"{m[1]}{re.findall(r'part (.) of', line)}"
        for line in lines
        if (m := re.search(r"strait#(\d)", line.rsplit("-#", 1)[1]))
    ]


WHOLE = ["1[]", "2[]", "3['1']", "3['2']", "4[]", "5['1']", "5['2']", "6[]"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database=tmp_path / "hansard.db", seeds=None)


@pytest.fixture
async def simcord_bot(settings: Settings) -> AsyncIterator[Hansard]:
    bot = build_bot(settings)
    yield bot
    await bot.close()


@pytest.fixture
async def hall(simcord_env: simcord.Env, settings: Settings) -> AsyncIterator[Hall]:
    made = Hall(simcord_env, settings)
    await made.fill()
    yield made
    for bot in made.bots:
        await bot.close()
    faults = [error for error in simcord_env.errors if sentence_for(error) is None]
    assert faults == []
    assert_every_request_was_right(simcord_env.http_requests)


async def test_a_preview_says_what_would_happen_and_nothing_is_said_before_start(hall: Hall) -> None:
    preview = await hall.clerk.slash(hall.channel, "replay start", thread=SLUG, pace="fast")
    shown = text(preview.response)
    assert "6 posts by 3 authors, in 8 messages" in shown
    assert preview.response is not None
    assert preview.response.ephemeral
    await hall.wait(30)
    assert hall.lines == []


async def test_a_debate_is_spoken_by_its_authors_in_order(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(40)
    assert words(hall.lines) == WHOLE
    assert "Finished" in text(hall.panel)
    assert "Who spoke how much" in text(hall.panel)
