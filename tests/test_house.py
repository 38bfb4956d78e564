"""The plan of the house, held: which room may know which, and what stands at the top."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Each room and the rooms of ours it may import. What is not named here may import no room at all.
ALLOWED: dict[str, set[str]] = {
    "languages": set(),
    "errors": {"languages"},
    "installed": set(),
    "shards": set(),
    "config": {"errors", "installed", "shards"},
    "gateway": {"shards"},
    "archive": {"languages", "errors"},
    "importers": {"archive", "languages", "errors"},
    "search": {"archive", "languages", "errors"},
    "render": {"archive", "installed", "languages", "errors"},
    # Of replay only the values its ledger is made of; replay knows nothing of the store.
    "store": {"archive", "installed", "languages", "search", "replay", "errors"},
    "replay": {"archive", "languages", "errors"},
    # Of the store only the values that leave it.
    "transcript": {"archive", "languages", "store", "errors"},
    "reading": {"archive", "importers", "languages", "errors"},
    "importing": {"archive", "reading", "languages", "store", "errors"},
    "ui": {
        "archive",
        "importers",
        "languages",
        "search",
        "store",
        "render",
        "replay",
        "transcript",
        "importing",
        "errors",
    },
    "cogs": {
        "archive",
        "importers",
        "installed",
        "languages",
        "search",
        "store",
        "render",
        "replay",
        "transcript",
        "importing",
        "reading",
        "ui",
        "errors",
    },
    "operations": {"archive", "installed", "languages", "store", "errors"},
    "app": {"gateway", "operations", "config", "importing", "store", "replay", "ui", "cogs", "errors"},
    "sandbox": {"app", "config", "installed", "importing", "reading", "replay", "store", "ui", "errors"},
    # Of ui only what both `hansard check` and /health look at.
    "cli": {
        "operations",
        "ui",
        "app",
        "archive",
        "config",
        "importers",
        "errors",
        "importing",
        "installed",
        "reading",
        "sandbox",
        "search",
        "shards",
        "store",
        "transcript",
    },
    "__main__": {"cli"},
}
# The wings of the store, likewise; `columns` and `values` are modules of it.
WINGS: dict[str, set[str]] = {
    "values": set(),
    "columns": {"values"},
    "sqlite": {"columns", "values"},
    "index": {"sqlite", "columns", "values"},
    "archive": {"index", "sqlite", "columns", "values"},
    "search": {"archive", "index", "sqlite", "columns", "values"},
    "background": {"archive", "index", "sqlite"},
    "privacy": {"background", "archive", "index", "sqlite", "columns", "values"},
    "community": {"archive", "index", "sqlite", "columns", "values"},
    "replays": {"archive", "index", "sqlite", "columns", "values"},
    "maintenance": {"privacy", "archive", "index", "sqlite", "columns", "values"},
    "store": {
        "background",
        "index",
        "search",
        "privacy",
        "community",
        "replays",
        "archive",
        "sqlite",
        "values",
    },
}
FOREIGN = {
    "discord": {"app", "gateway", "ui", "cogs", "sandbox", "cli"},
    "aiosqlite": {"store"},
    "babel": {"languages"},
    "sqlite3": {"store", "cli"},
    "simcord": {"sandbox"},
    "dotenv": {"cli"},
}
MODULES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")])


def _room(parts: tuple[str, ...]) -> str:
    return parts[0] if parts[0] == "cogs" else parts[1].removesuffix(".py") if len(parts) > 1 else ""


def _wing(module: Path) -> str:
    return module.relative_to(ROOT / "bot" / "store").parts[0].removesuffix(".py")


def _imports(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_stands_to_its_right(module: Path) -> None:
    room = _room(module.relative_to(ROOT).parts)
    for name in _imports(module):
        parts = tuple(name.split("."))
        if parts[0] in {"bot", "cogs"}:
            other = _room(parts)
            assert other in {room, ""} | ALLOWED.get(room, set()), f"{room} must not know {other}"
        if parts[0] in FOREIGN:
            assert room in FOREIGN[parts[0]], f"{room} must not know {parts[0]}"


WINGED = [
    module
    for module in MODULES
    if module.is_relative_to(ROOT / "bot" / "store") and module.name != "__init__.py"
]


@pytest.mark.parametrize("module", WINGED, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_wing_of_the_store_imports_only_what_stands_to_its_right(module: Path) -> None:
    wing = _wing(module)
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("bot.store"):
            parts = node.module.split(".")
            for other in [parts[2]] if len(parts) > 2 else [alias.name for alias in node.names]:
                assert other in {wing} | WINGS[wing], f"{wing} must not know {other}"


def test_only_config_and_the_command_line_read_the_environment() -> None:
    readers = {
        _room(module.relative_to(ROOT).parts)
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers <= {"config", "cli"}


def test_nothing_but_the_design_card_stands_at_the_top() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    tops = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    card = {"pyproject.toml", "README.md", "bot", "cogs", "seeds", "tests", "LICENSE"}
    assert {top for top in tops if not top.startswith(".")} <= card


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()[-1]
    assert command in (ROOT / "README.md").read_text("utf-8").splitlines()
