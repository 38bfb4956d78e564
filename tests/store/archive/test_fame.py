"""The hall of fame is what the plain query says, whatever becomes of the posts, and comes back where it is lost."""

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.errors import NotFound, UserError
from bot.store.archive import fame, threads
from bot.store.archive.authors import author_ids
from bot.store.archive.posts import LEAST_WORDS
from bot.store.archive.threads import find_thread
from bot.store.community.quotes import Keeping
from bot.store.maintenance import repair
from bot.store.privacy import hide, remove, requests
from bot.store.sqlite import schema
from bot.store.sqlite.database import Database
from bot.store.store import Store
from bot.store.values import Viewer
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, OPERATOR, remove_post
from tests.store.raw import inside, on, opened, put_in

NAMES = ("Ada", "Bert", "Cleo", "Dora")
THREADS: dict[str, int | None] = {"canal": None, "silt": 7, "mud": 8}
VIEWERS = (EVERYONE, Viewer(7), Viewer(9), OPERATOR)
KEPT = ((1, "canal", 1), (1, "canal", 2), (2, "silt", 1), (3, "silt", 1), (2, "mud", 2), (3, "mud", 2))
Said = tuple[str, int, int | None]
"""Who, in how many words, quoting which post before."""

_ROWS = """
    SELECT p.id, (SELECT count(DISTINCT post_id) FROM passages WHERE source_id = p.id) AS quoted,
        (SELECT count(*) FROM quotes_kept WHERE post_id = p.id) AS kept FROM posts p WHERE quoted + kept"""
_GONE = "SELECT post_id FROM quotes_kept WHERE post_id NOT IN (SELECT id FROM posts)"
_PLAIN = f"""
    SELECT y.id FROM ({_ROWS}) y JOIN posts p ON p.id = y.id JOIN authors a ON a.id = p.author_id
    JOIN threads t ON t.id = p.id >> 20
    WHERE NOT a.hidden AND p.words >= {LEAST_WORDS}
    AND (:author IS NULL OR a.id IN (SELECT value FROM json_each(:author)))
    AND (:thread IS NULL OR t.id = :thread)
    AND (:everything OR t.guild_id IS NULL OR t.guild_id = :guild OR (t.shared AND :guild IS NOT NULL))
    ORDER BY quoted + kept DESC, y.id LIMIT 2"""  # noqa: S608 - constants

posts = st.tuples(
    st.sampled_from(NAMES), st.integers(LEAST_WORDS - 1, LEAST_WORDS + 2), st.none() | st.integers(1, 4)
)


def put(connection: sqlite3.Connection, slug: str, held: list[Said]) -> None:
    made, passages = [], []
    for number, (author, count, quoted) in enumerate(held, 1):
        own = " ".join(f"word{n}" for n in range(count))
        source = quoted if quoted is not None and quoted < number else None
        head = "" if source is None else "word0 word1\n"
        made.append(ParsedPost(author, head + own, ref=str(number)))
        tiles = [Passage(len(head), len(head) + len(own))]
        if source is not None:
            tiles = [
                Passage(0, len(head), PassageKind.QUOTE, held[source - 1][0], source, 0, len(head) - 1),
                *tiles,
            ]
        passages.append(tuple(tiles))
    parsed = ParsedThread(slug, tuple(made), "test", "text", key=f"test:{slug}")
    put_in(connection, Incoming.of(parsed, passages), THREADS[slug], slug)


def happen(  # noqa: C901 - one case a thing that can happen
    connection: sqlite3.Connection, held: dict[str, list[Said]], data: st.DataObject
) -> None:
    """Let something happen to the archive, or to what people keep."""
    slug = data.draw(st.sampled_from(sorted(THREADS)))
    post = PostId(slug, data.draw(st.integers(1, 5)))
    name = data.draw(st.sampled_from(NAMES))
    user = data.draw(st.integers(1, 3))
    match data.draw(st.sampled_from(STEPS)):
        case "append":
            held[slug] = held.get(slug, []) + data.draw(st.lists(posts, min_size=1, max_size=2))
            put(connection, slug, held[slug])
        case "edit" if held.get(slug):
            held[slug] = [*held[slug][:-1], data.draw(posts)]
            put(connection, slug, held[slug])
        case "import again" if held.get(slug):
            put(connection, slug, held[slug])
        case "keep":
            on(connection, Keeping.keep, user, post, OPERATOR)
        case "drop":
            on(connection, Keeping.drop, user, post)
        case "erase":
            inside(connection, requests.Privacy.erase, user)
        case "hide":
            hide.hide(connection, name, None, data.draw(st.none() | st.just("Masked")))
        case "unhide":
            hide.unhide(connection, name, None)
        case "remove post":
            remove.remove_post_for_good(connection, remove.quotations(connection, post, OPERATOR))
        case "remove thread":
            inside(connection, threads.Threads.remove, slug, OPERATOR)
            del held[slug]
        case "share":
            inside(connection, threads.Threads.share, slug, OPERATOR, shared=data.draw(st.booleans()))


