"""What was removed for good is nowhere: not in a table, the index, a byte of a file, or after an import."""

import asyncio
import dataclasses
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.errors import NotFound
from bot.search.query import parse
from bot.search.tree import Words
from bot.store.archive import leaving, load
from bot.store.archive.tombstones import Hashes
from bot.store.index import fulltext
from bot.store.privacy import hide, remove
from bot.store.search.question import Question, Sort
from bot.store.store import Store
from bot.store.values import Outcome, Saved, Viewer
from tests.patience import until
from tests.said import body
from tests.store import make, raw
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, OPERATOR, indexed, own, post, quoting, thread

SLUG = "a-canal-across-the-isthmus"
SILT = PostId(SLUG, 2)
GONE = ("silt", "ruined")


async def put(store: Store, parsed: ParsedThread = CANAL, guild_id: int | None = None) -> Saved:
    passages = CANAL_PASSAGES if parsed.posts == CANAL.posts else own(parsed)
    async with store.write() as write:
        return await store.threads.take_in(write, Incoming.of(parsed, passages), guild_id=guild_id)


async def remove_post(store: Store, which: PostId = SILT, viewer: Viewer = EVERYONE) -> int:
    async with store.write() as write:
        quoting_it = await make.remove_post(store, which, viewer, write)
    assert await store.settle()
    return quoting_it


async def remove_thread(store: Store, slug: str = SLUG) -> None:
    async with store.write() as write:
        await store.privacy.remove_thread(slug, EVERYONE, write=write)
    assert await store.settle()


