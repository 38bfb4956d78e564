from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedThread, Passage, PassageKind
from bot.errors import NotFound
from bot.store.archive import save
from bot.store.archive.additions import Additions
from bot.store.store import Store
from bot.store.values import Outcome, Saved, Viewer
from tests.said import body
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, OPERATOR, Passages, indexed, own, post, thread
from tests.store.raw import opened, put_in

SLUG = "a-canal-across-the-isthmus"


async def put(
    store: Store, parsed: ParsedThread = CANAL, passages: Passages | None = None, **more: Any
) -> Saved:
    async with store.write() as write:
        return await store.threads.take_in(write, Incoming.of(parsed, passages or own(parsed)), **more)


async def test_an_imported_thread_is_listed_with_its_figures(canal: Store) -> None:
    (found,) = await canal.threads.list(EVERYONE)
    assert (found.slug, found.title, found.posts, found.authors) == (SLUG, CANAL.title, 4, 3)
    assert found.first_at == CANAL.posts[0].posted_at
    assert await canal.threads.get(f"`{SLUG}`", EVERYONE) == found
    assert await canal.threads.get(CANAL.title.upper(), EVERYONE) == found


async def test_the_same_import_again_writes_nothing(canal: Store) -> None:
    before = await canal._database._writer.run(lambda c: c.total_changes)  # type: ignore[union-attr] # noqa: SLF001
    assert await put(canal, CANAL, CANAL_PASSAGES) == Saved(SLUG, Outcome.UNCHANGED, 0)
    after = await canal._database._writer.run(lambda c: c.total_changes)  # type: ignore[union-attr] # noqa: SLF001
    assert after == before


async def test_a_longer_copy_adds_what_is_new_and_a_shorter_one_nothing(canal: Store) -> None:
    longer = replace(CANAL, posts=(*CANAL.posts, post("Zed", "A late word from me.")))
    passages = [*CANAL_PASSAGES, (own(longer)[-1])]
    assert await put(canal, longer, passages) == Saved(SLUG, Outcome.EXTENDED, 1)
    assert await put(canal, CANAL, CANAL_PASSAGES) == Saved(SLUG, Outcome.UNCHANGED, 0)
    page = await canal.posts.page(SLUG, EVERYONE)
    assert [p.number for p in page] == [1, 2, 3, 4, 5]
    assert body(page[-1]) == "A late word from me."


async def test_two_threads_with_the_same_opening_stay_two(canal: Store) -> None:
    other = replace(CANAL, posts=(CANAL.posts[0], post("Zed", "Something else.")))
    assert await put(canal, other) == Saved(f"{SLUG}-2", Outcome.ADDED, 2)
    assert len(await canal.threads.list(EVERYONE)) == 2


async def test_pages_that_share_a_key_become_one_thread_by_their_refs(store: Store) -> None:
    first = thread("Long", post("A", "One.", ref="11"), post("B", "Two.", ref="12"), key="x:thread:1")
    second = thread(
        "Long",
        post("B", "Two, edited.", ref="12"),
        post("C", "Three.", ref="13", parent_ref="12"),
        key="x:thread:1",
    )
    await put(store, first)
    assert await put(store, second) == Saved("long", Outcome.EXTENDED, 1)
    page = await store.posts.page("long", EVERYONE)
    assert [(p.number, body(p)) for p in page] == [(1, "One."), (2, "Two, edited."), (3, "Three.")]
    assert page[2].answers == PostId("long", 2)
    assert (await store.posts.get(PostId("long", 3), EVERYONE)).answers == PostId("long", 2)


async def test_a_page_given_again_alone_keeps_what_was_found_beside_the_others(store: Store) -> None:
    pages = [
        thread("Long", post("A", "One.", ref="1"), key="k"),
        thread("Long", post("B", "One.", ref="2"), key="k"),
    ]
    whole = replace(pages[0], posts=(*pages[0].posts, *pages[1].posts))
    quoted = Passage(0, 4, PassageKind.QUOTE, "A", 1, 0, 4)
    await put(store, whole, [*own(pages[0]), (quoted,)])
    assert await put(store, pages[1]) == Saved("long", Outcome.UNCHANGED, 0)
    assert (await store.posts.get(PostId("long", 2), EVERYONE)).passages == (quoted,)
    edited = replace(pages[1], posts=(replace(pages[1].posts[0], body="Two."),))
    assert await put(store, edited) == Saved("long", Outcome.UPDATED, 0)
    assert body(await store.posts.get(PostId("long", 2), EVERYONE)) == "Two."


