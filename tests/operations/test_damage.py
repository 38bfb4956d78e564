"""A database whose pages hold what is no text: every command says one sentence, and none repeats what stood there."""

import asyncio
import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.archive.incoming import Incoming
from bot.cli.main import main
from bot.store.store import Store
from tests.store.make import CANAL, CANAL_PASSAGES

SLUG = "a-canal-across-the-isthmus"
SECRET = "dredgers"  # noqa: S105 - a word of a post
HARM = (
    "posts.body",
    "posts.posted_at",
    "posts.marks",
    "posts.ref",
    "authors.name",
    "threads.title",
    "threads.slug",
    "passages.author",
)
COMMANDS = (
    ["check"],
    ["search", "канал"],
    ["search", "from:Maren"],
    ["export"],
    ["export", "--format", "html"],
    ["repair"],
    ["hide", "Maren"],
    ["hide", "Zed"],
    ["unhide", "Maren"],
    ["remove", "--yes", f"{SLUG}#2"],
    ["remove", "--yes", SLUG],
    ["backup", "b.db"],
    ["split", "s.db", "--shards", "0-3/16"],
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "a.db"

    async def fill() -> None:
        async with Store.open(path) as store:
            async with store.write() as write:
                await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
            await store.settle()
            await store._database.purge()  # noqa: SLF001

    asyncio.run(fill())
    return path


@pytest.mark.parametrize("harm", HARM)
def test_no_command_repeats_what_stands_in_a_damaged_row(  # noqa: PLR0917 - fixtures
    whole: Path,
    tmp_path: Path,
    harm: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    sound = tmp_path / "sound.db"
    shutil.copy(whole, sound)
    for command in (*COMMANDS, ["restore", "a.db", "--db", "sound.db"]):
        for old in tmp_path.iterdir():
            if old != sound:
                old.unlink()
        shutil.copy(whole, "a.db")
        with closing(sqlite3.connect("a.db", isolation_level=None)) as connection:
            table, column = harm.split(".")
            bytes_of_no_text = SECRET.encode() + b"\xff\x20\xfe"
            connection.execute(f"UPDATE {table} SET {column} = CAST(? AS TEXT)", (bytes_of_no_text,))  # noqa: S608
        code = main([*command, *([] if "--db" in command else ["--db", "a.db"])])
        said = capsys.readouterr()
        assert code in {0, 1}, command
        assert "decode" not in said.err + said.out, (command, said)
        if code:
            assert SECRET not in said.err + said.out, (command, said)
            assert len((said.err or said.out).strip().splitlines()) <= 8, (command, said)
        assert SECRET not in caplog.text, (command, caplog.text[-2000:])
