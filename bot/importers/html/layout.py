"""What a forum's page looks like, as selectors, and the reader of such pages.

A software's file says in class attributes where things stand and in `rule` what its boxes mean; whatever
differs more than that is a method it overrides. Selectors are those of `selecting`, asked within the post
unless they say page.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from bot.archive.model import Mark, Notice, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.bbcode import with_bbcode
from bot.importers.cleaning import fit_thread
from bot.importers.dates import day_first, parse_date
from bot.importers.html.elements import SKIP, Part
from bot.importers.html.page import Page
from bot.importers.html.rendering import Renderer, Rule
from bot.importers.html.tree import Node
from bot.importers.source import Source

NOBODY = "(no name)"
"""The author of a post whose page names none."""
_MARKUP_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<[!a-zA-Z?]")
LONGEST_NOTE = 300
"""Of a longer note about an edit only the beginning is looked at."""
_AROUND_DATE = re.compile(r";|\bon\b|\bam\b|\ble\b|\bby\b|modified:|Edit(?:ed)?:|, edited|\(|\)|, zuletzt")
_NUMBER = re.compile(r"\d{1,9}")
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?")
_PAGE_OF_TITLE = re.compile(r"\s*[|–—-]\s*(?:Page|Seite|Página|Страница)\s+\d+.*$")


class Layout:
    """One look of one software. Every attribute is a selector or a pattern; empty: this look has none."""

    sign: ClassVar[re.Pattern[bytes]]
    """Markup, with its `<`, that only this look has."""
    post: ClassVar[str] = ""
    post_id: ClassVar[re.Pattern[str]] = re.compile(r"\D*(\d+)")
    """Matched against the whole `id` of a post: group 1 is its ref. Elements with other ids are no posts."""
    body: ClassVar[str] = ""
    author: ClassVar[str] = ""
    author_id: ClassVar[re.Pattern[str]] = re.compile(
        r"[?&;/=](?:u|uid|userid|showuser)=?(\d+)|(?:^|/)(?:members?|profile|user)/(?:[^/]*\.)?(\d+)"
    )
    user_title: ClassVar[str] = ""
    date: ClassVar[str] = ""
    edited: ClassVar[str] = ""
    number: ClassVar[str] = ""
    permalink: ClassVar[str] = ""
    title: ClassVar[str] = "h1"
    """In the page."""
    thread_id: ClassVar[re.Pattern[str]] = re.compile(r"[?&;](?:t|tid|topic)=(\d+)")
    """Found in the page's own address."""
    page_now: ClassVar[str] = ""
    """In the page."""
    page_links: ClassVar[str] = ""
    """In the page: links to its other pages, whose largest number is the last page."""

    def rule(self, node: Node) -> Part | None:
        """Say what an element of a body is; None where it is plain HTML."""
        raise NotImplementedError

    def rules(self, _page: Page) -> Rule:
        """Return the rule for the bodies of this page."""
        return self.rule

    def posts(self, page: Page) -> list[Node]:
        """Return the posts' elements in page order."""
        return [node for node in page.root.all(self.post) if self.post_id.fullmatch(node.get("id"))]

    def ref_of(self, post: Node) -> str | None:
        """Return the post's original id."""
        match = self.post_id.fullmatch(post.get("id"))
        return match[1] if match else None

    def body_of(self, post: Node) -> Node | None:
        """Return the element that holds the post's words."""
        return post.first(self.body)

    def finished(self, body: str, marks: tuple[Mark, ...]) -> tuple[str, tuple[Mark, ...]]:
        """Return the rendered body with whatever only its text tells, such as a signature's rule."""
        return body, marks

    def author_of(self, post: Node) -> str:
        """Return the author's name, empty where the post has none."""
        return text_of(post, self.author)

    def author_ref_of(self, post: Node) -> str | None:
        """Return the author's original id."""
        node = post.first(self.author)
        candidates = [node, *node.walk(), *list(node.above())[:2]] if node else []
        for one in candidates:
            known = one.get("data-user-id") or one.get("data-user")
            match = self.author_id.search(one.get("href"))
            found = known or (next((group for group in match.groups() if group), "") if match else "")
            if found and found != "0":
                return found
        return None

    def title_of_author(self, post: Node) -> str | None:
        """Return the author's user title."""
        return text_of(post, self.user_title) or None

    def aliases_of(self, _post: Node) -> tuple[str, ...]:
        """Return other names the post gives its author."""
        return ()

    def date_of(self, post: Node) -> str:
        """Return the post's date as text: ISO, seconds since 1970, or as printed."""
        return date_text(post.first(self.date))

    def edited_of(self, post: Node) -> str:
        """Return the date of the last edit as text."""
        return edit_date(post.first(self.edited))

    def number_of(self, post: Node) -> int | None:
        """Return the post's declared place in its thread."""
        return number_in(text_of(post, self.number))

    def parent_of(self, _post: Node) -> str | None:
        """Return the ref of the post this one answers."""
        return None

    def permalink_of(self, page: Page, post: Node) -> str | None:
        """Return the post's absolute address."""
        node = post.first(self.permalink)
        return page.absolute(node.get("href")) if node else None

    def title_of(self, page: Page) -> str:
        """Return the thread's title."""
        found = text_of(page.root, self.title) if self.title else ""
        return found or _PAGE_OF_TITLE.sub("", page.title)

    def thread_of(self, page: Page) -> str | None:
        """Return the thread's original id."""
        match = self.thread_id.search(page.url)
        return next((group for group in match.groups() if group), None) if match else None

    def page_of(self, page: Page) -> int | None:
        """Return which page of the thread this is, from 1."""
        return number_in(text_of(page.root, self.page_now)) if self.page_now else None

    def pages_of(self, page: Page) -> int | None:
        """Return how many pages the thread has."""
        links = page.root.all(self.page_links) if self.page_links else iter(())
        numbers = [number_in(node.text()) for node in links]
        return max((number for number in numbers if number), default=None)


