import errno
import json
import logging
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.archive.incoming import Incoming
from bot.errors import StoreError
from bot.operations import backups as module
from bot.operations.backups import PATTERN, Backups
from bot.operations.endpoint import Endpoint
from bot.operations.logs import JsonLines
from bot.store.sqlite.copy import examine
from bot.store.store import Store
from tests.patience import until
from tests.store.make import CANAL, CANAL_PASSAGES

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
async def filled(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    async with Store.open(path) as store, store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
    return path


def test_only_so_many_backups_are_kept_and_each_is_whole(filled: Path, tmp_path: Path) -> None:
    backups = Backups(filled, tmp_path / "kept", hours=24, keep=2)
    made = [backups.make(NOON + timedelta(days=day)) for day in range(4)]
    assert sorted((tmp_path / "kept").glob(PATTERN)) == made[2:]
    assert [examine(path).posts for path in made[2:]] == [4, 4]


def test_a_backup_is_due_when_the_last_one_is_old_enough(filled: Path, tmp_path: Path) -> None:
    backups = Backups(filled, tmp_path / "kept", hours=24, keep=2)
    assert backups.due_in(NOON) == 0
    backups.make(datetime.now(UTC))
    assert 23 * 3600 < backups.due_in(datetime.now(UTC)) <= 24 * 3600


def test_a_backup_that_cannot_be_made_leaves_the_others(filled: Path, tmp_path: Path) -> None:
    backups = Backups(filled, tmp_path / "kept", hours=24, keep=1)
    made = backups.make(NOON)
    filled.write_bytes(b"rubble" * 5000)
    with pytest.raises(StoreError):
        backups.make(NOON + timedelta(days=1))
    assert sorted((tmp_path / "kept").iterdir()) == [made]


async def test_backups_go_on_after_the_folder_could_not_be_looked_at(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "_REST", 0.0)
    backups = Backups(filled, tmp_path / "kept", hours=24, keep=1)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "hansard-20010101-000000.db").symlink_to("nowhere")
    os.utime(tmp_path / "kept" / "hansard-20010101-000000.db", (0, 0), follow_symlinks=False)
    due_in = backups.due_in
    away = [OSError(errno.ESTALE, "the disk is away")]

    def due(now: datetime) -> float:
        if away:
            raise away.pop()
        return due_in(now)

    monkeypatch.setattr(backups, "due_in", due)
    backups.start()
    await until(lambda: [path.is_symlink() for path in (tmp_path / "kept").iterdir()] == [False])
    await backups.close()
    assert "the disk is away" in caplog.text
    assert [examine(path).posts for path in (tmp_path / "kept").iterdir()] == [4]


def test_a_log_line_is_one_json_object_whatever_it_says() -> None:
    record = logging.LogRecord("bot.x", logging.WARNING, "", 0, 'two\nlines and "%s"', ("words",), None)
    assert json.loads(JsonLines().format(record))["message"] == 'two\nlines and "words"'
    assert "\n" not in JsonLines().format(record)


@pytest.mark.parametrize(("connected", "status"), [(True, 200), (False, 503)])
async def test_watchers_are_told_health_and_counts(filled: Path, connected: bool, status: int) -> None:  # noqa: FBT001
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with Store.open(filled) as store:
        endpoint = Endpoint(store, port, lambda: connected, lambda: 3)
        await endpoint.start()
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            async with session.get("/healthz") as answer:
                assert answer.status == status
            async with session.get("/metrics") as answer:
                lines = (await answer.text()).splitlines()
        await endpoint.close()
    assert {"hansard_posts 4", "hansard_threads 1", "hansard_servers 3"} <= set(lines)
    assert f"hansard_up {int(connected)}" in lines
