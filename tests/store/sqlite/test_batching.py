import asyncio
import sqlite3
from functools import partial
from typing import Any

import pytest

from bot.errors import OutOfService, StoreError
from bot.store.sqlite.batching import Batches
from bot.store.store import Store
from tests.patience import PATIENCE, until


def put(connection: sqlite3.Connection, value: int) -> int:
    connection.execute("INSERT INTO notes (key, value) VALUES (?, 'x')", (str(value),))
    if value % 3 == 0:
        raise ValueError(f"{value} is a multiple of three")
    return value


async def test_one_failing_write_undoes_nothing_of_the_others_beside_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = store._database  # noqa: SLF001 - the batches stand on it
    transactions = []
    transact = database.transact

    async def counted(*work: Any) -> Any:
        transactions.append(work)
        return await transact(*work)

    monkeypatch.setattr(database, "transact", counted)
    results = await asyncio.gather(
        *(Batches.run(batches, put, n) for batches in [Batches(database)] for n in range(1, 31)),
        return_exceptions=True,
    )
    assert [r for r in results if isinstance(r, int)] == [n for n in range(1, 31) if n % 3]
    assert all(isinstance(r, ValueError) for n, r in enumerate(results, start=1) if n % 3 == 0)
    kept = await database.read(
        lambda c: [int(k) for (k,) in c.execute("SELECT key FROM notes WHERE value = 'x'")]
    )
    assert sorted(kept) == [n for n in range(1, 31) if n % 3]
    assert 0 < len(transactions) < 30, "they were not committed together"


async def test_whoever_writes_hears_when_the_transaction_as_a_whole_fails(store: Store) -> None:
    def end_it(connection: sqlite3.Connection) -> None:
        connection.execute("COMMIT")

    batches = Batches(store._database)  # noqa: SLF001
    with pytest.raises(sqlite3.Error):
        await batches.run(end_it)
    assert await batches.run(put, 1) == 1


async def test_where_the_disk_is_full_all_who_write_together_are_told_so(store: Store) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO notes (key, value) VALUES ('much', hex(zeroblob(1000000)))")

    def bound(connection: sqlite3.Connection, more: int) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + more}")

    database = store._database  # noqa: SLF001
    await database.transact(bound, 2)
    batches = Batches(database)
    for refused in await asyncio.gather(batches.run(fill), batches.run(put, 1), return_exceptions=True):
        assert isinstance(refused, OutOfService)
        assert "disk is full" in str(refused)
    await database.transact(bound, 10_000)
    await batches.run(fill)
    assert await batches.run(put, 1) == 1


async def test_who_reads_too_long_together_with_others_is_told_so_as_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count(connection: sqlite3.Connection) -> None:
        connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        ).fetchone()

    database = store._database  # noqa: SLF001
    monkeypatch.setattr(database, "read", partial(database.read, seconds=0.05))
    batches = Batches(database, read=True)
    for read in (batches.run, database.read):
        with pytest.raises(StoreError, match="took longer"):
            await read(count)
    assert await batches.run(lambda connection: connection.execute("SELECT 1").fetchone()) == (1,)


async def test_whoever_came_last_is_heard_although_the_task_that_writes_is_cancelled(store: Store) -> None:
    batches = Batches(store._database)  # noqa: SLF001
    async with store.write():
        first = asyncio.create_task(batches.run(put, 1))
        await until(lambda: "store-batches" in {task.get_name() for task in asyncio.all_tasks()})
        (writing,) = (task for task in asyncio.all_tasks() if task.get_name() == "store-batches")
        last = asyncio.create_task(batches.run(put, 2))
        await asyncio.sleep(0)
        writing.cancel()
    assert await asyncio.wait_for(last, PATIENCE) == 2
    assert first.cancelled()
