"""A command that a sentence or a page names exists, and is written everywhere as it is typed."""

import argparse
import ast
import re
from pathlib import Path

import pytest

from bot.cli.main import _parser
from tests.languages.sources import ROOT, module_of
from tests.languages.test_catalogs import Commands
from tests.operations.test_docs import spelt

PAGES = sorted(
    [ROOT / "README.md", ROOT / ".env.example", *ROOT.glob("bot/**/*.md"), *ROOT.glob("cogs/*.md")]
)
SOURCES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")])
ON_THE_LINE = re.compile(
    r"(?:`|bin/|^|[|\s])hansard (?!hansard)([a-z]+)((?: +(?:\[?--?[a-z-]+|[A-Z]\w*…?\]?))*)", re.MULTILINE
)
ADDRESSES = {"data", "healthz", "metrics"}
"""What follows a slash and is no command."""


def options() -> dict[str, set[str]]:
    """Every command of the command line with its options."""
    (commands,) = (each for each in _parser()._actions if isinstance(each, argparse._SubParsersAction))  # noqa: SLF001
    return {
        name: {option for action in parser._actions for option in action.option_strings}  # noqa: SLF001
        for name, parser in commands.choices.items()
    }


def sentences(path: Path) -> list[str]:
    """What a page says, or what stands in the texts of a module; its docstrings are for engineers, but true, too."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return [text]
    return [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


@pytest.mark.parametrize("path", [*PAGES, *SOURCES], ids=module_of)
def test_a_command_that_is_named_exists(path: Path, commands: Commands) -> None:
    typed = {name for each in commands[1] if each.get("type", 1) == 1 for name in spelt(each)}
    groups = {name.rpartition(" ")[0] for name in typed} - {""}
    lines = options()
    wrong = []
    for text in sentences(path):
        for coded in re.findall(r"`(/[^`]+)`", text):
            wrong += [coded] if not _is_command(coded, typed, groups) else []
        for name, rest in ON_THE_LINE.findall(text):
            unknown = set(re.findall(r"--[a-z-]+", rest)) - lines.get(name, set())
            if name not in lines or unknown:
                wrong.append(f"hansard {name}{rest}")
    assert wrong == []


def _is_command(coded: str, typed: set[str], groups: set[str]) -> bool:
    """Tell whether what stands in backticks is a command, with or without options, a group, or no command at all."""
    words = coded[1:].split(" ")
    if not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", words[0]) or words[0] in ADDRESSES:
        return True
    return coded[1:] in groups or any(" ".join(words[:most]) in typed for most in (1, 2, 3))
