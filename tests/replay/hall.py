"""A simulated Discord in which the real bot replays, and what can be read there."""

import re
from typing import Any

import discord
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.app import Hansard, build_bot
from bot.archive.incoming import Incoming
from bot.config import Settings
from tests.replay.stage import DEBATE, SLUG, debate_passages


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
            await self.bot.store.threads.take_in(tx, Incoming.of(DEBATE, debate_passages()))

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

    def deny(self, *names: str) -> None:
        """Take permissions in the channel away from the bot; none gives all back."""
        backend = self.env.backend
        if not names:
            backend.delete_overwrite(self.channel.id, backend.bot_user.id)
            return
        denied = discord.Permissions(**dict.fromkeys(names, True))
        backend.set_overwrite(
            self.channel.id,
            Overwrite(target_id=backend.bot_user.id, type=OverwriteType.MEMBER, allow=0, deny=denied.value),
        )

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
