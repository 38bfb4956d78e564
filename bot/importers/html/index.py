"""Which elements a selector may mean, without looking at all of a page."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from bot.importers.html.selecting import Step

if TYPE_CHECKING:
    from bot.importers.html.tree import Node


class Index:
    """The elements of a page by tag, class, id and attribute, so that no selector looks at all of them.

    Pages repeat few shapes of elements many times: elements are filed by shape, and a tag, class or attribute
    that is asked for gathers the shapes that have it, once.
    """

    def __init__(self) -> None:
        self._shapes: dict[tuple[str, ...], list[Node]] = {}
        self._ids: dict[str, list[Node]] = {}
        self._filed: dict[tuple[str, str], list[list[Node]]] = {}
        self._held: dict[tuple[str, str], tuple[list[int], list[Node]]] = {}

    def add(self, node: "Node") -> None:
        """Take in the next element of the page."""
        attrs = node.attrs
        shape = (node.tag, attrs.get("class", ""), *attrs)
        nodes = self._shapes.get(shape)
        if nodes is None:
            self._shapes[shape] = [node]
        else:
            nodes.append(node)
        if "id" in attrs:
            self._ids.setdefault(attrs["id"], []).append(node)

    def below(self, node: "Node", step: Step) -> Sequence["Node"]:
        """Return the elements below `node` that share with `step` what fewest of them share."""
        if not step.keys:
            return list(node.walk())
        first, last = node.order + 1, node.last
        fewest: Sequence[Node] = ()
        for at, key in enumerate(step.keys):
            orders, nodes = self._held.get(key) or self._gather(key)
            if not orders:
                return ()
            start, stop = bisect_left(orders, first), bisect_right(orders, last)
            if start == stop:
                return ()
            if not at or stop - start < len(fewest):
                fewest = nodes[start:stop]
        return fewest

    def _gather(self, key: tuple[str, str]) -> tuple[list[int], list["Node"]]:
        if key[0] == "id":
            nodes = self._ids.get(key[1], [])
        else:
            if not self._filed:
                self._file()
            nodes = [node for each in self._filed.get(key, ()) for node in each]
            nodes.sort(key=attrgetter("order"))
        self._held[key] = held = ([node.order for node in nodes], nodes)
        return held

    def _file(self) -> None:
        """Note which shapes each tag, class and attribute is part of; once, when the page is whole."""
        for shape, nodes in self._shapes.items():
            parts = [("tag", shape[0]), *(("class", name) for name in classes_of(shape[1]))]
            for part in (*parts, *(("name", name) for name in shape[2:])):
                self._filed.setdefault(part, []).append(nodes)

    def release(self) -> None:
        """Part the elements from what holds them and from what they hold."""
        for nodes in self._shapes.values():
            for node in nodes:
                node.parent = node.index = None
                node.children = []
        self._shapes.clear()


@lru_cache(maxsize=4096)
def classes_of(told: str) -> frozenset[str]:
    """Return the classes that the value of an attribute `class` names."""
    return frozenset(told.split())
