"""bbPress, the forum of WordPress, from 2.0 on."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.bbpress1 import BbPress1
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout
from bot.importers.html.moments import moment
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.texts import text_of
from bot.importers.html.tree import Node

_POST = re.compile(r"(?:^|\s)post-(\d+)(?:\s|$)")
_ANCHOR = re.compile(r"#post-(\d+)")
_TOPIC = re.compile(r"\bbbp-parent-topic-(\d+)\b")
_DATE = ".bbp-reply-post-date, .bbp-topic-post-date"
_QUOTES = frozenset({"bbp-the-quote", "d4pbbc-quote"})
_TITLES = "bbp-the-quote-cite", "d4p-bbt-quote-title"


class BbPress(Layout):
    """`.post-12` with `.bbp-reply-author` and `.bbp-reply-content`; the element before has date and address."""

    sign = re.compile(rb"<(?:div|td)\b[^>]{0,60}\bclass=[\"'][^\"'>]{0,60}\bbbp-(?:reply|topic)-content\b")
    body = ".bbp-reply-content, .bbp-topic-content"
    author = ".bbp-author-name, .bbp-reply-author a, .bbp-topic-author a"
    author_id = re.compile(r"/users/([\w.-]+)")
    user_title = ".bbp-author-role"
    title = ".bbp-breadcrumb-current, .entry-title, h1"
    page_now = ".bbp-pagination-links .current"
    page_links = ".bbp-pagination-links .page-numbers"

    @override
    def posts(self, page: Page) -> list[Node]:
        """Heads and feet of the list are of the same classes, but of no post."""
        names = page.root.all(".bbp-reply-author, .bbp-topic-author")
        holders = dict.fromkeys(node.parent for node in names)
        return [node for node in holders if node is not None and self.ref_of(node)]

    @override
    def ref_of(self, post: Node) -> str | None:
        match = _POST.search(post.get("class")) or _POST.search(post.get("id"))
        return match[1] if match else None

    @override
    def marked_by(self, post: Node) -> str:
        return f"post-{self.ref_of(post)}"

    @override
    def author_ref_of(self, post: Node) -> str | None:
        number = re.search(r"\buser-id-(\d+)\b", post.get("class"))
        found = number[1] if number else super().author_ref_of(post)
        return found if found != "0" else None

    def _of_head(self, post: Node, selector: str) -> Node | None:
        head = post.before()
        return (head.first(selector) if head else None) or post.first(selector)

    @override
    def date_of(self, post: Node) -> str:
        """Where "8 years ago" is printed, the title of its link tells the day."""
        node = self._of_head(post, _DATE)
        if node is None:
            return ""
        titles = (each.get("title") for each in (node, *node.all("[title]")))
        return next((title for title in titles if moment(title, order=True)), node.text())

    @override
    def permalink_of(self, page: Page, post: Node) -> str | None:
        node = self._of_head(post, ".bbp-reply-permalink, .bbp-topic-permalink")
        return page.absolute(node.get("href")) if node else None

    @override
    def parent_of(self, post: Node) -> str | None:
        """Answers to an answer stand in a list below it."""
        above = next((up for up in post.above() if "bbp-threaded-replies" in up.classes), None)
        answered = above.before() if above else None
        return self.ref_of(answered) if answered else None

    @override
    def title_in(self, heading: Node) -> str:
        return text_of(heading, "a") or heading.text()

    @override
    def thread_of(self, page: Page) -> str | None:
        told = (_TOPIC.search(post.get("class")) for post in self.posts(page))
        return next((match[1] for match in told if match), None)

    @override
    def claimed_of(self, page: Page) -> int | None:
        """`Viewing 3 posts - 16 through 18 (of 18 total)`: how many there are comes first, in any language."""
        found = re.search(r"\d{1,4}", text_of(page.root, ".bbp-pagination-count"))
        return int(found[0]) if found else None

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote" and node.classes & _QUOTES:
            header = next((found for name in _TITLES if (found := node.first(f".{name}"))), None)
            link = header.first("a[href]") if header else None
            ref = _ANCHOR.search(link.get("href")) if link else None
            return Part(
                mark_of(
                    MarkKind.QUOTE,
                    quoted_name(header.text()) if header else None,
                    ref=ref[1] if ref else None,
                )
            )
        return SKIP if node.classes & {*_TITLES, "bbp-reply-revision-log", "bbp-topic-revision-log"} else None


reader = PageReader("bbpress", BbPress(), BbPress1())
