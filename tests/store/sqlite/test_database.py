import asyncio
import logging
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.store.sqlite import schema
from bot.store.sqlite.batching import Batches
from bot.store.sqlite.connection import Channel, OutOfTimeError
from bot.store.sqlite.database import Database
from bot.store.store import Store


def insert(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("INSERT INTO audit (at, actor, action, subject) VALUES ('', '', ?, '')", (name,))


def actions(connection: sqlite3.Connection) -> list[str]:
    return [action for (action,) in connection.execute("SELECT action FROM audit ORDER BY id")]


async def fail_after(database: Database, name: str) -> None:
    async with database.write() as write:
        await write.run(insert, name)
        raise ZeroDivisionError


async def test_a_block_that_raises_leaves_nothing_behind_and_the_next_one_works(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db") as database:
        with pytest.raises(ZeroDivisionError):
            await fail_after(database, "lost")
        async with database.write() as write:
            await write.run(insert, "kept")
        assert await database.read(actions) == ["kept"]


async def test_two_transactions_never_mix(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db") as database:

        async def two(name: str, *, fail: bool) -> None:
            async with database.write() as write:
                await write.run(insert, name)
                await asyncio.sleep(0.01)
                await write.run(insert, name)
                if fail:
                    raise ZeroDivisionError

        await asyncio.gather(*(two(f"{i}", fail=i % 2 == 0) for i in range(6)), return_exceptions=True)
        assert await database.read(actions) == ["1", "1", "3", "3", "5", "5"]


async def test_nobody_writes_in_a_transaction_that_is_over(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db") as database:
        async with database.write() as write:
            await write.run(insert, "first")
        with pytest.raises(StoreError, match="over"):
            await write.run(insert, "late")


class Names:
    """Names that are written in the end, in one."""

    def __init__(self) -> None:
        self.held: list[str] = []

    def finish(self, db: sqlite3.Connection) -> None:
        insert(db, "+".join(self.held))


def hold(_: sqlite3.Connection, names: Names, name: str) -> None:
    names.held.append(name)


async def test_what_a_batch_leaves_is_done_before_anything_else_and_before_the_commit(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db") as database:
        async with database.write() as write:
            for name in ("a", "b"):
                await write.run_in(Names, hold, name)
            await write.run(insert, "other")
            await write.run_in(Names, hold, "c")
        assert await database.read(actions) == ["a+b", "other", "c"]


async def test_a_batch_is_undone_with_its_transaction(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db") as database:

        async def fail() -> None:
            async with database.write() as write:
                await write.run_in(Names, hold, "a")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()
        async with database.write() as write:
            await write.run(insert, "kept")
        assert await database.read(actions) == ["kept"]


async def test_a_reader_cannot_write(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db") as database:
        with pytest.raises(sqlite3.OperationalError, match="READONLY"):
            await database.read(insert, "sly")


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def run_endless(connection: sqlite3.Connection) -> None:
    connection.execute(ENDLESS).fetchall()


@pytest.mark.parametrize("way", ["alone", "together"])
async def test_what_reads_in_several_statements_sees_one_state(tmp_path: Path, way: str) -> None:
    def twice(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
        before = actions(connection)
        with closing(sqlite3.connect(tmp_path / "a.db")) as other, other:
            insert(other, "meanwhile")
        return before, actions(connection)

    async with Database.open(tmp_path / "a.db") as database:
        read = database.read if way == "alone" else Batches(database, read=True).run
        assert await read(twice) == ([], [])
        assert await read(actions) == ["meanwhile"]


async def test_a_reader_that_takes_too_long_is_stopped_and_reads_on_afterwards(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db", readers=1) as database:
        with pytest.raises(StoreError, match=r"longer than 0\.05 seconds"):
            await database.read(run_endless, seconds=0.05)
        assert await database.read(actions) == []


async def test_a_cancelled_transaction_has_stopped_before_the_next_one_begins(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "a.db") as database:

        async def endless() -> None:
            async with database.write() as write:
                await write.run(insert, "lost")
                await write.run(run_endless)

        task = asyncio.create_task(endless())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with database.write() as write:
            await write.run(insert, "kept")
        assert await database.read(actions) == ["kept"]


async def test_a_second_process_may_read_but_not_write(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    program = (
        "import asyncio, sys\nfrom bot.errors import StoreError\nfrom bot.store.store import Store\n"
        "async def main():\n"
        "    async with Store.open(sys.argv[1], write=False) as store:\n"
        "        assert await store.audit.last() == []\n"
        "    try:\n"
        "        async with Store.open(sys.argv[1]): print('wrote')\n"
        "    except StoreError as error: print(error)\n"
        "asyncio.run(main())\n"
    )

    async def another() -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, str(path), stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        return said.decode()

    async with Store.open(path):
        assert "already writing" in await another()
        # A store left open by a bot that was restarted within this process does not lock it out, open or closed.
        async with Store.open(path):
            assert "already writing" in await another()
        assert "already writing" in await another()
    assert await another() == "wrote\n"


async def test_a_store_opened_for_reading_refuses_to_write(tmp_path: Path) -> None:
    async with Store.open(tmp_path / "a.db"):
        pass
    async with Store.open(tmp_path / "a.db", write=False) as store:
        with pytest.raises(StoreError, match="reading only"):
            async with store.write():
                pass


async def test_the_lock_of_a_killed_process_is_free_again(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    program = (
        "import asyncio, sys\nfrom bot.store.store import Store\n"
        "async def main():\n    async with Store.open(sys.argv[1]):\n        print('open', flush=True)\n"
        "        await asyncio.sleep(60)\nasyncio.run(main())\n"
    )
    with subprocess.Popen(  # noqa: ASYNC220 - one line is read from it
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert await asyncio.to_thread(process.stdout.readline) == b"open\n"
        with pytest.raises(StoreError, match="already writing"):
            async with Store.open(path):
                pass
        process.kill()
        process.wait()
    async with Store.open(path) as store:
        assert await store.audit.last() == []


async def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    async with Database.open(path) as database, database.write() as write:
        await write.run(lambda c: c.execute("INSERT INTO migrations VALUES ('9999_future', '')"))
    with pytest.raises(StoreError, match="newer version"):
        async with Database.open(path):
            pass


async def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"not a database at all, whatever its name says" * 50)
    with pytest.raises(StoreError, match="it is no database"):
        async with Database.open(path):
            pass


async def test_reading_needs_a_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database"):
        async with Store.open(tmp_path / "none.db", write=False):
            pass


def test_a_migration_that_fails_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    try:
        broken = {"0001_half": "CREATE TABLE half (x);\nINSERT INTO nowhere VALUES (1);\n"}
        monkeypatch.setattr(schema, "shipped", lambda: broken)
        with pytest.raises(sqlite3.OperationalError):
            schema.migrate(connection)
        assert schema.applied(connection) == []
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchall()
    finally:
        connection.close()


def test_the_migrations_are_numbered_without_a_gap() -> None:
    assert [name[:5] for name in schema.shipped()] == [
        f"{i:04}_" for i in range(1, len(schema.shipped()) + 1)
    ]


def test_post_text_stays_out_of_the_debug_log() -> None:
    assert logging.getLogger("aiosqlite").getEffectiveLevel() >= logging.INFO


def misread(connection: sqlite3.Connection, kind: type[Exception]) -> object:
    """Make of a row what it is not, as is done with a damaged one."""
    (words,) = connection.execute("SELECT action FROM audit").fetchone()
    made: dict[type[Exception], Callable[[str], object]] = {
        ValueError: datetime.fromisoformat,
        KeyError: dict[str, str]().__getitem__,
        UnicodeError: _bytes,
    }
    return made[kind](words)


async def _written(database: Database, *work: Any) -> None:
    async with database.write() as write:
        await write.run(*work)


def _bytes(words: str) -> str:
    return f"{words}\u00ff".encode("latin-1").decode("ascii")


@pytest.mark.parametrize("way", ["read", "transact", "write", "together"])
@pytest.mark.parametrize("kind", [ValueError, KeyError, UnicodeError])
async def test_what_a_value_says_that_cannot_be_read_stands_in_no_traceback(
    tmp_path: Path, way: str, kind: type[Exception]
) -> None:
    async with Database.open(tmp_path / "a.db") as database:
        await database.transact(insert, "xylophagous words")
        ways: dict[str, Callable[..., Awaitable[object]]] = {
            "read": database.read,
            "transact": database.transact,
            "write": partial(_written, database),
            "together": Batches(database).run,
        }
        with pytest.raises((ValueError, LookupError)) as caught:
            await ways[way](misread, kind)
    told = "".join(traceback.format_exception(caught.value))
    assert "xylophagous" not in told
    assert "in misread" in told


async def test_what_one_statement_may_take_does_not_bound_the_next(tmp_path: Path) -> None:
    def steps(connection: sqlite3.Connection, channel: Channel) -> list[tuple[int]]:
        with pytest.raises(OutOfTimeError), channel.limit(0.01):
            run_endless(connection)
        return connection.execute(ENDLESS.replace("FROM n)", "FROM n LIMIT 20000)")).fetchall()

    async with Database.open(tmp_path / "a.db", readers=1) as database, database.reader() as channel:
        assert await channel.run(steps, channel, seconds=60) == [(20_000,)]


async def test_within_a_limit_the_limit_of_the_whole_still_holds(tmp_path: Path) -> None:
    def step(connection: sqlite3.Connection, channel: Channel) -> None:
        with channel.limit(60):
            run_endless(connection)

    async with Database.open(tmp_path / "a.db", readers=1) as database:
        with pytest.raises(StoreError, match="took longer"):
            async with database.reader() as channel:
                await channel.run(step, channel, seconds=0.05)
