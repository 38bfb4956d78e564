"""MyBB 1.4 to 1.8."""

import re
from collections.abc import Iterator
from itertools import pairwise

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.dates import date_within
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout, PlainView
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.texts import number_in, text_of, title_line
from bot.importers.html.tree import Node

_POST = re.compile(r"pid[=-]?(\d+)")
_STAMP = re.compile(r"^\s*\([^()]*\d[^()]*\)\s*")
_THREAD = re.compile(r"[?&;]tid=(\d+)|thread-(\d+)")


class MyBB(Layout):
    """`#post_12` with `.post_author`, the words in `.post_body#pid_12`."""

    sign = re.compile(rb"<(?:div|td)\b[^>]{0,200}\bid=[\"']pid_\d+[\"']")
    post = "[id^=post_]"
    post_id = re.compile(r"post_(\d+)")
    body = ".post_body"
    author = ".author_information .largetext, .post_author .largetext, .largetext, .post_author strong"
    user_title = ".postbit_usertitle, .user_title"
    date = ".post_date"
    edited = ".edited_post, .post_edit"
    number = ".post_head .float_right strong, .post_head .float_right, a[href*=#pid]"
    permalink = ".post_head .float_right a[href*=pid], a[href*=#pid]"
    title = ".navigation .active, .thead strong, .breadcrumb .active, h1"
    thread_id = _THREAD
    author_id = re.compile(r"[?&;]uid=(\d+)|user-(\d+)")
    page_now = ".pagination_current"
    page_links = ".pagination_page, .pagination_last, .pagination_current"

    @override
    def posts(self, page: Page) -> list[Node]:
        return [node for node in super().posts(page) if node.first(".post_body, .post_author")]

    @override
    def title_of_author(self, post: Node) -> str | None:
        name = post.first(".largetext")
        cell = name.parent.parent if name and name.parent else None
        small = post.first(".author_information .smalltext, .post_author .smalltext")
        return super().title_of_author(post) or title_line(
            small or (cell.first(".smalltext") if cell else None)
        )

    @override
    def author_ref_of(self, post: Node) -> str | None:
        """Where an address is a name, the buttons below it tell the number."""
        links = (self.author_id.search(link.get("href")) for link in post.all("a[href*=uid=]"))
        found = super().author_ref_of(post)
        return found or next((match[1] or match[2] for match in links if match), None)

    @override
    def date_of(self, post: Node) -> str:
        node = post.first(self.date) or next(
            (n for n in post.all(".smalltext, .float_left, .tcat") if date_within(_own(n))), None
        )
        if node is None:
            return ""
        stamped = next((child.get("title") for child in node.all("span[title]")), "")
        words = _own(node) or node.text()
        return (
            f"{stamped}{words if words.startswith(',') else ''}" if stamped else date_within(words) or words
        )

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote":
            return _quote(node)
        if node.tag == "cite" and node.parent and node.parent.tag == "blockquote":
            return SKIP
        if "codeblock" in node.classes:
            code = node.first(".body code, .body")
            return Part(mark_of(MarkKind.CODE), show=(code,) if code else None, verbatim=True)
        if "spoiler_body" in node.classes:
            return Part(mark_of(MarkKind.SPOILER))
        return None


def _own(node: Node) -> str:
    """Return the words that stand in an element itself."""
    return " ".join(child for child in node.children if isinstance(child, str)).strip()


def _quote(node: Node) -> Part:
    """`<cite><span>(date)</span>Name Wrote: <a href="…pid=1#pid1"></a></cite>`."""
    cite = next((child for child in node.children if isinstance(child, Node) and child.tag == "cite"), None)
    if cite is None:
        return Part(mark_of(MarkKind.QUOTE))
    link = next((_POST.search(a.get("href")) for a in cite.all("a") if _POST.search(a.get("href"))), None)
    author = quoted_name(_STAMP.sub("", cite.text()))
    return Part(mark_of(MarkKind.QUOTE, author, ref=link[1] if link else None))


class Archive(PlainView, MyBB):
    """The archive: `div.post` with `.author`, `.dateline` and `.message`."""

    sign = re.compile(rb"<div class=[\"']header[\"']>\s*<div class=[\"']author[\"']>\s*<h2")
    post = "div.post"
    body = ".message"
    author = ".author a, .author h2, .author"
    date = ".dateline"
    number = ""
    permalink = ""
    user_title = ""

    @override
    def title_of_author(self, post: Node) -> str | None:
        return None

    @override
    def title_of(self, page: Page) -> str:
        return text_of(page.root, "#fullversion a, .navigation .active, h1") or page.title


class Printed(PlainView, MyBB):
    """The printable view: posts one after the other in a cell, a rule behind each.

    `<strong>Subject</strong> - <a>Name</a> - <strong>Date</strong>` and the words; a guest's name is no link.
    """

    sign = re.compile(rb"<hr size=[\"']1[\"'][^>]{0,20}>\s{0,20}<strong>[^<]{0,400}</strong> - ")
    title = ".largetext a"

    @override
    def posts(self, page: Page) -> list[Node]:
        return [post for cell in page.root.all("td") for post in _between_rules(cell) if self.author_of(post)]

    @override
    def body_of(self, post: Node) -> Node | None:
        return _holding(post, post.children[_bold(post)[1] + 1 :])

    @override
    def author_of(self, post: Node) -> str:
        return self._name(post).text().strip().removeprefix("-").removesuffix("-").strip()

    @override
    def author_ref_of(self, post: Node) -> str | None:
        link = self._name(post).first("a")
        match = self.author_id.search(link.get("href")) if link else None
        return (match[1] or match[2]) if match else None

    def _name(self, post: Node) -> Node:
        """Return what stands between the subject and the date."""
        first, second = _bold(post)
        return _holding(post, post.children[first + 1 : second])

    @override
    def date_of(self, post: Node) -> str:
        _, second = _bold(post)
        return "".join(date.text() for date in post.children[second : second + 1] if isinstance(date, Node))

    @override
    def title_of_author(self, post: Node) -> str | None:
        return None

    @override
    def number_of(self, post: Node) -> int | None:
        return None

    @override
    def permalink_of(self, page: Page, post: Node) -> str | None:
        return None

    @override
    def title_of(self, page: Page) -> str:
        return text_of(page.root, self.title) or page.title

    @override
    def page_of(self, page: Page) -> int | None:
        marked = (node.text() for node in page.root.all(".multipage strong"))
        return next((number_in(text) for text in marked if text.isdecimal()), None)

    @override
    def pages_of(self, page: Page) -> int | None:
        numbers = [number_in(node.text()) for node in page.root.all(".multipage a")]
        return max((number for number in (*numbers, self.page_of(page)) if number), default=None)


def _holding(parent: Node, children: list[Node | str]) -> Node:
    """Make an element of what has none of its own."""
    node = Node("div", {}, parent)
    node.children = children
    return node


def _between_rules(cell: Node) -> Iterator[Node]:
    rules = [at for at, each in enumerate(cell.children) if isinstance(each, Node) and _is_rule(each)]
    return (_holding(cell, cell.children[first + 1 : last]) for first, last in pairwise(rules))


def _is_rule(node: Node) -> bool:
    return node.tag == "hr" and node.get("size") == "1"


def _bold(post: Node) -> tuple[int, int]:
    """Return where the subject and the date stand, behind everything where they do not."""
    bold = (at for at, each in enumerate(post.children) if isinstance(each, Node) and each.tag == "strong")
    nowhere = len(post.children)
    return next(bold, nowhere), next(bold, nowhere)


reader = PageReader("mybb", MyBB(), Archive(), Printed())
