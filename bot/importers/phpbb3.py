"""phpBB 3: prosilver and subsilver2, and what every phpBB shares."""

import re
from datetime import datetime

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.dates import date_within, is_relative
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout, PlainView
from bot.importers.html.moments import moment
from bot.importers.html.page import Page
from bot.importers.html.texts import around, text_of, title_line
from bot.importers.html.tree import Node

_POST_LINK = re.compile(r"(?:#p?|[?&;]p=)(\d+)")
_CLOCK = re.compile(
    r"(?:It is currently|The time now is|Aktuelle Zeit:|Aktuelles Datum und Uhrzeit:|Nous sommes (?:actuellement )?le"
    r"|Fecha actual|Ora è|Текущее время:|Сейчас:|Obecny czas to|Het is nu)\s*(.{6,60})"
)
_ALL = re.compile(r"(\d{1,5}) [^\W\d_]+ •")
_FILE = re.compile(r".{1,255} \([\d.,\s]+ ?\S{1,6}\)(?: .*\d.*)?")


def phpbb_quote(node: Node) -> Part | None:  # noqa: PLR0911 - one per kind of element
    """Say what prosilver's markup of quotes, code and spoilers means; also in bodies without their page."""
    classes = node.classes
    if node.tag == "blockquote":
        return _prosilver_quote(node)
    if node.tag == "cite" and node.parent and node.parent.tag in {"div", "blockquote"}:
        return SKIP
    if "quotetitle" in classes or "codetitle" in classes:
        return SKIP
    if node.tag == "dd" and any(
        up.matches("dl.file, dl.thumbnail, .inline-attachment") for up in node.above()
    ):
        # "pot.jpg (12 KiB) Viewed 3 times": the comment of whoever attached it stands above that.
        return SKIP if _FILE.fullmatch(node.text()) else None
    if "quotecontent" in classes:
        header = node.before()
        author = quoted_name(header.text()) if header and "quotetitle" in header.classes else None
        return Part(mark_of(MarkKind.QUOTE, author))
    if "codecontent" in classes or "codebox" in classes:
        code = node.first("code") if "codebox" in classes else node
        return Part(mark_of(MarkKind.CODE), show=(code,) if code else None, verbatim=bool(node.first("pre")))
    return None


def _prosilver_quote(node: Node) -> Part:
    """`<blockquote><div><cite>X wrote: <a data-post-id=…>↑</a></cite>words</div></blockquote>`."""
    inner = next((child for child in node.children if isinstance(child, Node) and child.tag == "div"), node)
    cite = next((child for child in inner.children if isinstance(child, Node) and child.tag == "cite"), None)
    if cite is None:
        return Part(mark_of(MarkKind.QUOTE))
    links = list(cite.all("a"))
    jump = next(
        (link for link in links if link.get("data-post-id") or _POST_LINK.search(link.get("href"))), None
    )
    ref = None
    if jump is not None:
        match = _POST_LINK.search(jump.get("href"))
        ref = jump.get("data-post-id") or (match[1] if match else None)
    profile = next((link for link in links if link is not jump and link.text()), None)
    words = "".join(child if isinstance(child, str) else "" for child in cite.children)
    author = profile.text() if profile else quoted_name(words or cite.text())
    return Part(mark_of(MarkKind.QUOTE, author, ref=ref))


class PhpBB(Layout):
    """What the looks of phpBB share."""

    thread_id = re.compile(r"[?&;]t=(\d+)|-t(\d+)(?:-|\.html)|topic(\d+)\.html")
    author_id = re.compile(
        r"mode=viewprofile\b[^#]*[?&;]u=(\d+)|[?&;]u=(\d+)[^#]*mode=viewprofile|/(?:member|user)/(\d+)"
    )
    pager = ".pagination, .page-number, td.nav, span.nav, td.gensmall, .nav"
    page_now = ".pagination li.active, .pagination strong"
    page_links = ".pagination a, .nav a, .pagination strong, .pagination li.active"
    title = (
        "h2.topic-title, h3.topic-title, .topic-title, a.maintitle, #page-body h2, #pageheader h2, h2, h3, h1"
    )

    @override
    def claimed_of(self, page: Page) -> int | None:
        """`12 posts • Page 1 of 1`: of one page only it says how many are on it."""
        texts = (node.text()[:200] for node in self._of_pager(page, self.pager))
        match = next((found for text in texts if (found := _ALL.match(text))), None)
        return int(match[1]) if match and page.once(self.pages_of) == 1 else None

    @override
    def clock_of(self, page: Page) -> datetime | None:
        found = _CLOCK.search(page.root.text())
        return moment(date_within(found[1])) if found else None

    @override
    def rule(self, node: Node) -> Part | None:
        return phpbb_quote(node)


