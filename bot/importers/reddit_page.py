"""Threads of old.reddit.com as saved from the browser, in which answers stand inside what they answer."""

import re

from typing_extensions import override

from bot.archive.model import Mark, MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.layout import Layout
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.tree import Node

_GONE = frozenset({"[deleted]", "[removed]"})


class OldReddit(Layout):
    """`div.thing` with `data-fullname`: the post itself, then comments in comments."""

    sign = re.compile(rb"<div\b[^>]{0,300}\bdata-fullname=[\"']?t[13]_\w")
    post = "div.thing[data-fullname]"
    body = ".usertext-body .md"
    author = ".tagline .author"
    user_title = ".tagline .flair"
    date = ".tagline time.live-timestamp, .tagline time"
    edited = ".tagline time.edited-timestamp"
    permalink = "a.bylink, a.comments"
    title = "p.title a.title, a.title"
    thread_id = re.compile(r"/comments/(\w+)")

    @override
    def rule(self, node: Node) -> Part | None:
        if "md-spoiler-text" in node.classes:
            return Part(mark_of(MarkKind.SPOILER))
        return SKIP if node.classes & {"domain", "linkflairlabel"} else None

    @override
    def posts(self, page: Page) -> list[Node]:
        """Return the post and the comments, not the threads that are advertised or listed beside them."""
        things = [
            node for node in page.root.all(self.post) if not node.classes & {"promoted", "morechildren"}
        ]
        comments = [node for node in things if node.get("data-fullname").startswith("t1_")]
        opening = [node for node in things if node.get("data-fullname").startswith("t3_")][:1]
        return [*opening, *comments]

    @override
    def ref_of(self, post: Node) -> str | None:
        return post.get("data-fullname") or None

    @override
    def marked_by(self, post: Node) -> str:
        return post.get("id")

    @override
    def author_of(self, post: Node) -> str:
        return post.get("data-author") or super().author_of(post) or "[deleted]"

    @override
    def author_ref_of(self, post: Node) -> str | None:
        return post.get("data-author-fullname") or None

    @override
    def body_of(self, post: Node) -> Node | None:
        """A post that is only a link has no words of its own: its title's link stands for them."""
        own = super().body_of(post)
        return own if own is not None or "comment" in post.classes else post.first("p.title")

    @override
    def finished(self, body: str, marks: tuple[Mark, ...]) -> tuple[str, tuple[Mark, ...]]:
        if body in _GONE:
            return body, (Mark(0, len(body), MarkKind.FURNITURE),)
        return body, marks

    @override
    def parent_of(self, post: Node) -> str | None:
        above = next((node for node in post.above() if node.matches(self.post)), None)
        if above is not None:
            return above.get("data-fullname")
        opening = next((node for node in post.above() if node.parent is None), None)
        first = opening.first("div.thing.link[data-fullname]") if opening else None
        return first.get("data-fullname") if first is not None and "comment" in post.classes else None


reader = PageReader("reddit-page", OldReddit())
