"""Commands typed as plain text: "/search query: neocons" read as Discord's own box would have filled it in."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Typed:
    """A command with its options, ready to be run: `entry` is the catalog's, `options` hold what was typed."""

    entry: Mapping[str, Any]
    options: Mapping[str, str | bool]


YES, NO = {"true", "yes", "on"}, {"false", "no", "off"}


class NotUnderstoodError(ValueError):
    """The text begins like a command but cannot be run; the message says how to type it."""


def read_command(text: str, catalog: Sequence[Mapping[str, Any]]) -> Typed | None:
    """Read `text` as one of the commands in `catalog`, entries as simcord lists them; None where it is plain talk.

    Options are written `name: value`; what stands before the first belongs to the first option. Raises
    `NotUnderstoodError` where the text begins with a slash and is none of the commands, or lacks an option.
    """
    text = " ".join(text.split())
    if not text.startswith("/") or len(text) < 2:
        return None
    words = text[1:].split(" ")
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).casefold()
        entry = next((each for each in catalog if each["invocation"] == name), None)
        if entry is not None:
            return _filled(entry, " ".join(words[count:]))
    raise NotUnderstoodError(_unknown(words, catalog))


def _filled(entry: Mapping[str, Any], rest: str) -> Typed:
    declared = {option["name"]: option for option in entry["options"]}
    options: dict[str, str] = {}
    pieces = re.split(r"(?:^|(?<= ))([\w-]+):(?= |$)", rest) if declared else [rest]
    # A name that is no option of this command belongs to what is typed: `query: from: Ann`.
    values = [pieces[0]]
    names: list[str] = [next(iter(declared), "")]
    for name, value in zip(pieces[1::2], pieces[2::2], strict=True):
        if name in declared and name not in names[1:]:
            names.append(name)
            values.append(value)
        else:
            values[-1] += f"{name}:{value}"
    for name, value in zip(names, values, strict=True):
        if value.strip():
            options[name] = value.strip()
    example = " ".join((f"/{entry['invocation']}", *(f"{name}: …" for name in declared)))
    if "" in options:
        raise NotUnderstoodError(f"`/{entry['invocation']}` takes no options.")
    lacking = [name for name, option in declared.items() if option["required"] and name not in options]
    files = [name for name in lacking if declared[name]["type"] == "attachment"]
    if files:
        raise NotUnderstoodError(
            f"`/{entry['invocation']}` needs a file: type `/{entry['invocation']}`, pick it from the list that opens, "
            f"and choose the file under `{files[0]}`."
        )
    if lacking:
        raise NotUnderstoodError(f"`/{entry['invocation']}` needs `{'`, `'.join(lacking)}`: `{example}`")
    return Typed(entry, {name: _value(declared[name], value) for name, value in options.items()})


def _value(option: Mapping[str, Any], typed: str) -> str | bool:
    """Return what was typed as the option takes it: what a choice stands for, yes or no, a number without ornament."""
    for choice in option["choices"]:
        if typed.casefold() in {str(choice["name"]).casefold(), str(choice["value"]).casefold()}:
            return str(choice["value"])
    name = option["name"]
    if option["choices"]:
        offered = "`, `".join(str(choice["name"]) for choice in option["choices"])
        raise NotUnderstoodError(f"`{name}` is one of `{offered}`.")
    match option["type"]:
        case "boolean":
            if typed.casefold() not in YES | NO:
                raise NotUnderstoodError(f"`{name}` is `true` or `false`.")
            return typed.casefold() in YES
        case "integer":
            return _whole(name, option, typed)
        case "string":
            most = option.get("maxLength")
            if most is not None and len(typed) > most:
                raise NotUnderstoodError(f"`{name}` takes at most {most} characters.")
            return typed
        case kind:
            raise NotUnderstoodError(
                f"`{name}` is a {kind}: type the command with `/` and pick it from the list."
            )


def _whole(name: str, option: Mapping[str, Any], typed: str) -> str:
    """Return a whole number without ornament."""
    if not re.fullmatch(r"-?[0-9]{1,9}", typed):
        raise NotUnderstoodError(f"`{name}` is a whole number.")
    least, most = option.get("minValue"), option.get("maxValue")
    if least is not None and int(typed) < least:
        raise NotUnderstoodError(f"`{name}` is {least} at least.")
    if most is not None and int(typed) > most:
        raise NotUnderstoodError(f"`{name}` is {most} at most.")
    return str(int(typed))


def _unknown(words: Sequence[str], catalog: Sequence[Mapping[str, Any]]) -> str:
    invocations = [str(entry["invocation"]) for entry in catalog]
    group = words[0].casefold()
    of_group = [name for name in invocations if name.split(" ")[0] == group]
    near = of_group or difflib.get_close_matches(" ".join(words[:2]).casefold(), invocations, n=5, cutoff=0.4)
    offered = ", ".join(f"`/{name}`" for name in near or ["help"])
    return f"`/{' '.join(words[:2])}` is none of my commands. Near it: {offered}. Type `/` to pick from the list."