async def rows_with(store: Store, word: str) -> list[str]:
    """The tables that hold `word` in any column of any row, the index's own tables and its vocabulary among them."""
    read = store._database.read  # noqa: SLF001
    tables = await read(
        lambda c: [
            n for (n,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'table' OR type = 'view'")
        ]
    )
    found = []
    for table in tables:
        if table == "words":
            continue  # it keeps no text; what it does keep is in its own tables, which are read
        everything = await read(_everything, table)
        if word.casefold() in everything.casefold():
            found.append(table)
    return found


def _everything(connection: sqlite3.Connection, table: str) -> str:
    return repr(connection.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608


def files_with(folder: Path, word: str) -> list[str]:
    """The files whose bytes hold `word`, in any of the ways SQLite writes text."""
    ways = [word.encode(), word.upper().encode(), word.encode("utf-16-le")]
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(way in path.read_bytes() for way in ways)
    ]


async def test_what_was_removed_leaves_the_files_although_nobody_waits_for_it(
    canal: Store, tmp_path: Path
) -> None:
    async with canal.write() as write:
        await canal.privacy.remove_thread(SLUG, EVERYONE, write=write)
        await asyncio.sleep(0.1)  # what is done behind looks now, and must look again

    async def done() -> bool:
        return not await canal.background.waiting()

    await until(done)
    assert [word for word in GONE if files_with(tmp_path, word)] == []


async def test_a_removed_post_is_in_no_table_no_index_and_no_file(canal: Store, tmp_path: Path) -> None:
    for word in GONE:
        assert await rows_with(canal, word)
        assert files_with(tmp_path, word)
    assert await remove_post(canal) == 1
    for word in GONE:
        assert await rows_with(canal, word) == []
        assert files_with(tmp_path, word) == []
    assert files_with(tmp_path, "dredgers")


async def test_a_removed_thread_is_in_no_table_no_index_and_no_file(canal: Store, tmp_path: Path) -> None:
    await put(canal, thread("Another", ("Zed", "Nothing to do with it.")))
    await remove_thread(canal)
    for word in (*GONE, "dredgers", "Óscar", "isthmus:", "Engineer"):
        assert await rows_with(canal, word) == []
        assert files_with(tmp_path, word) == []
    assert await indexed(canal) == {"nothing", "to", "do", "with", "it"}


async def test_what_was_said_at_length_leaves_the_file_too(store: Store, tmp_path: Path) -> None:
    secret = " ".join(f"geheim{i}" for i in range(3000))
    await put(store, thread("Long", ("A", "An opening."), ("B", secret), ("C", "An end.")))
    for i in range(30):
        await put(store, thread(f"Other {i}", ("A", f"Filler {i} " * 50)))
    await remove_post(store, PostId("long", 2))
    assert files_with(tmp_path, "geheim") == []
    assert await rows_with(store, "geheim") == []


async def test_the_place_of_a_removed_post_stays_and_the_others_keep_their_numbers(canal: Store) -> None:
    await remove_post(canal)
    found = await canal.posts.page(SLUG, EVERYONE)
    assert [(p.number, p.author, p.withheld) for p in found] == [
        (1, "Maren", False),
        (2, "a removed post", True),
        (3, "Maren", False),
        (4, "Ни шагу", False),
    ]
    assert body(found[1]) == ""
    assert (
        body(found[2])
        == "███ ████ █████ █████ ████ ██████ ████ ████\nNot with proper dredgers, I think it pays."
    )
    assert (await canal.threads.get(SLUG, EVERYONE)).authors == 2
    with pytest.raises(NotFound):
        await canal.authors.get("Óscar Vidal", EVERYONE)
    assert [a.name for a in await canal.authors.complete("", EVERYONE, thread=SLUG)] == ["Maren", "Ни шагу"]
    assert {(await canal.posts.random(EVERYONE)).number for _ in range(30)} == {1, 3, 4}


async def test_a_removed_post_is_counted_nowhere_and_keeps_its_place(canal: Store) -> None:
    before = await canal.threads.get(SLUG, EVERYONE)
    await remove_post(canal)
    after = await canal.threads.get(SLUG, EVERYONE)
    assert (before.posts, before.last, after.posts, after.last) == (4, 4, 3, 4)
    assert [each.posts for each in await canal.threads.complete("canal", EVERYONE)] == [3]
    assert [each.posts for each in await canal.threads.list(EVERYONE)] == [3]
    assert (await canal.stock()).posts == 3
    with pytest.raises(NotFound, match="its posts are 1 to 4"):
        await canal.posts.get(PostId(SLUG, 5), EVERYONE)


async def test_removing_a_post_twice_is_refused(canal: Store) -> None:
    await remove_post(canal)
    with pytest.raises(NotFound, match="removed already"):
        await remove_post(canal)


@pytest.mark.parametrize("key", [None, "xenforo:thread:7"])
async def test_a_new_import_does_not_bring_a_removed_post_back(store: Store, key: str | None) -> None:
    parsed = dataclasses.replace(CANAL, key=key)
    await put(store, parsed)
    await remove_post(store)
    before = [p async for p in store.posts.export(EVERYONE)]
    assert (await put(store, parsed)).outcome == Outcome.UNCHANGED
    longer = dataclasses.replace(parsed, posts=(*parsed.posts, post("Zed", "Late to this, and glad of it.")))
    async with store.write() as write:
        saved = await store.threads.take_in(write, Incoming.of(longer, [*CANAL_PASSAGES, own(longer)[-1]]))
    assert (saved.outcome, saved.posts_added) == (Outcome.EXTENDED, 1)
    after = [p async for p in store.posts.export(EVERYONE)]
    assert after[:4] == before
    assert GONE[0] not in await indexed(store)


async def test_a_removed_post_stays_away_when_its_thread_is_taken_out_and_imported_anew(canal: Store) -> None:
    await remove_post(canal)
    async with canal.write() as write:
        await canal.threads.remove(SLUG, EVERYONE, write=write)
    assert (await put(canal)).outcome == Outcome.ADDED
    assert await rows_with(canal, "silt") == []


async def test_a_removed_post_with_refs_stays_away_though_its_words_changed(store: Store) -> None:
    first = thread("T", post("A", "one of many", ref="1"), post("B", "two of many", ref="2"), key="x:7")
    await put(store, first)
    await remove_post(store, PostId("t", 2))
    edited = thread("T", post("A", "one of many", ref="1"), post("B", "edited since", ref="2"), key="x:7")
    await put(store, edited)
    assert [body(p) for p in await store.posts.page("t", EVERYONE)] == ["one of many", ""]


async def test_a_removed_thread_is_withheld_whole_longer_or_retitled(canal: Store) -> None:
    await remove_thread(canal)
    longer = dataclasses.replace(CANAL, posts=(*CANAL.posts, post("Zed", "Late to this, and glad of it.")))
    retitled = dataclasses.replace(CANAL, title="Quite another title")
    for each in (CANAL, longer, retitled):
        assert (await put(canal, each)) == Saved("", Outcome.WITHHELD, 0)
    assert await canal.threads.count(EVERYONE) == 0


@pytest.mark.parametrize("key", [None, "xenforo:forum.example:thread:7"])
async def test_another_post_of_the_same_words_that_was_not_removed_stays(
    store: Store, key: str | None
) -> None:
    ids = [None] * 4 if key is None else ["1", "2", "3", "4"]
    bodies = ["Shall we?", "I second that.", "Really?", "I second that."]
    parsed = thread(
        "T", *(post(who, said, ref=ref) for who, said, ref in zip("ABCB", bodies, ids, strict=True)), key=key
    )
    await put(store, parsed)
    await remove_post(store, PostId("t", 2))
    assert (await put(store, parsed)).outcome is Outcome.UNCHANGED
    later = dataclasses.replace(parsed, posts=(*parsed.posts, post("D", "Late.", ref=key and "5")))
    assert (await put(store, later)).outcome is Outcome.EXTENDED
    assert [body(each) for each in await store.posts.page("t", EVERYONE)] == [
        "Shall we?", "", "Really?", "I second that.", "Late.",
    ]  # fmt: skip
    assert await store.threads.count(EVERYONE) == 1


async def test_a_removed_post_stays_away_although_another_thread_holds_the_same_at_its_place(
    store: Store,
) -> None:
    parsed = thread("T", ("A", "Shall we?"), ("B", "I second that."), ("C", "Really?"))
    await put(store, thread("U", ("A", "Or not?"), ("B", "I second that.")))
    await put(store, parsed)
    await remove_post(store, PostId("t", 2))
    async with store.write() as write:
        await store.threads.remove("t", EVERYONE, write=write)
    await put(store, parsed)
    assert [body(each) for each in await store.posts.page("t", EVERYONE)] == ["Shall we?", "", "Really?"]


async def test_one_guilds_removal_holds_for_that_guild_alone(store: Store) -> None:
    await put(store, guild_id=7)
    theirs = (await put(store, guild_id=8)).slug
    await remove_post(store, SILT, Viewer(7))
    assert (await put(store, guild_id=7)).outcome == Outcome.UNCHANGED
    assert "silt" in body(await store.posts.get(PostId(theirs, 2), Viewer(8)))
    assert (await put(store, guild_id=8)).outcome == Outcome.UNCHANGED


async def quoted_elsewhere(store: Store, title: str) -> None:
    body = "The silt alone would have ruined them all.\nSo they said elsewhere."
    tiles = [(Passage(0, 42, PassageKind.QUOTE, "Óscar Vidal"), Passage(42, len(body)))]
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(thread(title, ("Zed", body)), tiles))


