"""What somebody sees while an import takes its time."""

import asyncio
from typing import Any

import pytest

from bot.errors import UserError
from bot.importing.importer import Importer
from bot.importing.report import Report
from tests.e2e.test_managing import THREAD, upload
from tests.e2e.world import World, answer, text


async def asked(world: World) -> Any:
    return answer(await world.admin.slash(world.channel, "archive import", file=upload(THREAD), slug="pump"))


def slow(monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> None:
    """Make the importer take ten seconds for each of two steps, as a large archive does."""
    real = Importer.run

    async def run(self: Importer, *arguments: Any, progress: Any, **options: Any) -> Report:
        progress("page *one*.html")
        await asyncio.sleep(10)
        progress("Should the village pump be painted?: 2 of 3 posts kept")
        await asyncio.sleep(10)
        if fails:
            raise UserError("The disk is full.")
        return await real(self, *arguments, progress=progress, **options)

    monkeypatch.setattr(Importer, "run", run)


async def test_a_long_import_shows_what_it_is_at_and_then_what_it_did(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await asked(world)
    slow(monkeypatch)
    await world.admin.click(message, label="Import")
    assert "This is what I read" in text(message)
    await world.env.advance_time(4)
    assert "Putting it on the record…\n-# page \\*one\\*.html" in text(message)
    await world.env.advance_time(10)
    assert text(message).endswith("-# Should the village pump be painted?")
    await world.env.advance_time(10)
    assert "## On the record" in text(message)
    assert "Putting it" not in text(message)


async def test_a_long_import_that_fails_says_so_in_its_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await asked(world)
    slow(monkeypatch, fails=True)
    await world.admin.click(message, label="Import")
    await world.env.advance_time(4)
    await world.env.advance_time(20)
    assert "It was not finished; nothing was changed." in text(message)


async def test_a_short_import_shows_no_progress(world: World) -> None:
    message = await asked(world)
    before = len(world.env.http_requests)
    await world.admin.click(message, label="Import")
    edits = [each for each in world.env.http_requests[before:] if each.method == "PATCH"]
    assert len(edits) == 1
