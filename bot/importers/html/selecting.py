"""The few CSS selectors that forum markup needs.

A selector is a list of alternatives (`,`), each a path of steps with any depth between them (a blank), each
step a tag, `#id`, `.class`, `[name]`, `[name=value]`, `[name^=start]` or `[name*=part]`, or several of them.
Values hold no blanks, commas or brackets; tags are lower case.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.importers.html.tree import Node

_STEP = re.compile(r"(?P<tag>[a-z][a-z0-9-]*)?(?P<rest>(?:[#.][\w-]+|\[[\w-]+(?:[*^]?=[^\]]*)?\])*)")
_PART = re.compile(
    r"#(?P<id>[\w-]+)|\.(?P<klass>[\w-]+)|\[(?P<name>[\w-]+)(?:(?P<how>[*^]?=)(?P<value>[^\]]*))?\]"
)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What one element must be."""

    tag: str
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]
    """Name, how to compare (`=`, `^=`, `*=`, or empty: any value) and the value."""
    key: tuple[str, str]
    """What every such element is listed under in a page's index."""
    compares: bool
    """Whether the value of an attribute matters."""

    def matches(self, node: "Node") -> bool:
        """Tell whether an element is meant."""
        if (self.tag and self.tag != node.tag) or not self.classes <= node.classes:
            return False
        attrs = node.attrs
        return all(
            name in attrs and _compares(attrs[name], how, value) for name, how, value in self.attributes
        )

    def may_match(self, shape: Sequence[str]) -> bool:
        """Tell whether elements of this tag, these classes and names of attributes are meant, values aside."""
        tag, classes, *names = shape
        return (
            self.tag in {"", tag}
            and self.classes <= classes_of(classes)
            and all(name in names for name, _, _ in self.attributes)
        )


Path = tuple[Step, ...]
Selector = tuple[Path, ...]


def picks(selector: Selector, node: "Node") -> bool:
    """Tell whether any path of a selector leads to an element."""
    return any(path[-1].matches(node) and is_led_to(path, node) for path in selector)


def is_led_to(path: Path, node: "Node") -> bool:
    """Tell whether the steps of a path before the last stand above an element, in order."""
    above = node.above()
    return all(any(step.matches(up) for up in above) for step in reversed(path[:-1]))


@lru_cache(maxsize=4096)
def classes_of(told: str) -> frozenset[str]:
    """Return the classes that the value of an attribute `class` names."""
    return frozenset(told.split())


def _compares(found: str, how: str, value: str) -> bool:
    if how == "^=":
        return found.startswith(value)
    if how == "*=":
        return value in found
    return not how or found == value


@lru_cache(maxsize=1024)
def compiled(selector: str) -> Selector:
    """Return the parsed form of `selector`. Raises ValueError for what is no selector."""
    paths = [path.split() for path in selector.split(",")]
    if not all(paths):
        raise ValueError(f"not a selector: {selector!r}")
    return tuple(tuple(_step(step) for step in path) for path in paths)


def _step(text: str) -> Step:
    match = _STEP.fullmatch(text)
    if match is None or not text:
        raise ValueError(f"not a selector: {text!r}")
    classes: set[str] = set()
    attributes: list[tuple[str, str, str]] = []
    for part in _PART.finditer(match["rest"]):
        if part["klass"]:
            classes.add(part["klass"])
        elif part["id"]:
            attributes.append(("id", "=", part["id"]))
        else:
            attributes.append((part["name"], part["how"] or "", part["value"] or ""))
    keys = [("id", value) for name, how, value in attributes if name == "id" and how == "="]
    keys += [("class", name) for name in sorted(classes)]
    keys += [("name", name) for name, how, _ in attributes if (name, how) != ("id", "=")]
    keys.append(("tag", match["tag"] or ""))
    compares = any(how for _, how, _ in attributes)
    return Step(match["tag"] or "", frozenset(classes), tuple(attributes), keys[0], compares)