async def test_words_quoted_from_elsewhere_go_with_the_post_they_are_from(store: Store) -> None:
    await put(store)
    await put(store, thread("Other", ("Óscar Vidal", "Something else altogether, for once.")))
    await quoted_elsewhere(store, "Elsewhere")
    assert await remove_post(store) == 2
    assert await rows_with(store, "silt") == []


@pytest.mark.parametrize("later", [False, True])
async def test_quotations_are_looked_for_while_the_writer_is_free_and_again_where_more_have_come(
    store: Store, monkeypatch: pytest.MonkeyPatch, *, later: bool
) -> None:
    await put(store)
    await quoted_elsewhere(store, "Elsewhere")
    known = await store.privacy.quotations(SILT, EVERYONE)
    if later:
        await quoted_elsewhere(store, "Later")
    looked: list[PostId] = []

    def look(db: sqlite3.Connection, post: PostId, viewer: Viewer) -> remove.Quotations:
        looked.append(post)
        return quotations(db, post, viewer)

    quotations = remove.quotations
    monkeypatch.setattr(remove, "quotations", look)
    async with store.write() as write:
        assert await store.privacy.remove_post(known, write=write) == 2 + later
    assert looked == [SILT] * later
    assert await store.settle()
    assert await rows_with(store, "silt") == []


def much_quoted(times: int) -> sqlite3.Connection:
    """Return an archive in which what Op says is quoted so often, in other words' company, and once elsewhere."""
    connection = raw.opened()
    words = "The silt alone would have ruined them."
    said: list[tuple[ParsedPost, tuple[Passage, ...]]]
    said = [(ParsedPost("Op", words, ref="1"), (Passage(0, len(words)),))]
    for n in range(times):
        body = f"{words}\nI doubt number {n}."
        quote = Passage(0, len(words), PassageKind.QUOTE, "Op", 1, 0, len(words))
        answer = Passage(len(words), len(body))
        said.append((ParsedPost(f"Zed {n}", body, ref=f"{n + 2}", parent_ref="1"), (quote, answer)))
    raw.put(connection, "Much quoted", said)
    elsewhere = (Passage(0, len(words), PassageKind.QUOTE, "Op"), Passage(len(words), len(words) + 4))
    raw.put(connection, "Elsewhere", [(ParsedPost("Ada", f"{words} No."), elsewhere)])
    return connection


