"""vBulletin 3, 4 and 5."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.dates import is_relative
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout, PlainView
from bot.importers.html.moments import moment
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.texts import number_in, outermost, text_of, title_line
from bot.importers.html.tree import Node

_POST = re.compile(r"(?:[?&;]p=|#post)(\d+)")
_POST_TOLD = re.compile(r"\([^()\d]{1,30}(\d+)\)$")
_LABEL = re.compile(r"[^\W\d_][^:\n]{0,24}:")
_THREAD = re.compile(
    r"showthread\.php\?(?:t=)?(\d+)|[?&;]t=(\d+)|/(\d+)-[^/]+/?(?:page\d+|index\d+)?(?:\.html)?$|-(\d+)(?:-\d+)?\.html"
)


class _VBulletin(Layout):
    thread_id = _THREAD
    author_id = re.compile(r"[?&;]u=(\d+)|member\.php\?(\d+)|/members?/(\d+)|members/[^/]*?(\d+)")
    pager = ".pagenav, .pagination, [class*=pagenav]"
    shown = "#postpagestats_above, .postpagestats, [id^=postpagestats]"
    page_now = ".pagination .selected a, .pagination .selected"
    page_links = ".pagenav a, .pagination a"

    @override
    def rule(self, node: Node) -> Part | None:
        classes = node.classes
        if classes & {"bbcode_postedby", "bbcode_quote_container", "bbcode_description"}:
            return SKIP
        if "bbcode_quote" in classes:
            header = node.first(".bbcode_postedby")
            message = node.first(".message") if header else None
            return _quote(header, message or node.first(".quote_container"))
        return None


def _quote(header: Node | None, shown: Node | None) -> Part:
    link = (
        next((_POST.search(a.get("href")) for a in header.all("a") if _POST.search(a.get("href"))), None)
        if header
        else None
    )
    strong = text_of(header, "strong, b") if header else ""
    author = strong or (quoted_name(header.text()) if header else None)
    # The printable view of 3 has no links; it says "Originally Posted by <strong>X</strong> (Post 123)".
    told = link or (_POST_TOLD.search(header.text().removesuffix(strong)) if header and strong else None)
    return Part(
        mark_of(MarkKind.QUOTE, author, ref=told[1] if told else None), show=(shown,) if shown else None
    )


class VBulletin3(_VBulletin):
    """Elements with `id="post123"`, the words in `id="post_message_123"`; boxes known by their looks.

    Tables mostly; `div.tpost` in the boards of Internet Brands.
    """

    sign = re.compile(
        rb"<(?:table|div|li)\b[^>]{0,100}\bid=[\"']post\d+[\"']|<(?:td|div)\b[^>]{0,100}\bid=[\"']td_post_\d+[\"']"
    )
    post = "[id^=post]"
    post_id = re.compile(r"post(\d+)")
    body = "[id^=post_message_]"
    author = ".bigusername, [id^=postmenu_] a, [id^=postmenu_]"
    edited = "div.smallfont em"
    number = "[id^=postcount]"
    permalink = "[id^=postcount]"
    title = "td.navbar strong, .navbar h1, .navbar strong, h1, h2"

    @override
    def posts(self, page: Page) -> list[Node]:
        return outermost(node for node in super().posts(page) if node.tag in {"table", "div", "li"})

    @override
    def title_of_author(self, post: Node) -> str | None:
        """The first small line under the name."""
        menu = post.first("[id^=postmenu_]")
        cell = menu.parent if menu else None
        return title_line(cell.first("div.smallfont")) if cell else None

    @override
    def date_of(self, post: Node) -> str:
        """The cell with the icon and the date; in 3.8 one `.normal` of it, beside the post's number."""
        for head in post.all("td.thead, td.tcat, .normal, .thead .tcell"):
            text = head.text().strip("\xa0 ")
            if moment(text, order=True) or is_relative(text):
                return text
        return ""

    @override
    def number_of(self, post: Node) -> int | None:
        node = post.first("[id^=postcount]")
        return number_in(node.get("name") or node.text()) if node else None

    @override
    def rule(self, node: Node) -> Part | None:  # noqa: PLR0911 - one per kind of box
        """`div` of a small title and the box: a table with one cell for quotes, a `pre` or `.alt2` for code."""
        # The printable view draws rules above and below what is in a box.
        inner = [child for child in node.children if isinstance(child, Node) and child.tag != "hr"]
        if (
            node.tag != "div"
            or "margin" not in node.get("style")
            or len(inner) < 2
            or not _is_label(inner[0])
        ):
            return super().rule(node)
        if inner[0].text().casefold().startswith("spoiler"):
            return Part(mark_of(MarkKind.SPOILER), show=tuple(inner[1:]))
        box = inner[1]
        code = box if box.tag in {"pre", "code"} else box.first("pre, code") if box.tag != "table" else None
        if code is not None and not box.first("strong"):
            return Part(mark_of(MarkKind.CODE), show=(code,), verbatim=box.tag == "pre")
        cell = box.first("td.alt2, td.quote") if box.tag == "table" else box
        if cell is None or not (box.tag == "table" or box.classes & {"alt2", "panel"}):
            return super().rule(node)
        parts = [
            child
            for child in cell.children
            if (child.tag != "hr" if isinstance(child, Node) else child.strip())
        ]
        match parts:
            case [Node(tag="pre" | "code") as only]:
                return Part(mark_of(MarkKind.CODE), show=(only,), verbatim=only.tag == "pre")
            case [Node() as header, Node() as shown] if header.first("strong") and not header.first("table"):
                return _quote(header, shown)
        return Part(mark_of(MarkKind.QUOTE), show=(cell,))


