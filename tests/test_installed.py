"""What is said of commands can be typed as it stands, however this copy was installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.installed import CLONE as REPOSITORY
from bot.installed import extra


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run where no .env and no database lie about."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)


def script(folder: Path) -> Path:
    """A program called hansard in a virtual environment's folder."""
    program = folder / ".venv" / "bin" / "hansard"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!{sys.executable}\nfrom bot.__main__ import main\nraise SystemExit(main())\n")
    program.chmod(0o755)
    return program


def said(program: Path | str, *arguments: str, path: str | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PATH": path or os.environ["PATH"]}
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    return done.stdout + done.stderr


def test_a_program_in_a_folder_below_is_named_by_its_path(tmp_path: Path) -> None:
    script(tmp_path)
    told = said(".venv/bin/hansard", "run")
    assert "Run `.venv/bin/hansard run` again" in told
    assert ".venv/bin/hansard sandbox" in told


def test_a_program_on_the_path_is_named_as_it_is_called(tmp_path: Path) -> None:
    program = script(tmp_path)
    told = said(program, "check", path=f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    assert "token: none; `hansard run` says" in told


def test_a_module_that_is_run_is_named_by_its_interpreter() -> None:
    told = said(sys.executable, "-m", "bot", "search", "silt")
    assert f"There is no archive at hansard.db yet. `{sys.executable} -m bot import" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("arguments", [["search", "silt"], ["export"]])
def test_reading_what_is_not_there_says_how_to_make_it(tmp_path: Path, arguments: list[str]) -> None:
    program = script(tmp_path)
    first = said(program, *arguments).splitlines()[0]
    assert "There is no archive at hansard.db yet. " in first
    brought = first.partition("`")[2].partition("`")[0].split(" ")
    assert brought[1:] == ["import", str(REPOSITORY / "seeds")]
    assert "posts new" in said(brought[0], *brought[1:])
    assert "no archive" not in said(program, *arguments)


def test_an_extra_is_added_from_where_this_copy_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert extra("cards").endswith('pip install -e ".[cards]"')
    monkeypatch.setattr("bot.installed.CLONE", tmp_path)
    about = tmp_path / "hansard-9.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: hansard\nVersion: 9\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert extra("cards").endswith('pip install "hansard[cards]"')
    (about / "direct_url.json").write_text('{"url": "file:///srv/hansard-9-py3-none-any.whl"}')
    assert extra("cards").endswith('"hansard[cards] @ file:///srv/hansard-9-py3-none-any.whl"')


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("pipx_metadata.json", "{}", 'pipx install --force "hansard[cards]'),
        ("pyvenv.cfg", "home = /usr/bin\nuv = 0.9\n", 'uv tool install "hansard[cards]'),
        ("pyvenv.cfg", "home = /usr/bin\n", 'pip install "hansard[cards]'),
    ],
)
def test_an_extra_is_added_by_what_installed_this_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, content: str, told: str
) -> None:
    (tmp_path / file).write_text(content)
    monkeypatch.setattr("bot.installed.CLONE", tmp_path)
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "bin" / "python"))
    assert extra("cards").startswith(told)
