"""A name that was hidden or removed is looked for in every value of every table."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import PassageKind
from bot.errors import NotFound, UserError
from bot.search.words import fold_name
from bot.store.community.daily_quotes import DailyQuote
from bot.store.maintenance import restore
from bot.store.privacy import traces
from bot.store.sqlite.copy import copy
from bot.store.store import Store
from bot.store.values import Outcome, Viewer
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, own, post, quoting, remove_post, thread
from tests.store.privacy.test_remove import files_with
from tests.store.raw import opened

SLUG = "a-canal-across-the-isthmus"
NAME = "Óscar Vidal"
GUILD = 7
THEIR = Viewer(GUILD)
ARCHIVE = {"authors", "posts", "passages"}
"""What the archive itself holds of a hidden author stays, so that hiding can be undone."""
TYPED = (NAME, "oscar VIDAL", "by óscar vidal: silt")
"""The name as people type it into searches."""


def named(connection: sqlite3.Connection, word: str = "vidal") -> set[str]:
    """The tables and views any value of which holds `word`, JSON and blobs among them."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
    found = set()
    for (table,) in tables:
        for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
            values = [bytes(v).decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in row]
            if any(word in value.casefold() for value in values):
                found.add(table)
    return found


async def everywhere(store: Store) -> set[str]:
    return await store._database.read(named)  # noqa: SLF001


def lines(connection: sqlite3.Connection) -> None:
    """A replay of the thread, over, whose lines say who spoke."""
    (run,) = connection.execute(
        "INSERT INTO replay_runs (guild_id, channel_id, home_id, owner_id, slug, title, suffix, pace, speed, posts, "
        "created_at) VALUES (?, 1, 1, 1, ?, '', '', 'reading', 1, 4, '') RETURNING id",
        (GUILD, SLUG),
    ).fetchone()
    for seq, state in enumerate(("said", "skipped", "withdrawn", "planned"), 1):
        connection.execute(
            "INSERT INTO replay_lines (run_id, seq, ordinal, number, part, parts, author, persona, letters, digest, "
            "state) VALUES (?, ?, 1, 2, 1, 1, ?, ?, 1, '', ?)",
            (run, seq, NAME, f"{NAME} (archive)", state),
        )


def test_a_name_is_looked_for_in_lines_of_replays_without_looking_through_them_all() -> None:
    connection = opened()

    def work() -> int:
        """How many thousands of its steps SQLite takes."""
        ticks: list[None] = []
        connection.set_progress_handler(lambda: ticks.append(None), 1_000)
        traces.forget(connection, ["Nobody"], None, "somebody")
        connection.set_progress_handler(None, 0)
        return len(ticks)

    lines(connection)
    before = work()
    add = """
        INSERT INTO replay_lines (run_id, seq, ordinal, number, part, parts, author, persona, letters, digest, state)
        SELECT run_id, 5 + key, 1, 2, 1, 1, author, '', 1, '', 'said' FROM replay_lines, json_each(?) WHERE seq = 1"""
    connection.execute(add, (json.dumps([0] * 20_000),))
    assert work() == before
    connection.close()


async def leave_traces(store: Store) -> None:
    """Do everything that leaves a name beside the archive."""
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES), guild_id=GUILD)
        for action, subject in (("alias", NAME), ("hide", "oscar vidal")):
            await store.audit.add("1", action, subject, write=write, guild_id=GUILD)
        await store.privacy.ask("link", NAME, THEIR, 5, write=write)
        await store.privacy.ask("hide", NAME, THEIR, 6, write=write)
        await write.run(lines)
    for typed in TYPED:
        await store.panels.save("search", {"query": typed, "page": 1}, place=GUILD)
    await store.panels.save("search", {"query": "dredgers", "author": None}, place=GUILD)
    await store.daily.set(DailyQuote(3, GUILD, 1, 12, "UTC", author="óscar vidal"))


TRACES = {"audit", "privacy_requests", "replay_lines", "panels", "daily_quotes"}


@pytest.mark.parametrize("pseudonym", [None, "A sceptic"])
async def test_who_is_hidden_is_named_in_the_archive_alone(
    store: Store, tmp_path: Path, pseudonym: str | None
) -> None:
    await leave_traces(store)
    assert await everywhere(store) >= TRACES | {"authors", "passages"}
    async with store.write() as write:
        # A line that is still to be said is the player's, who redacts it.
        await write.run(lambda c: c.execute("DELETE FROM replay_lines WHERE state = 'planned'"))
        await store.privacy.hide(NAME, THEIR, write=write, guild_id=GUILD, pseudonym=pseudonym)
    await store.settle()
    assert await everywhere(store) <= ARCHIVE
    assert [each.subject for each in await store.audit.last(guild_id=GUILD)] == ["an author", "an author"]
    kept = await store._database.read(lambda c: c.execute("SELECT count(*) FROM panels").fetchone())  # noqa: SLF001
    assert kept == (1,), "a button that does not name them works on"
    assert files_with(tmp_path, NAME), "the archive's own text stays"


