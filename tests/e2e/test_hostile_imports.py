"""Files made to hurt, through both doors: each is answered with a sentence, and the archive stays as it was."""

import gzip
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.reading.files import LARGEST
from tests import program
from tests.e2e.hostile import READ, REFUSED, quine
from tests.e2e.world import World, answer, labels, text

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seeds" / "trump-putin-rapport.txt"
HOSTILE = REFUSED | READ
LONGEST = 60
"""Lines of an answer, at most: nobody reads ten thousand."""


def dump(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, the index's own among them."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
            )
        ]
        assert "posts" in tables
        rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}  # noqa: S608
    return {name: sorted(found, key=repr) for name, found in rows.items()}


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the program; return its exit code and all it said."""
    return program.run(*arguments, "--db", str(folder / "a.db"), cwd=ROOT)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that has something to lose."""
    folder = tmp_path_factory.mktemp("archive")
    assert run(folder, "import", str(SEED))[0] == 0
    return folder


def test_the_quine_is_one() -> None:
    assert gzip.decompress(quine()) == quine()


@pytest.mark.parametrize("kind", HOSTILE)
def test_from_the_command_line_it_is_a_sentence_and_nothing_changed(
    filled: Path, tmp_path: Path, kind: str
) -> None:
    name, make, sentence = HOSTILE[kind]
    (tmp_path / name).write_bytes(make())
    before = dump(filled / "a.db")
    dry = ["--dry-run"] if kind in READ else []
    code, said = run(filled, "import", *dry, str(tmp_path / name))
    assert re.search(sentence, said), said[-2000:]
    assert code == (kind in REFUSED)
    assert dump(filled / "a.db") == before
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert not Path("/tmp/hansard-was-here").exists()  # noqa: S108 - where a path upwards would lead


@pytest.mark.parametrize("kind", HOSTILE)
async def test_from_discord_it_is_a_sentence_and_nothing_changed(world: World, kind: str) -> None:
    name, make, sentence = HOSTILE[kind]
    before = dump(world.bot.settings.database)
    result = await world.admin.slash(world.channel, "archive import", file=(name, make()))
    message = answer(result)
    said = re.sub(r"\\(.)", r"\1", text(message))
    assert re.search(sentence, said), said[-2000:]
    assert len(said.splitlines()) < LONGEST
    assert result.ephemeral
    if kind in READ:
        assert "Import" in labels(message)
        await world.admin.click(message, label="Cancel")
    else:
        assert "Nothing was imported" in said
    assert dump(world.bot.settings.database) == before


def test_a_line_of_a_gigabyte_is_refused_before_it_is_read(filled: Path, tmp_path: Path) -> None:
    with (tmp_path / "line.txt").open("wb") as file:
        file.truncate(1 << 30)  # sparse: it takes no room on the disk
    before = dump(filled / "a.db")
    code, said = run(filled, "import", str(tmp_path / "line.txt"))
    assert code == 1
    assert f"has 1024 MB; a file has at most {LARGEST >> 20} MB" in said
    assert dump(filled / "a.db") == before


async def test_a_large_line_is_refused_by_the_bot_before_it_is_fetched(world: World) -> None:
    before = dump(world.bot.settings.database)
    result = await world.admin.slash(world.channel, "archive import", file=("line.txt", b"a" * (9 << 20)))
    assert "I take files up to 8 MB" in answer(result).content
    assert dump(world.bot.settings.database) == before


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_file_is_not_waited_for(filled: Path, tmp_path: Path, kind: str) -> None:
    path = Path("/dev/zero")
    if kind == "pipe":
        os.mkfifo(path := tmp_path / "pipe")
    before = dump(filled / "a.db")
    code, said = run(filled, "import", str(path))
    assert (code, "neither a file nor a folder" in said) == (1, True)
    assert dump(filled / "a.db") == before


def test_a_folder_of_links_is_read_without_leaving_it(filled: Path, tmp_path: Path) -> None:
    """Links to folders are not followed, so that a circle ends; what is no archive is passed over."""
    (tmp_path / "circle").symlink_to(tmp_path)
    (tmp_path / "root").symlink_to("/")
    (tmp_path / "passwd.txt").symlink_to("/etc/passwd")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    before = dump(filled / "a.db")
    code, said = run(filled, "import", str(tmp_path))
    assert code == 0
    assert "1 file skipped, 0 failed" in said
    assert "passwd.txt" in said
    assert dump(filled / "a.db") == before


def test_what_a_hostile_thread_leaves_in_the_archive_does_no_harm(filled: Path, tmp_path: Path) -> None:
    for number, (name, make, _) in enumerate(READ.values()):
        (tmp_path / f"{number}-{name}").write_bytes(make())
    folder = tmp_path / "db"
    folder.mkdir()
    (folder / "a.db").write_bytes((filled / "a.db").read_bytes())
    assert run(folder, "import", str(tmp_path / "0-chat.json"), str(tmp_path / "1-page.html"))[0] == 0
    _, exported = run(folder, "export", "--format", "html")
    assert "half a \ufffd sign and a \ufffd zero" in exported
    assert "<script>alert" not in exported
    assert "<img" not in exported
    assert "javascript:" not in exported
    assert "&lt;script&gt;" in exported
