"""Every answer the bot can be brought to: each command with each option, then each button and menu under what it said.

Nothing is listed by hand but how an option may be filled: commands, options, buttons and menus are found by looking.
"""

import functools
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from tests.e2e.world import World, components

DEEPEST = 3
"""Presses one after the other."""
Asked = Mapping[str, Sequence[Any]]
"""How each option may be filled, by its name."""
TYPES = {
    discord.AppCommandOptionType.string: str,
    discord.AppCommandOptionType.integer: int,
    discord.AppCommandOptionType.boolean: bool,
    discord.AppCommandOptionType.attachment: tuple,
}
Command = app_commands.Command[Any, ..., Any]


@dataclass(frozen=True, slots=True)
class Output:
    """What a client is sent: `door` tells how it was got, `typed` what was put in, `texts` are its pieces in order.

    `files` are the attachments, by name. `message` is what it came as, None for suggestions.
    """

    door: str
    typed: str
    texts: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...] = ()
    message: Any = None

    @property
    def whole(self) -> str:
        """Everything in one string, whatever it is for."""
        raw = (
            json.dumps(list(components(self.message)), ensure_ascii=False, default=str)
            if self.message
            else ""
        )
        files = (f"{name}\n{data.decode('utf-8', 'replace')}" for name, data in self.files)
        return "\n".join([*self.texts, raw, *files])


def commands_of(world: World) -> dict[str, Command]:
    return {
        each.qualified_name: each
        for each in world.bot.tree.walk_commands()
        if isinstance(each, app_commands.Command)
    }


def verbs_of(world: World) -> set[str]:
    """Every verb a button or menu of ours may have."""
    return set(world.bot._presses._handlers)  # noqa: SLF001 - there is no other list of them


def calls(command: Command, asked: Asked) -> Iterator[dict[str, Any]]:
    """Every way to ask: what is required, then each option in each way it is filled, one at a time."""
    fitting = {p.display_name: list(fillings(p, asked)) for p in command.parameters}
    required = {p.display_name: fitting[p.display_name][0] for p in command.parameters if p.required}
    yield required
    for name, values in fitting.items():
        for value in values:
            if required.get(name) != value:
                yield {**required, name: value}


def fillings(parameter: app_commands.Parameter, asked: Asked) -> Iterator[Any]:
    """Every way to fill an option: as it is `asked`, else each of its choices, else what its type has."""
    offered = {choice.value for choice in parameter.choices}
    if parameter.display_name in asked:
        for value in asked[parameter.display_name]:
            if type(value) is TYPES.get(parameter.type) and (not offered or value in offered):
                yield value
    elif parameter.choices:
        yield from (choice.value for choice in parameter.choices)
    elif parameter.type is discord.AppCommandOptionType.boolean:
        yield True
    elif parameter.type is discord.AppCommandOptionType.integer:
        yield from {1, 2, parameter.max_value or 2}


def pressable(message: Any) -> list[dict[str, Any]]:
    return [part for part in components(message) if part.get("custom_id") and not part.get("disabled")]


def verb(part: Mapping[str, Any]) -> str:
    return str(part["custom_id"]).split(":")[1]


def shape(part: Mapping[str, Any]) -> str:
    """What a press does, whatever number it does it to."""
    return ":".join(piece for piece in str(part["custom_id"]).split(":") if not piece.isdecimal())


class Walker:
    """Asks and presses as one person in one channel; never presses `left`, and notes every verb it pressed."""

    def __init__(self, world: World, actor: MemberActor, channel: ChannelHandle, left: set[str]) -> None:
        self._world, self._actor, self._channel, self._left = world, actor, channel, left
        self.pressed: set[str] = set()

    async def all(self, asked: Asked, only: Callable[[str], bool] = lambda _: True) -> AsyncIterator[Output]:
        """Yield every answer of every command that `only` takes."""
        for name, command in commands_of(self._world).items():
            if not only(name):
                continue
            done: set[str] = set()
            for options in calls(command, asked):
                ask = functools.partial(self._actor.slash, self._channel, name, **options)
                async for output in self.under(f"/{name}", options, ask, done):
                    yield output
            async for output in self._suggested(name, command, asked):
                yield output

    async def under(
        self, door: str, options: Mapping[str, Any], ask: Callable[[], Awaitable[Any]], done: set[str]
    ) -> AsyncIterator[Output]:
        """Yield what `ask` is answered with, and what every press under it brings; deeper ones that are `done` not."""
        typed = " ".join(map(str, options.values()))
        paths: list[tuple[str, ...]] = [()]
        for path in paths:
            if len(path) > 1 and path[-1] in done:
                continue
            result, message = await self._follow(ask, path)
            async for output in outputs(f"{door} {dict(options)} {' '.join(path)}", typed, result, message):
                yield output
            if message is None:
                continue
            done.update(path[-1:])
            for part in pressable(message) if len(path) < DEEPEST else ():
                further = (*path, shape(part))
                if further not in paths and verb(part) not in self._left:
                    paths.append(further)

    async def _follow(self, ask: Callable[[], Awaitable[Any]], path: Sequence[str]) -> tuple[Any, Any]:
        """Ask and press anew; return the last result and the message that is there then."""
        result = await ask()
        message = _said(result)
        for step in path:
            part = (
                next((each for each in pressable(message) if shape(each) == step), None) if message else None
            )
            if part is None:
                return result, None  # another draw has other buttons
            result = await self.press(message, part)
            message = _said(result) or message
        return result, message

    async def press(self, message: Any, part: Mapping[str, Any]) -> Any:
        self.pressed.add(verb(part))
        if part["type"] == discord.ComponentType.button.value:
            return await self._actor.click(message, custom_id=part["custom_id"])
        values = [part["options"][-1]["value"]] if part.get("options") else []
        return await self._actor.select(message, values, custom_id=part["custom_id"])

    async def _suggested(self, name: str, command: Command, asked: Asked) -> AsyncIterator[Output]:
        for parameter in command.parameters:
            if not parameter.autocomplete:
                continue
            for value in asked.get(parameter.display_name, ("",)):
                word = str(value)
                for typed in dict.fromkeys((word, word[:3], word.partition("#")[0], "")):
                    choices = await self._actor.autocomplete(
                        self._channel, name, parameter.display_name, typed
                    )
                    shown = tuple(str(choice["name"]) for choice in choices)
                    yield Output(f"suggested for /{name} {parameter.display_name}={typed}", typed, shown)


async def outputs(door: str, typed: str, result: Any, message: Any) -> AsyncIterator[Output]:
    """Yield what a result brought, and the message a press changed."""
    # Where a press is answered with something new, the message it is on stays as it was.
    told = [*result.followups] or [each for each in [result.response] if each is not None]
    for each in told or ([message] if message is not None else []):
        files = [(file.filename, await file.read()) for file in each.attachments]
        alts = [str(file.description) for file in each.attachments if file.description]
        texts = [str(part["content"]) for part in components(each) if part.get("type") == 10]
        labels = [
            str(part[key]) for part in components(each) for key in ("label", "placeholder") if part.get(key)
        ]
        labels += [str(o["label"]) for part in components(each) for o in part.get("options") or ()]
        content = "\n".join(filter(None, [each.content, *texts]))
        yield Output(door, typed, (content, *alts, *labels), tuple(files), each)


def _said(result: Any) -> Any:
    return result.followups[0] if result.followups else result.response