def topic(key: str, *refs: str, minute: int = 0, title: str = "Pots") -> ParsedThread:
    times = [datetime(2020, 1, 2, number, minute, 5, 123_000, tzinfo=UTC) for number in range(len(refs))]
    posts = [
        post("Ada", f"Pot {ref}.", ref=ref, posted_at=time) for ref, time in zip(refs, times, strict=True)
    ]
    return thread(title, *posts, key=key)


@pytest.mark.parametrize("former", ["x:thread:7:pots", "x:thread:7"])
@pytest.mark.parametrize("now", ["x:thread:7:kettles", "x:thread:7"])
async def test_a_thread_called_otherwise_since_is_the_same_by_its_number_and_a_post(
    store: Store, former: str, now: str
) -> None:
    await put(store, topic(former, "1", "2"))
    assert await put(store, topic(now, "1", "2", "3", title="Kettles")) == Saved("pots", Outcome.EXTENDED, 1)
    assert await put(store, topic(now, "1", "2", "3", title="Kettles")) == Saved("pots", Outcome.UNCHANGED, 0)
    assert [each.number for each in await store.posts.page("pots", EVERYONE)] == [1, 2, 3]


@pytest.mark.parametrize(
    "other",
    [
        topic("x:thread:7:kettles", "1", "2", minute=1),
        topic("x:thread:7:kettles", "11", "12"),
        topic("x:thread:77:pots", "1", "2"),
        topic("y:thread:7:pots", "1", "2"),
    ],
)
async def test_a_thread_of_another_site_with_the_same_number_is_another(
    store: Store, other: ParsedThread
) -> None:
    for former in ("x:thread:7:pots", "x:thread:7"):
        await put(store, topic(former, "1", "2"), guild_id=len(former))
        assert (await put(store, other, guild_id=len(former))).outcome is Outcome.ADDED


async def test_a_number_that_tells_no_site_is_one_thread_with_its_title_or_a_post_alone(store: Store) -> None:
    await put(store, topic("x:thread:7", "1", "2"))
    another = topic("x:thread:7", "1", "2", minute=1, title="Kettles")
    assert (await put(store, another)).outcome is Outcome.ADDED
    retitled = topic("x:thread:7", "1", "2", "3", title="Lids")
    assert await put(store, retitled) == Saved("pots", Outcome.EXTENDED, 1)
    later = replace(topic("x:thread:7", "5"), title="kettles")
    assert await put(store, later) == Saved("kettles", Outcome.EXTENDED, 1)


async def test_a_later_page_goes_on_the_only_thread_of_its_number(store: Store) -> None:
    await put(store, topic("x:thread:7", "1", "2"))
    later = replace(topic("x:thread:7", "5", title="Pots - the harbour"), page=2)
    assert (await put(store, later)).outcome is Outcome.EXTENDED


def said(*posts: tuple[str, str | None]) -> ParsedThread:
    made = (
        post("A", words, posted_at=clock and datetime.fromisoformat(f"2009-05-01 {clock}"))
        for words, clock in posts
    )
    return thread("Plain", *made, key="k")


async def bodies(store: Store) -> list[str]:
    return [
        f"{p.posted_at:%H:%M} {body(p)}" for p in await store.posts.page("plain", EVERYONE) if p.posted_at
    ]


async def test_a_page_without_ids_known_by_its_words_is_not_taken_for_another_that_repeats_them(
    store: Store,
) -> None:
    first, second = said(("Why?", "10:03"), ("+1", "10:10")), said(("+1", "12:47"), ("Cold.", "12:50"))
    both = replace(first, posts=first.posts + second.posts)
    await put(store, first)
    assert (await put(store, second)).posts_added == 2
    for again in (first, second, both):
        assert (await put(store, again)).outcome == Outcome.UNCHANGED
    assert await bodies(store) == ["10:03 Why?", "10:10 +1", "12:47 +1", "12:50 Cold."]


