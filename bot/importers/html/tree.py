"""A page as a tree of bounded depth.

lxml's event parser does the reading: it is linear in time on everything we threw at it (100,000 nested
elements, 100,000 attributes, unclosed tags and quotes), where tree-building parsers either gave up past
2,000 levels or took quadratic time. The tree itself is ours, so that depth is bounded here.
"""

import threading
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from lxml import etree  # type: ignore[import-untyped]

from bot.importers.cleaning import REPLACEMENT, fit
from bot.importers.html.index import Index
from bot.importers.html.selecting import Path, classes_of, compiled, picks

SOFT_DEPTH = 100
"""Below this level an element without attributes, right at the start of such another in such another, opens no node."""
HARD_DEPTH = 400
"""Below this level no element opens a node."""
MAX_ATTRIBUTES = 64
"""Attributes past this many on one element are dropped."""

UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "textarea", "select", "object", "svg"}
)
"""Elements whose text no reader of a page sees as text."""

APART = frozenset(
    {"br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "table", "td", "th", "tr", "ul"}
)
"""Elements whose text never runs into that of their neighbours."""


class Node:
    """An element: its tag in lower case, its attributes, and its children in order, text as str.

    `holes` are elements below that are none of its own, such as a post in a post: they are not selected from it.
    `depth` counts the elements above. `order` and `last` are its place among the page's elements and that of the last
    one below it; both are -1 for an element put together afterwards.
    """

    __slots__ = ("at", "attrs", "children", "depth", "holes", "index", "last", "order", "parent", "tag")

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Node | None") -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        if parent is None:
            self.at = self.depth = 0
        else:
            self.at = len(parent.children)
            self.depth = parent.depth + 1
        self.children: list[Node | str] = []
        self.order = self.last = -1
        self.index: Index | None = None
        self.holes: tuple[Node, ...] = ()

    @property
    def classes(self) -> frozenset[str]:
        """The element's classes."""
        return classes_of(self.attrs.get("class", ""))

    def get(self, name: str) -> str:
        """Return the attribute's value, trimmed; empty where there is none."""
        return self.attrs.get(name, "").strip()

    def walk(self) -> Iterator["Node"]:
        """Yield every element below this one, in page order."""
        stack = [child for child in reversed(self.children) if isinstance(child, Node)]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def all(self, selector: str) -> Sequence["Node"]:
        """Return the elements below this one that `selector` picks (see `selecting`), in page order."""
        paths = compiled(selector) if selector else ()
        if len(paths) == 1:
            return self._led_to(paths[0])
        if self.index is None:
            return [node for node in self.walk() if picks(paths, node)]
        led_to = [found for path in paths if (found := self._led_to(path))]
        if len(led_to) < 2:
            return led_to[0] if led_to else ()
        either = {node.order: node for found in led_to for node in found}
        return [either[order] for order in sorted(either)]

    def first(self, selector: str) -> "Node | None":
        """Return the first element below this one that the first alternative of `selector` picks, else the next's."""
        for path in compiled(selector) if selector else ():
            if found := self._led_to(path):
                return found[0]
        return None

    def every(self, selector: str) -> Iterator["Node"]:
        """Yield the elements below this one that `selector` picks, all of its first alternative before the next's."""
        return chain.from_iterable(map(self._led_to, compiled(selector) if selector else ()))

    def _led_to(self, path: Path) -> Sequence["Node"]:
        if self.index is None:
            return [node for node in self.walk() if picks((path,), node)]
        found = self.index.below(self, path)
        if found and self.holes:
            return [
                node for node in found if not any(hole is node or hole.holds(node) for hole in self.holes)
            ]
        return found

    def matches(self, selector: str) -> bool:
        """Tell whether `selector` picks this element."""
        return picks(compiled(selector), self)

    def holds(self, other: "Node") -> bool:
        """Tell whether `other` stands anywhere below this element."""
        return self.order < other.order <= self.last

    def release(self) -> None:
        """Of a root: part all elements of its page, which hold each other; nobody may look for such circles."""
        if self.index is not None:
            self.index.release()
        self.children = []
        self.index = None

    def before(self) -> "Node | None":
        """Return the element right before this one, white space aside; None where words stand between."""
        siblings = self.parent.children if self.parent else []
        for index in range(self.at - 1, -1, -1):
            sibling = siblings[index]
            if isinstance(sibling, Node):
                return sibling
            if sibling.strip():
                break
        return None

    def above(self) -> Iterator["Node"]:
        """Yield the ancestors, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def text(self) -> str:
        """Return all text below, on one line, runs of white space made one space."""
        words = [child for child in self.children if isinstance(child, str)]
        if len(words) == len(self.children):
            return " ".join("".join(words).split())
        pieces: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                pieces.append(item)
            elif item.tag not in UNSEEN or item is self:
                stack += (
                    [" ", *reversed(item.children), " "] if item.tag in APART else reversed(item.children)
                )
        return " ".join("".join(pieces).split())


_BREAK = "br"
BREAK = Node(_BREAK, {}, None)
"""Every plain break of every line: it holds nothing, says nothing and is picked by no selector."""


class _Builder:
    """Takes the parser's events and keeps the tree within its depth."""

    def __init__(self) -> None:
        self._open: list[Node] = []
        """Per open tag, the node it opened or the one it stands in, before the one that `_parent` is."""
        self._begin()

    def _begin(self) -> None:
        self._root = self._parent = Node("", {}, None)
        self._root.order = self._last = 0
        self._root.index = self._index = Index()
        self._shapes = self._index.shapes
        self._open.clear()

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        parent = self._parent
        children = parent.children
        depth = parent.depth + 1
        if depth >= SOFT_DEPTH and (
            depth >= HARD_DEPTH
            or not (attrs or parent.attrs or children or (parent.parent and parent.parent.attrs))
        ):
            if tag != _BREAK:
                self._open.append(parent)
            return
        if not attrs:
            if tag == _BREAK:
                children.append(BREAK)
                return
            attrs = {}
            shape: tuple[str, ...] = (tag, "")
        else:
            if len(attrs) > MAX_ATTRIBUTES or None in attrs.values():
                attrs = {key: value or "" for key, value in islice(attrs.items(), MAX_ATTRIBUTES)}
            shape = (tag, attrs.get("class", ""), *attrs)
        node = Node(tag, attrs, parent)
        children.append(node)
        self._last = node.order = node.last = self._last + 1
        node.index = self._index
        self._shapes[shape].append(node)
        if tag != _BREAK:
            self._open.append(parent)
            self._parent = node

    def end(self, tag: str) -> None:
        if tag != _BREAK and self._open:
            self._parent.last = self._last
            self._parent = self._open.pop()

    def data(self, text: str) -> None:
        self._parent.children.append(text)

    def comment(self, text: str) -> None:
        pass

    def close(self) -> Node:
        """Return the root of what was read, and begin anew."""
        for node in (*self._open, self._parent):
            node.last = self._last
        root = self._root
        self._begin()
        return root


class _Parsers(threading.local):
    """The parser of each thread. A parser and its target hold each other, so one is kept and used again."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        self.builder = _Builder()
        self.parser = etree.HTMLParser(target=self.builder, huge_tree=True, encoding="utf-8")

    def parse(self, data: bytes) -> Node:
        try:
            self.parser.feed(data)
            root: Node = self.parser.close()
        except etree.LxmlError:
            root = self.builder.close()  # an empty page
            self.renew()
        except BaseException:
            self.renew()
            raise
        return root


_parsers = _Parsers()


def parse(text: str) -> Node:
    """Return the root of the page in `text`: total, whatever the text holds.

    NULs and lone surrogates come back as U+FFFD.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = fit(text).encode()
    return _parsers.parse(data.replace(b"\0", REPLACEMENT.encode()))
