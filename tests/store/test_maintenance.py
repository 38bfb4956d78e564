"""Backups are whole, restores keep what was hidden or removed, repairs change no answer, refusals change nothing."""

import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.errors import StoreError
from bot.replay.ledger import RunState
from bot.store.maintenance import repair, restore, split
from bot.store.sqlite import database, schema
from bot.store.sqlite.copy import copy, examine
from bot.store.store import Store
from tests.replay.stage import archive, plan
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, indexed, remove_post
from tests.store.privacy.test_remove import files_with

SLUG = "a-canal-across-the-isthmus"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def fill(path: Path) -> None:
    async with Store.open(path) as store, store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))


async def content(path: Path) -> list[str]:
    async with Store.open(path, write=False) as store:
        return [repr(p) async for p in store.posts.export(EVERYONE)]


async def test_a_backup_of_a_database_in_use_is_whole_and_readable(tmp_path: Path) -> None:
    path, target = tmp_path / "a.db", tmp_path / "deep" / "b.db"
    async with Store.open(path) as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
        assert copy(path, target).posts == 4
        assert names(target.parent) == ["b.db"]
    assert await content(target) == await content(path)


DYING = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = DELETE")
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN")
connection.execute("DELETE FROM posts")
connection.execute("CREATE TABLE large AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999)"
    "SELECT i, hex(randomblob(50)) FROM n")
