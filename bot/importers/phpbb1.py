"""phpBB 1: tables without classes, known by what the buttons below each post lead to."""

import re

from typing_extensions import override

from bot.archive.model import MarkKind
from bot.importers.dates import date_within
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.page import Page
from bot.importers.html.texts import number_in
from bot.importers.html.tree import Node
from bot.importers.phpbb2 import Inline

_EDITS = "a[href*=editpost.php?post_id=]"
_NOTE = re.compile(r"\[ .{1,300}\d.{0,20} \]", re.DOTALL)


class PhpBB1(Inline):
    """A row: the name in bold in one cell, in the other the date above a rule, the words, and the buttons."""

    sign = re.compile(rb"<a\b[^>]{0,40}\bhref=[\"'][^\"'>]{0,200}\beditpost\.php\?post_id=\d", re.IGNORECASE)
    author = "td b"
    author_id = re.compile(r"bb_profile\.php\?mode=view&user=(\d+)")
    thread_id = re.compile(r"[?&;]topic=(\d+)")

    @override
    def posts(self, page: Page) -> list[Node]:
        rows = (next((up for up in link.above() if up.tag == "tr"), None) for link in page.root.all(_EDITS))
        return list(dict.fromkeys(row for row in rows if row is not None))

    @override
    def ref_of(self, post: Node) -> str | None:
        link = post.first(_EDITS)
        found = re.search(r"post_id=(\d+)", link.get("href")) if link else None
        return found[1] if found else None

    def _fonts(self, post: Node) -> list[Node]:
        """Return what stands beside the buttons: the date, the words."""
        link = post.first(_EDITS)
        cell = next((up for up in link.above() if up.tag == "td"), None) if link else None
        return (
            [each for each in cell.children if isinstance(each, Node) and each.tag == "font"] if cell else []
        )

    @override
    def body_of(self, post: Node) -> Node | None:
        fonts = self._fonts(post)
        return fonts[1] if len(fonts) > 1 else None

    @override
    def author_ref_of(self, post: Node) -> str | None:
        links = (self.author_id.search(link.get("href")) for link in post.all("a[href*=bb_profile.php]"))
        return next((match[1] for match in links if match), None)

    @override
    def title_of_author(self, post: Node) -> str | None:
        body = self.body_of(post)
        bold = [node.text() for node in post.all("td b") if not (body and body.holds(node))]
        return bold[1] if len(bold) > 1 else None

    @override
    def date_of(self, post: Node) -> str:
        return next((date_within(each.text()) for each in self._fonts(post)), "")

    @override
    def edited_of(self, post: Node) -> str:
        body = self.body_of(post)
        notes = (node.text().strip("[] ") for node in body.all("font") if _is_note(node)) if body else ()
        return next(filter(None, map(date_within, notes)), "")

    @override
    def title_of(self, page: Page) -> str:
        """In the first row of the posts' table the title stands beside the word "Author"."""
        first = next(iter(self.posts(page)), None)
        table = next((up for up in first.above() if up.tag == "table"), None) if first else None
        cells = table.all("td")[:2] if table else ()
        if len(cells) == 2 and first and not first.holds(cells[1]):
            return cells[1].text()
        return super().title_of(page)

    def _pager(self, page: Page) -> tuple[int, int] | None:
        """Return this page's number, which alone is no link, and the last one's."""
        link = page.root.first("a[href*=start=]")
        row = link.parent.children if link and link.parent else []
        here = [int(found) for each in row if isinstance(each, str) for found in re.findall(r"\d{1,5}", each)]
        others = [number_in(each.text()) or 0 for each in row if isinstance(each, Node)]
        return (here[0], max(here[0], *others)) if here else None

    @override
    def page_of(self, page: Page) -> int | None:
        found = self._pager(page)
        return found[0] if found else None

    @override
    def pages_of(self, page: Page) -> int | None:
        found = self._pager(page)
        return found[1] if found else None

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "table" and (box := node.first("blockquote")):
            header, *words = box.children or [""]
            name = quoted_name(header) if isinstance(header, str) else None
            said = Node("blockquote", {}, None)
            said.children = words if name else box.children
            return Part(mark_of(MarkKind.QUOTE, name), show=(said,))
        if node.tag == "table" and (code := node.first("pre")):
            return Part(mark_of(MarkKind.CODE), show=(code,), verbatim=True)
        return SKIP if _is_note(node) else None


def _is_note(node: Node) -> bool:
    """Tell whether an element says "[ This message was edited by: X on DATE ]"."""
    return node.tag == "font" and bool(_NOTE.fullmatch(node.text()))
