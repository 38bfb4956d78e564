"""Work of every reader, and of what follows it, grows with the size of a file and not with its square.

Files are fixtures in which a stretch is repeated, its numbers counting on. Lines of Python are counted; what is done
inside C, such as a regular expression, shows in files so large that its square would not end.
"""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.importers.test_golden import FIXTURES
from tests.importers.whole import read_whole
from tests.work import growth

COUNTED = 20_000
"""Bytes of the smaller of two files whose lines are counted."""
LARGE = 400_000
_LINES = 14
_NUMBER = re.compile(r"(?<![\w&#])\d{1,6}(?!\w)")
_TAG = re.compile(
    r"<(/?)(?:div|table|tbody|tr|td|dl|dt|dd|ul|ol|li|article|section|blockquote|span|p)\b(?![^>]*/>)"
)
_ELEMENTS = 4
GROWN = [(path, (0.2, 0.5, 0.8)[at % 3]) for at, path in enumerate(FIXTURES)]
"""Each fixture, and how far into it what comes again begins."""


def counting_on(piece: str, copy: int) -> str:
    """Return a copy of `piece` whose numbers are higher."""
    return _NUMBER.sub(lambda number: str(int(number[0]) + copy), piece)


def repeated(path: Path, place: float, size: int, *, whole: bool) -> bytes:
    """Return a fixture of about `size` bytes: lines from `place` on, or an item of a JSON's longest list, come again.

    Of a page what comes again are whole elements, or, if not `whole`, whatever stands in those lines, so that
    each copy stands inside the one before.
    """
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".json":
        document = json.loads(text)
        items = longest_list(document)
        if items:
            told = json.dumps(items[round(place * (len(items) - 1))])
            items += [json.loads(counting_on(told, copy)) for copy in range(1, size // len(told) + 1)]
            return json.dumps(document).encode()
    lines = text.splitlines(keepends=True)
    start = round(place * max(0, len(lines) - _LINES))
    unit = "".join(lines[start : start + _LINES])
    if path.suffix == ".html" and whole:
        start, unit = whole_elements(lines, start)
    copies = "".join(counting_on(unit, copy) for copy in range(1, size // len(unit) + 1))
    return ("".join(lines[:start]) + copies + "".join(lines[start:])).encode()


def whole_elements(lines: Sequence[str], start: int) -> tuple[int, str]:
    """Return from which line on, `start` or the next that will do, lines hold whole elements, and those lines."""
    for first in [*range(start, len(lines)), *range(start)]:
        depth, opened = 0, 0
        for last in range(first, len(lines)):
            for closing in _TAG.findall(lines[last]):
                depth += -1 if closing else 1
                opened += not closing
            if depth < 0:
                break
            if not depth and opened > _ELEMENTS:
                return first, "".join(lines[first : last + 1])
    return start, "".join(lines[start : start + _LINES])


def longest_list(document: Any) -> list[Any]:
    """Return the list of objects in `document` that has the most."""
    found: list[list[Any]] = []
    left = [document]
    while left:
        each = left.pop()
        if isinstance(each, list) and each and isinstance(each[0], dict):
            found.append(each)
        left += each if isinstance(each, list) else each.values() if isinstance(each, dict) else []
    return max(found, key=len, default=[])


@pytest.mark.parametrize(("fixture", "place"), GROWN, ids=lambda value: getattr(value, "name", None))
def test_twice_the_file_is_twice_the_work(fixture: Path, place: float) -> None:
    def make(count: int) -> Callable[[], object]:
        data = repeated(fixture, place, count, whole=True)
        return lambda: read_whole(data)

    make(2 * COUNTED)()  # what is made once and kept, such as the dates of pages, is made before
    assert growth(make, COUNTED) < 2.4


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("fixture", "place"), GROWN, ids=lambda value: getattr(value, "name", None))
def test_a_large_file_is_read_to_its_end(fixture: Path, place: float) -> None:
    read_whole(repeated(fixture, place, LARGE, whole=False))