os._exit(0)
"""


def die(path: Path) -> None:
    subprocess.run([sys.executable, "-c", DYING, path], check=True)
    assert path.with_name(f"{path.name}-journal").stat().st_size


async def test_who_only_reads_takes_back_what_a_process_that_died_left_half_written(tmp_path: Path) -> None:
    path, target = tmp_path / "a.db", tmp_path / "b.db"
    await fill(path)
    before = await content(path)
    for look in (partial(copy, path, target), partial(examine, path)):
        die(path)
        assert look().posts == 4
    die(path)
    assert await content(path) == before


async def test_a_replay_rests_after_a_restore_and_says_why(tmp_path: Path) -> None:
    path, target = tmp_path / "a.db", tmp_path / "b.db"
    async with Store.open(path) as store:
        await archive(store)
        run = await store.replays.create(plan(), cap=1)
    copy(path, target)
    restore(target, path)
    async with Store.open(path) as store:
        held = await store.replays.get(run.id)
    assert held.state is RunState.PAUSED
    assert "backup was restored" in held.reason


async def test_a_backup_comes_back_and_what_was_there_is_kept(tmp_path: Path) -> None:
    path, target = tmp_path / "a.db", tmp_path / "b.db"
    await fill(path)
    before = await content(path)
    copy(path, target)
    async with Store.open(path) as store, store.write() as write:
        await store.threads.remove(SLUG, EVERYONE, write=write)
    done = restore(target, path)
    assert await content(path) == before
    assert done.kept == tmp_path / "a.db.replaced"
    assert examine(done.kept).posts == 0
    assert names(tmp_path) == ["a.db", "a.db.lock", "a.db.replaced", "b.db"]


async def test_what_was_removed_or_hidden_after_the_backup_stays_so_after_it_came_back(
    tmp_path: Path,
) -> None:
    path, target = tmp_path / "a.db", tmp_path / "elsewhere" / "b.db"
    await fill(path)
    copy(path, target)
    async with Store.open(path) as store:
        async with store.write() as write:
            await remove_post(store, PostId(SLUG, 2), EVERYONE, write)
            await store.privacy.hide("Ни шагу", EVERYONE, write=write)
        await store.settle()
    after = await content(path)
    done = restore(target, path)
    assert done.removed == (f"{SLUG}#2", "an author")
    assert await content(path) == after
    async with Store.open(path) as store:
        assert not {"silt", "канал"} & await indexed(store)
        await store.settle()
    (tmp_path / "elsewhere" / "b.db").unlink()
    assert files_with(tmp_path, "silt") == []


async def test_a_backup_comes_back_where_the_database_is_damaged_or_gone(tmp_path: Path) -> None:
    path, target = tmp_path / "a.db", tmp_path / "b.db"
    await fill(path)
    before = await content(path)
    copy(path, target)
    path.write_bytes(b"rubble" * 5000)
    restore(target, path)
    assert await content(path) == before
    path.unlink()
    restore(target, path)
    assert await content(path) == before


@pytest.mark.parametrize("kind", ["missing", "rubble", "foreign", "cut", "newer"])
async def test_what_is_no_backup_is_refused_and_the_database_stays(tmp_path: Path, kind: str) -> None:
    path, target = tmp_path / "a.db", tmp_path / "b.db"
    await fill(path)
    before = await content(path)
    copy(path, target)
    match kind:
        case "missing":
            target.unlink()
        case "rubble":
            target.write_bytes(b"rubble" * 5000)
        case "foreign":
            target.unlink()
            sqlite3.connect(target).execute("CREATE TABLE x (y)").connection.close()
        case "cut":
            target.write_bytes(target.read_bytes()[: target.stat().st_size // 2])
        case "newer":
            connection = sqlite3.connect(target, isolation_level=None)
            connection.execute("INSERT INTO migrations VALUES ('9999_future', '')")
            connection.close()
    with pytest.raises(StoreError):
        restore(target, path)
    assert await content(path) == before
    assert not (tmp_path / "a.db.replaced").exists()


async def test_there_must_be_a_database_to_repair(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database"):
        repair(tmp_path / "a.db")


async def test_a_repair_makes_index_forms_and_counts_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    await fill(path)
    async with Store.open(path) as store:
        before = (
            await indexed(store),
            await store.authors.complete("", EVERYONE, thread=SLUG),
            await store.authors.get("Maren", EVERYONE),
        )
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("INSERT INTO words_1 (words_1) VALUES ('delete-all')")
    connection.execute("DELETE FROM author_threads")
    connection.execute("UPDATE authors SET posts = 99, words = 99")
    connection.execute("DELETE FROM word_forms")
    connection.close()
    repair(path)
    async with Store.open(path) as store:
        after = (
            await indexed(store),
            await store.authors.complete("", EVERYONE, thread=SLUG),
            await store.authors.get("Maren", EVERYONE),
        )
    assert after == before


@pytest.mark.parametrize("how", ["opened", "restored", "repaired", "divided"])
async def test_names_an_older_version_folded_otherwise_are_known_again(tmp_path: Path, how: str) -> None:
    path, older = tmp_path / "a.db", tmp_path / "older.db"
    await fill(older)
    connection = sqlite3.connect(older, isolation_level=None)
    connection.execute("UPDATE index_state SET stamp = 'older'")
    for table in ("authors", "author_names", "thread_names"):
        connection.execute(f"UPDATE {table} SET folded = hex(folded)")  # noqa: S608
    connection.close()
    match how:
        case "opened":
            path = older
        case "restored":
            restore(older, path)
        case "repaired":
            repair(older)
            path = older
        case "divided":
            split(older, path, lambda _: True)
    async with Store.open(path) as store:
        assert (await store.authors.get("oscar vidal", EVERYONE)).name == "Óscar Vidal"
        assert [each.name for each in await store.authors.complete("mar", EVERYONE)] == ["Maren"]
        assert [each.slug for each in await store.threads.complete("isthmus", EVERYONE)] == [SLUG]


async def test_a_damaged_database_is_not_repaired_by_guessing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    await fill(path)
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 12] = bytes(4096 * 10)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="hansard restore"):
        repair(path)


async def test_old_copies_beside_a_database_go_at_a_start_and_later_ones_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    await fill(path)
    for name in ("a.db.before-0001_archive", "a.db.replaced", "b.db.replaced", "a.db.backup"):
        (tmp_path / name).write_bytes(b"")
    await fill(path)
    assert (tmp_path / "a.db.before-0001_archive").exists()
    assert (tmp_path / "a.db.replaced").exists()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 31 * 86_400)
    await fill(path)
    kept = set(names(tmp_path))
    assert {"a.db", "b.db.replaced", "a.db.backup"} <= kept
    assert not kept & {"a.db.before-0001_archive", "a.db.replaced"}


async def test_a_copy_that_cannot_be_deleted_hinders_no_start_and_is_told_of_after_a_removal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(database, "KEPT", 0)
    left = tmp_path / "a.db.before-0001_archive"
    left.mkdir()
    async with Store.open(tmp_path / "a.db") as store:
        assert f"{left}, an old copy of the database, cannot be deleted" in caplog.text
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
            await store.privacy.remove_thread(SLUG, EVERYONE, write=write)
        with pytest.raises(StoreError, match="Delete it by hand"):
            await store.settle()
        assert (await store.background.waiting()).erasing
        left.rmdir()
        assert await store.settle()


async def test_a_database_in_use_is_copied_before_it_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    await fill(path)
    before = await content(path)
    known = schema.shipped()
    monkeypatch.setattr(schema, "shipped", lambda: {**known, "9000_later": "CREATE TABLE later (x);"})
    async with Store.open(path):
        pass
    monkeypatch.undo()
    assert await content(tmp_path / "a.db.before-9000_later") == before
    with pytest.raises(StoreError, match="newer version"):
        await content(path)