@pytest.mark.parametrize("name", ["Jörg Müller", "Joerg Mueller"])
async def test_who_is_hidden_is_hidden_and_shown_by_either_spelling_of_the_name(
    store: Store, name: str
) -> None:
    parsed = thread("Names", post(name, "Eins"), post("Ada", "Zwei"))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(parsed, own(parsed)), guild_id=GUILD)
    for typed in ("from:joerg-mueller", "by Jörg Müller: x", "Joerg Müller", fold_name(name)):
        await store.panels.save("search", {"query": typed}, place=GUILD)
    await store.panels.save("search", {"query": "joe mueller"}, place=GUILD)
    async with store.write() as write:
        await store.privacy.hide(name, THEIR, write=write, guild_id=GUILD)
    kept = await store._database.read(lambda c: c.execute("SELECT state FROM panels").fetchall())  # noqa: SLF001
    assert [json.loads(state)["query"] for (state,) in kept] == ["joe mueller"]
    other = "Joerg Müller"
    async with store.write() as write:
        with pytest.raises(NotFound):
            await store.privacy.unhide("Jorg Mueler", write=write, guild_id=GUILD)
        await store.privacy.unhide(other, write=write, guild_id=GUILD)
    assert await store.privacy.hidden(GUILD) == []
    assert (await store.authors.get(name, THEIR)).name == name


@pytest.mark.parametrize("state", ["said", "skipped", "withdrawn"])
async def test_a_line_in_doubt_loses_the_name_once_it_is_settled(store: Store, state: str) -> None:
    await leave_traces(store)
    async with store.write() as write:
        await write.run(lambda c: c.execute("UPDATE replay_lines SET state = 'claimed' WHERE seq = 3"))
        await store.privacy.hide(NAME, THEIR, write=write, guild_id=GUILD, pseudonym="A sceptic")
    assert "replay_lines" in await everywhere(store), "recovery looks for what this name may have said"
    async with store.write() as write:
        await write.run(lambda c: c.execute(f"UPDATE replay_lines SET state = '{state}' WHERE seq >= 3"))  # noqa: S608
    assert await everywhere(store) <= ARCHIVE
    shown = await store._database.read(  # noqa: SLF001
        lambda c: c.execute("SELECT DISTINCT author, persona FROM replay_lines").fetchall()
    )
    assert shown == [("A sceptic", "A sceptic")]


async def test_another_servers_notes_on_their_own_namesake_stay(store: Store) -> None:
    await leave_traces(store)
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES), guild_id=8)
        await store.audit.add("1", "alias", NAME, write=write, guild_id=8)
        await store.privacy.hide(NAME, THEIR, write=write, guild_id=GUILD)
    assert [each.subject for each in await store.audit.last(guild_id=8)] == [NAME]


@pytest.mark.parametrize("what", ["post", "thread"])
async def test_who_wrote_only_what_was_removed_is_named_nowhere(
    store: Store, tmp_path: Path, what: str
) -> None:
    await leave_traces(store)
    async with store.write() as write:
        if what == "post":
            await remove_post(store, PostId(SLUG, 2), THEIR, write)
        else:
            await store.privacy.remove_thread(SLUG, THEIR, write=write)
    await store.settle()
    assert await store.settle()
    assert await everywhere(store) == set()
    for way in (NAME, "oscar", "vidal", "Vidal"):
        assert files_with(tmp_path, way) == [], way


async def test_who_wrote_more_than_what_was_removed_is_still_known(store: Store) -> None:
    await leave_traces(store)
    more = thread("More", (NAME, "And one more thought about locks."))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(more, own(more)), guild_id=GUILD)
        await remove_post(store, PostId(SLUG, 2), THEIR, write)
    assert (await store.privacy.of(GUILD, 5)).author is None
    assert [each.author for each in await store.privacy.requests(GUILD)] == [NAME, NAME]


@pytest.mark.parametrize("what", ["post", "thread"])
async def test_a_name_stays_known_where_another_is_called_so_in_other_letters(
    store: Store, what: str
) -> None:
    await leave_traces(store)
    more = thread("More", (NAME.upper(), "And one more thought about locks."))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(more, own(more)), guild_id=GUILD)
        if what == "post":
            await remove_post(store, PostId(SLUG, 2), THEIR, write)
        else:
            await store.privacy.remove_thread(SLUG, THEIR, write=write)
    assert [each.author for each in await store.privacy.requests(GUILD)] == [NAME, NAME]


