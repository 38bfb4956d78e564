"""Completion of names: what it says is what looking through all names says, whatever becomes of them."""

import contextlib
import re
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, Passage
from bot.errors import UserError
from bot.search.words import fold_name
from bot.store import columns, maintenance
from bot.store.archive import authors, identities, leaving, name_completion, threads
from bot.store.index import fulltext
from bot.store.privacy import hide
from bot.store.store import Store
from bot.store.values import Viewer
from tests.store.make import OPERATOR, own, thread
from tests.store.raw import inside, on, opened, put

GUILD, OTHER = 7, 8
VIEWERS = (OPERATOR, Viewer(None), Viewer(GUILD), Viewer(OTHER))
SYLLABLES = ("an", "ana", "bo", "bob", "čar", "Ан")
STARTS = ("", "a", "an", "ana", "b", "bo", "bob b", "c", "car", "ан", "ana an", "an bo", "zz")

WROTE = """
    SELECT w.author_id, sum(w.posts) FROM author_threads w JOIN threads t ON t.id = w.thread_id
    JOIN authors a ON a.id = w.author_id WHERE NOT a.hidden GROUP BY w.author_id"""

MISCOUNTED = """
    SELECT a.id FROM authors a WHERE posts <> coalesce((
        SELECT sum(posts) FROM author_threads WHERE author_id = a.id), 0)"""

names = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=3).map(" ".join)
casts = st.lists(names, min_size=1, max_size=8)


Names = dict[int, tuple[int, set[str]]]
"""By id the posts and the folded names of those a viewer may see."""


def all_authors(connection: sqlite3.Connection, viewer: Viewer) -> Names:
    asked = {"limit": 1_000, **columns.seen_named(viewer)}
    rows = connection.execute(name_completion.AUTHORS.best("SELECT id FROM authors"), asked)
    people = {row[0]: authors.merged([row])[0] for row in rows}
    return {
        key: (one.posts, {fold_name(name) for name in (one.name, *one.aliases)})
        for key, one in people.items()
    }


def all_threads(connection: sqlite3.Connection, viewer: Viewer) -> Names:
    seen = on(connection, threads.Threads.list, viewer, limit=100)
    return {thread.id: (thread.posts, {fold_name(thread.title), fold_name(thread.slug)}) for thread in seen}


def begins(names: set[str], start: str) -> bool:
    return any(tail.startswith(start) for name in names for tail in name_completion.tails(name))


def agree(connection: sqlite3.Connection) -> None:
    for viewer in VIEWERS:
        for kind, everybody in (
            (name_completion.AUTHORS, all_authors(connection, viewer)),
            (name_completion.THREADS, all_threads(connection, viewer)),
        ):
            for start in STARTS:
                fitting = [posts for posts, names in everybody.values() if begins(names, start)]
                told = [row[0] for row in name_completion.complete(connection, kind, start, viewer, 6)]
                seen = [everybody[each] for each in told if each in everybody]
                first = [posts for posts, names in seen if begins(names, start)]
                assert [posts for posts, _ in seen[: len(first)]] == first, "what begins so comes first"
                assert first == sorted(fitting, reverse=True)[: len(first)], (kind, start, viewer)
                if len(told) == len(seen):
                    assert len(first) == min(6, len(fitting))
        known = all_authors(connection, viewer)
        if viewer.everything:
            assert {key: posts for key, (posts, _) in known.items()} == dict(connection.execute(WROTE))
        for start in STARTS:
            shown = on(connection, authors.Authors.complete, start, viewer, limit=6)
            assert {author.id for author in shown} <= set(known)


