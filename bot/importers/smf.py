"""Simple Machines Forum 1.1, 2.0 and 2.1, and plain mirrors of such boards."""

import re
from datetime import datetime

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import BETWEEN, SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout, PlainView
from bot.importers.html.moments import moment
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.texts import number_in, text_of
from bot.importers.html.tree import Node

_MESSAGE = re.compile(r"msg(\d+)")
_LINKED = re.compile(r"msg=?(\d+)")
_REPLY = re.compile(r"#(\d{1,7})\b")
_TITLE = re.compile(
    r"(?:\w+ )?(?:Topic|Thema|Тема|Tema|Sujet|Argomento|Discussione|Onderwerp|Wątek|Tópico):\s*"
    r"(.*?)\s*(?:\([^()\d]+ [\d.,]+ ?[^()\d]*\))?"
)
_TOLD = re.compile(r"\d:\d\d")
_CURRENT = re.compile(r"\[\s*(\d+)\s*\]")


class _SMF(Layout):
    thread_id = re.compile(r"topic[=,](\d+)")
    permalink = "h5 a[href*=msg], .postinfo a[href*=msg], [id^=subject_] a[href*=msg]"
    page_links = "a.navPages, a.nav_page"

    @override
    def marked_by(self, post: Node) -> str:
        return f"msg{self.ref_of(post)}"

    @override
    def page_of(self, page: Page) -> int | None:
        for node in page.root.all(".pagelinks, .pagesection, td.middletext"):
            current = text_of(node, ".current_page")
            match = _CURRENT.search(node.text()[:500])
            if current or match:
                return number_in(current or (match[1] if match else ""))
        return None

    @override
    def pages_of(self, page: Page) -> int | None:
        last = super().pages_of(page)
        return max(last, self.page_of(page) or 0) if last else None

    @override
    def clock_of(self, page: Page) -> datetime | None:
        """The head of every page tells the time."""
        for node in page.root.all("#upper_section li, .user time, td.smalltext, span.smalltext"):
            text = node.get("datetime") or node.text()
            found = moment(text, order=True)
            if found is not None and _TOLD.search(text):
                return found
        return None

    @override
    def title_in(self, heading: Node) -> str:
        """1.1 and 2.0 say `Topic: Title (Read 12 times)` in a heading."""
        text = heading.text()
        match = _TITLE.fullmatch(text)
        return match[1] if match else text

    @override
    def rule(self, node: Node) -> Part | None:
        classes = node.classes
        if classes & {"quoteheader", "quotefooter", "codeheader", "topslice_quote", "botslice_quote"}:
            return BETWEEN
        if node.tag == "blockquote" or (node.tag == "div" and "quote" in classes):
            return _quote(node)
        if node.tag == "cite" and node.parent and node.parent.tag == "blockquote":
            return SKIP
        if node.tag in {"code", "div"} and classes & {"bbc_code", "code"}:
            return Part(mark_of(MarkKind.CODE), apart=True)
        return None


def _after_label(text: str) -> str:
    """Return the date in `« Reply #1 on: DATE »`, whose label ends with a colon in every language."""
    return text.partition(":")[2].strip("« »")


def _quote(node: Node) -> Part:
    """The header stands before the box in 1.1 and 2.0, as its `cite` in 2.1."""
    header = next((child for child in node.children if isinstance(child, Node) and child.tag == "cite"), None)
    if header is None:
        before = node.before()
        header = before if before is not None and "quoteheader" in before.classes else None
    if header is None:
        return Part(mark_of(MarkKind.QUOTE))
    link = header.first("a")
    text = header.text()
    match = _LINKED.search(link.get("href")) if link else re.search(r"link=\S*?msg(\d+)", text)
    return Part(mark_of(MarkKind.QUOTE, quoted_name(text), ref=match[1] if match else None))


class SMF2(_SMF):
    """2.0 and 2.1: `.post_wrapper` with `.poster` and `.inner` whose id is `msg_123`."""

    sign = re.compile(rb"<div\b[^>]{0,200}\bid=[\"']msg_\d+[\"']")
    post = ".post_wrapper"
    body = ".inner"
    author = ".poster h4 a[href*=profile], .poster h4"
    user_title = ".poster .title, .poster .membergroup"
    edited = ".modified"
    title = "#top_subject, h1.forumtitle_topic, #display_head h2, .navigate_section .last, h3.catbg"

    @override
    def ref_of(self, post: Node) -> str | None:
        body = post.first(".inner[id^=msg_]")
        return body.get("id").removeprefix("msg_") if body else None

    @override
    def date_of(self, post: Node) -> str:
        new = post.first(".postinfo a.smalltext")
        return new.text() if new is not None else _after_label(text_of(post, ".keyinfo .smalltext"))

    @override
    def number_of(self, post: Node) -> int | None:
        """`Reply #1` is the second post; the opening one has no number. 2.1 may say so in a tool tip only."""
        link = post.first(".postinfo a.smalltext")
        told = link.get("title") if link else text_of(post, ".keyinfo .smalltext")
        reply = _REPLY.search(text_of(post, ".page_number") or told.partition(":")[0])
        if reply:
            return int(reply[1]) + 1
        return 1 if told else None