async def salted(path: Path, salt: bytes) -> None:
    async with Store.open(path) as store, store.write() as write:
        await write.run(lambda c: c.execute("UPDATE privacy_salts SET salt = ?", (salt * 32,)))


@pytest.mark.parametrize(("backup", "current"), [(b"\x01", b"\x02"), (b"\x02", b"\x01")])
@pytest.mark.parametrize("pseudonym", [None, "A sceptic"])
async def test_what_was_hidden_before_a_restore_is_shown_again_whichever_salt_hid_it(
    tmp_path: Path, backup: bytes, current: bytes, pseudonym: str | None
) -> None:
    old, path = tmp_path / "old.db", tmp_path / "a.db"
    for each, salt in ((old, backup), (path, current)):
        await salted(each, salt)
        async with Store.open(each) as store, store.write() as write:
            await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
    async with Store.open(path) as store, store.write() as write:
        await store.privacy.hide(NAME, EVERYONE, write=write, pseudonym=pseudonym)
    copy(old, tmp_path / "b.db")
    restore(tmp_path / "b.db", path)
    later = thread("Later", (NAME, "Words that came later."))
    async with Store.open(path) as store:
        async with store.write() as write:
            await store.privacy.unhide(NAME, write=write)
            await store.threads.take_in(write, Incoming.of(later, own(later)))
        assert (await store.authors.get(NAME, EVERYONE)).posts == 2


async def test_what_a_database_of_before_hid_stays_hidden_when_a_backup_is_restored(tmp_path: Path) -> None:
    path, backup = tmp_path / "a.db", tmp_path / "backup.db"
    async with Store.open(path) as store, store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
    copy(path, backup)
    async with Store.open(path) as store, store.write() as write:
        await store.privacy.hide(NAME, EVERYONE, write=write)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE hidings DROP COLUMN together")
        connection.execute("DELETE FROM migrations WHERE name LIKE '0022%'")
    assert restore(backup, path).removed
    async with Store.open(path) as store:
        assert await store.privacy.hidden() == [NAME]
        async with store.write() as write:
            await store.privacy.unhide(NAME, write=write)
        assert await store.privacy.hidden() == []


async def rename(store: Store, *, key: str | None = "x:7") -> None:
    """Save two pages, then the first again after its writer took another name."""
    said = "The silt alone would have ruined them all.\n"
    first = thread("T", post("Old Name", said, ref="1"), post("Maren", "Hm.", ref="2"), key=key)
    both = replace(first, posts=(*first.posts, post("Zed", f"{said}I doubt that.", ref="3")))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(both, quoting(both, [(3, 1)])))
        again = replace(first, posts=(replace(first.posts[0], author="New Name"), first.posts[1]))
        await store.threads.take_in(write, Incoming.of(again, own(again)))


@pytest.mark.parametrize("again", ["New Name", "Old Name"])
@pytest.mark.parametrize("called", ["New Name", "Old Name"])
@pytest.mark.parametrize("pseudonym", [None, "A sceptic"])
async def test_who_took_another_name_on_the_forum_is_hidden_and_shown_by_either_wherever_they_are_quoted(
    store: Store, pseudonym: str | None, called: str, again: str
) -> None:
    await rename(store)
    async with store.write() as write:
        await store.privacy.hide(called, EVERYONE, write=write, pseudonym=pseudonym)
    await store.settle()
    text = "\n".join([repr(each) async for each in store.posts.export(EVERYONE)])
    for name in ("Old Name", "New Name"):
        assert name not in text
    assert ("silt" in text) is (pseudonym is not None)
    async with store.write() as write:
        await store.privacy.unhide(again, write=write)
    text = "\n".join([repr(each) async for each in store.posts.export(EVERYONE)])
    assert "silt" in text
    assert "New Name" in text
    assert await store.privacy.hidden() == []


@pytest.mark.parametrize(
    "name", ["Maren", "MAREN", "Ни шагу", "Somebody Quoted", "The Engineer", "A sceptic"]
)
async def test_a_name_that_is_somebody_elses_is_refused_as_pseudonym_and_as_alias(
    store: Store, name: str
) -> None:
    boxed = thread("Boxed", ("Zed", "Somebody Quoted said: no."))
    passages = [(replace(own(boxed)[0][0], kind=PassageKind.QUOTE, declared="Somebody Quoted"),)]
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
        await store.threads.take_in(write, Incoming.of(boxed, passages))
        await store.authors.alias("Maren", "The Engineer", EVERYONE, write=write)
        await store.privacy.hide("Zed", EVERYONE, write=write, pseudonym="A sceptic")
    before = "\n".join([repr(each) async for each in store.posts.export(EVERYONE)])
    async with store.write() as write:
        with pytest.raises(UserError, match="Somebody else"):
            await store.privacy.hide(NAME, EVERYONE, write=write, pseudonym=name)
        with pytest.raises(UserError, match="Somebody else"):
            await store.authors.alias(NAME, name, EVERYONE, write=write)
        # One's own names are nobody else's.
        await store.authors.alias("Maren", "The Engineer", EVERYONE, write=write)
    assert "\n".join([repr(each) async for each in store.posts.export(EVERYONE)]) == before


