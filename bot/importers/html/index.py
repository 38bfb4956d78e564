"""Which elements a selector picks, without looking at all of a page more than once."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
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
        nodes = sorted(self._picked(path[-1]), key=attrgetter("order"))
        if len(path) > 1:
            nodes = [node for node in nodes if is_led_to(path, node)]
        self._found[path] = found = ([node.order for node in nodes], nodes)
        return found

    def _picked(self, step: Step) -> Iterable["Node"]:
        if not self._filed:
            self._file()
        kind, name = step.key
        if kind == "id":
            return (node for node in self._ids.get(name, ()) if step.matches(node))
        told = [shape for shape in self._filed.get(step.key, ()) if step.may_match(shape)]
        nodes = (node for shape in told for node in self.shapes[shape])
        return (node for node in nodes if step.matches(node)) if step.compares else nodes

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

    def release(self) -> None:
        """Part the elements from what holds them and from what they hold."""
        for nodes in self.shapes.values():
            for node in nodes:
                node.parent = node.index = None
                node.children = []
        self.shapes.clear()
