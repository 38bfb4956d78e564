"""XenForo 1 and 2."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.texts import outermost, text_of, without
from bot.importers.html.tree import Node

_THREAD = re.compile(r"/threads/(?:[^/?#]*\.)?(\d+)")
_SOURCE = re.compile(r"\bpost:\s*(\d+)")
_JUMP = re.compile(r"post-(\d+)|[?&]id=(\d+)|/posts/(\d+)")


def _jump(node: Node | None) -> str | None:
    """Return the post a header's link leads to."""
    found = _JUMP.search(f"{node.get('data-content-selector')} {node.get('href')}") if node else None
    return next((group for group in found.groups() if group), None) if found else None


class XenForo2(Layout):
    """Elements with `id="js-post-12"` or `data-content="post-12"`, bodies in `.bbWrapper`.

    `article.message` by default, `div.MessageCard` in the boards of VerticalScope.
    """

    sign = re.compile(rb"<\w+\b[^>]{0,400}\b(?:id=[\"']js-post-\d+[\"']|data-content=[\"']post-\d+[\"'])")
    sign_word = b"post-"
    post = "[data-content^=post-], [id^=js-post-]"
    post_id = re.compile(r"(?:js-)?post-(\d+)")
    body = ".message-body .bbWrapper, .message-body, .message-content .bbWrapper"
    author = (
        ".message-name .username, .message-name, .message-userDetails .username, .MessageCard__user-info__name,"
        ".username"
    )
    user_title = ".userTitle, .message-userTitle, [class*=user-title]"
    date = (
        ".message-attribution-main time, .message-attribution time, .message-date time,"
        ".MessageCard__date-created time"
    )
    edited = ".message-lastEdit time, .MessageCard__edited time, [class*=lastEdit] time"
    number = ".message-attribution-opposite, .MessageCard__post-position"
    permalink = (
        ".message-attribution a[href*=/post], .message-attribution a[href*=post-], a.MessageCard__date-created,"
        ".MessageCard__post-position"
    )
    title = "h1.p-title-value, h1.MessageCard__thread-title, h1, h2"
    thread_id = _THREAD
    page_now = ".pageNav-page--current"
    page_links = ".pageNav-page"

    @override
    def posts(self, page: Page) -> list[Node]:
        return outermost(super().posts(page))

    @override
    def marked_by(self, post: Node) -> str:
        return post.get("data-content") or post.get("id")

    @override
    def ref_of(self, post: Node) -> str | None:
        found = self.post_id.fullmatch(post.get("data-content")) or self.post_id.fullmatch(post.get("id"))
        return found[1] if found else None

    @override
    def author_of(self, post: Node) -> str:
        return post.get("data-author") or super().author_of(post)

    @override
    def title_in(self, heading: Node) -> str:
        return without(heading, ".label, .labelLink, .label-append")

    @override
    def thread_of(self, page: Page) -> str | None:
        root = page.root.first("html")
        key = root.get("data-content-key") if root else ""
        return key.removeprefix("thread-") if key.startswith("thread-") else super().thread_of(page)

    @override
    def rule(self, node: Node) -> Part | None:
        classes = node.classes
        if node.tag == "blockquote" and ("bbCodeBlock--quote" in classes or "data-quote" in node.attrs):
            return _quote2(node)
        if classes & {
            "bbCodeBlock-expandLink",
            "bbCodeBlock-title",
            "js-selectToQuoteEnd",
            "bbCodeBlock-shrinkLink",
        }:
            return SKIP
        if "bbCodeBlock--unfurl" in classes and node.get("data-url"):
            return Part(mark_of(MarkKind.LINK, url=node.get("data-url")), text=node.get("data-url"))
        if classes & {"bbCodeSpoiler-content", "bbCodeInlineSpoiler"}:
            return Part(mark_of(MarkKind.SPOILER))
        return None


def _quote2(node: Node) -> Part:
    source = _SOURCE.search(node.get("data-source"))
    ref = source[1] if source else None
    if not node.get("data-source"):
        ref = _jump(node.first(".bbCodeBlock-sourceJump"))
    author = node.get("data-quote") or quoted_name(text_of(node, ".bbCodeBlock-title"))
    content = node.first(".bbCodeBlock-expandContent, .bbCodeBlock-content")
    return Part(mark_of(MarkKind.QUOTE, author, ref=ref), show=(content,) if content else None)


class XenForo1(Layout):
    """`li.message` in `ol.messageList`, bodies in `.messageText`."""

    sign = re.compile(
        rb"<li\b[^>]{0,200}\bid=[\"']post-\d+[\"'][^>]{0,200}\bclass=[\"'][^\"'>]*\bmessage\b"
        rb"|<li\b[^>]{0,200}\bclass=[\"'][^\"'>]*\bmessage\b[^>]{0,200}\bid=[\"']post-\d+[\"']"
    )
    sign_word = b"post-"
    post = "li.message"
    post_id = re.compile(r"post-(\d+)")
    body = ".messageText"
    author = ".userText .username, .username"
    user_title = ".userTitle"
    date = ".messageMeta .DateTime, .datePermalink .DateTime"
    edited = ".editDate .DateTime"
    number = ".postNumber"
    permalink = ".datePermalink, .postNumber"
    title = ".titleBar h1, h1, h2"
    thread_id = _THREAD
    page_links = ".PageNav a, .pageNav-page"

    @override
    def title_in(self, heading: Node) -> str:
        return without(heading, ".prefix")

    @override
    def author_of(self, post: Node) -> str:
        return post.get("data-author") or super().author_of(post)

    @override
    def page_of(self, page: Page) -> int | None:
        nav = page.root.first(".PageNav")
        now = nav.get("data-page") if nav else ""
        return int(now) if now.isdecimal() and len(now) < 7 else None

    @override
    def pages_of(self, page: Page) -> int | None:
        nav = page.root.first(".PageNav")
        last = nav.get("data-last") if nav else ""
        return int(last) if last.isdecimal() and len(last) < 7 else super().pages_of(page)

    @override
    def rule(self, node: Node) -> Part | None:
        classes = node.classes
        if "bbCodeQuote" in classes:
            link = node.first(".AttributionLink")
            author = node.get("data-author") or quoted_name(text_of(node, ".attribution"))
            content = node.first(".quote") or node.first(".quoteContainer")
            return Part(
                mark_of(MarkKind.QUOTE, author, ref=_jump(link)), show=(content,) if content else None
            )
        if classes & {"messageTextEndMarker", "quoteExpand", "attribution"}:
            return SKIP
        if "type" in classes and node.parent and "bbCodeBlock" in node.parent.classes:
            return SKIP
        if "bbCodeSpoilerText" in classes:
            return Part(mark_of(MarkKind.SPOILER))
        return None


reader = PageReader("xenforo", XenForo2(), XenForo1())
