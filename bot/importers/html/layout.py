"""What a forum's page looks like, as selectors.

A software's file says in class attributes where things stand and in `rule` what its boxes mean; whatever
differs more than that is a method it overrides. Selectors are those of `selecting`, asked within the post
unless they say page.
"""

import re
from datetime import datetime
from typing import ClassVar

from typing_extensions import override

from bot.archive.model import Mark, QuoteKeeping
from bot.importers.html.elements import Part
from bot.importers.html.moments import date_text, edit_date
from bot.importers.html.page import Page
from bot.importers.html.rendering import Rule
from bot.importers.html.tree import Node

_NUMBER = re.compile(r"\d{1,9}")
_PAGE_OF_TITLE = re.compile(r"\s*[|–—-]\s*(?:Page|Seite|Página|Pagina|Strona|Страница)\s+\d+.*$")


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
    quotes: ClassVar[QuoteKeeping] = QuoteKeeping.KEPT
    """Whether quotes stand in this look as boxes that `rule` knows."""

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

    def marked_by(self, post: Node) -> str:
        """Return the id or name in the page's markup that shows where the post stands."""
        anchor = post.first("a[name]") if not post.get("id") else None
        return (anchor or post).get("name" if anchor else "id")

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

    def clock_of(self, _page: Page) -> datetime | None:
        """Return when the page was made, by its own clock, which "Today" and "Yesterday" count from."""
        return None

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


class PlainView(Layout):
    """A view without furniture, for printers and search engines: its posts have no ids, only names, dates and words."""

    @override
    def posts(self, page: Page) -> list[Node]:
        return [
            node for node in page.root.all(self.post) if node.first(self.author) and node.first(self.body)
        ]

    @override
    def ref_of(self, post: Node) -> str | None:
        return None

    @override
    def thread_of(self, page: Page) -> str | None:
        """The link to the full view tells."""
        links = (self.thread_id.search(node.get("href")) for node in page.root.all("a[href]"))
        match = next((link for link in links if link), None)
        return super().thread_of(page) or (next((g for g in match.groups() if g), None) if match else None)


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