class PageReader:
    """Reads the saved pages of one software, whatever its look."""

    def __init__(self, name: str, *layouts: Layout) -> None:
        self.name = name
        self._layouts = layouts

    def recognises(self, source: Source) -> bool:
        """Tell from the markup whether this software made the page."""
        data = plain_bytes(source.data)
        if not _MARKUP_START.match(data):
            return False
        return any(layout.sign.search(data) for layout in self._layouts)

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the page's thread, or nothing more than BadArchive where it holds no post."""
        page = Page(source)
        for layout in self._layouts:
            posts = layout.posts(page)
            if posts:
                yield fit_thread(self._thread(page, layout, posts))
                return
        raise BadArchive(f"This page holds no post in the markup of {self.name}.", file=source.name)

    def _thread(self, page: Page, layout: Layout, nodes: list[Node]) -> ParsedThread:
        inner = set(map(id, nodes))
        rule = layout.rules(page)
        renderer = Renderer(lambda node: SKIP if id(node) in inner else rule(node), page.absolute)
        printed = [(layout.date_of(node), layout.edited_of(node)) for node in nodes]
        order = day_first(text for pair in printed for text in pair)
        posts: list[ParsedPost] = []
        notices: list[Notice] = []
        for node, (posted, edited) in zip(nodes, printed, strict=True):
            post, notice = self._post(page, layout, node, renderer)
            if post is not None:
                times = moment(posted, order=order), moment(edited, order=order)
                posts.append(replace(post, posted_at=times[0], edited_at=times[1]))
            if notice:
                notices.append(Notice(page.name, post.line if post else None, notice))
        title = layout.title_of(page)
        return ParsedThread(
            title=title,
            posts=tuple(posts),
            source=page.name,
            format=self.name,
            key=self._key(page, layout, title),
            url=page.url or None,
            page=layout.page_of(page),
            pages=layout.pages_of(page),
            notices=tuple(notices),
        )

    def _key(self, page: Page, layout: Layout, title: str) -> str | None:
        place = f"{self.name}:{page.host}" if page.host else self.name
        number = layout.thread_of(page)
        if number:
            return f"{place}:thread:{number}"
        return f"{place}:title:{title}" if title else None

    def _post(
        self, page: Page, layout: Layout, node: Node, renderer: Renderer
    ) -> tuple[ParsedPost | None, str | None]:
        ref = layout.ref_of(node)
        label = f"post {ref}" if ref else "a post"
        line = page.line_of(node.get("id")) if node.get("id") else None
        body = layout.body_of(node)
        if body is None:
            return None, f"{label} shows no words (deleted or hidden); passed over."
        words, marks = layout.finished(*renderer.render(body))
        marks = with_bbcode(words, marks)
        author = layout.author_of(node)
        post = ParsedPost(
            author=author or NOBODY,
            body=words,
            author_ref=layout.author_ref_of(node),
            author_title=layout.title_of_author(node),
            ref=ref,
            parent_ref=layout.parent_of(node),
            url=layout.permalink_of(page, node),
            marks=marks,
            line=line,
            aliases=layout.aliases_of(node),
            number=layout.number_of(node),
        )
        return post, None if author else f"{label} names no author."


def plain_bytes(data: bytes) -> bytes:
    """Return `data` with UTF-16 and stray NULs thinned out, so that ASCII markup can be searched for."""
    return (
        data.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
        if b"\0" in data
        else data
    )


def text_of(node: Node, selector: str) -> str:
    """Return the text of the first element `selector` picks, empty where there is none."""
    found = node.first(selector)
    return found.text() if found else ""


def number_in(text: str) -> int | None:
    """Return the whole number a label such as "#1,234" holds, None where it holds none or is longer."""
    if not 0 < len(text) <= 40:
        return None
    found = _NUMBER.search(text.replace(",", "").replace(".", "").replace("\xa0", ""))
    return int(found[0]) if found else None


def date_text(node: Node | None) -> str:
    """Return what an element says of a time, the machine's form first."""
    if node is None:
        return ""
    inner = node.first("time, abbr, [data-time], [datetime]") or node
    for one in (node, inner):
        for name in ("datetime", "data-timestamp", "data-time", "content"):
            if one.get(name):
                return one.get(name)
    titled = inner.get("title")
    return titled if parse_date(titled) or _iso(titled) else node.text()


def edit_date(node: Node | None) -> str:
    """Return the date in a note such as "Last edited by X on DATE; edited 2 times", empty where it tells none."""
    if node is None:
        return ""
    stamped = date_text(node)
    if moment(stamped, order=True):
        return stamped
    text = node.text()[:LONGEST_NOTE]
    pieces = (piece.strip(" .,:;«»()[]") for piece in _AROUND_DATE.split(text))
    return next((piece for piece in pieces if moment(piece, order=True)), "")


def moment(text: str, *, order: bool | None = None) -> datetime | None:
    """Return the moment a text names: ISO, seconds or milliseconds since 1970, or as forums print dates."""
    if not text:
        return None
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    return _iso(text) or parse_date(text, day_first=order)


def _iso(text: str) -> datetime | None:
    if len(text) > 40 or not text[:4].isdigit() or text[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
