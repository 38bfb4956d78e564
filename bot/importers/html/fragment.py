"""Bodies that are HTML outside their page, as exports hold them."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from bot.archive.model import Mark
from bot.importers.bbcode import with_bbcode
from bot.importers.html.elements import Resolve
from bot.importers.html.rendering import Renderer, Rule
from bot.importers.html.tree import Node, parse

Wrapped = Callable[[Node], bool]

_HTML = re.compile(
    r"<(?:br|p|div|blockquote|a|b|i|em|strong|img|span|ul|ol|pre|code)\b[^<>]*>|&(?:amp|lt|gt|quot|#\d+);",
    re.IGNORECASE,
)


def is_html(body: str) -> bool:
    """Tell whether a body is HTML rather than plain text."""
    return bool(_HTML.search(body))


def wrapper_of(root: Node) -> Node | None:
    """Return the one element that holds all of a fragment's text, None where several do."""
    holder = root
    while True:
        inner = [child for child in holder.children if isinstance(child, Node) or child.strip()]
        if len(inner) != 1 or not isinstance(inner[0], Node):
            return None
        holder = inner[0]
        if holder.tag not in {"html", "body"}:
            return holder


def rendered(
    body: str, rule: Rule, resolve: Resolve, *, wrapped: Wrapped = lambda _: False
) -> tuple[str, tuple[Mark, ...]]:
    """Return what a reader saw of an HTML body, and its marks, those of BBCode left in it among them.

    `wrapped` tells of the element around all of it whether that is the post's, not something in the post.
    """
    root = parse(body)
    outer = wrapper_of(root)
    words, marks = Renderer(rule, resolve).render(outer if outer is not None and wrapped(outer) else root)
    root.release()
    return words, with_bbcode(words, marks)


def only_absolute(href: str) -> str | None:
    """Resolve a link that stands on no page: absolute or nothing."""
    return href if href.startswith(("http://", "https://")) else None


def file_name(url: str) -> str:
    """Return what the file at an address or a path is called."""
    path = re.split(r"[?#]", url.strip(), maxsplit=1)[0]
    return unquote(re.split(r"[/\\]", path)[-1]) or url.strip()
