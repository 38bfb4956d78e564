"""WoltLab Burning Board 4 and Suite Forum 5, 6."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout
from bot.importers.html.moments import date_text
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.texts import number_in
from bot.importers.html.tree import Node
from bot.importers.woltlab3 import BurningBoard3

_POST = re.compile(r"postID=(\d+)|#post(\d+)|/post/(\d+)")
_PAGES = "woltlab-core-pagination"
_TIMES = "time, meta[itemprop=datePublished], woltlab-core-date-time"


class WoltLab(Layout):
    """`article.wbbPost` with `data-post-id`, the words in `.messageText`."""

    sign = re.compile(rb"<article\b[^>]{0,200}\bclass=[\"'][^\"'>]{0,100}\bwbbPost\b")
    sign_word = b"wbbPost"
    post = "article.wbbPost"
    body = ".messageText"
    author = "[itemprop=author] [itemprop=name], .messageSidebar .username, .username, [itemprop=name]"
    user_title = ".userTitleBadge, .userTitle"
    edited = ".wbbPostEditNote"
    number = ".jsButtonShare, .messageQuickOptions a, .messageCounter a"
    permalink = "a.permalink, .messagePublicationTime a, .messageHeader a[href*=post]"
    title = ".contentTitle, .boxHeadline h1, h1"
    thread_id = re.compile(r"/[Tt]hread/(\d+)|[?&;]threadID=(\d+)")
    page_now = ".pagination .active, .pageNavigation .active"
    page_links = ".pagination li, .pageNavigation li"

    @override
    def ref_of(self, post: Node) -> str | None:
        known = post.get("data-post-id") or post.get("data-object-id")
        above = re.fullmatch(r"post(\d+)", post.parent.get("id")) if post.parent else None
        return known or (above[1] if above else None)

    @override
    def marked_by(self, post: Node) -> str:
        return (post.parent.get("id") if post.parent else "") or self.ref_of(post) or ""

    @override
    def author_ref_of(self, post: Node) -> str | None:
        link = post.first("[data-user-id], .messageSidebar [data-object-id]")
        known = post.get("data-user-id") or (
            (link.get("data-user-id") or link.get("data-object-id")) if link else ""
        )
        return (known.strip("0") and known) or None

    @override
    def date_of(self, post: Node) -> str:
        """The first time that is neither said in the post nor that of its edits."""
        apart = [each for each in (post.first(self.body), *post.all(self.edited)) if each]
        for node in post.all(_TIMES):
            if not any(each.holds(node) for each in apart):
                return node.get("date") or date_text(node)
        return ""

    @override
    def page_of(self, page: Page) -> int | None:
        pages = page.root.first(_PAGES)
        return number_in(pages.get("page")) if pages else super().page_of(page)

    @override
    def pages_of(self, page: Page) -> int | None:
        pages = page.root.first(_PAGES)
        return number_in(pages.get("count")) if pages else super().pages_of(page)

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote" and "quoteBox" in node.classes:
            header = node.first(".quoteBoxTitle, header")
            source = _POST.search(node.get("cite") or _link(header))
            return Part(
                mark_of(
                    MarkKind.QUOTE,
                    quoted_name(header.text()) if header else None,
                    ref=next((group for group in source.groups() if group), None) if source else None,
                )
            )
        if node.classes & {"quoteBoxTitle", "quoteBoxIcon", "quoteBoxHeader", "toggleButton"}:
            return SKIP
        in_box = node.tag == "header" and node.parent is not None and "quoteBox" in node.parent.classes
        return SKIP if in_box else None


def _link(header: Node | None) -> str:
    link = header.first("a[href]") if header else None
    return link.get("href") if link else ""


reader = PageReader("woltlab", WoltLab(), BurningBoard3())
