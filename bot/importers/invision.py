"""Invision Community 4 and 5, and IP.Board 2 and 3 before it."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.dates import is_relative
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout, PlainView
from bot.importers.html.moments import edit_date, moment
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.texts import number_in, title_line, without
from bot.importers.html.tree import Node

_THREAD = re.compile(r"/topic/(\d+)|[?&;]showtopic=(\d+)")
_OF_TOPIC = re.compile(r"showtopic=(\d+)&(?:st|mode|view|pid)=|act=Print\b.*[?&]t=(\d+)", re.IGNORECASE)
_FOUND = re.compile(
    r"findpost&(?:amp;)?(?:pid|p)=(\d+)|[?&;](?:comment|p|pid)=(\d+)|#(?:entry|findComment-|comment-)(\d+)"
)

_LAST = re.compile(r"\d\s+\w+\s+(\d{1,6})\b")


class _Invision(Layout):
    thread_id = _THREAD
    author_id = re.compile(r"/profile/(\d+)|[?&;]showuser=(\d+)|/user/(\d+)")
    page_now = ".ipsPagination_active, .ipsPagination__active, .pagination .active, .pagecurrent"

    @override
    def pages_of(self, page: Page) -> int | None:
        nav = page.root.first("[data-pages]")
        if nav:
            return number_in(nav.get("data-pages"))
        jump = page.root.first(".pagejump, .ipsPagination_pageJump, .pagelink-menu")
        match = _LAST.search(jump.text()) if jump else None
        return int(match[1]) if match else None

    @override
    def rule(self, node: Node) -> Part | None:  # noqa: PLR0911 - one per kind of element
        classes = node.classes
        if node.tag == "blockquote" and (
            classes & {"ipsQuote", "ipsBlockquote"} or "data-ipsquote" in node.attrs
        ):
            return _quote(node)
        if "data-excludequote" in node.attrs:
            return SKIP
        if classes & {
            "ipsQuote_citation",
            "citation",
            "quotetop",
            "codetop",
            "ipsSpoiler_header",
            "spoiler_title",
        }:
            return SKIP
        if classes & {"blockquote", "quotemain"}:
            return _old_quote(node)
        if classes & {"codemain", "ipsCode"} and node.tag != "pre":
            return Part(mark_of(MarkKind.CODE))
        if classes & {"ipsSpoiler_contents", "bbc_spoiler_content"}:
            return Part(mark_of(MarkKind.SPOILER))
        return None


def _quote(node: Node) -> Part:
    get = node.get
    author = get("data-ipsquote-username") or get("data-author")
    ref = get("data-ipsquote-contentcommentid") or get("data-cid")
    shown = node.first(".ipsQuote_contents, .blockquote div.quote, .blockquote")
    header = node.first(".ipsQuote_citation, .citation")
    author = author or (quoted_name(header.text()) if header else None) or ""
    return Part(mark_of(MarkKind.QUOTE, author, ref=ref), show=(shown,) if shown else None)


def _old_quote(node: Node) -> Part:
    """The header stands before the box: `p.citation` in 3, `.quotetop` in 2; a `.quote` inside is no second one."""
    header = node.before()
    if header is None or not header.classes & {"citation", "quotetop"}:
        header = None
    link = header.first("a") if header else None
    match = _FOUND.search(link.get("href")) if link else None
    inner = node.first("div.quote") if "blockquote" in node.classes else None
    author = quoted_name(header.text()) if header else None
    ref = next((group for group in match.groups() if group), None) if match else None
    return Part(mark_of(MarkKind.QUOTE, author, ref=ref), show=(inner,) if inner else None)


class Invision4(_Invision):
    """`article` with `id="elComment_123"`."""

    sign = re.compile(rb"<article\b[^>]{0,200}\bid=[\"']elComment_\d+[\"']")
    post = "article[id^=elComment_]"
    post_id = re.compile(r"elComment_(\d+)")
    body = "[data-role=commentContent], .ipsRichText"
    author = (
        ".cAuthorPane_author strong, .cAuthorPane_author a[href*=profile], .cAuthorPane_author, .ipsEntry__username,"
        ".ipsComment_author h3, .ipsUsername"
    )
    user_title = "[data-role=member-title], .cAuthorPane_info [data-role=rank-title]"
    date = ".ipsComment_meta time, .ipsEntry__date time, .ipsEntry__header time, time"
    edited = "[data-excludequote] time, .ipsComment_edited time, .ipsEdited time"
    permalink = "a[href*=findComment], a[href*=#comment-], .ipsEntry__date a, a[data-role=shareComment]"
    title = "h1.ipsType_pageTitle, h1.ipsPageHeader__title, h1"

    @override
    def title_in(self, heading: Node) -> str:
        return without(heading, ".ipsTag_prefix, .ipsBadge, .ipsBadges")

    @override
    def title_of_author(self, post: Node) -> str | None:
        return super().title_of_author(post) or title_line(post.first("ul.cAuthorPane_info li"))

    @override
    def author_of(self, post: Node) -> str:
        return super().author_of(post) or _quote_data(post, "username")

    @override
    def author_ref_of(self, post: Node) -> str | None:
        return super().author_ref_of(post) or _quote_data(post, "userid") or None

    @override
    def thread_of(self, page: Page) -> str | None:
        found = super().thread_of(page)
        if found:
            return found
        for node in page.root.all("[data-quotedata]"):
            match = re.search(r'"contentid":"?(\d+)', node.get("data-quotedata"))
            if match:
                return match[1]
        return None


def _quote_data(post: Node, name: str) -> str:
    """Read one field of the JSON the page keeps for its quote button."""
    node = post.first("[data-quotedata]")
    match = (
        re.search(rf'"{name}":"?((?:[^"\\,}}]|\\.)*)', node.get("data-quotedata")[:2000]) if node else None
    )
    return match[1] if match else ""


class IPBoard3(_Invision):
    """`div.post_block` with `id="post_id_123"`."""

    sign = re.compile(rb"<div\b[^>]{0,200}\bid=[\"']post_id_\d+[\"']")
    post = ".post_block"
    post_id = re.compile(r"post_id_(\d+)")
    body = ".post.entry-content, .entry-content, .post"
    author = ".author [itemprop=name], .author .name, .author, .author.vcard, h3.guest"
    user_title = ".member_title"
    date = ".published, .posted_info"
    edited = "p.edit"
    number = ".post_id"
    permalink = ".post_id a"
    title = "h1.ipsType_pagetitle, .maintitle, h1"

    @override
    def author_of(self, post: Node) -> str:
        """A guest's name stands in the heading itself, before the post's number."""
        node = post.first(self.author)
        if node is None or "guest" not in node.classes:
            return super().author_of(post)
        return " ".join(child.strip() for child in node.children if isinstance(child, str)).strip()

    @override
    def edited_of(self, post: Node) -> str:
        return edit_date(post.first(self.edited))

    @override
    def rule(self, node: Node) -> Part | None:
        return SKIP if node.tag == "p" and "edit" in node.classes else super().rule(node)


class IPBoard2(_Invision):
    """Tables with an anchor `entry123`, the words in `div.postcolor`."""

    sign = re.compile(rb"<div\b[^>]{0,100}\bclass=[\"']postcolor")
    post = "div.postcolor"
    body = "div.postcolor"
    author = ".normalname, .unreg"
    edited = ".edit"
    title = ".maintitle b, .maintitle"

    @override
    def posts(self, page: Page) -> list[Node]:
        tables: list[Node] = []
        for words in page.root.all("div.postcolor"):
            table = next((up for up in words.above() if up.matches("table")), None)
            if table is not None and table not in tables[-1:]:
                tables.append(table)
        return tables

    @override
    def ref_of(self, post: Node) -> str | None:
        anchor = post.first("a[name^=entry]")
        if anchor:
            return anchor.get("name").removeprefix("entry")
        words = post.first("div.postcolor")
        match = re.search(r"post-(?:main-)?(\d+)", words.get("id")) if words else None
        return match[1] if match else None

    @override
    def thread_of(self, page: Page) -> str | None:
        """Return the id in the links that page through, print or sort the topic."""
        found = super().thread_of(page)
        links = (
            _OF_TOPIC.search(node.get("href")) for node in page.root.all("a[href*=showtopic=], a[href*=t=]")
        )
        match = next((link for link in links if link), None) if not found else None
        return (match[1] or match[2]) if match else found

    @override
    def marked_by(self, post: Node) -> str:
        return f"entry{self.ref_of(post)}"

    @override
    def date_of(self, post: Node) -> str:
        texts = (node.text() for node in post.all(".postdetails"))
        return next((text for text in texts if moment(text, order=True) or is_relative(text)), "")

    @override
    def number_of(self, post: Node) -> int | None:
        link = post.first("a[onclick*=link_to_post]")
        return number_in(link.text()) if link else None

    @override
    def title_of_author(self, post: Node) -> str | None:
        """The first line of the profile that is no field of it."""
        for node in post.all("td.post1 span.postdetails, td.post2 span.postdetails"):
            lines = (child.strip() for child in node.children if isinstance(child, str))
            return next((line for line in lines if line and ":" not in line), None)
        return None

    @override
    def rule(self, node: Node) -> Part | None:
        return SKIP if node.classes & {"edit", "signature"} else super().rule(node)


class LoFi(PlainView, _Invision):
    """The plain view of 2 and 3: `div.postwrapper` with `.postname`, `.postdate` and `.postcontent`."""

    sign = re.compile(rb"<div\b[^>]{0,60}\bclass=[\"']postwrapper[\"']")
    post = "div.postwrapper"
    body = ".postcontent"
    author = ".postname"
    date = ".postdate"
    title = "#largetext a, .maintitle, h1"


reader = PageReader("invision", Invision4(), IPBoard3(), IPBoard2(), LoFi())