class Prosilver(PhpBB):
    """phpBB 3: `div.post` with `id="p123"`."""

    sign = re.compile(
        rb"<(?:div|article)\b[^>]{0,200}\bid=[\"']p\d+[\"'][^>]{0,200}\bclass=[\"'][^\"'>]*\bpost\b"
        rb"|<(?:div|article)\b[^>]{0,200}\bclass=[\"'][^\"'>]*\bpost\b[^>]{0,200}\bid=[\"']p\d+[\"']"
    )
    post = ".post"
    post_id = re.compile(r"p(\d+)")
    body = ".content"
    author = (
        ".postprofile .username, .postprofile .username-coloured, p.author .username, p.author .username-coloured,"
        "p.author strong, .postprofile dt a"
    )
    user_title = ".profile-rank"
    date = "p.author"
    edited = ".notice"
    permalink = "p.author a[href*=#p], h3 a[href^=#p]"

    @override
    def date_of(self, post: Node) -> str:
        stamp = post.first("p.author time")
        if stamp:
            return stamp.get("datetime") or stamp.text()
        return text_of(post, "p.author, .postbody .author").rpartition("»")[2].strip()

    @override
    def title_of_author(self, post: Node) -> str | None:
        """3.0 has no class on the rank: it is the first line of the profile after the name, if not a field."""
        known = super().title_of_author(post)
        if known or not (profile := post.first(".postprofile")):
            return known
        first = profile.first("dd")
        plain = first is not None and not first.classes and not first.first("strong") and first.text()
        return (first.text() or None) if first is not None and plain else None


class Printed(PlainView, PhpBB):
    """The printable view of prosilver: `div.post` with `.author`, `.date` and `.content`."""

    sign = re.compile(
        rb"<div\b[^>]{0,60}\bclass=[\"']post[\"'][^>]{0,60}>\s*<h3>[^<]{0,300}</h3>\s*<div class=[\"']date"
    )
    post = "div.post"
    body = ".content"
    author = ".author strong"
    title = "#page-header h2, h2"

    @override
    def date_of(self, post: Node) -> str:
        return text_of(post, ".date strong")

    @override
    def author_ref_of(self, post: Node) -> str | None:
        return None


class Subsilver2(PhpBB):
    """phpBB 3's old look: a table per post, `.postauthor` and `.postbody`."""

    sign = re.compile(rb"<(?:b|strong|span|a)\b[^>]{0,200}\bclass=[\"'][^\"'>]*\bpostauthor\b")
    sign_word = b"postauthor"
    post = ".postauthor"
    body = ".postbody"
    author = ".postauthor"
    edited = ".postbody .gensmall, span.gensmall"

    @override
    def posts(self, page: Page) -> list[Node]:
        """A post is the largest element around a name that holds no other name; without words, it was hidden."""
        return around(page.root.all(self.post))

    @override
    def ref_of(self, post: Node) -> str | None:
        anchor = post.first("a[name^=p]")
        match = re.fullmatch(r"p(\d+)", anchor.get("name")) if anchor else None
        return match[1] if match else None

    @override
    def author_ref_of(self, post: Node) -> str | None:
        links = (self.author_id.search(link.get("href")) for link in post.all("a[href*=viewprofile]"))
        match = next((link for link in links if link), None)
        return match[match.lastindex or 0] if match else None

    @override
    def title_of_author(self, post: Node) -> str | None:
        """The first line of the profile that is no field of it."""
        return title_line(post.first("td.profile .postdetails, .postdetails"))

    @override
    def date_of(self, post: Node) -> str:
        """`Posted: DATE`, the label in bold and in any language."""
        labelled = (
            n for n in post.all("td.gensmall div, td.gensmall") if n.first("b") and not n.first("div")
        )
        texts = (n.text().partition(":")[2].strip() for n in labelled)
        return next((text for text in texts if moment(text, order=True) or is_relative(text)), "")

    @override
    def rule(self, node: Node) -> Part | None:
        if "gensmall" in node.classes or "signature" in node.classes:
            return SKIP
        return super().rule(node)
