import random
from collections import Counter

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import Mark, MarkKind
from bot.errors import NotFound
from bot.store.archive.posts import Posts
from bot.store.sqlite.database import Database
from bot.store.store import Store
from tests.said import body
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, own, post, thread

SLUG = "a-canal-across-the-isthmus"


async def test_a_post_comes_back_as_it_went_in(canal: Store) -> None:
    found = await canal.posts.get(PostId(SLUG, 3), EVERYONE)
    given = CANAL.posts[2]
    assert (found.author, found.author_title, body(found)) == ("Maren", "Engineer", given.body)
    assert found.passages == CANAL_PASSAGES[2]
    times = [p.posted_at for p in await canal.posts.page(SLUG, EVERYONE)]
    assert times == [p.posted_at for p in CANAL.posts]
    assert times[1] is not None
    assert times[1].tzinfo is None


async def test_marks_come_back_as_they_went_in(store: Store) -> None:
    marks = (
        Mark(0, 3, MarkKind.QUOTE, author="Maren", number=4),
        Mark(4, 7, MarkKind.LINK, url="https://a.example"),
    )
    parsed = thread("Marks", post("A", "one two three", marks=marks))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(parsed, own(parsed)))
    (found,) = await store.posts.page("marks", EVERYONE)
    assert found.marks == marks


async def test_a_post_that_is_not_there_says_which_are(canal: Store) -> None:
    with pytest.raises(NotFound, match="has no post 99; its posts are 1 to 4"):
        await canal.posts.get(PostId(SLUG, 99), EVERYONE)


async def test_posts_are_found_by_author_and_by_whom_they_quote(canal: Store) -> None:
    assert [p.number for p in await canal.posts.by("maren", EVERYONE)] == [1, 3]
    assert [p.number for p in await canal.posts.by("maren", EVERYONE, thread=SLUG, offset=1)] == [3]
    assert [p.number for p in await canal.posts.quoting(PostId(SLUG, 2), EVERYONE)] == [3]


async def test_the_export_streams_everything_in_order(canal: Store) -> None:
    more = thread("More", *((f"a{i}", f"post {i}") for i in range(450)))
    async with canal.write() as write:
        await canal.threads.take_in(write, Incoming.of(more, own(more)))
    found = [p.id async for p in canal.posts.export(EVERYONE)]
    assert found == [PostId(SLUG, i) for i in range(1, 5)] + [PostId("more", i) for i in range(1, 451)]
    assert len([p async for p in canal.posts.export(EVERYONE, slugs=[SLUG])]) == 4


async def test_every_post_with_enough_own_words_is_as_likely_as_the_next(canal: Store) -> None:
    database: Database = canal._database  # noqa: SLF001
    posts = Posts(database, random.Random(7))  # noqa: S311
    more = thread(
        "More", *((f"a{i % 3}", "five whole words of mine" if i % 2 else "too short") for i in range(600))
    )
    async with canal.write() as write:
        await canal.threads.take_in(write, Incoming.of(more, own(more)))
    drawn = Counter([(await posts.random(EVERYONE)).id for _ in range(1_500)])
    assert all(p.number % 2 == 0 for p in drawn if p.slug == "more")
    assert 290 <= len(drawn) <= 304
    assert max(drawn.values()) < 20
    of_one = {(await posts.random(EVERYONE, author="a1", thread="more")).author for _ in range(20)}
    assert of_one == {"a1"}


async def test_a_quote_seen_lately_is_avoided_while_there_is_another(canal: Store) -> None:
    avoid = [PostId(SLUG, 1), PostId(SLUG, 2), PostId(SLUG, 4)]
    assert {(await canal.posts.random(EVERYONE, avoid=avoid)).number for _ in range(10)} == {3}
    avoid.append(PostId(SLUG, 3))
    assert (await canal.posts.random(EVERYONE, avoid=avoid)).id in avoid


async def test_nothing_worth_quoting_is_a_sentence(store: Store) -> None:
    with pytest.raises(NotFound, match="nothing here worth quoting"):
        await store.posts.random(EVERYONE)
