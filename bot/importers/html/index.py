"""Which elements a selector picks, without looking at all of a page more than once."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from bot.importers.html.selecting import Path, Step, classes_of, is_led_to

if TYPE_CHECKING:
    from bot.importers.html.tree import Node


class Index:
    """The elements of a page by what selectors ask for: a path is looked for in the whole page, once.

    Pages repeat few shapes of elements many times: elements are filed by shape, and a tag, class or attribute
    that is asked for gathers the shapes that have it.
    """

    def __init__(self) -> None:
        self.shapes: defaultdict[tuple[str, ...], list[Node]] = defaultdict(list)
        """The elements by tag, class and names of attributes, in page order."""
        self._filed: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        self._ids: dict[str, list[Node]] = {}
        self._found: dict[Path, tuple[list[int], list[Node]]] = {}

    def below(self, node: "Node", path: Path) -> Sequence["Node"]:
        """Return the elements below `node` that `path` leads to, in page order."""
        orders, nodes = self._found.get(path) or self._find(path)
        if not orders:
            return ()
        start = bisect_right(orders, node.order)
        return nodes[start : bisect_right(orders, node.last, start)]

    def _find(self, path: Path) -> tuple[list[int], list["Node"]]:
        nodes = self._picked(path[-1])
        if len(path) > 1:
            nodes = [node for node in nodes if is_led_to(path, node)]
        self._found[path] = found = ([node.order for node in nodes], nodes)
        return found

    def _picked(self, step: Step) -> list["Node"]:
        """Return the elements one step means, in page order."""
        if not self._filed:
            self._file()
        kind, name = step.key
        if kind == "id":
            told = [self._ids.get(name, [])]
        else:
            told = [self.shapes[shape] for shape in self._filed.get(step.key, ()) if step.may_match(shape)]
        nodes = told[0] if len(told) == 1 else sorted(chain.from_iterable(told), key=attrgetter("order"))
        return [node for node in nodes if step.matches(node)] if step.compares else nodes

    def _file(self) -> None:
        """Note which shapes each tag, class and attribute is part of; once, when the page is whole."""
        for shape, nodes in self.shapes.items():
            tag, classes, *names = shape
            parts = [("tag", tag), *(("class", name) for name in classes_of(classes))]
            for part in (*parts, *(("name", name) for name in names)):
                self._filed.setdefault(part, []).append(shape)
            if "id" in names:
                for node in nodes:
                    self._ids.setdefault(node.attrs["id"], []).append(node)
        for alike in self._ids.values():
            if len(alike) > 1:
                alike.sort(key=attrgetter("order"))

    def release(self) -> None:
        """Part the elements from those they hold, and from this index."""
        for nodes in self.shapes.values():
            for node in nodes:
                node.parent = None
                if node.children:
                    node.children = []
        self.shapes.clear()
        self._ids.clear()
        self._found.clear()
