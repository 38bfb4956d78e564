"""Saved pages of questions of Stack Exchange, with answers and comments."""

import re

from typing_extensions import override

from bot.importers.html.elements import Part
from bot.importers.html.layout import Layout
from bot.importers.html.reading import PageReader
from bot.importers.html.texts import text_of
from bot.importers.html.tree import Node

_IDS = {"data-questionid": "question", "data-answerid": "answer", "data-comment-id": "comment"}
_COMMENT = re.compile(r"comment-(\d+)")
_TIME = ".relativetime, .relativetime-clean, time"


class StackExchange(Layout):
    """`[data-questionid]`, `[data-answerid]` and, in both, `.comment`; their writers in the last `.post-signature`."""

    sign = re.compile(rb"<div\b[^>]{0,200}\bdata-questionid=[\"']\d")
    post = "[data-questionid], [data-answerid], .comment[id^=comment-]"
    body = ".js-post-body, .post-text, .comment-copy"
    permalink = ".js-share-link, .short-link, .comment-date a[href], .comment-link"
    title = "#question-header h1, .question-hyperlink, h1"
    author_id = re.compile(r"/users/(\d+)")
    thread_id = re.compile(r"/questions/(\d+)")
    page_now = ".s-pagination .is-selected, .pager-answers .current"
    page_links = ".s-pagination a, .s-pagination .is-selected, .pager-answers .page-numbers"

    @override
    def ref_of(self, post: Node) -> str | None:
        """The same as the API's: questions and answers count together, comments by themselves."""
        known = (f"{kind}-{post.get(name)}" for name, kind in _IDS.items() if post.get(name).isdecimal())
        comment = _COMMENT.fullmatch(post.get("id"))
        return next(known, f"comment-{comment[1]}" if comment else None)

    @override
    def parent_of(self, post: Node) -> str | None:
        above = next((ref for up in post.above() if (ref := self.ref_of(up))), None)
        asked = post.get("data-parentid")
        return above or (f"question-{asked}" if asked else None)

    def _signed(self, post: Node) -> Node:
        """Return where it stands who wrote a post and when; before that may stand who edited it."""
        owner = post.first(".post-signature.owner")
        return owner or next(reversed([*post.all(".post-signature")]), post)

    def _name(self, post: Node) -> Node:
        return self._signed(post).first(".user-details") or post.first(".comment-user") or self._signed(post)

    @override
    def author_of(self, post: Node) -> str:
        name = self._name(post)
        if "comment-user" in name.classes:
            return name.text()
        return text_of(name, "a[href*=/users/], [itemprop=name]") or _own_words(name)

    @override
    def author_ref_of(self, post: Node) -> str | None:
        name = self._name(post)
        links = (name, *name.all("a[href]"))
        return next((found[1] for link in links if (found := self.author_id.search(link.get("href")))), None)

    @override
    def date_of(self, post: Node) -> str:
        node = self._signed(post).first(_TIME)
        return _moment_in(node) if node else ""

    @override
    def edited_of(self, post: Node) -> str:
        signed = self._signed(post)
        others = (each for each in post.all(".post-signature") if each is not signed)
        return next((_moment_in(node) for each in others if (node := each.first(_TIME))), "")

    @override
    def rule(self, node: Node) -> Part | None:
        return None


def _moment_in(node: Node) -> str:
    """`2019-05-25 15:04:11Z, License: …`, as the element's title has it."""
    return node.get("title").partition(",")[0] or node.text()


def _own_words(node: Node) -> str:
    """Return an element's own words, without those of the elements in it."""
    return " ".join("".join(child for child in node.children if isinstance(child, str)).split())


reader = PageReader("stackexchange-page", StackExchange())
