"""A disk, a lock, a file or a clock that is not as it should be: a sentence, an exit code, and nothing lost."""

import asyncio
import ctypes
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from discord.http import Route

from bot.operations.backups import Backups
from bot.store.sqlite.copy import copy, examine
from tests import program
from tests.operations.test_check import ANSWERS, TOKEN, discord_on_the_loopback

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seeds" / "trump-putin-rapport.txt"


def modest() -> None:
    """From here on permissions hold for this process, although it may be root's."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, sets)
    for capability in (1, 2, 3):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP: not for what it starts, either
        for at in range(3):
            sets[at] &= ~(1 << capability)
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")


def run(folder: Path, *arguments: str, before: Callable[[], object] | None = None) -> tuple[int, str]:
    """Run the program on the database in `folder`; return its exit code and all it said, never a traceback."""
    return program.run(*arguments, "--db", str(folder / "a.db"), cwd=ROOT, before=before)


def content(folder: Path) -> list[object]:
    """Every post, passage and name there is, the pages that hold them being sound."""
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = ("threads", "posts", "passages", "authors", "hidings", "tombstones")
        return [sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in tables]  # noqa: S608


def large(path: Path, posts: int = 4_000) -> Path:
    """Write an export of ours with so many posts: some megabytes of database."""
    words = " ".join(f"word{n}" for n in range(60))
    head = {"source": "l.txt", "thread": "large", "title": "Large", "author": "A", "passages": []}
    lines = (
        json.dumps({"id": f"large#{n}", "number": n, "body": f"{n} {words}", **head})
        for n in range(1, posts + 1)
    )
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that has something to lose."""
    made = tmp_path_factory.mktemp("filled")
    assert run(made, "import", str(SEED))[0] == 0
    return made / "a.db"


@pytest.fixture
def folder(tmp_path: Path, filled: Path) -> Path:
    """A folder with a copy of it."""
    made = tmp_path / "archive"
    made.mkdir()
    copy(filled, made / "a.db")
    return made