async def test_a_page_without_ids_saved_by_another_clock_adds_nothing(store: Store) -> None:
    await put(store, said(("Why?", "10:03"), ("+1", "10:10"), ("+1", "10:10"), ("Hm.", None)))
    shifted = said(("Why?", "15:33"), ("+1", "15:40"), ("+1", "15:40"), ("Hm.", "15:41"), ("Hm.", "15:41"))
    assert await put(store, shifted) == Saved("plain", Outcome.EXTENDED, 1)
    assert await bodies(store) == ["15:33 Why?", "15:40 +1", "15:40 +1", "15:41 Hm.", "15:41 Hm."]


async def test_the_same_words_said_at_many_times_are_told_apart_by_their_own(store: Store) -> None:
    many = said(*(("+1", f"{n // 60:02}:{n % 60:02}") for n in range(200)))
    await put(store, many)
    assert await put(store, replace(many, posts=many.posts[150:])) == Saved("plain", Outcome.UNCHANGED, 0)
    assert len(set(await bodies(store))) == len(await bodies(store))


async def test_better_passages_update_a_thread(store: Store) -> None:
    await put(store)
    assert await put(store, CANAL, CANAL_PASSAGES) == Saved(SLUG, Outcome.UPDATED, 0)
    assert (await store.posts.get(PostId(SLUG, 3), EVERYONE)).passages == CANAL_PASSAGES[2]


async def test_a_guilds_thread_is_invisible_elsewhere_until_it_is_shared(store: Store) -> None:
    await put(store, guild_id=7)
    assert [t.slug for t in await store.threads.list(Viewer(7))] == [SLUG]
    assert [t.slug for t in await store.threads.list(OPERATOR)] == [SLUG]
    for stranger in (Viewer(8), EVERYONE):
        assert await store.threads.list(stranger) == []
        assert await store.threads.complete("canal", stranger) == []
        assert await store.authors.complete("mar", stranger) == []
        for call in (
            store.threads.get(SLUG, stranger),
            store.posts.get(PostId(SLUG, 1), stranger),
            store.posts.random(stranger),
            store.authors.get("Maren", stranger),
        ):
            with pytest.raises(NotFound):
                await call
        assert [p async for p in store.posts.export(stranger)] == []
    async with store.write() as write:
        await store.threads.share(SLUG, Viewer(7), shared=True, write=write)
    assert [t.slug for t in await store.threads.list(Viewer(8))] == [SLUG]


async def test_the_same_thread_of_two_guilds_is_two_threads(store: Store) -> None:
    assert (await put(store, guild_id=7)).outcome == Outcome.ADDED
    assert (await put(store, guild_id=8)).outcome == Outcome.ADDED


async def test_a_removed_thread_takes_its_posts_words_and_authors_along(canal: Store) -> None:
    await put(canal, thread("Another", ("Maren", "One more post of mine."), ("Zed", "And mine, of course.")))
    async with canal.write() as write:
        assert (await canal.threads.remove(SLUG, EVERYONE, write=write)).posts == 4
    assert [t.slug for t in await canal.threads.list(EVERYONE)] == ["another"]
    assert (await canal.authors.get("Maren", EVERYONE)).posts == 1
    with pytest.raises(NotFound):
        await canal.authors.get("Óscar Vidal", EVERYONE)
    assert await indexed(canal) == {"one", "more", "post", "of", "mine", "and", "course"}


async def test_a_missing_thread_names_the_nearest(canal: Store) -> None:
    with pytest.raises(NotFound, match=f"Did you mean `{SLUG}`"):
        await canal.threads.get("a-canal-acros-the-istmus-worth", EVERYONE)


async def test_a_slug_is_made_unique_and_may_be_asked_for(store: Store) -> None:
    assert (await put(store, thread("Ночь", ("A", "x")), slug="My own name")).slug == "my-own-name"
    assert (await put(store, thread("Ночь", ("A", "y")))).slug == "noch"
    assert (await put(store, thread("Ночь", ("A", "z")))).slug == "noch-2"


async def test_text_that_utf8_cannot_carry_keeps_its_length(store: Store) -> None:
    await put(store, thread("Broken", ("A\ud800", "x\udfffy")))
    (found,) = await store.posts.page("broken", EVERYONE)
    assert (found.author, body(found)) == ("A\ufffd", "x\ufffdy")