def told(connection: sqlite3.Connection) -> str:
    """Return whatever of the archive is shown, with the names of whom it is from."""
    keys = [key for (key,) in connection.execute("SELECT id FROM posts")]
    return repr(load.load_posts(connection, keys, OPERATOR))


def found(connection: sqlite3.Connection, query: str) -> int:
    return raw.answer(connection, Question(parse(query).tree, OPERATOR, Words.ALL, Sort.OLDEST, 9)).total


@pytest.mark.parametrize("again", [False, True])
def test_what_is_quoted_often_is_shown_and_found_nowhere_at_once_and_leaves_in_steps(
    monkeypatch: pytest.MonkeyPatch, *, again: bool
) -> None:
    connection = much_quoted(60)
    assert (found(connection, "silt"), "silt" in told(connection)) == (62, True)
    monkeypatch.setattr(fulltext, "SECONDS", 0)
    asked = remove.quotations(connection, PostId("much-quoted", 1), OPERATOR)
    assert remove.remove_post_for_good(connection, asked) == 61
    steps = 0
    while True:
        assert (found(connection, "silt"), "silt" in told(connection)) == (0, False)
        assert "'Op'" not in told(connection)
        if again:  # what is changed meanwhile is found without them
            hide.hide(connection, f"Zed {59 - steps}", None, None)
            hide.unhide(connection, f"Zed {59 - steps}", None)
        assert bool(leaving.waiting(connection)) == leaving.step(connection)
        if not leaving.waiting(connection):
            break
        steps += 1
    assert steps >= 3
    raw.finish(connection)
    assert (found(connection, "silt"), found(connection, "doubt number")) == (0, 60)
    assert "silt" not in repr(connection.execute("SELECT body FROM posts").fetchall())
    assert connection.execute("SELECT 1 FROM authors WHERE name = 'Op'").fetchone() is None
    connection.close()


def opening_removed(connection: sqlite3.Connection) -> None:
    remove.remove_post_for_good(connection, remove.quotations(connection, PostId("much-quoted", 1), OPERATOR))


def test_a_copy_that_is_imported_while_quotations_leave_stays_as_it_came() -> None:
    connection = much_quoted(3)
    opening_removed(connection)
    words = "Another opening, by somebody else. No."
    tiles = (Passage(0, 34, PassageKind.QUOTE, "Ada"), Passage(34, len(words)))
    opening = "The silt alone would have ruined them."
    changed = [(ParsedPost(f"Zed {n}", words, ref=f"{n + 2}", parent_ref="1"), tiles) for n in range(3)]
    raw.put(
        connection,
        "Much quoted",
        [(ParsedPost("Op", opening, ref="1"), (Passage(0, len(opening)),)), *changed],
    )
    raw.finish(connection)
    assert found(connection, "another opening") == 3
    assert connection.execute("SELECT count(*) FROM posts WHERE body = ?", (words,)).fetchone() == (3,)
    connection.close()


def test_a_thread_that_is_removed_while_quotations_leave_goes_with_them() -> None:
    connection = much_quoted(3)
    opening_removed(connection)
    remove.remove_thread_for_good(connection, "much-quoted", OPERATOR)
    raw.finish(connection)
    assert leaving.waiting(connection) == 0
    assert found(connection, "doubt number") == 0
    assert "silt" not in repr(connection.execute("SELECT body FROM posts").fetchall())
    connection.close()


async def test_a_post_that_quotes_what_is_removed_in_one_place_keeps_its_other_quotations(
    store: Store,
) -> None:
    parsed = thread("T", ("A", "keep this one."), ("B", "drop this one."), ("C", "drop this one.\nNo."))
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(parsed, quoting(parsed, [(3, 2)])))
    await remove_post(store, PostId("t", 2))
    assert [body(p) for p in await store.posts.page("t", EVERYONE)] == [
        "keep this one.",
        "",
        "████ ████ ████\nNo.",
    ]


