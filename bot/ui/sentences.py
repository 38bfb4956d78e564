"""Sentences as Discord shows them: what is not ours is made harmless where it is put in, by its type.

A value of a sentence is a number, a `Text` (ours, said in the same language), `Markup` (Markdown of our own making),
or somebody's: then it becomes one calm line, escaped, or, between backticks, rid of backticks. `label` is for what
shows no Markdown: buttons, menus, suggestions.
"""

from collections.abc import Iterable

from bot.archive.one_line import one_line
from bot.languages import Markup, Text, counted, language
from bot.ui.markdown import named

__all__ = ["Markup", "label", "label_n", "listed", "say", "say_n", "spoken"]

LONGEST = 100
"""Graphemes of somebody's text between backticks."""


def say(key: str, /, **values: object) -> Markup:
    """Say a sentence as Markdown, in the language of this task."""
    return spoken(Text(key, **values))


def say_n(one: str, many: str, n: int, /, **values: object) -> Markup:
    """Count `n` things, as Markdown, in the language of this task."""
    return spoken(counted(one, many, n, **values))


def spoken(text: str) -> Markup:
    """Say a `Text` as Markdown in the language of this task; any other string is somebody's, unless it is `Markup`."""
    if isinstance(text, Text):
        return Markup(text.spoken(language(), _harmless))
    return text if isinstance(text, Markup) else named(text)


def label(key: str, /, **values: object) -> str:
    """Say a sentence that shows no Markdown, in the language of this task."""
    return Text(key, **values).spoken(language(), _calm)


def label_n(one: str, many: str, n: int, /, **values: object) -> str:
    """Count `n` things where no Markdown is shown, in the language of this task."""
    return counted(one, many, n, **values).spoken(language(), _calm)


def listed(texts: Iterable[str], separator: str = ", ") -> Markup:
    """Join what is somebody's, or Markdown already, with a separator of ours."""
    return Markup(separator.join(map(spoken, texts)))


def _harmless(value: str, in_code: bool) -> str:  # noqa: FBT001 - the shape of what fills sentences
    return _edged(value, one_line(value, LONGEST).replace("`", "ˋ") if in_code else named(value))


def _calm(value: str, in_code: bool) -> str:  # noqa: ARG001, FBT001
    return _edged(value, one_line(value))


def _edged(value: str, line: str) -> str:
    """Leave a blank at either end, as between a file's name and what is wrong with it."""
    return f"{' ' if value[:1].isspace() else ''}{line}{' ' if value[1:] and value[-1:].isspace() else ''}"
