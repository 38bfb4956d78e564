"""What is read off elements: the first text of several, lines, numbers, and what stands around names."""

import re
from collections.abc import Iterable

from bot.importers.dates import parse_date
from bot.importers.html.tree import APART, Node

_NUMBER = re.compile(r"\d{1,9}")
_FIELD = re.compile(r"[^:]{1,30}:(?:\s|$)")


def around(names: Iterable[Node], alone: str = "table") -> list[Node]:
    """Return the largest element around each of `names` that holds no other of them: the posts of tables.

    Where there is one name only, nothing tells where its post ends: it is the first element around it that the
    selector `alone` picks.
    """
    order = list(names)
    posts: list[Node] = []
    if len(order) == 1:
        return [next((up for up in order[0].above() if up.matches(alone)), order[0])]
    for at, name in enumerate(order):
        first = order[at - 1].order if at else -1
        last = order[at + 1].order if at + 1 < len(order) else None
        post = name
        for up in name.above():
            if up.order <= first or (last is not None and up.last >= last) or up.tag in {"body", "html", ""}:
                break
            post = up
        posts.append(post)
    return posts


def outermost(nodes: Iterable[Node]) -> list[Node]:
    """Return the elements, in page order, that stand in none of them: a post's inner one may be named after it, too."""
    found: list[Node] = []
    for node in nodes:
        if not (found and found[-1].holds(node)):
            found.append(node)
    return found


def text_of(node: Node, selector: str) -> str:
    """Return the text of the first element `selector` picks that has any, empty where none has.

    What is picked first may be a picture of the same thing: an avatar that is a link, like the name below it.
    """
    return next((text for found in node.every(selector) if (text := found.text())), "")


def without(node: Node, selector: str) -> str:
    """Return an element's text without that of the elements in it that `selector` picks."""
    text = node.text()
    for label in node.all(selector):
        text = text.replace(label.text(), "", 1)
    return " ".join(text.split())


def title_line(node: Node | None) -> str | None:
    """Return the first line of a profile if it is a user title, not a field such as "Joined: …" or a date."""
    line = first_line(node)
    return line if line and not _FIELD.match(line) and not parse_date(line, day_first=True) else None


def first_line(node: Node | None) -> str:
    """Return the first line of an element's text that is not blank."""
    line: list[str] = []
    stack: list[Node | str] = [node] if node else []
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            line.append(item)
        elif item.tag not in APART or item is node:
            stack += reversed(item.children)
        elif "".join(line).strip():
            break
        else:
            stack += reversed(item.children)
    return " ".join("".join(line).split())


def number_in(text: str) -> int | None:
    """Return the whole number a label such as "#1,234" holds, None where it holds none or is longer."""
    if not 0 < len(text) <= 40:
        return None
    found = _NUMBER.search(text.replace(",", "").replace(".", "").replace("\xa0", ""))
    return int(found[0]) if found else None
