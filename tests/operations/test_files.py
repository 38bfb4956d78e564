"""Which files the program takes for databases, what it replaces, and who may read what it writes."""

import asyncio
import os
import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.archive.incoming import Incoming
from bot.cli.main import main
from bot.errors import StoreError
from bot.operations.backups import Backups
from bot.store.maintenance import repair, restore, split
from bot.store.sqlite.copy import copy, examine
from bot.store.store import Store
from tests.operations.test_faults import NOON, SEED
from tests.store.make import CANAL, CANAL_PASSAGES


async def fill(path: Path) -> None:
    async with Store.open(path) as store, store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))


def run(*arguments: str | Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run one command; return its exit code and all it said."""
    capsys.readouterr()
    code = main([str(each) for each in arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def link(path: Path) -> None:
    path.with_name("elsewhere").write_text("a letter")
    path.symlink_to("elsewhere")


def broken_link(path: Path) -> None:
    path.symlink_to("nowhere")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


ODD: dict[Callable[[Path], object], str] = {
    link: "a link",
    broken_link: "a link",
    pipe: "a pipe",
    listening: "a socket",
    Path.mkdir: "a folder",
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database."""
    path = tmp_path_factory.mktemp("filled") / "a.db"
    asyncio.run(fill(path))
    return path


@pytest.mark.parametrize(("make", "told"), ODD.items(), ids=[make.__name__ for make in ODD])
def test_what_is_no_regular_file_is_not_replaced_by_a_backup_or_a_part(
    filled: Path,
    tmp_path: Path,
    make: Callable[[Path], object],
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "b.db"
    make(target)
    before = target.lstat()
    with pytest.raises(StoreError, match=told):
        copy(filled, target)
    with pytest.raises(StoreError, match="exists already"):
        split(filled, target, lambda _: True)
    for force in ([], ["--force"]):
        code, said = run("backup", "--db", filled, target, *force, capsys=capsys)
        assert (code, told in said) == (1, True), said
    assert (target.lstat().st_ino, target.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert not [each for each in tmp_path.iterdir() if each.suffix == ".part"]


@pytest.mark.parametrize("other", [".", "..", "/", "/dev/null"])
@pytest.mark.parametrize(
    "command",
    [["check"], ["search", "canal"], ["export"], ["import", str(SEED)], ["hide", "Maren"], ["repair"]],
    ids=lambda command: command[0],
)
def test_a_folder_or_a_device_is_no_database_to_any_command(
    other: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(*command, "--db", other, capsys=capsys)
    assert code == 1, said
    assert "is a folder" in said or "is a device" in said, said


@pytest.mark.parametrize("other", [".", "/", "/dev/null"])
def test_a_folder_or_a_device_is_nothing_to_back_up_to_or_to_restore(
    filled: Path, other: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["backup", other], ["backup", "--force", other], ["restore", other]):
        code, said = run(*command, "--db", filled, capsys=capsys)
        assert code == 1, said
        assert "is a folder" in said or "is a device" in said, said


def test_an_older_backup_is_replaced_only_where_that_is_wanted(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "b.db"
    target.write_text("somebody's letter")
    code, said = run("backup", "--db", filled, target, capsys=capsys)
    assert (code, "exists already; `--force`" in said) == (1, True), said
    assert target.read_text() == "somebody's letter"
    assert run("backup", "--db", filled, "--force", target, capsys=capsys)[0] == 0
    assert examine(target).posts == 4


@pytest.mark.parametrize("hard", [False, True])
def test_a_database_is_not_backed_up_over_itself(
    filled: Path,
    tmp_path: Path,
    hard: bool,  # noqa: FBT001
    capsys: pytest.CaptureFixture[str],
) -> None:
    itself = filled
    if hard:
        itself = tmp_path / "same.db"
        os.link(filled, itself)
    code, said = run("backup", "--db", filled, "--force", itself, capsys=capsys)
    assert (code, "is the database itself" in said) == (1, True), said


def rights(folder: Path) -> dict[str, int]:
    return {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


async def test_a_database_its_logs_and_every_copy_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        path = tmp_path / "made" / "a.db"
        await fill(path)
        async with Store.open(path) as store, store.write() as write:
            await store.audit.add("1", "set", "x", write=write)
            assert {"a.db", "a.db-wal", "a.db-shm"} <= set(rights(path.parent))
            assert set(rights(path.parent).values()) == {0o600}
        copy(path, tmp_path / "b.db")
        Backups(path, tmp_path / "clock", hours=1, keep=2).make(NOON)
        split(path, tmp_path / "part.db", lambda _: True)
        restore(tmp_path / "b.db", path)
        repair(path)
    finally:
        os.umask(before)
    made = rights(tmp_path)
    assert {"a.db", "a.db.replaced", "b.db", "part.db"} < set(made)
    assert set(made.values()) == {0o600}, made


async def test_a_database_others_may_read_is_closed_to_them_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    await fill(path)
    path.chmod(0o644)
    async with Store.open(path, write=False):
        assert rights(tmp_path)["a.db"] == 0o644, "who only reads changes nothing"
    async with Store.open(path):
        assert rights(tmp_path)["a.db"] == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can work on files of another user")
async def test_what_root_writes_belongs_to_whom_the_folder_belongs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, 61_234, 61_234)
    database, backup = home / "a.db", tmp_path / "backup.db"
    await fill(database)
    await asyncio.to_thread(copy, database, backup)
    await asyncio.to_thread(restore, backup, database)
    await asyncio.to_thread(split, database, home / "b.db", lambda _: True)
    owners = {path.name: path.stat().st_uid for path in home.iterdir()}
    assert owners == dict.fromkeys(("a.db", "a.db.lock", "a.db.replaced", "b.db"), 61_234)
    assert backup.stat().st_uid == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
async def test_what_a_link_leads_to_is_given_to_nobody(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, 61_234, 61_234)
    for name in ("a.db", "a.db.lock"):
        (tmp_path / name).touch()
        (home / name).symlink_to(tmp_path / name)
    await fill(home / "a.db")
    assert {(tmp_path / name).stat().st_uid for name in ("a.db", "a.db.lock")} == {0}


async def test_a_database_behind_a_link_is_restored_where_the_link_leads(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    real, named = tmp_path / "disk" / "real.db", tmp_path / "a.db"
    await fill(real)
    named.symlink_to(real)
    copy(named, tmp_path / "b.db")
    restore(tmp_path / "b.db", named)
    assert named.is_symlink()
    assert examine(real).posts == 4
    assert (tmp_path / "disk" / "real.db.replaced").is_file()


async def test_a_database_is_locked_by_whatever_name_it_is_opened(tmp_path: Path) -> None:
    await fill(tmp_path / "a.db")
    (tmp_path / "named.db").symlink_to("a.db")
    program = (
        "import sys, asyncio\nfrom bot.store.store import Store\nasync def main():\n"
        "    async with Store.open(sys.argv[1]):\n        pass\nasyncio.run(main())\n"
    )
    async with Store.open(tmp_path / "named.db"):
        done = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, str(tmp_path / "a.db"), stderr=asyncio.subprocess.PIPE
        )
        _, said = await done.communicate()
    assert b"Another process is already writing" in said
