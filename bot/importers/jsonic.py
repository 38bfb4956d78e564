"""JSON that may be anything: loaded within bounds, its fields asked for by type."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from bot.errors import BadArchive
from bot.importers.decoding import decode
from bot.importers.html.page import plain_bytes
from bot.importers.source import Source

Object = dict[str, Any]
T = TypeVar("T")
_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\r\n]*")
_SPACE = b" \t\r\n\xef\xbb\xbf"


def starts_like_json(source: Source) -> bool:
    """Tell whether the content may be a JSON object, array, or lines of objects."""
    return plain_bytes(source.data[:4096]).lstrip(_SPACE)[:1] in {b"{", b"["}


def has_keys(source: Source, *names: str) -> bool:
    """Tell whether the content starts like JSON and holds every one of these names, quoted."""
    if not starts_like_json(source):
        return False
    data = plain_bytes(source.data)
    return all(f'"{name}"'.encode() in data for name in names)


def load(source: Source) -> Any:
    """Return the JSON value in `source`. Raises BadArchive, with the line, for what is none or nests too deep."""
    return _loads(decode(source.data, name=source.name), source.name, 1)


def load_lines(source: Source) -> Iterator[tuple[int, Any]]:
    """Yield every line's number and JSON value, empty lines passed over. Raises BadArchive with the line."""
    for number, line in enumerate(decode(source.data, name=source.name).split("\n"), 1):
        if line.strip():
            yield number, _loads(line, source.name, number)


def load_all(source: Source) -> Iterator[tuple[int, Any]]:
    """Yield every JSON value in `source` and the line it starts in: one, one a line, or several in a row.

    Raises BadArchive, with the line, for what is no JSON or nests too deep.
    """
    told = decode(source.data, name=source.name)
    at, line = _past_space(told, 0), 1 + told.count("\n", 0, _past_space(told, 0))
    while at < len(told):
        value, end = _checked(partial(_DECODER.raw_decode, told, at), source.name, line, 1)
        yield line, value
        after = _past_space(told, end)
        line += told.count("\n", at, after)
        at = after


def _past_space(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _loads(text: str, name: str, line: int) -> Any:
    return _checked(partial(json.loads, text), name, line, line)


def _checked(parse: Callable[[], T], name: str, line: int, first: int) -> T:
    """Return what `parse` makes of the JSON that starts in `line`, in a text whose first line is `first`."""
    try:
        return parse()
    except RecursionError as error:
        raise BadArchive("The JSON is nested too deep.", file=name, line=line) from error
    except json.JSONDecodeError as error:
        raise BadArchive(
            "This is not well-formed JSON: {fault}.",
            file=name,
            line=first + error.lineno - 1,
            fault=error.msg,
        ) from error
    except ValueError as error:  # a number of more digits than Python converts
        raise BadArchive("The JSON holds a number that is too long.", file=name, line=line) from error


def fields(value: object, *path: str) -> Object:
    """Return the object found along `path`, an empty one where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects(value: object, *path: str) -> list[Object]:
    """Return the objects in the array found along `path`, whatever else it holds."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: Object, *names: str) -> str:
    """Return the first of these fields that is a string with something in it, or a number; else an empty string."""
    for name in names:
        found = value.get(name)
        if isinstance(found, str) and found.strip():
            return found
        if isinstance(found, int | float) and not isinstance(found, bool):
            return str(int(found)) if abs(found) < 1e18 and found == int(found) else str(found)
    return ""


def whole(value: Object, *names: str) -> int | None:
    """Return the first of these fields that is a whole number from 0, or such a number as text."""
    for name in names:
        found = text(value, name)
        if found.isdecimal() and len(found) < 10:
            return int(found)
    return None
