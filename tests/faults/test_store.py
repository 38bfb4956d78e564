"""The short form of `python -m tests.faults.store`, and disks that are full or may not be written to."""

import resource
from functools import partial
from pathlib import Path

from bot.store.sqlite.copy import copy, examine
from tests import program
from tests.faults.store import DEEDS, ROOT, content, fill, storm


async def test_a_process_killed_at_any_moment_leaves_the_archive_as_before_or_as_after() -> None:
    deaths, wrong = await storm(2 * len(DEEDS), seed=11)
    assert set(deaths) == set(DEEDS)
    assert wrong == []


def _unfinished(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.glob(".*"))


def _with_little_room(path: Path, bytes_: int, *arguments: str) -> tuple[int, str]:
    limited = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (bytes_, resource.RLIM_INFINITY))
    return program.run(*arguments, "--db", str(path), cwd=ROOT, before=limited)


async def test_on_a_full_disk_an_import_says_so_and_the_archive_is_as_before(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    await fill(path, 1)
    before = await content(path)
    thread = tmp_path / "big.txt"
    posts = [f"Author {n % 5}\n\nMember\nPost {n}: {f'word{n} ' * 60}\n\xa0\n\n" for n in range(4000)]
    thread.write_text("A big thread\n\n" + "".join(posts), "utf-8")
    code, said = _with_little_room(path, path.stat().st_size + 100_000, "import", str(thread))
    assert code == 1
    assert "cannot be used now" in said
    assert await content(path) == before
    examine(path)


async def test_on_a_full_disk_a_backup_says_so_and_the_old_backup_stays(tmp_path: Path) -> None:
    path, target = tmp_path / "a.db", tmp_path / "b.db"
    await fill(path, 2)
    copy(path, target)
    old = target.read_bytes()
    assert _with_little_room(path, 50_000, "backup", str(target))[0] == 1
    assert target.read_bytes() == old
    assert not _unfinished(tmp_path)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 50_000
