"""Vanilla."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout
from bot.importers.html.reading import PageReader
from bot.importers.html.tree import Node


class Vanilla(Layout):
    """`#Discussion_1` and `#Comment_12`, the words in `.Message`."""

    sign = re.compile(rb"<(?:div|li)\b[^>]{0,200}\bid=[\"'](?:Discussion|Comment)_\d+[\"']")
    post = ".ItemDiscussion, .ItemComment"
    post_id = re.compile(r"((?:Discussion|Comment)_\d+)")
    body = ".Message"
    author = ".Author .Username, .Author a"
    user_title = ".AuthorInfo .MItem, .UserTitle"
    date = ".Permalink time, .DateCreated time, time"
    edited = ".DateUpdated time"
    permalink = "a.Permalink, .DateCreated a"
    title = ".PageTitle h1, h1"
    thread_id = re.compile(r"/discussion/(\d+)")
    page_now = ".Pager .Highlight"
    page_links = ".Pager a"

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote" and node.classes & {"Quote", "UserQuote"}:
            header = node.first(".QuoteAuthor")
            return Part(mark_of(MarkKind.QUOTE, quoted_name(header.text()) if header else None))
        return SKIP if "QuoteAuthor" in node.classes else None


reader = PageReader("vanilla", Vanilla())