@contextmanager
def small_disk(at: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own at `at`."""
    at.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(at)],
        check=False,
        capture_output=True,
    )
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)


def test_a_full_disk_refuses_an_import_and_keeps_what_was_there(folder: Path, tmp_path: Path) -> None:
    big = large(tmp_path / "large.jsonl")
    with small_disk(tmp_path / "small", 2) as small:
        shutil.copy(folder / "a.db", small)
        before = content(small)
        code, said = run(small, "import", str(big))
        assert (code, "the disk is full. Make room" in said) == (1, True), said
        assert content(small) == before
        assert examine(small / "a.db").posts == 9
        # With room again the same import goes in.
        shutil.copy(small / "a.db", folder / "a.db")
    assert run(folder, "import", str(big))[0] == 0


def test_a_full_disk_refuses_a_backup_and_keeps_the_one_before(folder: Path, tmp_path: Path) -> None:
    big = large(tmp_path / "large.jsonl")
    with small_disk(tmp_path / "small", 2) as small:
        assert run(folder, "backup", str(small / "b.db"))[0] == 0
        before = (small / "b.db").read_bytes()
        assert run(folder, "import", str(big))[0] == 0
        code, said = run(folder, "backup", "--force", str(small / "b.db"))
        assert (code, "full" in said) == (1, True), said
        assert (small / "b.db").read_bytes() == before
        assert [each.name for each in small.iterdir()] == ["b.db"]


def test_a_file_that_may_not_grow_refuses_an_import(folder: Path, tmp_path: Path) -> None:
    before = content(folder)
    size = (folder / "a.db").stat().st_size + (1 << 20)
    limited = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
    code, said = run(folder, "import", str(large(tmp_path / "l.jsonl")), before=limited)
    assert code == 1
    assert "cannot be used now" in said
    assert content(folder) == before


@pytest.mark.parametrize("command", ["import", "backup", "hide", "restore", "repair", "remove"])
def test_where_nothing_may_be_written_every_command_that_writes_says_so(folder: Path, command: str) -> None:
    before = content(folder)
    backup = folder.parent / "b.db"
    copy(folder / "a.db", backup)
    arguments = {
        "import": [str(SEED.parent)],
        "backup": [str(folder / "here.db")],
        "hide": ["WolfBear"],
        "restore": [str(backup)],
        "repair": [],
        "remove": ["--yes", "ahc-trump-and-putins"],
    }[command]
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    try:
        code, said = run(folder, command, *arguments, before=modest)
    finally:
        folder.chmod(0o755)
        for path in folder.iterdir():
            path.chmod(0o644)
    assert code == 1
    assert "cannot be written" in said or "cannot be opened" in said, said
    assert content(folder) == before


def test_a_database_that_may_not_be_read_is_named(folder: Path) -> None:
    (folder / "a.db").chmod(0)
    code, said = run(folder, "search", "neocons", before=modest)
    assert (code, "a.db" in said) == (1, True)
    assert "opened" in said


def test_a_disk_that_is_read_only_is_named_and_read_again_once_it_is_not(
    folder: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "small", 8) as small:
        shutil.copy(folder / "a.db", small)
        before = content(small)
        subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
        code, said = run(small, "import", str(SEED))
        assert (code, "cannot be written" in said) == (1, True), said
        # What is only read goes on.
        code, said = run(small, "search", "neocons")
        assert (code, "3 posts" in said) == (0, True), said
        subprocess.run(["mount", "-o", "remount,rw", str(small)], check=True)
        assert content(small) == before


def test_a_database_another_program_holds_is_waited_for_and_then_named(folder: Path) -> None:
    before = content(folder)
    with closing(sqlite3.connect(folder / "a.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, said = run(folder, "hide", "WolfBear")
        other.execute("ROLLBACK")
    assert (code, "another program holds the file" in said) == (1, True), said
    assert content(folder) == before


def test_a_second_process_of_ours_is_refused_at_once(folder: Path) -> None:
    holding = (
        "import sys, asyncio\nfrom bot.store.store import Store\nasync def main():\n"
        "    async with Store.open(sys.argv[1]):\n        print('open', flush=True)\n        sys.stdin.read()\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(folder / "a.db")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"open\n"
        code, said = run(folder, "import", str(SEED))
        assert (code, "Another process is already writing" in said) == (1, True)
        assert "neocons" in run(folder, "search", "neocons")[1]
        first.communicate()


def rubble(path: Path) -> None:
    path.write_bytes(b"rubble" * 5000)


def torn(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 40] = bytes(4096 * 38)
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO migrations VALUES ('9999_future', '')")


@pytest.mark.parametrize(
    ("harm", "told"),
    [(rubble, "no database"), (torn, "damaged"), (cut, "damaged"), (newer, "newer version of Hansard")],
)
def test_a_database_that_is_not_sound_is_named_and_a_backup_brings_all_back(
    folder: Path, harm: Callable[[Path], None], told: str
) -> None:
    before = content(folder)
    copy(folder / "a.db", folder / "b.db")
    harm(folder / "a.db")
    broken = (folder / "a.db").read_bytes()
    for command in (["import", str(SEED.parent)], ["search", "the"], ["repair"]):
        code, said = run(folder, *command)
        assert code == 1, command
        assert told in said or "not a database" in said or "malformed" in said, (command, said)
    if harm is newer:
        assert content(folder) == before
    else:
        assert (folder / "a.db").read_bytes() == broken, "nothing was written over it"
    assert run(folder, "restore", str(folder / "b.db"))[0] == 0
    assert content(folder) == before


async def test_a_bot_whose_database_is_damaged_ends_with_a_sentence(folder: Path) -> None:
    rubble(folder / "a.db")
    async with discord_on_the_loopback(ANSWERS) as base:
        code, said = await asyncio.to_thread(
            program.run, "run", "--db", str(folder / "a.db"),
            cwd=folder, env={**os.environ, "DISCORD_TOKEN": TOKEN}, before=partial(setattr, Route, "BASE", base),
        )  # fmt: skip
    assert code == 1
    assert "it is no database" in said


NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_a_backup_made_while_the_clock_was_ahead_does_not_end_all_backups(
    folder: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    backups = Backups(folder / "a.db", kept, hours=24, keep=2)
    ahead = NOON + timedelta(days=30_000)
    future = backups.make(ahead)
    os.utime(future, (ahead.timestamp(), ahead.timestamp()))
    assert backups.due_in(NOON) <= 24 * 3600
    made = [backups.make(NOON + timedelta(days=day)) for day in range(3)]
    assert made[-1].exists(), "the newest is never the one thrown away"
    assert len(list(kept.iterdir())) == 2
