"""NodeBB."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.archive.phrases import either
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.layout import Layout
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.tree import Node

_SAID = re.compile(
    rf"@?(?P<name>.+?)\s+(?:{either('said', 'wrote')})(?!\w).*[:：]", re.DOTALL | re.IGNORECASE
)
_POST = re.compile(r"/post/(\d+)")


class NodeBB(Layout):
    """`[component=post]`, whose attributes tell its id, author and time."""

    sign = re.compile(rb"<li\b[^>]{0,99}\bcomponent=[\"']post[\"']")
    post = "li[component=post]"
    body = "[component=post/content]"
    author = "[itemprop=author]"
    user_title = ".user-title, .group-label"
    title = "[component=topic/title], h1"
    thread_id = re.compile(r"/topic/(\d+)")
    page_now = ".pagination .active"
    page_links = ".pagination .page"

    @override
    def ref_of(self, post: Node) -> str | None:
        return post.get("data-pid") or None

    @override
    def author_of(self, post: Node) -> str:
        return post.get("data-username") or super().author_of(post)

    @override
    def author_ref_of(self, post: Node) -> str | None:
        return post.get("data-uid").strip("0") and post.get("data-uid")

    @override
    def date_of(self, post: Node) -> str:
        return post.get("data-timestamp") or super().date_of(post)

    @override
    def number_of(self, post: Node) -> int | None:
        index = post.get("data-index")
        return int(index) + 1 if index.isdecimal() and len(index) < 9 else None

    @override
    def thread_of(self, page: Page) -> str | None:
        topic = page.root.first("[component=topic][data-tid]")
        return topic.get("data-tid") if topic else super().thread_of(page)

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote":
            header = node.before()
            match = _header(header) if header else None
            links = header.all("a[href*=/post/]") if header and match else ()
            ref = next((found[1] for link in links if (found := _POST.search(link.get("href")))), None)
            return Part(mark_of(MarkKind.QUOTE, match["name"] if match else None, ref=ref))
        after = node.parent.children[node.at + 1 :] if node.tag == "p" and node.parent else []
        following = next((each for each in after if isinstance(each, Node) or each.strip()), None)
        quoted = isinstance(following, Node) and following.tag == "blockquote"
        return SKIP if quoted and _header(node) else None


def _header(node: Node) -> re.Match[str] | None:
    """Return what a paragraph made by the quote button says: it names the member and links to the post."""
    return _SAID.fullmatch(node.text()) if node.tag == "p" and node.first("a[href*=/post/]") else None


reader = PageReader("nodebb", NodeBB())
