"""Threads that are called something else: every id that ever stood under a post leads to it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.errors import NotFound, UserError
from bot.store.store import Store
from bot.store.values import Viewer
from tests.said import body
from tests.store.make import CANAL, EVERYONE, OPERATOR, own, thread

SLUG = "a-canal-across-the-isthmus"
HERE, THERE = Viewer(1), Viewer(2)


async def put(store: Store, title: str = CANAL.title, guild_id: int | None = None) -> str:
    parsed = replace(CANAL, title=title) if title != CANAL.title else CANAL
    async with store.write() as write:
        return (await store.threads.take_in(write, Incoming.of(parsed, own(parsed)), guild_id=guild_id)).slug


async def rename(store: Store, slug: str, new: str, viewer: Viewer = OPERATOR) -> str:
    async with store.write() as write:
        return (await store.threads.rename(slug, new, viewer, write=write)).slug


async def test_old_and_new_ids_lead_to_the_same_post_which_says_the_new_one(canal: Store) -> None:
    assert await rename(canal, SLUG, "canal") == "canal"
    assert await rename(canal, "canal", "isthmus") == "isthmus"
    for slug in (SLUG, "canal", "isthmus"):
        found = await canal.posts.get(PostId(slug, 3), EVERYONE)
        assert found.id == PostId("isthmus", 3)
        assert "dredgers" in body(found)
        assert (await canal.threads.get(slug, EVERYONE)).slug == "isthmus"


async def test_what_a_thread_was_called_is_no_other_threads_to_have(canal: Store) -> None:
    await rename(canal, SLUG, "canal")
    assert await put(canal, "Canal") == "canal-2"
    assert await put(canal, "A canal across the isthmus") == f"{SLUG}-2"
    assert await rename(canal, "canal-2", SLUG) == f"{SLUG}-3"


async def test_a_thread_may_have_its_old_name_back(canal: Store) -> None:
    await rename(canal, SLUG, "canal")
    assert await rename(canal, "canal", SLUG) == SLUG
    assert (await canal.threads.get("canal", EVERYONE)).slug == SLUG
    assert await rename(canal, SLUG, SLUG) == SLUG


async def test_what_is_no_slug_is_refused_with_one_that_is(canal: Store) -> None:
    with pytest.raises(UserError, match="yours could be `the-canal`"):
        await rename(canal, SLUG, "The canal!")


async def test_an_old_name_shows_nobody_what_they_may_not_see(store: Store) -> None:
    slug = await put(store, guild_id=1)
    await rename(store, slug, "canal", HERE)
    assert (await store.threads.get(slug, HERE)).slug == "canal"
    with pytest.raises(NotFound):
        await store.threads.get(slug, THERE)
    with pytest.raises(NotFound):
        await rename(store, slug, "mine", THERE)


async def test_an_old_name_is_found_as_it_is_typed_and_forgotten_with_its_thread(canal: Store) -> None:
    await rename(canal, SLUG, "waterway")
    await canal.settle()
    for typed in ("waterw", "a-canal-acr"):
        assert [each.slug for each in await canal.threads.complete(typed, EVERYONE)] == ["waterway"]
    async with canal.write() as write:
        await canal.privacy.remove_thread(SLUG, OPERATOR, write=write)
    with pytest.raises(NotFound):
        await canal.threads.get(SLUG, EVERYONE)


async def test_a_kept_quote_is_let_go_by_its_old_id(canal: Store) -> None:
    await canal.keeping.keep(7, PostId(SLUG, 1), EVERYONE)
    await rename(canal, SLUG, "canal")
    assert await canal.keeping.drop(7, PostId(SLUG, 1))
    assert await canal.keeping.kept(7, EVERYONE) == []


NAMES = st.sampled_from(["canal", "canal-2", "silt", "dredgers"])


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 2), NAMES), max_size=8))
def test_whatever_is_renamed_every_id_ever_told_keeps_its_post(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, str]]
) -> None:
    asyncio.run(_told_and_kept(tmp_path_factory.mktemp("slugs") / "hansard.db", moves))


async def _told_and_kept(path: Path, moves: list[tuple[int, str]]) -> None:
    async with Store.open(path) as store:
        told: dict[str, str] = {}
        now = []
        for word in ("Canal", "Silt", "Lock"):
            parsed = thread(word, ("Maren", f"{word} it is."))
            async with store.write() as write:
                now.append((await store.threads.take_in(write, Incoming.of(parsed, own(parsed)))).slug)
            told[now[-1]] = word
        for at, name in moves:
            now[at] = await rename(store, now[at], name)
            word = ("Canal", "Silt", "Lock")[at]
            assert told.setdefault(now[at], word) == word
        for slug, word in told.items():
            assert body(await store.posts.get(PostId(slug, 1), EVERYONE)) == f"{word} it is."
