"""From elements to what a reader of the page saw: text with marks."""

from collections.abc import Callable
from functools import partial

from bot.archive.model import Mark
from bot.importers.html.elements import BLOCKS, PARAGRAPHS, SKIP, Part, Resolve, plain
from bot.importers.html.tree import Node
from bot.importers.html.writing import Writer

Rule = Callable[[Node], Part | None]
"""What the software knows of an element; None: nothing, so that it is plain HTML."""
_Step = tuple[Node | str | Callable[[], None], bool]
"""What to write next, and whether its white space stands."""


class Renderer:
    """Reads elements by one software's rules; links are made absolute by `resolve`."""

    def __init__(self, rule: Rule, resolve: Resolve) -> None:
        self._rule = rule
        self._resolve = resolve

    def render(self, *roots: Node) -> tuple[str, tuple[Mark, ...]]:
        """Return the text below `roots`, one after the other, with its marks.

        The rule never sees the roots themselves.
        """
        writer = Writer()
        stack: list[_Step] = []
        for root in reversed(roots):
            stack.append((partial(writer.block, 1), False))
            stack += [(child, False) for child in reversed(root.children)]
        while stack:
            item, verbatim = stack.pop()
            if isinstance(item, str):
                (writer.verbatim if verbatim else writer.words)(item)
            elif isinstance(item, Node):
                stack.extend(reversed(self._steps(item, writer, verbatim=verbatim)))
            else:
                item()
        return writer.result()

    def _steps(self, node: Node, writer: Writer, *, verbatim: bool) -> list[_Step]:
        part = self._rule(node)
        if part is not SKIP and node.tag == "br":
            return [(writer.newline, False)]
        part = part or plain(node, self._resolve)
        if part is SKIP:
            return []
        verbatim = verbatim or part.verbatim
        content: list[Node | str] = node.children
        if part.text is not None:
            content = [part.text]
        elif part.show is not None:
            content = [child for shown in part.show for child in (*shown.children, "\n")]
        if node.tag == "pre" and content and isinstance(content[0], str):
            content = [content[0].removeprefix("\n"), *content[1:]]
        steps: list[_Step] = [(child, verbatim) for child in content]
        if part.mark is not None:
            steps = [(partial(writer.open, part.mark), False), *steps, (writer.close, False)]
        if node.tag in {"td", "th"}:
            return [(writer.cell, False), *steps]
        lines = 2 if node.tag in PARAGRAPHS else 1
        if part.apart or (part.block and (node.tag in BLOCKS or node.tag in PARAGRAPHS)):
            edge: _Step = (partial(writer.block, lines), False)
            return [edge, *steps, edge]
        return steps
