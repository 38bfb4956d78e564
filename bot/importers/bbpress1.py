"""bbPress 0.7 to 1.2, before it became a part of WordPress."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout
from bot.importers.html.page import Page
from bot.importers.html.texts import number_in
from bot.importers.html.tree import Node

_ANCHOR = re.compile(r"#post-(\d+)")


class BbPress1(Layout):
    """`li#post-12` with `.threadauthor`, and in `.threadpost` the words and `.poststuff`, the line below them."""

    sign = re.compile(rb"<div\b[^>]{0,60}\bclass=[\"']threadauthor[\"']")
    post = "[id^=post-]"
    post_id = re.compile(r"post-(\d+)")
    body = ".threadpost .post"
    author = ".threadauthor strong"
    author_id = re.compile(r"profile\.php\?id=(\d+)|/profile/([\w.-]+)")
    user_title = ".threadauthor small"
    permalink = ".poststuff a[href*=#post-]"
    title = ".topictitle, h2, h3"
    thread_id = re.compile(r"topic\.php\?id=(\d+)|/topic/([\w%-]+)")
    page_now = ".nav .current, .page-numbers.current"
    page_links = ".page-numbers"

    @override
    def posts(self, page: Page) -> list[Node]:
        """The form for an answer has ids of the same kind."""
        return [node for node in super().posts(page) if node.first(".threadauthor")]

    @override
    def author_ref_of(self, post: Node) -> str | None:
        """The name leads to the author's own site, the role to the profile."""
        links = (self.author_id.search(link.get("href")) for link in post.all(".threadauthor a[href]"))
        return next((match[1] or match[2] for match in links if match), None)

    @override
    def number_of(self, post: Node) -> int | None:
        place = post.first("[id^=position-]")
        return number_in(place.get("id")) if place else None

    @override
    def rule(self, node: Node) -> Part | None:
        cite = node.first("cite") if node.tag == "blockquote" else None
        if cite is not None and cite.parent is node:
            link = cite.first("a[href]")
            ref = _ANCHOR.search(link.get("href")) if link else None
            name = (quoted_name(cite.text()) or "").removeprefix("@")
            return Part(mark_of(MarkKind.QUOTE, name, ref=ref and ref[1]))
        return SKIP if node.tag == "cite" and node.parent and node.parent.tag == "blockquote" else None
