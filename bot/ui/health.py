"""What the bot may not do, where, and what does not work without it."""

from collections.abc import Iterator

import discord

from bot.ui.markdown import escape

NEEDED = {
    "view_channel": "nothing works there",
    "send_messages": "replays, shared answers and quotes of the day",
    "send_messages_in_threads": "replays in threads",
    "create_public_threads": "replays in a new thread",
    "embed_links": "answers that others see",
    "attach_files": "pictures and exports",
    "read_message_history": "a replay that looks whether a line was said already",
    "manage_webhooks": "replays in which every author speaks under their own name",
    "send_polls": "the poll at the end of a replay",
}
"""Every permission the invite asks for, and what stops working without it."""
MOST = 12
"""Channels named before they are only counted."""


def lacking(guild: discord.Guild) -> Iterator[str]:
    """Yield one sentence for each permission that is missing, with the channels it is missing in."""
    channels = [
        each for each in guild.channels if isinstance(each, discord.TextChannel | discord.VoiceChannel)
    ]
    for name, loss in NEEDED.items():
        without = [each for each in channels if not getattr(each.permissions_for(guild.me), name)]
        if not without:
            continue
        title = name.replace("_", " ").title()
        where = "every channel" if len(without) == len(channels) else _named(without)
        yield f"⚠️ **{title}** is missing in {where}. Without it: {loss}."


def size(bytes_: int) -> str:
    """Write a size in megabytes."""
    return f"{bytes_ / 1048576:.1f} MB"


def _named(channels: list[discord.TextChannel | discord.VoiceChannel]) -> str:
    names = ", ".join(f"#{escape(each.name)}" for each in channels[:MOST])
    return names + (f" and {len(channels) - MOST} more" if len(channels) > MOST else "")
