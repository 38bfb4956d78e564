"""Work of discord.py and simcord that shows nothing, done once or not at all: a third of what a bot's start took."""

import json
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import simcord.backend.serializers
import simcord.components
import simcord.gateway
import simcord.http.router
import simcord.results
from discord import app_commands

PLAIN = (str, int, float, bool, type(None))


def spare() -> None:
    """Spare all this in this process."""
    for kind in (app_commands.Command, app_commands.Group):
        _translate_once(kind)
    for module in (simcord.backend.serializers, simcord.components, simcord.results):
        module.deepcopy = copied  # type: ignore[attr-defined]
    for module in (simcord.gateway, simcord.http.router):
        module.copy = SimpleNamespace(deepcopy=copied)  # type: ignore[attr-defined]


def copied(part: Any) -> Any:
    """Return a deep copy; of what JSON can say, made without the book-keeping of parts that occur twice."""
    if type(part) is dict:
        return {key: copied(value) for key, value in part.items()}
    if type(part) is list:
        return [copied(value) for value in part]
    return part if type(part) in PLAIN else deepcopy(part)


def _translate_once(kind: Any) -> None:
    """Have a command translated into every language once, not twice by every bot; one that is built otherwise anew."""
    translated = kind.get_translated_payload
    known: dict[tuple[object, ...], str] = {}

    async def once(command: Any, tree: Any, translator: Any) -> Any:
        key = (type(translator), json.dumps(command.to_dict(tree)))
        if key not in known:
            known[key] = json.dumps(await translated(command, tree, translator))
        return json.loads(known[key])

    kind.get_translated_payload = once
