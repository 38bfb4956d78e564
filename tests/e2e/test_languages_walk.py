"""Every command there is, asked by somebody whose Discord is Russian: no English sentence of ours is in any answer."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.archive.incoming import Incoming
from tests.e2e.conftest import Languages
from tests.e2e.test_visibility import ASKED, GROUPS, PASSAGES, SECRET, commands, everything
from tests.e2e.world import World, answer, components, text
from tests.languages.catalog import entries, read

LEAST = 3
"""Words of a piece of a sentence that is no accident: archives hold English, too."""


def pieces() -> Iterator[str]:
    """Every stretch of an English sentence between its values, where the Russian one is another."""
    for key, strings in entries(read("ru")).items():
        if key.one in strings or key.context:
            continue
        for piece in re.split(r"\{[^{}]*\}|\n", key.one):
            if len(re.findall(r"[A-Za-z]{2,}", piece)) >= LEAST:
                yield piece.strip()


PIECES = sorted(set(pieces()), key=len)
WHOLE = {
    key.one for key, strings in entries(read("ru")).items() if key.one not in strings and not key.context
}
"""What a label or a choice would say in English."""


def labels(message: Any) -> Iterator[str]:
    for part in components(message):
        yield from (str(part[name]) for name in ("label", "placeholder") if part.get(name))
        yield from (str(option["label"]) for option in part.get("options") or ())


@pytest.fixture
async def bilingual(world: World, speaks: Languages) -> World:
    """A server with a thread of its own, whose admin's Discord is Russian."""
    async with world.bot.store.write() as write:
        await world.bot.store.threads.take_in(write, Incoming.of(SECRET, PASSAGES), guild_id=world.guild.id)
    speaks[world.admin.id] = "ru"
    return world


PUBLIC = {"game who-said-it"}
"""Answers that are everybody's whoever asks, so in the language of the server, which is English here."""
LEFT = {
    "author",
    "bin",
    "card-share",
    "map",
    "quote",
    "replay-start",
    "scores",
    "share",
    "tell",
    "timeline",
    "top",
}
"""Presses that take a message away, begin what goes on by itself, or speak to everybody."""


async def ask(world: World, name: str) -> Any:
    """Ask for what only the asker sees, and no more than must be told."""
    parameters = commands(world)[name].parameters
    options = {p.display_name: ASKED[p.display_name][0] for p in parameters if p.required}
    if any(p.display_name == "public" for p in parameters):
        options["public"] = False
    return await world.admin.slash(world.channel, name, **options)


async def english_in(result: Any, *messages: Any) -> set[str]:
    """What an answer holds of our English."""
    shown = await everything(result)
    heard = {piece for piece in PIECES if piece in shown}
    for message in filter(None, (result.response, *result.followups, *messages)):
        heard |= {piece for piece in PIECES if piece in text(message)}
        heard |= {label for label in labels(message) if label in WHOLE}
    return heard


@pytest.mark.parametrize("group", GROUPS)
async def test_no_answer_holds_english_of_ours(bilingual: World, group: str) -> None:
    heard = {}
    for name in commands(bilingual, group).keys() - PUBLIC:
        result = await ask(bilingual, name)
        assert re.search("[а-яё]{3}", await everything(result)), f"/{name} says nothing in Russian"
        heard[name] = await english_in(result)
    assert {name: each for name, each in heard.items() if each} == {}


@pytest.mark.parametrize("group", GROUPS)
async def test_no_press_is_answered_with_english_of_ours(bilingual: World, group: str) -> None:
    heard = {}
    for name in commands(bilingual, group).keys() - PUBLIC:
        for id_ in buttons(await ask(bilingual, name)):
            message = answer(await ask(bilingual, name))
            if id_ not in buttons_of(message):  # it names what every answer makes anew
                continue
            pressed = await bilingual.admin.click(message, custom_id=id_)
            heard[f"/{name} {id_}"] = await english_in(pressed, message)
    assert {name: each for name, each in heard.items() if each} == {}


def buttons(result: Any) -> list[str]:
    message = result.followups[0] if result.followups else result.response
    return buttons_of(message) if message else []


def buttons_of(message: Any) -> list[str]:
    return [
        str(part["custom_id"])
        for part in components(message)
        if part.get("type") == 2 and not part.get("disabled") and part["custom_id"].split(":")[1] not in LEFT
    ]


def test_the_walk_hears_english() -> None:
    assert len(PIECES) > 300
    assert any(piece in "Темы `x` нет. There is no thread called `x`." for piece in PIECES)
    assert "Read in context" in WHOLE