def pots(key: str, *words: str, title: str = "Pots") -> ParsedThread:
    said = [
        post("Ada", each, ref=f"{number}", posted_at=datetime(2020, 1, number, tzinfo=UTC))
        for number, each in enumerate(words, 1)
    ]
    return thread(title, *said, key=key)


async def test_what_was_removed_stays_out_when_its_thread_is_called_otherwise(store: Store) -> None:
    await put(store, pots("x:thread:7:pots", "Cold.", "Silt."))
    await remove_post(store, PostId("pots", 2))
    renamed = pots("x:thread:7:kettles", "Cold.", "Silt, edited.", title="Kettles")
    await put(store, renamed)
    assert [body(each) for each in await store.posts.page("pots", EVERYONE) if each.number == 1] == ["Cold."]
    assert "Silt" not in str(await store.posts.page("pots", EVERYONE))

    await remove_thread(store, "pots")
    longer = pots("x:thread:7:lids", "Cold and old.", "Silt.", "Tin.", title="Lids")
    assert (await put(store, longer)).outcome is Outcome.WITHHELD


async def test_a_thread_removed_when_names_were_no_part_of_keys_stays_out(store: Store) -> None:
    async with store.write() as write:
        await write.run(
            lambda db: Hashes(db, None).bury(
                ("thread", "x:thread:7"), ("thread", "x:lids:thread:9"), ("ref", "x:thread:8", "2")
            )
        )
    assert (await put(store, pots("x:thread:7:pots", "Cold."))).outcome is Outcome.WITHHELD
    assert (await put(store, pots("x:thread:9:lids", "Cold."))).outcome is Outcome.WITHHELD
    assert (await put(store, pots("x:thread:8:pots", "Cold.", "Silt."))).outcome is Outcome.ADDED
    assert "Silt" not in str(await store.posts.page("pots", EVERYONE))


async def test_of_two_sites_threads_of_one_number_the_one_not_removed_comes_in(store: Store) -> None:
    await put(store, pots("x:thread:7", "Cold.", "Silt."))
    await remove_thread(store, "pots")
    assert (await put(store, pots("x:thread:7", "Cold, edited.", "Silt."))).outcome is Outcome.WITHHELD
    other = pots("x:thread:7", "Warm.", "Clear.", title="Kettles")
    moved = [dataclasses.replace(each, posted_at=datetime(2021, 3, 1, tzinfo=UTC)) for each in other.posts]
    assert (await put(store, dataclasses.replace(other, posts=tuple(moved)))) == Saved(
        "kettles", Outcome.ADDED, 2
    )


def of_many(people: int) -> sqlite3.Connection:
    """Return an archive with a thread of so many people who wrote nothing else."""
    connection = raw.opened()
    said = [
        (ParsedPost(f"Nobody {n}", f"Words {n}"), (Passage(0, len(f"Words {n}")),)) for n in range(people)
    ]
    raw.put(connection, "Many", said)
    return connection


def test_who_wrote_nothing_else_is_looked_for_beside_the_archive_once_for_all() -> None:
    connection = of_many(12)
    ran: list[str] = []
    connection.set_trace_callback(ran.append)
    remove.remove_thread_for_good(connection, "many", OPERATOR)
    assert len([sql for sql in ran if sql.startswith("SELECT id, state, folded FROM panels")]) == 1
    connection.close()


@pytest.mark.parametrize("pseudonym", [None, "A sceptic"])
def test_what_is_decided_about_somebody_scans_no_table_that_grows(pseudonym: str | None) -> None:
    connection = of_many(3)
    ran: list[str] = []
    connection.set_trace_callback(ran.append)
    hide.hide(connection, "Nobody 1", None, pseudonym)
    hide.unhide(connection, "Nobody 1", None)
    remove.remove_thread_for_good(connection, "many", OPERATOR)
    connection.set_trace_callback(None)
    for sql in {each for each in ran if re.match(r"\s*(WITH|SELECT|UPDATE|INSERT|DELETE|REPLACE)\b", each)}:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        grow = "a|p|g|authors|author_names|posts|passages" + ("" if ") x" in sql else "|x")
        scans = [step for step in plan if re.match(rf"SCAN ({grow})\b", step)]
        assert [step for step in scans if "authors_hidden" not in step] == [], sql
    connection.close()
