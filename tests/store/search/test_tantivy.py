"""The index beside the database: it serves what it holds and nothing else, and whoever loses it loses nothing."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.errors import StoreError
from bot.search.query import parse
from bot.search.tree import Words
from bot.store.index import beside, fulltext
from bot.store.index.post_words import EVERY, Entry
from bot.store.search import large, plan
from bot.store.search.fts_search import FullText
from bot.store.search.question import Count, Question, Sort
from bot.store.search.tantivy import engine as engines
from bot.store.search.tantivy import generation
from bot.store.search.tantivy import matches as queries
from bot.store.search.tantivy.engine import Tantivy
from bot.store.sqlite.copy import copy
from bot.store.store import Store
from tests.faults.store import spelt
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, OPERATOR, own, remove_post, thread
from tests.store.raw import Unhurried, followed

MUD = thread("Mud", ("Zed", "The canal is full of mud."), ("Ada", "Mud, and xylographers, and mud."))
SLUG = "a-canal-across-the-isthmus"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hansard.db"


@pytest.fixture
async def archive(path: Path) -> AsyncIterator[Store]:
    async with Store.open(path, search=large.TANTIVY) as store:
        await put(store)
        await store.background.follow()
        yield store


async def put(store: Store) -> None:
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
        await store.threads.take_in(write, Incoming.of(MUD, own(MUD)))
    await store.settle()


async def found(store: Store, asked: str) -> list[str]:
    results = await store.search.find(parse(asked), viewer=OPERATOR, words=Words.ALL, show=50)
    assert results.total == len(results.hits)
    return sorted(str(hit.post.id) for hit in results.hits)


def folders(path: Path) -> list[str]:
    return sorted(each.name for each in large.folder(path).iterdir())


def served(
    path: Path,
    engine: Tantivy,
    asked: str,
    connection: sqlite3.Connection | None = None,
    words: Words = Words.ALL,
) -> int | None:
    """How many posts the engine counts in the state the connection sees; None where it does not serve."""
    with closing(sqlite3.connect(path)) as opened:
        seen = connection or opened
        question = Question(parse(asked).tree, OPERATOR, words, Sort.RELEVANCE, 10)
        matches = engine.match(seen, question, Unhurried())
        return None if matches is None else matches.count().total


async def test_it_serves_once_it_holds_everything(archive: Store, path: Path) -> None:
    assert (await archive.serving()).beside
    assert served(path, Tantivy(large.folder(path)), "canal") == 2
    assert await found(archive, "mud") == ["mud#1", "mud#2"]
    assert len(folders(path)) == 1


async def test_what_waits_is_answered_by_the_full_text_index_and_taken_in_behind(
    archive: Store, path: Path
) -> None:
    reading = Tantivy(large.folder(path))
    async with archive.write() as write:
        await archive.privacy.hide("Zed", EVERYONE, write=write)
    assert served(path, reading, "canal") is None
    assert await found(archive, "mud") == ["mud#2"]
    before = folders(path)
    await archive.background.follow()
    assert served(path, reading, "canal") == 1
    assert await found(archive, "mud") == ["mud#2"]
    assert folders(path) == before, "it is the same index, brought up to date"


async def test_a_word_alone_is_counted_without_the_posts_that_were_taken_out(
    archive: Store, path: Path
) -> None:
    reading = Tantivy(large.folder(path))
    assert served(path, reading, "mud", words=Words.OWN) == 2
    async with archive.write() as write:
        await archive.privacy.hide("Zed", EVERYONE, write=write)
    await archive.background.follow()
    assert served(path, reading, "mud", words=Words.OWN) == 1


@pytest.mark.usefixtures("archive")
async def test_it_does_not_serve_while_posts_are_missing_from_the_full_text_index(path: Path) -> None:
    engine = Tantivy(large.folder(path))
    assert served(path, engine, "mud") == 2
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        (first,) = db.execute("SELECT min(id) FROM posts").fetchone()
        fulltext.postpone(db, [first])
        db.execute("DELETE FROM beside_waiting")
        assert served(path, engine, "mud") is None
        fulltext.put_in_again(db)
        db.execute("DELETE FROM beside_waiting")
        assert served(path, engine, "mud") == 2


async def test_a_reader_is_told_nothing_that_came_after_what_it_sees(archive: Store, path: Path) -> None:
    engine = archive.search._engines[0]  # noqa: SLF001
    assert isinstance(engine, Tantivy)
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("BEGIN")
        assert served(path, engine, "mud", old) == 2
        async with archive.write() as write:
            more = thread("More mud", ("Yan", "Mud without end."))
            await archive.threads.take_in(write, Incoming.of(more, own(more)))
        await archive.settle()
        await archive.background.follow()
        assert served(path, engine, "mud") == 3
        assert served(path, engine, "mud", old) is None


def spoil(generation: Path, harm: str) -> None:
    match harm:
        case "deleted":
            shutil.rmtree(generation.parent)
        case "emptied":
            for file in generation.iterdir():
                file.unlink()
        case "garbled":
            (generation / "meta.json").write_text("{")
        case "half":
            for file in generation.glob("*.term"):
                file.unlink()


@pytest.mark.parametrize("harm", ["deleted", "emptied", "garbled", "half"])
async def test_whatever_becomes_of_the_folder_nothing_is_lost(path: Path, harm: str) -> None:
    async with Store.open(path, search=large.TANTIVY) as store:
        await put(store)
        await store.background.follow()
    (only,) = large.folder(path).iterdir()
    spoil(only, harm)
    async with Store.open(path, write=False, search=large.TANTIVY) as reading:
        assert await found(reading, "mud") == ["mud#1", "mud#2"]
    async with Store.open(path, search=large.TANTIVY) as store:
        assert await found(store, "mud") == ["mud#1", "mud#2"]
        await store.background.follow()
        assert (await store.serving()).beside
        assert served(path, Tantivy(large.folder(path)), "mud") == 2
    assert len(folders(path)) == 1
    assert folders(path) != [only.name]


@pytest.mark.parametrize("harm", ["deleted", "emptied", "garbled", "half"])
async def test_whatever_becomes_of_a_folder_in_use_another_is_built(
    archive: Store, path: Path, harm: str
) -> None:
    reading = Tantivy(large.folder(path))
    assert served(path, reading, "mud") == 2
    async with archive.write() as write:
        await archive.privacy.hide("Zed", EVERYONE, write=write)
    await archive.background.follow()
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("BEGIN")
        assert beside.state(old).waiting == 0
        spoil(next(large.folder(path).iterdir()), harm)
        assert served(path, reading, "mud", old) is None, "it cannot look at the last commit any more"
    assert await found(archive, "mud") == ["mud#2"]
    async with archive.write() as write:
        await remove_post(archive, PostId("mud", 2), OPERATOR, write)
    await archive.settle()
    assert await found(archive, "mud") == []
    await archive.background.follow()
    assert not await archive.background.waiting()
    assert served(path, reading, "mud") == 0
    assert len(folders(path)) == 1


@pytest.mark.parametrize("kind", ["term", "idx", "pos"])
async def test_what_is_found_damaged_by_a_search_is_asked_no_more(path: Path, kind: str) -> None:
    async with Store.open(path, search=large.TANTIVY) as store:
        await put(store)
        await store.background.follow()
    before = folders(path)
    (file,) = large.folder(path).glob(f"*/*.{kind}")
    data = file.read_bytes()
    end = data.rindex(b'{"version"')
    file.write_bytes(bytes(255 - each for each in data[:end]) + data[end:])
    async with Store.open(path, write=False, search=large.TANTIVY) as reading:
        for query in ("mud", "full mud", "from:ada mud", '"full of mud"'):
            assert len(await found(reading, query)) == 2 - (query != "mud")
    async with Store.open(path, search=large.TANTIVY) as store:
        assert await found(store, "mud") == ["mud#1", "mud#2"]
        assert await found(store, '"full of mud"') == ["mud#1"]
        async with store.write() as write:
            await store.privacy.hide("Zed", EVERYONE, write=write)
        await store.background.follow()
        assert (await store.serving()).beside
        assert served(path, Tantivy(large.folder(path)), "mud") == 1
    assert len(folders(path)) == 1
    assert folders(path) != before


async def test_another_format_is_built_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Store.open(path, search=large.TANTIVY) as store:
        await put(store)
        await store.background.follow()
    before = folders(path)
    monkeypatch.setattr(engines, "FORMAT", "9.9.9-1")
    async with Store.open(path, search=large.TANTIVY) as store:
        await store.background.follow()
        assert served(path, Tantivy(large.folder(path)), "mud") == 2
    (after,) = folders(path)
    assert after not in before
    assert after.startswith("9.9.9-1-")


@pytest.mark.parametrize("steps", range(14))
async def test_a_process_that_dies_at_any_step_leaves_an_index_that_is_right_or_unused(
    archive: Store, path: Path, steps: int
) -> None:
    async with archive.write() as write:
        await archive.privacy.hide("Zed", EVERYONE, write=write)
    engine = Tantivy(large.folder(path), always=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if steps % 2:
            beside.erase(connection)  # built anew, not brought up to date
        work, answer = engine.work(), None
        try:
            for _ in range(steps):
                where, function, arguments = work.send(answer)
                answer = function(*arguments) if where == "beside" else function(connection, *arguments)
        except StopIteration:
            pass
        del work  # no more is done, and nothing is tidied up
        assert served(path, Tantivy(large.folder(path)), "mud") in {None, 1}
        engine.close()
        heir = Tantivy(large.folder(path), always=True)
        followed(heir, connection)
        assert served(path, heir, "mud") == 1
        heir.close()


async def test_a_database_brought_back_is_not_served_by_what_came_after_it(
    archive: Store, path: Path
) -> None:
    copy(path, path.with_name("backup.db"))
    async with archive.write() as write:
        await archive.threads.remove("mud", OPERATOR, write=write)
    await archive.settle()
    await archive.background.follow()
    with closing(sqlite3.connect(path.with_name("backup.db"))) as older:
        assert served(path, Tantivy(large.folder(path)), "mud", older) is None


async def test_removed_words_leave_the_folder_too(archive: Store, path: Path) -> None:
    reading = Tantivy(large.folder(path))
    async with archive.write() as write:
        await remove_post(archive, PostId("mud", 2), OPERATOR, write)
    assert spelt(path, "xylo") == {"xylographers"}, "a deleted post's words stay in the files"
    assert (await archive.background.waiting()).erasing
    assert await archive.settle()
    assert not (await archive.background.waiting()).erasing
    assert spelt(path, "xylo") == set()
    assert spelt(path, "canal") == {"canal"}
    assert len(folders(path)) == 1
    await archive.background.follow()
    assert served(path, reading, "mud") == 1
    assert await found(archive, "mud") == ["mud#1"]


async def test_what_would_take_too_long_is_left_to_the_full_text_index(
    archive: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Tantivy(large.folder(path))
    monkeypatch.setattr(queries, "A_POSITION", 1.0)
    assert served(path, reading, '"the canal"') is None
    assert served(path, reading, "the canal") == 2
    assert await found(archive, '"the canal is"') == ["mud#1"]


async def test_an_archive_that_is_not_large_has_no_index_beside_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Store.open(path) as store:
        await put(store)
        await store.background.follow()
        assert not large.folder(path).exists()
        monkeypatch.setattr(engines, "WORTH", 3)
        await store.background.follow()
        assert (await store.serving()).beside
    async with Store.open(path, search=large.FTS5) as store:
        assert not large.folder(path).exists()
        assert not (await store.serving()).beside
        assert await found(store, "mud") == ["mud#1", "mud#2"]


async def test_who_asks_for_it_without_having_it_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "is_installed", lambda: False)
    with pytest.raises(StoreError, match=r"\[large\]"):
        async with Store.open(path, search=large.TANTIVY):
            pass
    async with Store.open(path) as store:
        await put(store)
        assert await found(store, "mud") == ["mud#1", "mud#2"]


def test_a_new_folder_holds_nothing(tmp_path: Path) -> None:
    made = generation.Generation(tmp_path / "new", new=True)
    assert made.snapshot() is None
    made.close()


def test_what_a_killed_writer_left_does_not_refuse_the_next(tmp_path: Path) -> None:
    def emptied(folder: Path) -> None:
        made = generation.Generation(folder)
        made.take_out([1])
        made.commit("second")
        made.close()
        snapshot = made.snapshot()
        assert snapshot is not None
        assert snapshot.token == "second"  # noqa: S105 - of a commit

    made = generation.Generation(tmp_path / "one", new=True)
    made.add((Entry(key, "canal silt", "", EVERY), 1, None, 2) for key in range(1, 20))
    made.commit("first")
    made.close()
    shutil.copytree(tmp_path / "one", tmp_path / "other")
    emptied(tmp_path / "other")
    left = list((tmp_path / "other").glob("*.del"))
    assert left
    for file in left:
        shutil.copy(file, tmp_path / "one")
    emptied(tmp_path / "one")
    emptied(tmp_path / "one")


@pytest.mark.usefixtures("archive")
def test_beginnings_of_words_are_counted_however_many_the_full_text_index_would_have_to_look_through(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "PREFIX_WORDS", 0)
    asked = Question(parse("ca*").tree, OPERATOR, Words.ALL, Sort.RELEVANCE, 10)
    with closing(sqlite3.connect(path)) as connection:
        one, other = Tantivy(large.folder(path)), FullText()
        counts = [engine.match(connection, asked, Unhurried()) for engine in (one, other)]
        assert [found and found.count() for found in counts] == [Count(2, exact=True), Count(0, exact=False)]
        # What would take too long to look through is left to an index with a deadline.
        monkeypatch.setattr(queries, "SHORTEST", 3)
        found = one.match(connection, asked, Unhurried())
        assert found is not None
        assert not found.count().exact


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(("share", "longest", "counted"), [(1, 0.0, 2), (0, 0.0, None), (0, 1.0, 2)])
def test_what_takes_long_is_answered_where_nobody_waits(
    path: Path, share: float, longest: float, counted: int | None
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(engines, "LONGEST", longest)
        monkeypatch.setattr(engines, "A_POST", 1.0)
        monkeypatch.setattr(Unhurried, "share", share)
        assert served(path, Tantivy(large.folder(path)), "canal") == counted