STEPS = ("append", "edit", "import again", "keep", "drop", "erase", "hide", "unhide",
         "remove post", "remove thread", "share")  # fmt: skip


@settings(max_examples=60)
@given(data=st.data())
def test_the_hall_of_fame_is_what_the_plain_query_says_whatever_happens(data: st.DataObject) -> None:
    connection = opened()
    held = {slug: data.draw(st.lists(posts, min_size=3, max_size=5)) for slug in THREADS}
    for slug, said in held.items():
        put(connection, slug, said)
    for user, slug, number in KEPT:
        on(connection, Keeping.keep, user, PostId(slug, number), OPERATOR)
    for _ in range(8):
        try:
            happen(connection, held, data)
        except UserError:
            continue  # nothing of that name, or a pseudonym somebody has: nothing happened
        counted = connection.execute("SELECT post_id, quoted, kept FROM fame ORDER BY post_id").fetchall()
        assert counted == connection.execute(f"{_ROWS} ORDER BY p.id").fetchall()
        assert connection.execute(_GONE).fetchall() == []
    for viewer in VIEWERS:
        for author in (None, *NAMES):
            for thread in (None, *held):
                agree(connection, viewer, author, thread)
    connection.close()


def agree(connection: sqlite3.Connection, viewer: Viewer, author: str | None, slug: str | None) -> None:
    asked: dict[str, object] = {"guild": viewer.guild_id, "everything": viewer.everything}
    try:
        asked["author"] = author and json.dumps(author_ids(connection, author, viewer))
        asked["thread"] = slug and find_thread(connection, slug, viewer).id
    except NotFound:
        return
    shown = on(connection, Keeping.top, viewer, author=author, thread=slug, limit=2)
    plain = [key for (key,) in connection.execute(_PLAIN, asked)]
    assert [str(each.post.id) for each in shown] == [
        f"{slug}#{key & 0xFFFFF}"
        for key in plain
        for (slug,) in connection.execute("SELECT slug FROM threads WHERE id = ?", (key >> 20,))
    ]


async def test_a_post_removed_for_good_is_kept_by_nobody(canal: Store) -> None:
    (thread,) = await canal.threads.list(EVERYONE)
    await canal.keeping.keep(1, PostId(thread.slug, 2), EVERYONE)
    async with canal.write() as write:
        await remove_post(canal, PostId(thread.slug, 2), EVERYONE, write)
        kept = await write.run(lambda c: c.execute("SELECT count(*) FROM quotes_kept").fetchone())
    assert kept == (0,)


async def famous(path: Path) -> list[tuple[str, int, int]]:
    async with Store.open(path) as store:
        return [(str(each.post.id), each.quoted, each.kept) for each in await store.keeping.top(EVERYONE)]


async def fill(path: Path) -> list[tuple[str, int, int]]:
    async with Store.open(path) as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
        (thread,) = await store.threads.list(EVERYONE)
        await store.keeping.keep(1, PostId(thread.slug, 1), EVERYONE)
        await store.keeping.keep(2, PostId(thread.slug, 1), EVERYONE)
    return await famous(path)


async def test_a_repair_counts_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    before = await fill(path)
    assert [(quoted, kept) for _, quoted, kept in before] == [(0, 2), (1, 0)]
    async with Database.open(path) as database:
        await database.transact(lambda c: c.execute("UPDATE fame SET quoted = 9, kept = 0").rowcount)
        await database.transact(lambda c: c.execute("INSERT INTO fame VALUES (5, 1, 1, 1)").rowcount)
    assert await famous(path) != before
    repair(path)
    assert await famous(path) == before
    async with Database.open(path) as database:
        assert await database.read(lambda c: c.execute("SELECT count(*) FROM fame").fetchone()) == (2,)


async def test_an_older_database_is_counted_when_it_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    known = schema.shipped()
    (added,) = [name for name in known if name.endswith("_fame")]
    monkeypatch.setattr(
        schema, "shipped", lambda: {name: sql for name, sql in known.items() if name != added}
    )
    monkeypatch.setattr(fame, "count", lambda *_: None)
    async with Store.open(path) as store, store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
        await write.run(
            lambda c: c.execute("INSERT INTO quotes_kept VALUES (1, 1 << 20 | 4, NULL, '')").rowcount
        )
    monkeypatch.undo()
    assert [(quoted, kept) for _, quoted, kept in await famous(path)] == [(1, 0), (0, 1)]
