"""From elements to what a reader of the page saw: text with marks."""

from collections.abc import Callable

from bot.archive.model import Mark
from bot.importers.html.elements import BLOCKS, PARAGRAPHS, SKIP, Part, Resolve, plain
from bot.importers.html.tree import BREAK, Node
from bot.importers.html.writing import Writer

Rule = Callable[[Node], Part | None]
"""What the software knows of an element; None: nothing, so that it is plain HTML."""
_Step = Node | str | Callable[[], None]
"""What to write next."""


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
            stack.append(writer.line)
            stack.extend(reversed(root.children))
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                writer.words(item)
            elif item is BREAK:
                writer.newline()
            elif isinstance(item, Node):
                self._begin(item, writer, stack)
            else:
                item()
        return writer.result()

    def _begin(self, node: Node, writer: Writer, stack: list[_Step]) -> None:
        """Write what an element begins with, and put what is to follow on the stack."""
        part = self._rule(node)
        if part is not SKIP and node.tag == "br":
            writer.newline()
            return
        part = part or plain(node, self._resolve)
        if part is SKIP:
            return
        tag = node.tag
        if tag in {"td", "th"}:
            writer.cell()
        elif part.apart or (part.block and (tag in BLOCKS or tag in PARAGRAPHS)):
            edge = writer.paragraph if tag in PARAGRAPHS else writer.line
            edge()
            stack.append(edge)
        if part.mark is not None:
            writer.open(part.mark)
            stack.append(writer.close)
        if part.verbatim:
            writer.verbatim += 1
            stack.append(writer.end_verbatim)
        stack.extend(reversed(_content(node, part)))


def _content(node: Node, part: Part) -> list[Node | str]:
    content: list[Node | str] = node.children
    if part.text is not None:
        content = [part.text]
    elif part.show is not None:
        content = [child for shown in part.show for child in (*shown.children, "\n")]
    if node.tag == "pre" and content and isinstance(content[0], str):
        content = [content[0].removeprefix("\n"), *content[1:]]
    return content
