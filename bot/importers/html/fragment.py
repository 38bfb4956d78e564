"""Bodies that are HTML outside their page, as exports hold them."""

import re

from bot.archive.model import Mark
from bot.importers.bbcode import with_bbcode
from bot.importers.html.elements import Resolve
from bot.importers.html.rendering import Renderer, Rule
from bot.importers.html.tree import parse

_HTML = re.compile(
    r"<(?:br|p|div|blockquote|a|b|i|em|strong|img|span|ul|ol|pre|code)\b[^<>]*>|&(?:amp|lt|gt|quot|#\d+);",
    re.IGNORECASE,
)


def is_html(body: str) -> bool:
    """Tell whether a body is HTML rather than plain text."""
    return bool(_HTML.search(body))


def rendered(body: str, rule: Rule, resolve: Resolve) -> tuple[str, tuple[Mark, ...]]:
    """Return what a reader saw of an HTML body, and its marks, those of BBCode left in it among them."""
    root = parse(body)
    words, marks = Renderer(rule, resolve).render(root)
    root.release()
    return words, with_bbcode(words, marks)


def only_absolute(href: str) -> str | None:
    """Resolve a link that stands on no page: absolute or nothing."""
    return href if href.startswith(("http://", "https://")) else None
