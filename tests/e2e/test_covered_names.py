"""Words a server masks are covered in names, in titles people bore and in titles of threads, whoever shows them."""

import json
import re
from collections.abc import AsyncIterator

import pytest

from bot.archive.incoming import Incoming
from bot.store.community.settings import Json
from tests.e2e.test_credits_walk import undrawn
from tests.e2e.test_two_servers import GROUPS, LEFT, MUTED, TELLING
from tests.e2e.test_visibility import ASKED, PASSAGES, SECRET, SLUG
from tests.e2e.walk import Output, Walker
from tests.e2e.world import World, answer

MASKED = ("Quorvath", "Wickwarden", "Zanzibar")
"""Of an author's name, of a title they bore, of a thread's title."""


@pytest.fixture
async def lighthouse(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    undrawn(monkeypatch)
    async with world.bot.store.write() as write:
        await world.bot.store.threads.take_in(write, Incoming.of(SECRET, PASSAGES), guild_id=world.guild.id)
    return world


async def mask(world: World) -> None:
    async with world.bot.store.write() as write:
        words: list[Json] = [word.casefold() for word in MASKED]
        await world.bot.store.settings.set(world.guild.id, "mask_words", words, write=write)


def told(output: Output) -> set[str]:
    """Masked words an answer shows: not in ids, nor what was typed and is said back between backticks."""
    files = [data.decode("utf-8", "replace") for _, data in output.files]
    shown = "\n".join([*output.texts, *files]).casefold().replace(SLUG, "")
    return {word for word in MASKED if word.casefold() in re.sub(r"`[^`]*`", "", shown)}


async def heard(world: World, group: str) -> AsyncIterator[tuple[str, set[str]]]:
    walker = Walker(world, world.admin, world.channel, LEFT)
    left = MUTED | {"archive import", "settings set"}
    async for each in walker.all(ASKED, lambda name: name.split()[0] == group and name not in left):
        if words := told(each):
            yield each.door, words


@pytest.mark.parametrize("group", GROUPS)
async def test_no_name_and_no_title_shows_what_is_masked(lighthouse: World, group: str) -> None:
    plain = await anext(heard(lighthouse, group), None)
    assert bool(plain) == (group in TELLING), "without a mask they are shown, or the walk proves nothing"
    await mask(lighthouse)
    assert [each async for each in heard(lighthouse, group)] == []


async def test_speakers_of_a_replay_wear_covered_names(lighthouse: World) -> None:
    await mask(lighthouse)
    preview = await lighthouse.admin.slash(
        lighthouse.channel, "replay start", thread=SLUG, pace="fast", poll=True
    )
    await lighthouse.admin.click(answer(preview), label="Start")
    for _ in range(40):
        await lighthouse.env.advance_time(1)
    sent = [
        json.dumps(entry.json, ensure_ascii=False)
        for entry in lighthouse.env.http_requests
        if entry.method in {"POST", "PATCH"} and "webhooks" in entry.path + str(entry.json)
    ]
    assert any('"username": "******** Ilm' in body for body in sent)
    assert [body for body in sent if "quorvath" in body.casefold()] == []
