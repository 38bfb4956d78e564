"""Discuz! X."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.dates import date_within
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.layout import Layout
from bot.importers.html.reading import PageReader
from bot.importers.html.tree import Node

_HEADER = re.compile(r"(?P<name>.+?)\s*(?:发表于|發表於|posted on|Published in)\s.*", re.DOTALL)
_POST = re.compile(r"[?&;]pid=(\d+)")


class Discuz(Layout):
    """`#post_12`, the words in `#postmessage_12`."""

    sign = re.compile(rb"<(?:td|div)\b[^>]{0,99}\bid=[\"']postmessage_\d+[\"']")
    post = "[id^=post_]"
    post_id = re.compile(r"post_(\d+)")
    body = "[id^=postmessage_]"
    author = ".pls .authi a, .authi a"
    author_id = re.compile(r"[?&;]uid=(\d+)|space-uid-(\d+)")
    user_title = ".pls p em a"
    date = "[id^=authorposton] span[title], [id^=authorposton]"
    edited = ".pstatus"
    number = "[id^=postnum] em"
    permalink = "[id^=postnum]"
    title = "#thread_subject, h1"
    thread_id = re.compile(r"[?&;]tid=(\d+)|thread-(\d+)-")
    page_now = ".pg strong"
    page_links = ".pg a, .pg strong"

    @override
    def date_of(self, post: Node) -> str:
        found = super().date_of(post)
        return date_within(found) or found

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote" and node.parent and "quote" in node.parent.classes:
            header = node.first("a[href*=pid=]")
            match = _HEADER.fullmatch(header.text()) if header else None
            ref = _POST.search(header.get("href")) if header else None
            return Part(
                mark_of(MarkKind.QUOTE, match["name"] if match else None, ref=ref[1] if ref else None)
            )
        if node.tag == "a" and _POST.search(node.get("href")) and _HEADER.fullmatch(node.text()):
            return SKIP
        return SKIP if "pstatus" in node.classes else None


reader = PageReader("discuz", Discuz())
