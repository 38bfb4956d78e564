"""Tapatalk Groups."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout
from bot.importers.html.reading import PageReader
from bot.importers.html.tree import Node


class Tapatalk(Layout):
    """`div.postrow` with `id="p_12"`, the words in `.content`."""

    sign = re.compile(rb"<div\b[^>]{0,40}\bid=[\"']p_\d+[\"'][^>]{0,200}\bpostrow\b")
    post = ".postrow"
    post_id = re.compile(r"p_(\d+)")
    body = ".postbody .content"
    author = ".thread-user-name, .username"
    user_title = ".profile-rank"
    date = ".author time, .posttime .timespan"
    number = ".author a[title=Post]"
    permalink = ".author a[title=Post]"
    title = ".topic-title, h1"
    thread_id = re.compile(r"-t(\d+)(?:-s\d+)?\.html")
    pager = ".pagination"
    page_now = ".pagination .active"
    page_links = ".pagination li"

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote":
            cite = node.first("cite")
            return Part(mark_of(MarkKind.QUOTE, quoted_name(cite.text()) if cite else None))
        return SKIP if node.tag == "cite" else None


reader = PageReader("tapatalk", Tapatalk())
