"""WoltLab Burning Board 3 and its Lite 2."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout
from bot.importers.html.tree import Node

_POST = re.compile(r"[?&;]postID=(\d+)|#post(\d+)")
_FURNITURE = frozenset({"quoteHeader", "codeHeader", "codeLines", "lineNumbers"})


class BurningBoard3(Layout):
    """`#postRow12` with a `.messageSidebar`, and the words in `.messageBody`."""

    sign = re.compile(rb"<div\b[^>]{0,60}\bclass=[\"']messageContentInner\b")
    sign_word = b"messageContentInner"
    post = "[id^=postRow]"
    post_id = re.compile(r"postRow(\d+)")
    body = ".messageBody"
    author = ".messageAuthor .userName, .userName"
    author_id = re.compile(r"[?&;]userID=(\d+)|/[Uu]ser/(\d+)")
    user_title = ".userTitle"
    date = ".messageHeader .containerContent, .messageHeader .light"
    edited = ".editNote"
    number = ".messageNumber"
    permalink = "a.messageNumber"
    title = ".headlineContainer h2, .mainHeadline h2, h2, h1"
    thread_id = re.compile(r"[?&;]threadID=(\d+)|/[Tt]hread/(\d+)")
    page_now = ".pageNavigation .active"
    page_links = ".pageNavigation li"

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote" and "quoteBox" in node.classes:
            header = node.first(".quoteHeader")
            link = header.first("a[href]") if header else None
            source = _POST.search(node.get("cite") or (link.get("href") if link else ""))
            author = quoted_name(header.text()) if header else None
            return Part(mark_of(MarkKind.QUOTE, author, ref=source and (source[1] or source[2])))
        return SKIP if node.classes & _FURNITURE else None
