"""The few CSS selectors that forum markup needs.

A selector is a list of alternatives (`,`), each a path of steps with any depth between them (a blank), each
step a tag, `#id`, `.class`, `[name]`, `[name=value]`, `[name^=start]` or `[name*=part]`, or several of them.
Values hold no blanks, commas or brackets; tags are lower case.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_STEP = re.compile(r"(?P<tag>[a-z][a-z0-9-]*)?(?P<rest>(?:[#.][\w-]+|\[[\w-]+(?:[*^]?=[^\]]*)?\])*)")
_PART = re.compile(
    r"#(?P<id>[\w-]+)|\.(?P<klass>[\w-]+)|\[(?P<name>[\w-]+)(?:(?P<how>[*^]?=)(?P<value>[^\]]*))?\]"
)


@dataclass(frozen=True, slots=True)
class Step:
    """What one element must be."""

    tag: str
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]
    """Name, how to compare (`=`, `^=`, `*=`, or empty: any value) and the value."""
    keys: tuple[tuple[str, str], ...]
    """What every such element is listed under in a page's index, the rarest first; none: it may be any."""
    indexed: bool
    """Whether what is listed under its only key is such an element, whatever else it is."""

    def matches(self, tag: str, attrs: Mapping[str, str], classes: frozenset[str]) -> bool:
        """Tell whether an element with this tag, attributes and classes is meant."""
        if self.tag and self.tag != tag:
            return False
        if not self.classes <= classes:
            return False
        return all(
            name in attrs and _compares(attrs[name], how, value) for name, how, value in self.attributes
        )


Selector = tuple[tuple[Step, ...], ...]


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
    keys += [("tag", match["tag"])] if match["tag"] and not keys else []
    parts = bool(match["tag"]) + len(classes) + len(attributes)
    indexed = parts == 1 and all(how == "" or (name == "id" and how == "=") for name, how, _ in attributes)
    return Step(match["tag"] or "", frozenset(classes), tuple(attributes), tuple(keys), indexed)
