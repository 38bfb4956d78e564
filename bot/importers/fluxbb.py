"""FluxBB, and PunBB 1.2."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.layout import Layout
from bot.importers.html.reading import PageReader
from bot.importers.html.tree import Node


class FluxBB(Layout):
    """`div.blockpost` with `id="p12"`, the words in `.postmsg`."""

    sign = re.compile(rb"<div\b[^>]{0,60}\bclass=[\"'][^\"'>]{0,60}\bblockpost\b")
    post = ".blockpost"
    post_id = re.compile(r"p(\d+)")
    body = ".postright .postmsg"
    author = ".postleft dt"
    author_id = re.compile(r"profile\.php\?id=(\d+)")
    user_title = ".postleft .usertitle"
    date = "h2 a"
    edited = ".postedit"
    number = "h2 .conr"
    permalink = "h2 a[href]"
    title = ".crumbs strong, .linkst li, h1"
    thread_id = re.compile(r"viewtopic\.php\?(?:[^#]{0,99}&)?id=(\d+)")
    page_now = ".pagelink strong"
    page_links = ".pagelink a, .pagelink strong"

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "blockquote":
            header = node.first("h4") or node.before()
            author = quoted_name(header.text()) if header and header.tag in {"cite", "h4"} else None
            return Part(mark_of(MarkKind.QUOTE, author))
        if node.tag in {"cite", "h4"} and node.parent and node.parent.classes & {"quotebox", "incqbox"}:
            return SKIP
        return SKIP if "postedit" in node.classes else None


reader = PageReader("fluxbb", FluxBB())
