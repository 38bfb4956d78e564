"""What new threads add is counted once for all of them, and is what counting each of them anew says."""

import contextlib
import sqlite3
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.errors import NotFound
from bot.search.query import parse
from bot.store.archive import additions, identities, save
from bot.store.archive.additions import Additions
from bot.store.archive.tombstones import REMOVED
from bot.store.privacy import remove
from bot.store.store import Store
from tests.said import body
from tests.store.make import EVERYONE, OPERATOR
from tests.store.raw import opened, put_in

_TABLES = {
    "threads": "id, slug, posts, authors, first_at, last_at",
    "authors": "id, posts, words",
    "author_threads": "*",
    "author_names": "*",
    "thread_names": "*",
    "fame": "*",
}
TIMES = ("2003-05-01T10:00:00", "2003-05-01T09:00:00+02:00", "2004-01-01T00:00:00")
post = st.tuples(
    st.sampled_from(("Ada", "Red Bert", "Jörg", REMOVED)),
    st.integers(0, 3),
    st.none() | st.sampled_from(TIMES),
    st.lists(st.integers(1, 4), max_size=3),
)
"""Who, in how many words, when, quoting which posts of the thread."""


def thread(number: int, posts: list[tuple[str, int, str | None, list[int]]]) -> Incoming:
    made, passages = [], []
    for author, count, at, sources in posts:
        known = [source for source in sources if source <= len(posts)]
        own = " ".join(["argued"] * count)
        tiles = [
            Passage(place, place + 1, PassageKind.QUOTE, posts[source - 1][0], source, 0, 1)
            for place, source in enumerate(known)
        ]
        body = "q" * len(known) + own
        tiles.append(Passage(len(known), len(body)))
        made.append(ParsedPost(author, body, posted_at=datetime.fromisoformat(at) if at else None))
        passages.append(tuple(tiles))
    return Incoming.of(ParsedThread(f"The pump {number}", tuple(made), "test", "text"), passages)


def derived(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: sorted(connection.execute(f"SELECT {what} FROM {name}").fetchall(), key=repr)  # noqa: S608
        for name, what in _TABLES.items()
    }


@given(st.lists(st.lists(post, min_size=1, max_size=5), min_size=1, max_size=4), st.integers(0, 3))
@settings(max_examples=60)
def test_what_several_threads_add_is_what_counting_each_says(
    threads: list[list[tuple[str, int, str | None, list[int]]]], most: int
) -> None:
    connection = opened()
    held, usual = Additions(), additions.UNCOUNTED
    additions.UNCOUNTED = most
    try:
        for number, posts in enumerate(threads):
            save.save(connection, held, thread(number, posts), None, None, lambda *_: None)
    finally:
        additions.UNCOUNTED = usual
    held.finish(connection)
    added = derived(connection)
    for (thread_id,) in connection.execute("SELECT id FROM threads").fetchall():
        identities.count(connection, (thread_id,))
    assert added == derived(connection)
    forms = connection.execute("SELECT word FROM word_forms").fetchall()
    said = any(count and author != REMOVED for posts in threads for author, count, *_ in posts)
    assert forms == [("argued",)] * said
    connection.close()


@pytest.mark.parametrize("before", [False, True])
async def test_a_thread_that_grows_within_a_transaction_is_counted_once(store: Store, before: bool) -> None:  # noqa: FBT001
    parsed = [
        ParsedThread(
            "The pump",
            tuple(ParsedPost("Ada", f"word {n}, of{size}", ref=str(n)) for n in range(size)),
            "test",
            "text",
            key="test:1",
        )
        for size in (2, 3, 5)
    ]
    if before:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(parsed[0], [(Passage(0, 11),)] * 2))
    async with store.write() as write:
        for each in parsed[before:]:
            await store.threads.take_in(
                write, Incoming.of(each, [(Passage(0, len(one.body)),) for one in each.posts])
            )
    (found,) = await store.threads.list(EVERYONE)
    (ada,) = await store.authors.complete("ada", EVERYONE)
    assert (found.posts, ada.posts) == (5, 5)
    assert body(await store.posts.get(PostId(found.slug, 5), EVERYONE)) == "word 4, of5"
    assert [await found_with(store, word) for word in ("of2", "of3", "of5")] == [0, 0, 5]


async def test_who_is_hidden_between_two_threads_of_a_transaction_is_hidden_in_the_second(
    store: Store,
) -> None:
    threads = [
        ParsedThread(
            f"The pump {n}",
            (ParsedPost("Ada", f"gasket {n}"), ParsedPost("Bert", f"valve {n}")),
            "test",
            "text",
        )
        for n in range(2)
    ]
    passages = [[(Passage(0, len(one.body)),) for one in each.posts] for each in threads]
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(threads[0], passages[0]))
        await store.privacy.hide("Ada", EVERYONE, write=write)
        await store.threads.take_in(write, Incoming.of(threads[1], passages[1]))
    await store.settle()
    assert not await found_with(store, "gasket")
    assert await found_with(store, "valve") == 2


async def found_with(store: Store, word: str) -> int:
    return (await store.search.find(parse(word), viewer=EVERYONE)).total


@settings(max_examples=60, deadline=None)
@given(
    posts=st.lists(post, min_size=1, max_size=6), again=st.lists(post, min_size=1, max_size=3), data=st.data()
)
def test_what_a_removed_post_takes_away_is_what_counting_anew_says(
    posts: list[tuple[str, int, str | None, list[int]]],
    again: list[tuple[str, int, str | None, list[int]]],
    data: st.DataObject,
) -> None:
    connection = opened()
    for number, some in enumerate((posts, again)):
        put_in(connection, thread(number, some))
    for number in data.draw(st.permutations(range(1, len(posts) + 1))):
        with contextlib.suppress(NotFound):  # one that came in removed
            known = remove.quotations(connection, PostId("the-pump-0", number), OPERATOR)
            remove.remove_post_for_good(connection, known)
        said = derived(connection)
        identities.count(connection, (1, 2))
        assert said == derived(connection)
    connection.close()
