"""What is held against Discord's description is what it says, no less."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.e2e import openapi
from tests.e2e.world import World

pytestmark = pytest.mark.skipif(not openapi.DESCRIPTION.exists(), reason="needs Discord's API description")


async def test_a_wrong_body_is_held_against_whoever_sent_it(world: World) -> None:
    await world.member.slash(world.channel, "help")
    answered = next(each for each in world.env.http_requests if each.path.endswith("/callback"))
    assert openapi.complaint(answered) is None
    whole = copy.deepcopy(answered.json)
    validator = openapi._validator("/interactions/{interaction_id}/{interaction_token}/callback", "post")  # noqa: SLF001
    plain = Draft202012Validator(validator.schema)
    verdicts = []
    for body in spoiled(whole, random.Random(7)):  # noqa: S311 - the same every time
        verdicts.append(plain.is_valid(body))
        assert validator.is_valid(body) == verdicts[-1], body
    assert {True, False} == set(verdicts)


def spoiled(body: Any, chance: random.Random) -> Iterator[Any]:
    """Some copies of a document, each with one thing in it changed."""
    places = list(within(body))
    for place in chance.choices(places, k=40):
        made = copy.deepcopy(body)
        part = made
        for key in place[:-1]:
            part = part[key]
        part[place[-1]] = chance.choice([None, 1, 2, 10, 17, 99, "x", [], {}, True, False])
        yield made


def within(part: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in items:
        yield (*place, key)
        yield from within(value, (*place, key))
