"""Every catalog is whole: nothing missing, nothing left over, every translation fit for the place of the English."""

import re
from string import Formatter
from typing import Any

import pytest
from babel import Locale

from bot.languages.catalogs import catalog
from tests.languages.catalog import OTHERS, entries, path_of, read, written
from tests.languages.sources import Found, Key, in_source

Commands = tuple[list[Found], list[dict[str, Any]]]
COMMAND = re.compile(r"`/([\w -]+)`")
each_language = pytest.mark.parametrize("code", OTHERS)


def fields(sentence: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(sentence) if name is not None}


@each_language
def test_every_key_is_translated_and_nothing_else(code: str, commands: Commands) -> None:
    wanted = {each.key for each in [*in_source(), *commands[0]]}
    known = entries(read(code))
    assert {key for key in wanted if not all(known.get(key, ("",)))} == set(), (
        "python -m tests.languages adds them"
    )
    assert known.keys() - wanted == set(), "python -m tests.languages takes them out"


@each_language
def test_the_file_stands_as_the_tool_writes_it(code: str, commands: Commands) -> None:
    assert written(code, [*in_source(), *commands[0]]) == path_of(code).read_bytes()


@each_language
def test_every_translation_names_the_values_of_its_key(code: str) -> None:
    wrong = []
    for key, strings in entries(read(code)).items():
        if (
            key.context
            or "{" not in key.one + key.many
            or "{search}" in key.one
            or "{settings show}" in key.one
        ):
            continue
        wanted = fields(key.many or key.one)
        wrong += [f"{key.one!r}: {each!r}" for each in strings if fields(each) != wanted]
    assert wrong == []


@each_language
def test_plural_forms_are_those_of_unicode(code: str) -> None:
    """The rule written into the catalog is that of Unicode's own tables (CLDR)."""
    rule = Locale(code).plural_form
    counting = Key("{n} post", "{n} posts")
    forms = entries(read(code))[counting]
    tags = [
        tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in {rule(n) for n in range(1200)}
    ]
    assert len(forms) == len(set(forms)) == len(tags)
    for n in range(1200):
        assert (
            catalog(code).ngettext(counting.one, counting.many, n)
            == forms[list(map(str, tags)).index(rule(n))]
        )


@each_language
def test_a_translation_names_commands_as_its_readers_see_them(code: str, commands: Commands) -> None:
    known = set(paths(commands[1], code))
    named = {
        name for strings in entries(read(code)).values() for each in strings for name in COMMAND.findall(each)
    }
    assert named - known == set()
    in_english = set(paths(commands[1], ""))
    for key, strings in entries(read(code)).items():
        asked = [in_order for in_order in COMMAND.findall(key.one) if in_order in in_english]
        assert len(asked) == len(COMMAND.findall(strings[0])), key.one


def paths(payloads: list[dict[str, Any]], code: str) -> list[str]:
    """Every command and group by its whole name, in a language."""
    found = []
    for each in payloads:
        if each.get("type", 1) <= 2:
            name = each.get("name_localizations", {}).get(code, each["name"])
            found += [name, *(f"{name} {rest}" for rest in paths(each.get("options") or [], code))]
    return found
