"""Discuz! X, and Discuz! 5 to 7."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.archive.phrases import either, either_behind
from bot.importers.dates import date_within
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.layout import Layout
from bot.importers.html.page import Page
from bot.importers.html.reading import PageReader
from bot.importers.html.texts import outermost
from bot.importers.html.tree import Node

_WHEN = r"\s*\D{0,20}\d.*"
_HEADER = re.compile(
    rf"(?:{either('by')})\s*[:：]?\s*(?P<by>.+?){either_behind('on')}{_WHEN}"
    rf"|(?P<name>.+?)(?:{either_behind('wrote')}\s*(?:{either('on')})|\spublished in){_WHEN}",
    re.DOTALL | re.IGNORECASE,
)
_LONGEST = 200
_POST = re.compile(r"[?&;]pid=(\d+)|#pid(\d+)")


class Discuz(Layout):
    """X and 7.2: `#post_12`; before, `table#pid12`. The words stand in `#postmessage_12`, in 5 in `#message12`."""

    sign = re.compile(
        rb"<(?:td|div)\b[^>]{0,99}\bid=[\"'](?:postmessage_\d+[\"']|message\d+[\"'][^>]{0,99}\bt_msgfont\b)"
    )
    post = "[id^=post_], table[id^=pid]"
    post_id = re.compile(r"(?:post_|pid)(\d+)")
    body = "[id^=postmessage_], .t_msgfont[id^=message]"
    author = ".pls .authi a, .authi a, .postauthor [id^=userinfo], .postauthor cite, .postauthor .postinfo"
    author_id = re.compile(r"[?&;]uid=(\d+)|space-uid-(\d+)")
    user_title = ".pls p em a, .postauthor p em"
    date = "[id^=authorposton] span[title], [id^=authorposton], .postcontent .postinfo"
    edited = ".pstatus"
    number = "[id^=postnum] em, [id^=postnum]"
    permalink = "a[id^=postnum]"
    title = "#thread_subject, .viewthread h1, #threadtitle h1, h1"
    thread_id = re.compile(r"[?&;]tid=(\d+)|thread-(\d+)-")
    page_now = ".pg strong, .pages strong"
    page_links = ".pg a, .pg strong, .pages a, .pages strong"

    @override
    def posts(self, page: Page) -> list[Node]:
        return outermost(super().posts(page))

    @override
    def date_of(self, post: Node) -> str:
        found = super().date_of(post)
        return date_within(found) or found

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote" and node.parent and "quote" in node.parent.classes:
            return _quoted(node)
        if node.tag == "h5" and node.parent and "quote" in node.parent.classes:
            return SKIP
        return SKIP if "pstatus" in node.classes else None


def _quoted(box: Node) -> Part:
    """Read the line that a box begins with, as far as its first break: who said this, when, and a link to it."""
    line = Node("span", {}, box)
    rest = Node("div", {}, box)
    breaks = (at for at, each in enumerate(box.children) if isinstance(each, Node) and each.tag == "br")
    at = next(breaks, 0)
    line.children, rest.children = box.children[:at], box.children[at:]
    match = _HEADER.fullmatch(told) if (told := line.text()) and len(told) <= _LONGEST else None
    if match is None:
        return Part(mark_of(MarkKind.QUOTE))
    links = (_POST.search(link.get("href")) for link in line.all("a[href]"))
    ref = next((found[1] or found[2] for found in links if found), None)
    return Part(mark_of(MarkKind.QUOTE, match["by"] or match["name"], ref=ref), show=(rest,))


reader = PageReader("discuz", Discuz())