@settings(max_examples=30)
@given(data=st.data())
def test_what_is_looked_at_says_what_looking_through_all_names_says(data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(name_completion, "FEW", data.draw(st.sampled_from((0, 2, 4_000))))
        monkeypatch.setattr(name_completion, "LOOKED_THROUGH", data.draw(st.sampled_from((0, 2_000))))
        # Of a thread that is removed but one post has left so far.
        monkeypatch.setattr(leaving, "FEW", 1)
        monkeypatch.setattr(fulltext, "SECONDS", 0)
        connection = opened()
        put(connection, "Ana bob", [(ParsedPost("Ana bo", "x"), (Passage(0, 1),))])
        for step in range(4):
            happen(connection, data, step)
            agree(connection)
        while leaving.step(connection):
            pass
        agree(connection)
        assert connection.execute(MISCOUNTED).fetchall() == []
        identities.refold(connection)
        agree(connection)
        connection.close()


def happen(connection: sqlite3.Connection, data: st.DataObject, step: int) -> None:
    """Let something happen to names."""
    what = data.draw(st.sampled_from(("add", "add", "hide", "alias", "share", "remove", "remove")))
    slugs = [slug for (slug,) in connection.execute("SELECT slug FROM threads ORDER BY id")]
    if what == "hide":
        told = on(connection, authors.Authors.complete, "", OPERATOR)
        if told:
            name = data.draw(st.sampled_from(sorted(author.name for author in told)))
            if (
                name != authors.HIDDEN_NAME
                and connection.execute("SELECT 1 FROM authors WHERE name = ?", (name,)).fetchone()
            ):
                shown = data.draw(st.sampled_from((None, "Bob masked")))
                with contextlib.suppress(UserError):  # the name of somebody else is refused
                    hide.hide(connection, name, None, shown)
    elif what == "alias":
        told = on(connection, authors.Authors.complete, "", OPERATOR)
        if told:
            name = data.draw(st.sampled_from(sorted(author.name for author in told)))
            alias = data.draw(names)
            with contextlib.suppress(UserError):
                inside(connection, authors.Authors.alias, name, alias, OPERATOR)
    elif what == "share":
        shared = data.draw(st.booleans())
        inside(connection, threads.Threads.share, data.draw(st.sampled_from(slugs)), OPERATOR, shared=shared)
    elif what == "remove" and len(slugs) > 1:
        going = threads.find_thread(connection, data.draw(st.sampled_from(slugs)), OPERATOR)
        leaving.begin(connection, going, bury=False)
    else:
        cast = [*data.draw(casts), "Ana bo"]
        held = [
            (ParsedPost(name, f"{step} {at}"), (Passage(0, len(f"{step} {at}")),))
            for at, name in enumerate(cast)
        ]
        put(
            connection,
            data.draw(names) + data.draw(st.sampled_from(("", " two"))),
            held,
            data.draw(st.sampled_from((None, GUILD))),
        )


@pytest.mark.parametrize("kind", [name_completion.AUTHORS, name_completion.THREADS])
@pytest.mark.parametrize("few", [1, 1_000])
@pytest.mark.parametrize("text", ["a", "ana bo"])
def test_no_completion_scans_names(
    kind: name_completion.Kind, few: int, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_completion, "FEW", few)
    monkeypatch.setattr(name_completion, "LOOKED_THROUGH", 0)
    connection = opened()
    put(
        connection,
        "Ana bo",
        [(ParsedPost(name, "x"), (Passage(0, 1),)) for name in ("Ana bo", "Anabel", "Ada bo")],
    )
    ran: list[str] = []
    connection.set_trace_callback(ran.append)
    assert name_completion.complete(connection, kind, text, OPERATOR, 25)
    connection.set_trace_callback(None)
    for sql in ran:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not [
            step for step in plan if re.match(r"SCAN (n|x|author_names|thread_names|authors)\b", step)
        ], sql
    connection.close()


def test_who_wrote_nothing_any_more_is_not_proposed_after_a_repair() -> None:
    connection = opened()
    put(connection, "Ana bo", [(ParsedPost("Ana bo", "x"), (Passage(0, 1),))])
    connection.execute("DELETE FROM posts")
    connection.execute("DELETE FROM threads")
    maintenance.rebuild(connection, lambda _: None)
    assert name_completion.complete(connection, name_completion.AUTHORS, "ana", OPERATOR, 25) == []
    connection.close()


@pytest.mark.parametrize("few", [0, 1_000])
def test_of_those_with_about_as_many_posts_the_most_come_first(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_completion, "FEW", few)
    connection = opened()
    wrote = {"Bo 3": 34, "Bo 1": 32, "Bo 5": 36, "Bo 4": 35, "Bo 2": 33}
    held = [name for name, posts in wrote.items() for _ in range(posts)]
    put(
        connection,
        "Anything",
        [(ParsedPost(name, f"{at:3}"), (Passage(0, 3),)) for at, name in enumerate(held)],
    )
    for limit in (1, 2, 4, 5):
        told = on(connection, authors.Authors.complete, "bo", OPERATOR, limit=limit)
        assert [author.posts for author in told] == [36, 35, 34, 33, 32][:limit]
    connection.close()


@pytest.mark.parametrize("few", [0, 1_000])
@pytest.mark.parametrize("start", ["zeno", "", "blue zeno", "eno blu"])
async def test_who_is_seen_in_part_comes_by_what_is_seen_of_them(
    store: Store, monkeypatch: pytest.MonkeyPatch, few: int, start: str
) -> None:
    monkeypatch.setattr(name_completion, "FEW", few)
    for slug, posts in (
        ("open", [("Zeno Blue", "One."), *[("Zeno Open blue", "Some words.")] * 3]),
        ("closed", [("Zeno Blue", "Nobody else is to read that.")] * 9),
    ):
        parsed = thread(slug, *posts)
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(parsed, own(parsed)), guild_id=GUILD)
    async with store.write() as write:
        await store.threads.share("open", Viewer(GUILD), shared=True, write=write)
    await store.settle()
    for viewer, first in ((Viewer(OTHER), ("Zeno Open blue", 3)), (Viewer(GUILD), ("Zeno Blue", 10))):
        told = await store.authors.complete(start, viewer, limit=1)
        assert [(each.name, each.posts) for each in told] == [first]


@pytest.mark.parametrize("start", ["", "ana"])
def test_who_wrote_in_a_thread_that_leaves_makes_room_for_others(
    start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FEW", "LOOKED_THROUGH"):
        monkeypatch.setattr(name_completion, name, 0)
    for module, name in ((leaving, "FEW"), (fulltext, "SECONDS")):
        monkeypatch.setattr(module, name, 0)
    connection = opened()
    for title, *cast in (("Long", "Zed", "Ana", "Ana"), ("Short", "Ana bo")):
        put(connection, title, [(ParsedPost(name, "x"), (Passage(0, 1),)) for name in cast])
    leaving.begin(connection, threads.find_thread(connection, "long", OPERATOR), bury=False)
    assert connection.execute("SELECT posts FROM authors WHERE name = 'Ana'").fetchone() == (2,), (
        "still to be counted"
    )
    told = name_completion.complete(connection, name_completion.AUTHORS, start, OPERATOR, 1)
    assert [row[1] for row in told] == ["Ana bo"]
    connection.close()
