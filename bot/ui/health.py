"""What the bot may not do, where, and what does not work without it."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass

import discord

from bot.languages import Text, say
from bot.ui.permission_names import title_of
from bot.ui.rules import RULES, Control, Rules

NEEDED = {
    "view_channel": Text("nothing works there"),
    "send_messages": Text("replays, shared answers and quotes of the day"),
    "send_messages_in_threads": Text("replays in threads"),
    "create_public_threads": Text("replays in a new thread"),
    "embed_links": Text("answers that others see"),
    "attach_files": Text("pictures and exports"),
    "read_message_history": Text("a replay that looks whether a line was said already"),
    "manage_webhooks": Text("replays in which every author speaks under their own name"),
    "send_polls": Text("the poll at the end of a replay"),
}
"""Every permission the invite asks for, and what stops working without it."""
THREADS = {"send_messages_in_threads", "create_public_threads"}
REPLAYS = THREADS | {"read_message_history", "manage_webhooks", "send_polls"}
"""Permissions only replays need: they are asked for where the server allows replays."""
SERVERS = 100
"""Servers that are looked at from outside; each takes three requests."""

Spoken = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel


@dataclass(frozen=True, slots=True)
class Lack:
    """A permission the bot lacks in `channels`; `everywhere` where that is all it needs it in."""

    permission: str
    channels: tuple[str, ...]
    everywhere: bool
    loss: Text

    def where(self, most: int = 1_000, shown: Callable[[str], str] = str) -> str:
        """Name the channels, `shown` as its caller needs them, at most so many before the rest is counted."""
        if self.everywhere and len(self.channels) > 1:
            return say("every channel")
        more = len(self.channels) - most
        names = ", ".join(f"#{shown(name)}" for name in self.channels[:most])
        return say("{names} and {n} more", names=names, n=more) if more > 0 else names


@dataclass(frozen=True, slots=True)
class Server:
    """A server as it looks from outside."""

    id: int
    name: str
    me: discord.Member
    channels: tuple[Spoken, ...]


def speakable(channels: Iterable[object]) -> tuple[Spoken, ...]:
    """Return those of `channels` in which somebody can say something."""
    return tuple(channel for channel in channels if isinstance(channel, Spoken))


def lacking(me: discord.Member, channels: Iterable[Spoken], rules: Rules) -> Iterator[Lack]:
    """Yield each permission that is missing, with the channels it is missing in.

    A channel the bot does not see is named once. What only replays need counts where the server allows replays.
    """
    channels = tuple(channels)
    allowed = {
        channel.id for channel in channels if not rules.replay_channels or channel.id in rules.replay_channels
    }
    seen = {channel.id for channel in channels if channel.permissions_for(me).view_channel}
    for name, loss in NEEDED.items():
        asked = [
            channel
            for channel in channels
            if name == "view_channel"
            or (
                channel.id in seen
                and (name not in REPLAYS or channel.id in allowed)
                and (name not in THREADS or isinstance(channel, discord.TextChannel | discord.ForumChannel))
            )
        ]
        without = [channel for channel in asked if not getattr(channel.permissions_for(me), name)]
        if without:
            names = tuple(channel.name for channel in without)
            yield Lack(title_of(name), names, len(without) == len(asked), loss)


def dangling(rules: Rules, roles: Iterable[int], channels: Iterable[int]) -> Iterator[Text]:
    """Yield the titles of settings that name a role or a channel which is gone."""
    there = {Control.ROLE: set(roles), Control.CHANNELS: set(channels)}
    for rule in RULES.values():
        value = getattr(rules, rule.key)
        named = set(value) if isinstance(value, tuple) else {value} - {None}
        if rule.control in there and named - there[rule.control]:
            yield rule.title


async def servers(client: discord.Client) -> AsyncIterator[Server]:
    """Yield the first servers of a client that is logged in but not connected, as Discord describes them."""
    async for brief in client.fetch_guilds(limit=SERVERS, with_counts=False):
        guild = await client.fetch_guild(brief.id, with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
        yield Server(guild.id, guild.name, me, speakable(await guild.fetch_channels()))


def size(bytes_: int) -> str:
    """Write a size in megabytes."""
    return say("{megabytes:.1f} MB", megabytes=bytes_ / 1048576)
