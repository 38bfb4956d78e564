"""Sentences: said at once in the language of the moment, or kept to be said later to whoever reads them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from string import Formatter
from typing import Self

from bot.languages.catalogs import ENGLISH, catalog, dated, grouped, pointed

COMMAND, OPTION = "command", "option"
"""Under what the names of commands, and of their options, stand in the catalogs."""

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """Return the language spoken in this task."""
    return _language.get()


def speak(code: str) -> None:
    """Speak one of `LANGUAGES` from here on, in this task and those it begins."""
    _language.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak one of `LANGUAGES` inside the block."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


class Markup(str):
    """Text that is fit to be put into a sentence as it stands, because we made it: names in it are escaped already."""

    __slots__ = ()


Shown = Callable[[str, bool], str]
"""How somebody's text is put into a sentence, and whether that is between backticks."""


class Text(str):
    """A sentence to be said later: as a `str` it is the English one, and `spoken` says it in any language.

    `key` is the English sentence with `{names}` for its values, as it stands in the catalogs; without values it is
    taken as it is, braces and all. Values that are texts themselves are said in the same language. `{n:,}` groups
    the digits of a number as the language does.
    """

    __slots__ = ("_key", "_many", "_n", "_values")
    _key: str
    _many: str | None
    _n: int
    _values: dict[str, object]

    def __new__(cls, key: str, /, **values: object) -> Self:
        """Take a key and its values."""
        return cls._made(key, None, 1, values)

    @classmethod
    def _made(cls, key: str, many: str | None, n: int, values: dict[str, object]) -> Self:
        text = super().__new__(cls, _filled(_looked_up(key, many, n, ENGLISH), values, ENGLISH))
        text._key, text._many, text._n, text._values = key, many, n, values
        return text

    def spoken(self, code: str, shown: Shown | None = None) -> str:
        """Say it in one of `LANGUAGES`; `shown` makes every value harmless that is neither a number nor ours."""
        return _filled(_looked_up(self._key, self._many, self._n, code), self._values, code, shown)


def counted(one: str, many: str, n: int, /, **values: object) -> Text:
    """Return the text that counts `n` things, which it may name `{n}`: languages differ in how many forms they have."""
    return Text._made(one, many, n, {"n": n, **values})  # noqa: SLF001


def joined(separator: str, texts: Iterable[str]) -> Text:
    """Join texts by a sign that every language has; the whole is a text again."""
    values = {f"part{i}": text for i, text in enumerate(texts)}
    return Text(separator.join(f"{{{name}}}" for name in values), **values)


def say(key: str, /, **values: object) -> str:
    """Say a sentence now, in the language of this task; `Text` says what `key` and `values` are."""
    code = language()
    return _filled(_looked_up(key, None, 1, code), values, code)


def say_n(one: str, many: str, n: int, /, **values: object) -> str:
    """Count `n` things now, in the language of this task."""
    code = language()
    return _filled(_looked_up(one, many, n, code), {"n": n, **values}, code)


def command(name: str) -> str:
    """Return a command's whole name, such as `quote random`, as it is called in the language of this task."""
    known = catalog(language())
    return " ".join(known.pgettext(COMMAND, word) for word in name.split())


def say_number(number: int) -> str:
    """Write a whole number, its digits in groups, in the language of this task."""
    return grouped(number, language())


def say_day(day: date, pattern: str) -> str:
    """Write a day by a pattern of Unicode's, such as `d MMMM y`, in the language of this task."""
    return dated(day, pattern, language())


def spoken(text: str) -> str:
    """Say a `Text` in the language of this task; any other string is somebody's words and stays as it is."""
    return text.spoken(language()) if isinstance(text, Text) else text


def _looked_up(key: str, many: str | None, n: int, code: str) -> str:
    if not key:
        return key  # where a catalog keeps notes on itself
    known = catalog(code)
    return known.gettext(key) if many is None else known.ngettext(key, many, n)


def _filled(sentence: str, values: dict[str, object], code: str, shown: Shown | None = None) -> str:
    if not values:
        return sentence
    if code == ENGLISH and shown is None:
        return sentence.format_map(values)  # as `_Filler` does it, many times faster
    return _Filler(code, shown).vformat(sentence, (), values)


class _Filler(Formatter):
    """Puts values into a sentence of one language."""

    def __init__(self, code: str, shown: Shown | None) -> None:
        self._code = code
        self._shown = shown
        self._backticks = 0

    def parse(self, format_string: str) -> Iterator[tuple[str, str | None, str | None, str | None]]:
        for part in super().parse(format_string):
            # Field after field: how many backticks stand before one tells whether it stands between two.
            self._backticks += part[0].count("`")
            yield part

    def convert_field(self, value: object, conversion: str | None) -> object:
        if self._shown is None or conversion is None or not isinstance(value, str):
            return super().convert_field(value, conversion)
        return Markup(f"'{self._shown(value, self._backticks % 2 == 1)}'")

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Text):
            value = value.spoken(self._code, self._shown)
        elif self._shown is not None and not isinstance(value, (int, float, Markup)):
            value = self._shown(str(value), self._backticks % 2 == 1)
        if format_spec == "," and isinstance(value, int):
            return grouped(value, self._code)
        if isinstance(value, float):
            return pointed(format(value, format_spec), self._code)
        return str(super().format_field(value, format_spec))
