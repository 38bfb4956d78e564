"""What there is to translate: every key in the source, and every name, description and choice of a command."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from discord import app_commands

from bot.languages import COMMAND, OPTION

ROOT = Path(__file__).resolve().parents[2]
ENGLISH_ONLY = (
    "bot/cli/",
    "bot/operations/",
    "bot/config.py",
    "bot/sandbox/",
    "bot/app.py",
    "bot/languages/",
    "bot/ui/sentences.py",
)
"""What speaks to operators: settings, logs, the command line and the practice room."""
ROOMS = sorted(
    path
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")]
    if not str(path.relative_to(ROOT)).startswith(ENGLISH_ONLY)
)
ONE = {"say", "Text", "label"}
MANY = {"say_n", "counted", "label_n"}
SAYING = {"bot.languages", "bot.ui.sentences"}
"""Modules that say sentences."""


class Key(NamedTuple):
    """An entry of a catalog: `many` is empty where nothing is counted, `context` where the sentence is enough."""

    one: str
    many: str = ""
    context: str = ""


class Found(NamedTuple):
    """A key and where it stands."""

    key: Key
    place: str


def module_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def name_of(node: ast.AST) -> str:
    """The last name of what is called: `f` of `f(…)` and of `a.f(…)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


@cache
def errors() -> set[str]:
    """Every class whose first argument is a sentence for people: those below `UserError` and `Trouble`."""
    below = {"UserError", "Trouble"}
    classes = [
        node
        for path in ROOMS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    while more := {each.name for each in classes if below & set(map(name_of, each.bases))} - below:
        below |= more
    return below


def literals(node: ast.expr) -> list[str] | None:
    """The texts an expression may be, None where the source does not tell."""
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            found, more = literals(one), literals(other)
            return None if found is None or more is None else found + more
        case _:
            return None


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a module that takes a key first: of what it has from `SAYING`, and of errors."""
    tree = ast.parse(path.read_text("utf-8"))
    taken = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in SAYING
        for alias in node.names
    }
    wanted = (ONE | MANY) & taken | errors()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in wanted
            and node.args
        ):
            yield node
    for each in ast.walk(tree):
        if isinstance(each, ast.ClassDef) and each.name in errors():
            yield from filter(_says_its_sentence, ast.walk(each))


def _says_its_sentence(node: ast.AST) -> bool:
    """Tell whether that is an error's `super().__init__("…")`."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Call(func=ast.Name("super")), attr="__init__"), args=[key, *_]
        ):
            return literals(key) is not None
    return False


def in_source() -> Iterator[Found]:
    """Every key that stands in the source."""
    for path in ROOMS:
        for call in calls(path):
            if name_of(call.func) in MANY:
                one, many = (literals(each) for each in call.args[:2])
                if one and many:
                    yield Found(Key(one[0], many[0]), module_of(path))
                continue
            for text in filter(None, literals(call.args[0]) or ()):
                yield Found(Key(text), module_of(path))


def of_commands(tree: app_commands.CommandTree[Any]) -> Iterator[Found]:
    """Every name, description and choice Discord is told of."""
    for command in [*tree.walk_commands(), *_menus(tree)]:
        place = "commands"
        yield Found(Key(command.name, context=COMMAND), place)
        if isinstance(command, app_commands.ContextMenu):
            continue
        yield Found(Key(command.description), place)
        for parameter in command.parameters if isinstance(command, app_commands.Command) else ():
            yield Found(Key(parameter.display_name, context=OPTION), place)
            yield Found(Key(str(parameter.description)), place)
            yield from (Found(Key(choice.name), place) for choice in parameter.choices)


def _menus(tree: app_commands.CommandTree[Any]) -> Iterator[app_commands.ContextMenu]:
    for command in tree.get_commands():
        if isinstance(command, app_commands.ContextMenu):
            yield command
