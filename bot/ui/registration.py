"""Commands are registered with Discord only when they changed.

Registering is rate-limited by the day and resets what admins see for a moment, so a start compares three things first:
the commands as built here, as they were when last registered, and as Discord holds them now (ids and versions).
"""

import hashlib
import json
import logging
from typing import Protocol

import discord
from discord import app_commands

log = logging.getLogger(__name__)


class Notes(Protocol):
    """Where the last registration is remembered (the store)."""

    async def read(self, key: str) -> str | None:
        """Return the note kept under `key`."""
        ...

    async def keep(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        ...


async def register_commands(
    tree: app_commands.CommandTree[discord.Client], notes: Notes, guild_id: int | None
) -> bool:
    """Register the tree's commands where they differ from what Discord holds; tell whether anything was sent.

    With `guild_id` they are registered in that server alone, else everywhere.
    """
    keep_to_servers(tree)
    guild = None if guild_id is None else discord.Object(guild_id)
    if guild is not None:
        tree.copy_global_to(guild=guild)
    key = f"commands:{tree.client.application_id}:{guild_id or 'global'}"
    built = await _fingerprint(tree, guild)
    held = await tree.fetch_commands(guild=guild)
    if held and await notes.read(key) == _note(built, held):
        log.info("commands unchanged, nothing registered")
        return False
    registered = await tree.sync(guild=guild)
    # Asked again rather than trusted from the answer: the note must equal what the next start will read.
    await notes.keep(key, _note(built, await tree.fetch_commands(guild=guild)))
    log.info("registered %d commands", len(registered))
    return True


def keep_to_servers(tree: app_commands.CommandTree[discord.Client]) -> None:
    """Have what is for servers alone registered for servers alone.

    discord.py merges the contexts of a command with those of the tree; what a command does not deny it would allow.
    """
    for command in tree.get_commands():
        if command.guild_only:
            command.allowed_contexts = app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            )
            command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)


async def _fingerprint(tree: app_commands.CommandTree[discord.Client], guild: discord.Object | None) -> str:
    commands = tree.get_commands(guild=guild)
    if tree.translator is None:
        payload = [command.to_dict(tree) for command in commands]
    else:
        payload = [await command.get_translated_payload(tree, tree.translator) for command in commands]
    text = json.dumps(sorted(payload, key=lambda each: (each["type"], each["name"])), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _note(built: str, held: list[app_commands.AppCommand]) -> str:
    seen = sorted(f"{command.id}:{command.name}" for command in held)
    return " ".join([built, *seen])
