"""wpForo, a forum for WordPress."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.tree import Node

_SLUG = re.compile(r"/([^/?#]+)(?:/paged/\d+)?/?(?:#post-\d+)?$")
_APART = frozenset({"wpforo-post-quote-author", "wpf-post-edit-wrap", "wpforo-post-signature"})


class WpForo(Layout):
    """`#post-12` with `data-postid`, the words in `.wpforo-post-content`, a comment's in `.wpforo-comment-text`."""

    sign = re.compile(rb"<div\b[^>]{0,400}\bclass=[\"'][^\"'>]{0,60}\bwpforo-post-content[\s\"']")
    post = "[data-postid]"
    post_id = re.compile(r"post-(\d+)")
    body = ".wpforo-post-content, .wpforo-comment-text"
    author = ".author-name a, .wpf-author-name a, .wpforo-comment-footer a, .author-name, .wpf-author-name"
    user_title = ".author-title, .wpf-author-title"
    date = ".wpf-post-date, .wpforo-post-date, .cbleft .cdate, .wpforo-date"
    edited = ".wpf-post-edit-wrap"
    permalink = "a[href*=#post-]"
    title = "#wpforo-title, .wpf-topic-title, h1"
    pager = ".wpf-page-info"

    @override
    def author_ref_of(self, post: Node) -> str | None:
        return post.get("data-userid").strip("0") and post.get("data-userid")

    @override
    def aliases_of(self, post: Node) -> tuple[str, ...]:
        """Quotes call members by the name in their address."""
        name = post.get("data-mention")
        return (name,) if name and name.casefold() != self.author_of(post).casefold() else ()

    @override
    def parent_of(self, post: Node) -> str | None:
        """Comments on an answer stand in a list below it."""
        above = next((up for up in post.above() if "wpforo-qa-comments" in up.classes), None)
        answer = above.before() if above else None
        return self.ref_of(answer) if answer else None

    @override
    def thread_of(self, page: Page) -> str | None:
        """The words in a topic's address are its own; its number stands nowhere."""
        links = (post.first(self.permalink) for post in self.posts(page))
        addresses = (page.url, *(link.get("href") for link in links if link))
        told = (_SLUG.search(address) for address in addresses if "/" in address)
        return next((match[1] for match in told if match), None)

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote":
            header = node.first(".wpforo-post-quote-author")
            name = quoted_name(header.text()) if header else None
            return Part(mark_of(MarkKind.QUOTE, name and name.lstrip("@"), ref=node.get("data-postid")))
        return SKIP if node.classes & _APART else None


reader = PageReader("wpforo", WpForo())
