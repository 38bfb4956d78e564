"""Every command there is, asked by somebody whose Discord is Russian: no English sentence of ours is in any answer."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Languages
from tests.e2e.test_visibility import ASKED, GROUPS, PASSAGES, SECRET, commands, everything
from tests.e2e.world import World, components
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
        await world.bot.store.threads.save(write, SECRET, PASSAGES, guild_id=world.guild.id)
    speaks[world.admin.id] = "ru"
    return world


@pytest.mark.parametrize("group", GROUPS)
async def test_no_answer_holds_english_of_ours(bilingual: World, group: str) -> None:
    heard = []
    for name, command in commands(bilingual, group).items():
        required = {p.display_name: ASKED[p.display_name][0] for p in command.parameters if p.required}
        private = {"public": False} if any(p.display_name == "public" for p in command.parameters) else {}
        result = await bilingual.admin.slash(bilingual.channel, name, **required, **private)
        shown = await everything(result)
        if name != "game who-said-it":  # a round is everybody's, so in the language of the server
            assert re.search("[а-яё]{3}", shown), f"/{name} says nothing in Russian"
            heard += [f"/{name}: {piece}" for piece in PIECES if piece in shown]
            for message in filter(None, (result.response, *result.followups)):
                heard += [f"/{name}: {label}" for label in labels(message) if label in WHOLE]
    assert heard == []


def test_the_walk_hears_english() -> None:
    assert len(PIECES) > 300
    assert any(piece in "Темы `x` нет. There is no thread called `x`." for piece in PIECES)
    assert "Read in context" in WHOLE
