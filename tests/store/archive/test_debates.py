"""Exchanges, maps, portraits, keepsakes: what they hold, and what nobody may see in them."""

import gc

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.errors import NotFound, UserError
from bot.store.archive.debates import Quoted, busiest
from bot.store.community import quotes
from bot.store.store import Store
from bot.store.values import Viewer
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, own, post, thread


async def slug_of(store: Store, viewer: Viewer = EVERYONE) -> str:
    (found,) = await store.threads.list(viewer)
    return found.slug


async def test_the_turns_of_a_long_thread_are_not_values_that_the_garbage_collector_looks_at_one_by_one(
    store: Store,
) -> None:
    long = thread("Long", *((f"Author {n % 7}", f"words {n}") for n in range(3_000)))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(long, own(long)))
    await store.debates.links("long", EVERYONE)
    gc.collect()
    before = len(gc.get_objects())
    turns = await store.debates.turns("long", EVERYONE)
    assert len(gc.get_objects()) - before < 1_000
    assert len(turns) == 3_000


async def test_an_exchange_holds_the_quote_and_what_it_quotes(canal: Store) -> None:
    found = await canal.debates.exchange("Maren", "Óscar Vidal", EVERYONE)
    assert [each.number for each in found] == [2, 3]
    assert found == await canal.debates.exchange("oscar vidal", "maren", EVERYONE)


async def test_a_map_counts_quotes_and_a_timeline_every_post(canal: Store) -> None:
    slug = await slug_of(canal)
    assert await canal.debates.links(slug, EVERYONE) == [Quoted("Maren", "Óscar Vidal", 1)]
    assert [(each.number, each.author, each.words) for each in await canal.debates.turns(slug, EVERYONE)] == [
        (1, "Maren", 8),
        (2, "Óscar Vidal", 8),
        (3, "Maren", 8),
        (4, "Ни шагу", 7),
    ]


async def test_a_portrait_tells_whom_somebody_answers_and_what_of_theirs_is_quoted(canal: Store) -> None:
    maren = await canal.debates.portrait("Maren", EVERYONE)
    assert maren.answers == (("Óscar Vidal", 1),)
    assert maren.months == (("2021-05", 1),)
    assert maren.famed is None
    oscar = await canal.debates.portrait("Óscar Vidal", EVERYONE)
    assert oscar.answered_by == (("Maren", 1),)
    assert oscar.quoted == 1
    assert oscar.famed is not None
    assert (oscar.famed.words.start, oscar.famed.words.end, oscar.famed.times) == (0, 42, 1)


@pytest.mark.parametrize(
    ("stretches", "found"),
    [
        ([(0, 10), (5, 20), (5, 8)], (5, 8)),
        ([(0, 10), (20, 40)], (20, 40)),
        ([(0, 50)], (0, 45)),
        ([(46, 50)], None),
        ([], None),
    ],
)
def test_the_most_quoted_words_are_those_most_quotes_hold(
    stretches: list[tuple[int, int]], found: tuple[int, int] | None
) -> None:
    assert busiest(stretches, [(0, 45)]) == found


def test_the_most_quoted_words_stand_within_one_passage() -> None:
    assert busiest([(5, 30), (5, 30)], [(0, 10), (10, 45)]) == (10, 30)


async def test_a_hidden_author_has_no_part_in_any_of_it(canal: Store) -> None:
    slug = await slug_of(canal)
    await canal.keeping.keep(1, PostId(slug, 2), EVERYONE)
    async with canal.write() as write:
        await canal.privacy.hide("Óscar Vidal", EVERYONE, write=write)
    assert await canal.debates.links(slug, EVERYONE) == []
    assert 2 not in [each.number for each in await canal.debates.turns(slug, EVERYONE)]
    assert (await canal.debates.portrait("Maren", EVERYONE)).answers == ()
    assert await canal.keeping.kept(1, EVERYONE) == []
    assert await canal.keeping.top(EVERYONE) == []
    with pytest.raises(NotFound):
        await canal.debates.portrait("Óscar Vidal", EVERYONE)
    with pytest.raises(NotFound):
        await canal.debates.exchange("Maren", "Óscar Vidal", EVERYONE)
    with pytest.raises(NotFound):
        await canal.keeping.keep(2, PostId(slug, 2), EVERYONE)


async def test_another_servers_debate_has_no_part_in_any_of_it(store: Store) -> None:
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES), guild_id=7)
    ours, theirs = Viewer(7), Viewer(8)
    slug = await slug_of(store, ours)
    await store.keeping.keep(1, PostId(slug, 2), ours)
    assert len(await store.keeping.top(ours)) == 1
    assert await store.keeping.top(theirs) == []
    assert len(await store.keeping.kept(1, ours)) == 1
    assert await store.keeping.kept(1, theirs) == []
    with pytest.raises(NotFound):
        await store.debates.links(slug, theirs)
    with pytest.raises(NotFound):
        await store.debates.turns(slug, theirs)
    with pytest.raises(NotFound):
        await store.debates.portrait("Maren", theirs)
    with pytest.raises(NotFound):
        await store.keeping.keep(1, PostId(slug, 2), theirs)


async def test_a_portrait_counts_only_what_the_asker_may_see(canal: Store) -> None:
    other = thread("Elsewhere", post("Maren", "Something said in another server altogether."))
    async with canal.write() as write:
        await canal.threads.take_in(write, Incoming.of(other, own(other)), guild_id=7)
    assert (await canal.debates.portrait("Maren", EVERYONE)).author.posts == 2
    assert (await canal.debates.portrait("Maren", Viewer(7))).author.posts == 3


async def test_keeping_twice_keeps_once_and_too_much_is_refused(
    canal: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = await slug_of(canal)
    assert await canal.keeping.keep(1, PostId(slug, 2), EVERYONE)
    assert not await canal.keeping.keep(1, PostId(slug, 2), EVERYONE)
    assert len(await canal.keeping.kept(1, EVERYONE)) == 1
    monkeypatch.setattr(quotes, "MOST_KEPT", 1)
    assert not await canal.keeping.keep(1, PostId(slug, 2), EVERYONE), "it is kept already"
    with pytest.raises(UserError, match="let one go"):
        await canal.keeping.keep(1, PostId(slug, 4), EVERYONE)


async def test_a_removed_debate_leaves_no_keepsakes_in_sight(canal: Store) -> None:
    slug = await slug_of(canal)
    await canal.keeping.keep(1, PostId(slug, 2), EVERYONE)
    await canal.shown.note(5, PostId(slug, 2))
    async with canal.write() as write:
        await canal.threads.remove(slug, EVERYONE, write=write)
    assert await canal.keeping.kept(1, EVERYONE) == []
    assert await canal.shown.of(5) == frozenset()


async def test_a_channels_round_begins_anew_when_a_quote_comes_again(canal: Store) -> None:
    slug = await slug_of(canal)
    for number in (1, 2, 3):
        await canal.shown.note(5, PostId(slug, number))
    await canal.shown.note(6, PostId(slug, 1))
    assert len(await canal.shown.of(5)) == 3
    await canal.shown.note(5, PostId(slug, 2))
    assert await canal.shown.of(5) == {PostId(slug, 2)}
    assert await canal.shown.of(6) == {PostId(slug, 1)}


async def test_a_channel_forgets_what_it_had_long_ago(canal: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "REMEMBERED", 2)
    slug = await slug_of(canal)
    for number in (1, 2, 3, 4):
        await canal.shown.note(5, PostId(slug, number))
        assert await canal.shown.of(5) == {PostId(slug, each) for each in (number - 1, number) if each}
