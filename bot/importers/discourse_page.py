"""Saved Discourse pages: the view for crawlers and print, and the page of the application itself."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.rendering import Rule
from bot.importers.html.texts import text_of
from bot.importers.html.tree import Node

_TOPIC = re.compile(r"/t/(?:[^/?#]*/)?(\d+)")


class Cooked:
    """The rule for the HTML Discourse makes of a post, within one topic."""

    def __init__(self, topic: str | None) -> None:
        self._topic = topic

    def rule(self, node: Node) -> Part | None:
        """Say what an element of a cooked post means."""
        classes = node.classes
        if node.tag == "aside" and "quote" in classes:
            return self._quote(node)
        if node.tag == "aside" and "onebox" in classes:
            url = node.get("data-onebox-src") or next((a.get("href") for a in node.all("a[href^=http]")), "")
            return Part(mark_of(MarkKind.LINK, url=url), text=url) if url else SKIP
        if classes & {
            "quote-controls",
            "meta",
            "codeblock-button-wrapper",
            "badge",
            "cooked-selection-barrier",
            "poll-info",
        }:
            return SKIP
        if node.tag == "code" and node.parent and node.parent.tag != "pre":
            return Part(mark_of(MarkKind.CODE), verbatim=True)  # Discourse keeps white space there, too
        if classes & {"spoiler", "spoiled"}:
            return Part(mark_of(MarkKind.SPOILER))
        return None

    def _quote(self, node: Node) -> Part:
        topic, number = node.get("data-topic"), node.get("data-post")
        here = not topic or self._topic is None or topic == self._topic
        title = node.first(".title")
        author = node.get("data-username") or (quoted_name(title.text()) if title else None)
        shown = node.first("blockquote")
        place = int(number) if here and number.isdecimal() and len(number) < 10 else None
        return Part(mark_of(MarkKind.QUOTE, author, number=place), show=(shown,) if shown else None)


class _Discourse(Layout):
    thread_id = _TOPIC
    title = "#topic-title h1, h1.topic-title, .fancy-title, h1 a, h1, h2"

    @override
    def posts(self, page: Page) -> list[Node]:
        """The pager of the crawler's view is dressed as a post."""
        return [node for node in page.root.all(self.post) if node.get("role") != "navigation"]

    @override
    def rules(self, page: Page) -> Rule:
        return Cooked(self.thread_of(page)).rule

    @override
    def number_of(self, post: Node) -> int | None:
        match = re.fullmatch(r"post_(\d{1,9})", post.get("id"))
        return int(match[1]) if match else super().number_of(post)

    @override
    def ref_of(self, post: Node) -> str | None:
        return post.get("data-post-id") or None

    @override
    def marked_by(self, post: Node) -> str:
        return post.get("data-post-id") or post.get("id")

    @override
    def author_ref_of(self, post: Node) -> str | None:
        return post.get("data-user-id") or None

    @override
    def aliases_of(self, post: Node) -> tuple[str, ...]:
        """Return the display name: in parentheses for crawlers, on its own in the application."""
        name = text_of(post, ".full-name")
        creator = post.first(".creator")
        if creator is not None:
            name = "".join(child for child in creator.children if isinstance(child, str)).strip(" ()\n")
        return (name,) if name and name != self.author_of(post) else ()


class Crawler(_Discourse):
    """`div.crawler-post`; also the print view."""

    sign = re.compile(rb"<div\b[^>]{0,200}\bclass=[\"'][^\"'>]*\bcrawler-post\b")
    post = ".crawler-post"
    body = ".post"
    author = ".creator [itemprop=name], .creator a, .creator"
    date = "time[itemprop=datePublished], .post-time, time"
    edited = "meta[itemprop=dateModified]"
    number = ".crawler-post-infos [itemprop=position], [itemprop=position]"
    permalink = "link[itemprop=mainEntityOfPage], link[itemprop=url]"


class Application(_Discourse):
    """`article` with `data-post-id`, as the browser shows it."""

    sign = re.compile(rb"<article\b[^>]{0,400}\bdata-post-id=")
    post = "article[data-post-id]"
    body = ".cooked"
    author = ".names .username, .names a, .username"
    user_title = ".names .user-title"
    date = ".post-date .relative-date, .relative-date"
    permalink = "a.post-date"


reader = PageReader("discourse-page", Crawler(), Application())
