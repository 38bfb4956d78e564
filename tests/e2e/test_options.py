"""What an option of a command is called: one name for one thing, whichever command takes it."""

import inspect
import typing
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import discord

from bot.ui import parameters
from tests.e2e.walk import Command, commands_of
from tests.e2e.world import World

THINGS = (parameters.ExactThreadParameter, parameters.AuthorParameter, parameters.PostParameter)
SECOND = {"author": "other"}
"""What a second one of the same kind is called where a command takes two."""


class Option(NamedTuple):
    command: str
    name: str
    thing: type | None
    """What it stands for where that has a name: somebody, a thread, a post."""
    form: tuple[discord.AppCommandOptionType, bool]
    """How it is filled in: Discord's type of it, and whether by choosing from a list."""
    told: str


def options_of(commands: dict[str, Command]) -> Iterator[Option]:
    for qualified, command in commands.items():
        taken = inspect.signature(command.callback).parameters
        for each in command.parameters:
            thing = _thing(taken[each.name].annotation)
            yield Option(
                qualified, each.display_name, thing, (each.type, bool(each.choices)), each.description
            )


def _thing(annotation: Any) -> type | None:
    made = [each for each in (annotation, *typing.get_args(annotation)) if isinstance(each, THINGS)]
    return next((kind for kind in THINGS if made and isinstance(made[0], kind)), None)


async def test_the_same_thing_has_the_same_name_in_every_command(world: World) -> None:
    names: defaultdict[type, set[str]] = defaultdict(set)
    for option in options_of(commands_of(world)):
        if option.thing is not None:
            names[option.thing].add(option.name)
    assert set(names) == set(THINGS)
    for thing, called in names.items():
        first = called - set(SECOND.values())
        assert len(first) == 1, (thing, called)
        assert called - first <= {SECOND.get(min(first), "")}


async def test_a_name_is_filled_in_one_way_in_every_command(world: World) -> None:
    forms: defaultdict[str, set[object]] = defaultdict(set)
    for option in options_of(commands_of(world)):
        forms[option.name].add(option.form)
    assert {name: found for name, found in forms.items() if len(found) > 1} == {}


async def test_what_is_described_alike_is_called_alike(world: World) -> None:
    told: defaultdict[tuple[str, object], set[str]] = defaultdict(set)
    for option in options_of(commands_of(world)):
        told[option.told, option.form].add(option.name)
    assert [names for names in told.values() if len({name.rstrip("0123456789") for name in names}) > 1] == []
