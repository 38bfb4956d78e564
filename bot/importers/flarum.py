"""Flarum: its page for browsers without scripts."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.layout import PlainView
from bot.importers.html.reading import PageReader
from bot.importers.html.tree import Node

_THREAD = re.compile(r"/d/(\d+)")


class NoScript(PlainView):
    """`article` with `.PostUser-name` and `.Post-body`: neither ids nor dates."""

    sign = re.compile(rb"<noscript\b[^>]{0,40}\bid=[\"']flarum-content[\"']")
    post = "article"
    body = ".Post-body"
    author = ".PostUser-name"
    title = "h1"
    thread_id = _THREAD

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote":
            mention = _header(node)
            return Part(
                mark_of(
                    MarkKind.QUOTE,
                    mention.text() if mention else None,
                    ref=mention.get("data-id") if mention else None,
                )
            )
        quote = next((up for up in node.above() if up.tag == "blockquote"), None)
        return SKIP if quote is not None and node is _header(quote) else None


def _header(quote: Node) -> Node | None:
    """Return the mention that a quote begins with; one further down stands among the quoted words."""
    mention = quote.first("a.PostMention")
    return mention if mention and mention.text() and quote.text().startswith(mention.text()) else None


reader = PageReader("flarum", NoScript())
