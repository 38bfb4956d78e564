"""Nobody's words can be put beside another's name: held over the code, wherever words are shown."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAKER = ROOT / "bot" / "archive" / "spoken.py"
"""The one place where words are given whose they are."""
SPEAKING = ("bot/ui/", "bot/cli/", "bot/render/", "bot/replay/", "bot/transcript/", "cogs/")
"""Rooms that show words to people."""
HEADING = {
    "bot/ui/posts.py",
    "bot/replay/cues.py",
    "bot/transcript/html.py",
    "bot/transcript/markdown.py",
    "bot/transcript/jsonl.py",
}
"""Modules that lay out a whole post, every passage under whose words it is; nobody else reads all of one."""
MODULES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")])
COMPOSED = {"cue", "line", "utterance"}
"""Messages laid out already, every quote in them under its writer's name."""
NAMES = {"author", "poster"}
"""A name a post stands under, which need not be whose words these are: that is `writer`."""


def faults(source: str, module: str) -> list[str]:
    """What in a module could put words beside a name that is not their writer's."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and _called(node.func) == "Spoken"
            and module != "bot/archive/spoken.py"
        ):
            found.append(f"{module}:{node.lineno}: words are made here")
        if not module.startswith(SPEAKING):
            continue
        if isinstance(node, ast.Attribute) and node.attr == "body":
            found.append(f"{module}:{node.lineno}: a raw body")
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "said"
            and module not in HEADING
            and _of_a_post(node)
        ):
            found.append(f"{module}:{node.lineno}: all of a post's words")
        if isinstance(node, (ast.JoinedStr, ast.Call, ast.BinOp, ast.Tuple, ast.List)):
            read = {
                each.attr
                for each in ast.walk(node)
                if isinstance(each, ast.Attribute) and _called(each.value) not in COMPOSED
            }
            if "text" in read and read & NAMES:
                found.append(f"{module}:{node.lineno}: words beside {sorted(read & NAMES)}")
    return found


def _called(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _of_a_post(node: ast.Attribute) -> bool:
    """Tell `post.said` from `found.said`, which lists what was found, each with whose it is."""
    return _called(node.value) not in {"found", "near"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_stand_beside_the_name_of_their_writer_alone(module: Path) -> None:
    assert faults(module.read_text("utf-8"), str(module.relative_to(ROOT))) == []


SABOTAGE = {
    "what suggestions once offered": 'Choice(name=f"{post.id} {post.author}: {post.body}")',
    "a quote under the poster's name": 'f"**{post.author}**: {words.text}"',
    "words handed on beside a name": "Card(words.text, post.author)",
    "glued together": "post.author + ': ' + words.text",
    "a pair": "pair = (said.poster, said.text)",
    "everything a post holds": "''.join(each.text for each in post.said)",
    "words of one's own making": "Spoken(text, 0, post.id, name, passage)",
}


@pytest.mark.parametrize("name", SABOTAGE)
def test_the_rule_sees(name: str) -> None:
    assert faults(SABOTAGE[name], "bot/ui/anything.py")


def _readers() -> Iterator[str]:
    for module in MODULES:
        if any(
            isinstance(node, ast.Attribute) and node.attr == "said" and _of_a_post(node)
            for node in ast.walk(ast.parse(module.read_text("utf-8")))
        ):
            yield str(module.relative_to(ROOT))


def test_every_module_that_may_read_a_whole_post_does() -> None:
    assert set(_readers()) >= HEADING


def test_only_the_maker_makes_words() -> None:
    assert "Spoken(" in MAKER.read_text("utf-8")
