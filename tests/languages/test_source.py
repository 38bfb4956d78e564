"""No sentence reaches people past the translator, and every key is written out where it is said."""

import ast
import re
from pathlib import Path

import pytest

from tests.languages.sources import MANY, ONE, ROOMS, ROOT, calls, errors, literals, module_of, name_of

# Rooms whose texts go to Discord as they are; the others make `Text`s and errors.
SPEAKING = [
    path
    for path in ROOMS
    if module_of(path).startswith(("cogs/", "bot/ui/", "bot/render/", "bot/transcript/"))
]
UNSEEN = {
    "compile",
    "match",
    "fullmatch",
    "search",
    "sub",
    "say_day",
    "removeprefix",
    "ValueError",
    "DrawingFailed",
    "AnswerLost",
}
"""Calls whose texts nobody is shown."""
LOGS = {"log", "_log", "presses"}
"""What speaks to operators, and what only says how custom ids look."""
HIDDEN = {"reason", "name", "description"}
"""Keywords of texts for Discord's audit log (English) and for discord.py's translator (walked with the commands)."""
SPEECH = re.compile(r"[A-Z][a-z]|[A-Za-z]{2,}[ ,:;.!?]|[ ,:;.!?][A-Za-z]{2,}")
MONTHS = re.compile("%[aAbBpc]")
WHOLE = ast.Name | ast.Attribute | ast.Call | ast.BoolOp
"""What an error may take instead of a key: a `Text` made elsewhere."""
MADE_HERE = {
    "bot/errors.py": ["Text(sentence, **values)", "Text(reason, **values)"],
    "bot/replay/outlet.py": ["Text(sentence, **values)"],
}
"""Where errors make texts of what they are raised with."""
ALLOWED: dict[str, set[str]] = {
    # Names of things.
    "bot/ui/permissions.py": {"Who said this?", "quote find"},
    "bot/ui/webhooks.py": {"Hansard", "Retry-After", "rate limited for"},
    # The query language is not translated.
    "bot/ui/suggestions.py": {"from:", "in:"},
    "cogs/help.py": {"Quote card", "Where is this from?", "Who said this?"},
    "cogs/health.py": {"-# Hansard", ", discord.py"},
    "cogs/quote/__init__.py": {"Quote"},
    # Patterns, and what no person reads.
    "bot/render/timeline.py": {"LLL y", "d MMM y"},
    "bot/transcript/html.py": {'class="nobody"', ":root {"},
    "bot/ui/errors.py": {"component of", "waiting publicly"},
    "bot/ui/registration.py": {"commands:"},
    # The description of an option, which discord.py's translator gets with its command.
    "bot/ui/guilds.py": {"Show it to the whole channel (normally only you see it)"},
    # The log of what managers did, which is English.
    "cogs/archive.py": {"undo import"},
    "cogs/archive_people.py": {"an author", "member"},
}  # fmt: skip
"""What may stand in the source as it is, by module: the first line of each text."""
MARKUP = re.compile(r"<[^>]*(?:>|$)|^[^<]*>|\w+://\S*|^[-\w]*\.(?:png|zip|typ)$")


class Ear(ast.NodeVisitor):
    """Hears every text of a module that looks like speech and passes no translator."""

    def __init__(self, path: Path) -> None:
        self.heard: set[str] = set()
        self._translators = ONE | MANY | errors()
        self.visit(ast.parse(path.read_text("utf-8")))

    def visit_Constant(self, node: ast.Constant) -> None:
        text = MARKUP.sub("", node.value) if isinstance(node.value, str) else ""
        if SPEECH.search(text):
            self.heard.add(text.strip().split("\n")[0])

    def visit_Call(self, node: ast.Call) -> None:
        owner = name_of(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        if name_of(node.func) not in self._translators | UNSEEN and owner not in LOGS:
            self.generic_visit(node)

    def visit_FormattedValue(self, node: ast.FormattedValue) -> None:
        if node.format_spec is not None and MONTHS.search(format_ := ast.unparse(node.format_spec)):
            self.heard.add(format_)
        self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for each in [*node.args.defaults, *node.args.kw_defaults, *node.body]:
            if each is not None:
                self.visit(each)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for each in node.body:
            self.visit(each)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in HIDDEN:
            self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        for each in node.values:  # keys are looked up, not shown
            self.visit(each)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Pass over: what is compared is not shown."""

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - as ast names them
    visit_Subscript = visit_MatchValue = visit_MatchMapping = visit_Compare  # type: ignore[assignment] # noqa: N815


@pytest.mark.parametrize("path", SPEAKING, ids=module_of)
def test_no_sentence_goes_past_the_translator(path: Path) -> None:
    assert Ear(path).heard == ALLOWED.get(module_of(path), set())


@pytest.mark.parametrize("path", ROOMS, ids=module_of)
def test_every_key_is_written_out(path: Path) -> None:
    put_together = [
        ast.unparse(call)
        for call in calls(path)
        for key in call.args[: 2 if name_of(call.func) in MANY else 1]
        if literals(key) is None and not (name_of(call.func) in errors() and isinstance(key, WHOLE))
    ]
    assert put_together == MADE_HERE.get(module_of(path), [])


def test_the_rooms_are_there() -> None:
    assert {module_of(path).split("/")[0] for path in SPEAKING} == {"bot", "cogs"}
    assert ROOT / "bot" / "ui" / "reader.py" in SPEAKING