@pytest.mark.parametrize("name", ["Only There", "Only Quoted There"])
async def test_names_of_another_servers_own_archive_are_free(store: Store, name: str) -> None:
    async with store.write() as write:
        boxed = thread("Boxed", ("Zed", "Only Quoted There said: no."))
        passages = [(replace(own(boxed)[0][0], kind=PassageKind.QUOTE, declared="Only Quoted There"),)]
        await store.threads.take_in(write, Incoming.of(boxed, passages), guild_id=8)
        for guild, who in ((7, NAME), (8, "Only There")):
            made = thread("Mine", (who, "Some words of theirs."))
            await store.threads.take_in(write, Incoming.of(made, own(made)), guild_id=guild)
        await store.privacy.hide(NAME, THEIR, write=write, guild_id=GUILD, pseudonym=name)
    assert (await store.authors.get(name, THEIR)).posts == 1


async def test_another_process_hides_the_words_where_the_pseudonym_is_somebodys_there(store: Store) -> None:
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
        await store.privacy.hide(NAME, EVERYONE, write=write, pseudonym="Maren", known_only=False)
    assert "silt" not in "\n".join([repr(each) async for each in store.posts.export(EVERYONE)])


@pytest.mark.parametrize("removed", [[2], [2, 4]])
async def test_the_reference_of_a_removed_post_goes_and_its_place_is_found_without_it(
    store: Store, removed: list[int]
) -> None:
    mail = thread(
        "Mail",
        post("Ann", "Shall we?", ref="<1@ann.example>"),
        post("Óscar", "Never.", ref="<2@vidal.example>", parent_ref="<1@ann.example>"),
        post("Ann", "Why not?", ref="<3@ann.example>", parent_ref="<2@vidal.example>"),
        post("Óscar", "As I said.", ref="<4@vidal.example>", parent_ref="<3@ann.example>"),
        post("Zed", "I second that.", ref="<5@zed.example>", parent_ref="<4@vidal.example>"),
        key="mail:1",
    )
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(mail, own(mail)))
    async with store.write() as write:
        for number in removed:
            await remove_post(store, PostId("mail", number), EVERYONE, write)
    await store.settle()
    refs = await store._database.read(  # noqa: SLF001
        lambda c: [
            row for (row,) in c.execute("SELECT coalesce(ref, '') || coalesce(parent_ref, '') FROM posts")
        ]
    )
    assert sum("vidal" in each for each in refs) == (0 if len(removed) > 1 else 2)
    before = [repr(each) async for each in store.posts.export(EVERYONE)]
    async with store.write() as write:
        assert (await store.threads.take_in(write, Incoming.of(mail, own(mail)))).outcome is Outcome.UNCHANGED
    later = replace(mail, posts=(*mail.posts[3:], post("Zed", "Still.", ref="<6@zed.example>")))
    async with store.write() as write:
        saved = await store.threads.take_in(write, Incoming.of(later, own(later)))
    assert (saved.outcome, saved.posts_added) == (Outcome.EXTENDED, 1)
    assert [repr(each) async for each in store.posts.export(EVERYONE)][:5] == before


@pytest.mark.parametrize("rules", [False, True], ids=["none", "other rules"])
async def test_panels_are_folded_at_the_start_where_they_are_not_by_the_rules_of_now(
    tmp_path: Path,
    rules: bool,  # noqa: FBT001
) -> None:
    path = tmp_path / "a.db"
    async with Store.open(path) as store:
        for query in (NAME, "dredgers"):
            await store.panels.save("search", {"query": query}, place=GUILD)
        async with store.write() as write:
            stale = ["UPDATE panels SET folded = ' x '", "UPDATE index_state SET stamp = 'x'"]
            for sql in stale if rules else ["UPDATE panels SET folded = NULL"]:
                await write.run(lambda c, sql: c.execute(sql), sql)
    async with Store.open(path) as store:
        told = await store._database.read(lambda c: c.execute("SELECT folded FROM panels").fetchall())  # noqa: SLF001
        assert [" dredgers " in each for (each,) in told] == [False, True]
        async with store.write() as write:
            await store.privacy.hide(NAME, THEIR, write=write, guild_id=GUILD, known_only=False)
        kept = await store._database.read(lambda c: c.execute("SELECT state FROM panels").fetchall())  # noqa: SLF001
        assert [json.loads(state)["query"] for (state,) in kept] == ["dredgers"]