def _is_label(node: Node) -> bool:
    """Tell whether an element is the small title of a box: "Quote:", "Code:"."""
    return "smallfont" in node.classes or (
        node.tag in {"div", "label"} and bool(_LABEL.fullmatch(node.text()))
    )


class VBulletin4(_VBulletin):
    """`li.postbit…` with `id="post_123"`."""

    sign = re.compile(rb"<li\b[^>]{0,200}\bclass=[\"'][^\"'>]*\bpostbit|<li\b[^>]{0,200}\bid=[\"']post_\d+")
    post = "li[id^=post_]"
    post_id = re.compile(r"post_(\d+)")
    body = "[id^=post_message_] .postcontent, [id^=post_message_], .content .postcontent"
    author = ".username_container .username, .username"
    user_title = ".usertitle"
    date = ".postdate .date, .postdate"
    edited = ".lastedited"
    number = ".postcounter"
    permalink = "a.postcounter"
    title = ".threadtitle, h1, h2"


class VBulletin5(_VBulletin):
    """`li.b-post` with `data-node-id`."""

    sign = re.compile(rb"<(?:li|div|article)\b[^>]{0,300}\bclass=[\"'][^\"'>]*\bb-post\b")
    sign_word = b"b-post"
    post = "[data-node-id]"
    body = ".js-post__content-text, .js-post__content, .post-content, [itemprop=commentText],.b-comment__body"
    author = ".author [itemprop=name], .author a, .author, .b-comment__author, [data-vbnamecard]"
    user_title = ".usertitle, .b-userinfo__usertitle"
    date = ".b-post__timestamp time, time[itemprop=dateCreated], .b-post__timestamp"
    edited = ".post-edit-note, .b-post__edit-history, .b-post__edit"
    number = ".b-post__count"
    permalink = "a.b-post__count"
    title = ".page-title-widget h1, h1.main-title, .b-module h1, h1, h2"
    page_now = ".js-pagenum"
    page_links = ".pagenav a, .js-pagetotal, .pagetotal"

    @override
    def marked_by(self, post: Node) -> str:
        return post.get("data-node-id")

    @override
    def posts(self, page: Page) -> list[Node]:
        """Return the posts, and the comments that stand in them as posts of their own."""
        return [
            node
            for node in page.root.all(self.post)
            if node.classes & {"b-post", "b-comment", "js-post", "js-comment"}
        ]

    @override
    def ref_of(self, post: Node) -> str | None:
        return post.get("data-node-id") or None

    @override
    def parent_of(self, post: Node) -> str | None:
        """A comment answers the post it stands in."""
        return next((ref for up in post.above() if "b-post" in up.classes and (ref := self.ref_of(up))), None)

    @override
    def number_of(self, post: Node) -> int | None:
        """A comment's number ("#2.1") is none of the thread's."""
        return None if self.parent_of(post) else super().number_of(post)

    @override
    def author_ref_of(self, post: Node) -> str | None:
        card = post.first("[data-vbnamecard]")
        return card.get("data-vbnamecard") if card else super().author_ref_of(post)

    @override
    def page_of(self, page: Page) -> int | None:
        node = page.root.first(".pagenav input, input.js-pagenum")
        return number_in(node.get("value")) if node else super().page_of(page)


class Archive(PlainView, _VBulletin):
    """The archive of 3 and 4: `div.post` with `.username`, `.date` and `.posttext`."""

    sign = re.compile(
        rb"<div\b[^>]{0,60}\bclass=[\"']posttop[\"'][^>]*>\s*<div\b[^>]{0,60}\bclass=[\"']username[\"']"
    )
    sign_word = b"posttop"
    post = "div.post"
    body = ".posttext"
    author = ".username"
    date = ".date"
    title = "p.largefont a"


class Printed(PlainView, _VBulletin):
    """The printable view of 4: `li.postbit` with `.username`, `.datetime` and a quotation for the words."""

    sign = re.compile(rb"<li\b[^>]{0,60}\bclass=[\"']postbit blockbody[\"']")
    post = "li.postbit.blockbody"
    body = "blockquote.restore, .content"
    author = ".username"
    date = ".datetime"


class Printed3(PlainView, VBulletin3):
    """The printable view of 3: `td.page` with a table of who and when, a rule, a title or none, the words."""

    sign = re.compile(
        rb"<td\b[^>]{0,20}\bclass=[\"']page[\"'][^>]{0,20}>\s{0,40}<table\b[^>]{0,200}>\s{0,40}(?:<tbody>\s{0,40})?"
        rb"<tr\b[^>]{0,60}>\s{0,40}<td\b[^>]{0,20}\bstyle=[\"']font-size: ?14pt"
    )
    post = "td.page"
    author = "td[style*=14pt]"
    title = "a[accesskey=3]"

    @override
    def posts(self, page: Page) -> list[Node]:
        return [node for node in page.root.all(self.post) if node.first(self.author)]

    @override
    def body_of(self, post: Node) -> Node | None:
        """Words of who is ignored are not shown, but a note in small."""
        blocks = [child for child in post.children if isinstance(child, Node) and child.tag == "div"]
        return blocks[-1] if blocks and "smallfont" not in blocks[-1].classes else None

    @override
    def date_of(self, post: Node) -> str:
        return text_of(post, "td.smallfont")

    @override
    def title_of_author(self, post: Node) -> str | None:
        return None

    @override
    def edited_of(self, post: Node) -> str:
        return ""


reader = PageReader("vbulletin", VBulletin5(), Printed(), VBulletin4(), VBulletin3(), Archive(), Printed3())
