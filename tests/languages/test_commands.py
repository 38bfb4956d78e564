"""What Discord is told of commands in other languages keeps Discord's rules."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import regex

from tests.languages.catalog import OTHERS
from tests.languages.sources import Found

Commands = tuple[list[Found], list[dict[str, Any]]]
NAME = regex.compile(r"[-_'\p{L}\p{N}\p{Script=Devanagari}\p{Script=Thai}]{1,32}")
MENUS = {2, 3}
each_language = pytest.mark.parametrize("code", OTHERS)


def walk(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield payload
    for each in [*(payload.get("options") or []), *(payload.get("choices") or [])]:
        yield from walk(each)


@each_language
def test_everything_has_a_name_and_a_description(code: str, commands: Commands) -> None:
    for part in (part for payload in commands[1] for part in walk(payload)):
        assert part["name_localizations"][code]
        if part.get("description"):
            assert part["description_localizations"][code] != part["description"]


@each_language
def test_names_and_descriptions_keep_the_limits(code: str, commands: Commands) -> None:
    for payload in commands[1]:
        for part in walk(payload):
            name = part["name_localizations"][code]
            if "value" in part or (part is payload and part.get("type") in MENUS):
                assert 1 <= len(name) <= (100 if "value" in part else 32), name
            else:
                assert NAME.fullmatch(name), name
                assert name == name.lower()
            assert len(part.get("description_localizations", {}).get(code, "")) <= 100
        assert size(payload, code) <= 8000


@each_language
def test_no_two_neighbours_share_a_name(code: str, commands: Commands) -> None:
    def check(parts: list[dict[str, Any]]) -> None:
        names = [(part["name_localizations"][code], part.get("type") in MENUS) for part in parts]
        assert len(set(names)) == len(names), names
        for part in parts:
            check(part.get("options") or [])

    check(commands[1])


@each_language
def test_descriptions_name_options_as_their_readers_see_them(code: str, commands: Commands) -> None:
    for payload in commands[1]:
        for part in walk(payload):
            there = re.findall(r"`([^`/]+)`", part.get("description", ""))
            here = re.findall(r"`([^`/]+)`", part.get("description_localizations", {}).get(code, ""))
            options = {each["name"]: each["name_localizations"][code] for each in walk(payload)}
            assert [options.get(name, name) for name in there] == here


def size(payload: dict[str, Any], code: str) -> int:
    """Characters as Discord counts a command: of every field its longest language."""
    return sum(
        max(len(str(part.get(field, ""))), len(part.get(f"{field}_localizations", {}).get(code, "")))
        for part in walk(payload)
        for field in ("name", "description", "value")
    )