class SMF1(_SMF):
    """1.1: tables, an anchor `msg123`, the words in `div.post`."""

    sign = re.compile(rb"<a\b[^>]{0,60}\bname=[\"']msg\d+[\"']")
    post = "div.post"
    title = "#top_subject"
    edited = "[id^=modified_]"

    @override
    def posts(self, page: Page) -> list[Node]:
        """A post is the row around the coloured cell that holds the words."""
        rows: list[Node] = []
        for words in page.root.all("div.post"):
            cell = next((up for up in words.above() if up.matches("td.windowbg, td.windowbg2")), None)
            row = cell.parent if cell is not None else None
            if row is not None and row not in rows[-1:]:
                rows.append(row)
        return rows

    @override
    def ref_of(self, post: Node) -> str | None:
        subject = post.first("[id^=subject_]")
        if subject is not None:
            return subject.get("id").removeprefix("subject_")
        table = next(post.above(), None)
        anchor = table.before() if table is not None else None
        match = _MESSAGE.fullmatch(anchor.get("name")) if anchor is not None else None
        return match[1] if match else None

    @override
    def body_of(self, post: Node) -> Node | None:
        return post.first("div.post")

    @override
    def author_of(self, post: Node) -> str:
        return text_of(post, "b a[href*=action=profile], b")

    @override
    def author_ref_of(self, post: Node) -> str | None:
        link = post.first("a[href*=action=profile]")
        match = re.search(r"u=(\d+)", link.get("href")) if link else None
        return match[1] if match else None

    @override
    def title_of_author(self, post: Node) -> str | None:
        """The first line under the name."""
        name = post.first("b a[href*=action=profile]") or post.first("b")
        cell = next((up for up in name.above() if up.tag == "td"), None) if name else None
        lines = cell.first("div.smalltext") if cell else None
        return (
            next((one.strip() for one in lines.children if isinstance(one, str) and one.strip()), None)
            if lines
            else None
        )

    @override
    def date_of(self, post: Node) -> str:
        return _after_label(self._when(post))

    def _when(self, post: Node) -> str:
        """Return the line below the subject."""
        return next((n.text() for n in post.all("div.smalltext") if n.text().startswith("«")), "")

    @override
    def number_of(self, post: Node) -> int | None:
        reply = _REPLY.search(self._when(post).partition(":")[0])
        return int(reply[1]) + 1 if reply else 1 if self._when(post) else None


class Mirror(_SMF):
    """A mirror: `<article class="post" id="msg123">` with `.post-author` and `.post-body`."""

    sign = re.compile(rb"<article\b[^>]{0,60}\bclass=[\"']post[\"'][^>]{0,60}\bid=[\"']msg\d+")
    post = "article.post"
    post_id = _MESSAGE
    body = ".post-body"
    author = ".post-author"
    date = ".post-date"
    title = "main h1, h1"

    @override
    def thread_of(self, page: Page) -> str | None:
        match = re.search(r"topic #(\d+)", text_of(page.root, "p.meta"))
        return match[1] if match else super().thread_of(page)


class Printed(PlainView, _SMF):
    """The printable view of 2: a `.postheader` that says who and when, the `.postbody` behind it."""

    sign = re.compile(rb"<(?:dt|div)\b[^>]{0,60}\bclass=[\"']postheader[\"'][^>]*>[^<]{0,60}<(?:strong|b)>")
    post = ".postheader"
    body = ".postbody"
    title = ".postheader strong"

    @override
    def posts(self, page: Page) -> list[Node]:
        return [node for node in page.root.all(self.post) if len(self._said(node)) > 2 and self.body_of(node)]

    @override
    def body_of(self, post: Node) -> Node | None:
        siblings = post.parent.children[post.at + 1 :][:4] if post.parent else []
        return next((n for n in siblings if isinstance(n, Node) and "postbody" in n.classes), None)

    def _said(self, post: Node) -> list[str]:
        """Return title, author and date, as many as there are."""
        return [node.text() for node in post.all("strong, b")]

    @override
    def author_of(self, post: Node) -> str:
        return "".join(self._said(post)[1:2])

    @override
    def author_ref_of(self, post: Node) -> str | None:
        return None

    @override
    def date_of(self, post: Node) -> str:
        return "".join(self._said(post)[2:3])

    @override
    def number_of(self, post: Node) -> int | None:
        return None


class Printed1(Printed):
    """The printable view of 1.1: between two rules title, author and date in bold; behind them the words, set in."""

    sign = re.compile(
        rb"</b>\s{0,40}<hr\b[^>]{0,60}>\s{0,40}<div\b[^>]{0,20}\bstyle=[\"']margin: ?0(?:px)? 5ex"
    )
    post = "div[style*=5ex]"

    @override
    def body_of(self, post: Node) -> Node | None:
        return post

    @override
    def title_of(self, page: Page) -> str:
        return next(("".join(self._said(post)[:1]) for post in self.posts(page)), "")

    @override
    def _said(self, post: Node) -> list[str]:
        siblings = post.parent.children if post.parent else []
        said: list[str] = []
        rules = 0
        for at in range(post.at - 1, -1, -1):
            sibling = siblings[at]
            if isinstance(sibling, Node):
                if sibling.tag not in {"b", "br", "hr"}:
                    break
                rules += sibling.tag == "hr"
                said += [sibling.text()] if sibling.tag == "b" else []
        return said[::-1] if rules == 2 else []


reader = PageReader("smf", SMF2(), Mirror(), Printed(), Printed1(), SMF1())
