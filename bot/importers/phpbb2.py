"""phpBB 2: subSilver, and plain mirrors of such boards."""

import re
from functools import lru_cache

from typing_extensions import override

from bot.archive.model import Mark, MarkKind
from bot.importers.dates import is_relative
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.headers import quoted_name
from bot.importers.html.moments import moment
from bot.importers.html.page import Page
from bot.importers.html.texts import text_of, title_line
from bot.importers.html.tree import Node
from bot.importers.phpbb3 import PhpBB

_HEAD = re.compile(r"#(?P<ref>\d+) - (?P<author>.*) - (?P<date>.*)")
_UNDERSCORES = "_" * 15
_RULE = re.compile(rf"^{_UNDERSCORES}_{{0,10}}$", re.MULTILINE)


class Inline(PhpBB):
    """Bodies of phpBB 2: spans of `.postbody` with tables between them, the signature under a rule."""

    body = ".postbody"

    @override
    def rule(self, node: Node) -> Part | None:
        if node.tag == "span" and "gensmall" in node.classes:
            return SKIP
        if node.tag == "table":
            return _boxed(node)
        return None

    @override
    def finished(self, body: str, marks: tuple[Mark, ...]) -> tuple[str, tuple[Mark, ...]]:
        if _UNDERSCORES not in body:
            return body, marks
        rules = [match.start() for match in _RULE.finditer(body)]
        quotes = [mark for mark in marks if mark.kind is MarkKind.QUOTE]
        free = [at for at in rules if not any(mark.start <= at < mark.end for mark in quotes)]
        if not free:
            return body, marks
        return body, (*marks, Mark(free[-1], len(body), MarkKind.SIGNATURE))


def _boxed(table: Node) -> Part | None:
    """A table with a title in `.genmed` and a cell of class quote or code; the cell may hold such tables."""
    cell = next(
        (node for node in table.walk() if node.tag == "td" and node.classes & {"quote", "code"}), None
    )
    if cell is None:
        return None
    if "code" in cell.classes:
        return Part(mark_of(MarkKind.CODE), show=(cell,))
    return Part(mark_of(MarkKind.QUOTE, quoted_name(text_of(table, ".genmed"))), show=(cell,))


class SubSilver(Inline):
    """phpBB 2: a table row with `span.name` and its anchor."""

    sign = re.compile(rb"<span\b[^>]{0,60}\bclass=[\"']name[\"'][^>]*>\s*<a\b[^>]{0,60}\bname=")
    post = "tr"
    author = "span.name b, span.name"
    edited = "span.gensmall"
    title = "a.maintitle"
    permalink = "a[href*=viewtopic]"

    @override
    def posts(self, page: Page) -> list[Node]:
        rows = (
            next((up for up in anchor.above() if up.tag == "tr"), None)
            for anchor in page.root.all("span.name a[name]")
        )
        return list(dict.fromkeys(row for row in rows if row is not None))

    @override
    def ref_of(self, post: Node) -> str | None:
        anchor = post.first("span.name a[name]")
        return anchor.get("name") if anchor and anchor.get("name").isdecimal() else None

    @override
    def body_of(self, post: Node) -> Node | None:
        first = post.first(".postbody")
        return first.parent if first is not None and first.tag == "span" else first

    @override
    def author_ref_of(self, post: Node) -> str | None:
        """The profile's button stands in the row below."""
        rows = [post, *(post.parent.children[post.at + 1 :][:4] if post.parent else [])]
        links = (row.first("a[href*=mode=viewprofile]") for row in rows[:3] if isinstance(row, Node))
        match = next((self.author_id.search(link.get("href")) for link in links if link), None)
        return match[match.lastindex or 0] if match else None

    @override
    def title_of_author(self, post: Node) -> str | None:
        details = post.first("span.postdetails")
        return title_line(details) if details is not None and self._of_profile(post, details) else None

    def _of_profile(self, post: Node, node: Node) -> bool:
        """Tell whether an element stands in the cell of the name: its dates are not the post's."""
        name = post.first("span.name")
        cell = next((up for up in name.above() if up.tag == "td"), None) if name else None
        return cell is not None and cell.holds(node) and cell.first(".postbody") is None

    @override
    def date_of(self, post: Node) -> str:
        """`Posted: DATE   Post subject: …` in any language; blanks that do not break part the two."""
        for node in post.all("span.postdetails"):
            if self._of_profile(post, node):
                continue
            first = next((child for child in node.children if isinstance(child, str) and child.strip()), "")
            for text in (first, node.text().partition("Post subject:")[0]):
                when = text.partition(":")[2].partition("\xa0")[0].strip()
                if moment(when, order=True) or is_relative(when):
                    return when
        return ""


@lru_cache(maxsize=1024)
def _head_in(text: str) -> re.Match[str] | None:
    """Return what the line above a post says, which it is asked for part by part."""
    return _HEAD.fullmatch(text)


class Mirror(Inline):
    """A mirror without profiles: `<div class="post"><h4>#12 - name - date</h4><div class="postbody">`."""

    sign = re.compile(rb"<div\b[^>]{0,60}\bclass=[\"']post[\"'][^>]*>\s*<h4\b[^>]*>\s*#\d+ - ")
    post = "div.post"
    body = "div.postbody"
    edited = "span.gensmall"
    title = "h2"

    def _head(self, post: Node, part: str) -> str:
        head = _head_in(text_of(post, "h4"))
        return head[part].strip() if head else ""

    @override
    def ref_of(self, post: Node) -> str | None:
        return self._head(post, "ref") or None

    @override
    def author_of(self, post: Node) -> str:
        return self._head(post, "author")

    @override
    def author_ref_of(self, post: Node) -> str | None:
        return None

    @override
    def date_of(self, post: Node) -> str:
        return self._head(post, "date")

    @override
    def title_in(self, heading: Node) -> str:
        """`Board > Title`."""
        text = heading.text()
        return text.partition(" > ")[2] or text