async def test_progress_is_told_and_may_call_the_import_off(store: Store) -> None:
    big = thread("Big", *((f"a{i % 7}", f"post number {i}") for i in range(4_100)))
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 4_000:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await put(store, big, progress=stop)
    assert seen == [(2_000, 4_100), (4_000, 4_100)]
    assert await store.threads.list(EVERYONE) == []
    assert await store.authors.complete("a", EVERYONE) == []


async def test_the_words_of_many_threads_are_written_to_the_index_in_one_go(store: Store) -> None:
    async with store.write() as write:
        for i in range(30):
            parsed = thread(f"Thread {i}", ("Maren", f"word{i} and another"), ("Zed", "and one more"))
            await store.threads.take_in(write, Incoming.of(parsed, own(parsed)))
    segments = await store._database.read(  # noqa: SLF001
        lambda c: c.execute("SELECT count(DISTINCT segid) FROM words_1_idx").fetchone()[0]
    )
    assert segments == 1


@pytest.mark.parametrize("key", [None, "test:1", "test:thread:1:pots"])
@pytest.mark.parametrize("guild", [None, 7])
def test_no_import_looks_through_all_that_is_stored(key: str | None, guild: int | None) -> None:
    connection = opened()
    for number in range(30):
        other_key = key and key.replace("1", f"2{number}")
        other = thread(f"Thread {number}", ("Maren", f"word{number}"), key=other_key)
        put_in(connection, Incoming.of(other, own(other)), guild)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    for posts in (1, 1, 2):
        parsed = thread("The canal", *[("Ada", f"the canal {number}") for number in range(posts)], key=key)
        put_in(connection, Incoming.of(parsed, own(parsed)), guild)
    connection.set_trace_callback(None)
    plans = [
        (step[3], sql)
        for sql in statements
        if sql.split()[0] in {"SELECT", "UPDATE", "DELETE"}
        for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    ]
    few = (
        "CONSTANT",
        "index_state",
        "beside_state",
        "word_parts",
        "asked",
        "json_each",
        "c",
        "archive_version",
        "privacy_salts",
        "tombstones",
        "hidings",
    )
    grown = [
        (step, sql)
        for step, sql in plans
        if ("threads_by_guild" in step and "EXISTS (SELECT 1 FROM threads WHERE guild_id <" not in sql)
        or (step.startswith("SCAN ") and step.split()[1] not in few)
    ]
    assert plans
    assert grown == []


async def test_a_thread_known_by_nothing_but_its_title_is_another_unless_it_has_a_post_of_it(
    store: Store,
) -> None:
    key = "x:title:Long"
    first = thread("Long", post("A", "One."), post("B", "Two."), key=key)
    other = thread("Long", post("C", "Three."), post("B", "Two."), key=key)
    assert await put(store, first) == Saved("long", Outcome.ADDED, 2)
    assert await put(store, other) == Saved("long-2", Outcome.ADDED, 2)
    assert await put(store, first) == Saved("long", Outcome.UNCHANGED, 0)
    assert await put(store, other) == Saved("long-2", Outcome.UNCHANGED, 0)
    longer = replace(other, posts=(*other.posts, post("D", "Four.")))
    assert await put(store, longer) == Saved("long-2", Outcome.EXTENDED, 1)


async def test_a_removed_thread_keeps_out_no_other_of_its_title(store: Store) -> None:
    first, other = (thread("Long", post(name, "One."), key="x:title:Long") for name in "AB")
    await put(store, first)
    async with store.write() as write:
        await store.threads.remove("long", OPERATOR, write=write)
    assert (await put(store, other)).outcome is Outcome.ADDED


def test_the_index_writes_its_buffer_once_a_transaction_however_many_new_authors_come() -> None:
    connection = opened()
    written: list[str] = []
    connection.execute("BEGIN")
    connection.set_trace_callback(
        lambda sql: written.extend([sql] * ("REPLACE INTO 'main'.'words_1_data'" in sql))
    )
    additions = Additions()
    for name in ("Ada", "Bert", "Cleo"):
        parsed = thread(f"A thread of {name}", (name, "Silt in the canal."), (name, "Mud."))
        incoming = Incoming.of(parsed, own(parsed))
        save.save(connection, additions, incoming, None, None, lambda *_: None)
    assert written == []
    additions.finish(connection)
    connection.execute("COMMIT")
    assert written
    connection.close()
