"""What was committed is on the disk once `wait` returns, and callers share syncs."""

import asyncio
from pathlib import Path

import pytest

from bot.store.sqlite import durability
from bot.store.sqlite.durability import Durability


async def test_callers_share_a_sync_that_begins_after_they_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "a.db-wal"
    log.write_bytes(b"1")
    seen: list[int] = []
    real = durability.sync

    def slow(path: Path) -> None:
        seen.append(path.stat().st_size)
        real(path)

    monkeypatch.setattr(durability, "sync", slow)
    one = Durability(tmp_path / "a.db")

    async def commit_and_wait(size: int) -> None:
        log.write_bytes(b"1" * size)
        await one.wait()
        assert max(seen) >= size

    for _ in range(20):
        seen.clear()
        await asyncio.gather(*(commit_and_wait(size) for size in range(1, 41)))
        assert len(seen) <= 3, "forty callers wait for two syncs or three, not for forty"


async def test_a_caller_who_leaves_takes_nobody_elses_sync_along(tmp_path: Path) -> None:
    (tmp_path / "a.db-wal").write_bytes(b"1")
    one = Durability(tmp_path / "a.db")
    leaving, staying = asyncio.create_task(one.wait()), asyncio.create_task(one.wait())
    await asyncio.sleep(0)
    leaving.cancel()
    await staying
    await one.wait()


async def test_no_log_holds_nothing_and_a_disk_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Durability(tmp_path / "a.db")
    await one.wait()

    def broken(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(durability, "sync", broken)
    with pytest.raises(OSError, match="Input/output"):
        await one.wait()
    monkeypatch.undo()
    await one.wait()


async def test_a_sync_that_was_called_off_before_its_turn_is_nobody_elses(tmp_path: Path) -> None:
    (tmp_path / "a.db-wal").write_bytes(b"1")
    one = Durability(tmp_path / "a.db")
    under_way = asyncio.create_task(one.wait())
    await asyncio.sleep(0)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.gather(under_way, return_exceptions=True)
    await one.wait()
