"""What a forum's page looks like, as selectors.

A software's file says in class attributes where things stand and in `rule` what its boxes mean; whatever
differs more than that is a method it overrides. Selectors are those of `selecting`, asked within the post
unless they say page. What is asked of a post answers for any element: a page may be broken, or in a skin.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from typing_extensions import override

from bot.archive.model import Mark, QuoteKeeping
from bot.importers.html.elements import Part
from bot.importers.html.moments import date_text, edit_date
from bot.importers.html.page import Page
from bot.importers.html.rendering import Rule
from bot.importers.html.texts import number_in, text_of
from bot.importers.html.titles import thread_title
from bot.importers.html.tree import Node

_PAGED = re.compile(
    r"(?:Page|Seite|Página|Pagina|Strona|Sida|Side|Sayfa|Strana|Oldal|Страница|Сторінка)\s+(\d{1,6})\s+"
    r"(?:of|von|sur|de|di|da|van|z|ze|av|af|из|із|/)\s+(\d{1,6})",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"(\d[\d.,]{0,9})\D{1,14}?(\d[\d.,]{0,9})\D{1,14}?(\d[\d.,]{0,9})")
_ONE_NUMBER = re.compile(r"\D*\d[\d.,\xa0]{0,9}\D*")
_PAGE_IN_ADDRESS = re.compile(r"[/?&;-]page[-=/]?(\d{1,6})(?=$|[/?&#.])")
_TRAIL = re.compile(r"breadcrumb|navigation|crumbs")


class Layout:
    """One look of one software. Every attribute is a selector or a pattern; empty: this look has none."""

    sign: ClassVar[re.Pattern[bytes]]
    """Markup, with its `<`, that only this look has."""
    sign_word: ClassVar[bytes] = b""
    """What stands in all that `sign` matches: it is found much sooner not to be there than the sign."""
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
    """In the page: where the thread's title may stand, likeliest first."""
    thread_id: ClassVar[re.Pattern[str]] = re.compile(r"[?&;](?:t|tid|topic)=(\d+)")
    """Found in the page's own address."""
    pager: ClassVar[str] = ""
    """In the page: what says "Page 2 of 5"."""
    shown: ClassVar[str] = ""
    """In the page: what says "Results 11 to 20 of 25"."""
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
        """Return the posts' elements in page order: those that have an id."""
        return [node for node in page.root.all(self.post) if self.ref_of(node)]

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
        return next((found for found in map(date_text, post.every(self.date)) if found), "")

    def edited_of(self, post: Node) -> str:
        """Return the date of the last edit as text."""
        return next((found for found in map(edit_date, post.every(self.edited)) if found), "")

    def number_of(self, post: Node) -> int | None:
        """Return the post's declared place in its thread: the first text with one number, and no date beside it."""
        texts = (node.text() for node in post.every(self.number))
        return next((number_in(text) for text in texts if _ONE_NUMBER.fullmatch(text)), None)

    def parent_of(self, _post: Node) -> str | None:
        """Return the ref of the post this one answers."""
        return None

    def permalink_of(self, page: Page, post: Node) -> str | None:
        """Return the post's absolute address."""
        node = post.first(self.permalink)
        return page.absolute(node.get("href")) if node else None

    def title_of(self, page: Page) -> str:
        """Return the thread's title."""
        return thread_title(page, page.root.every(self.title), self.title_in, self._leads_to_thread)

    def title_in(self, heading: Node) -> str:
        """Return the title a heading says, without labels and badges beside it."""
        return heading.text()

    def _leads_to_thread(self, heading: Node) -> bool:
        above = [up for up in [*heading.above()][:2] if up.tag == "a"]
        links = [heading, *above, *heading.all("a[href]")]
        return any(self.thread_in(link.get("href")) for link in links)

    def thread_of(self, page: Page) -> str | None:
        """Return the thread's original id: of the page's address or file, its title's link, or most of its links."""
        found = self.thread_in(page.url) or self.thread_in(page.named)
        if found:
            return found
        title = page.once(self.title_of)
        for heading in page.root.every(self.title):
            if title and self.title_in(heading) == title:
                links = [heading, *list(heading.above())[:2], *heading.all("a[href]")]
                found = next((each for link in links if (each := self.thread_in(link.get("href")))), None)
                if found:
                    return found
        bodies = set(map(id, page.root.all(self.body)))
        told = Counter(
            each
            for link in page.root.all("a[href]")
            if (each := self.thread_in(link.get("href"))) and bodies.isdisjoint(map(id, link.above()))
        )
        most = told.most_common(2)
        return most[0][0] if most and (len(most) == 1 or most[0][1] > most[1][1]) else None

    def thread_in(self, address: str) -> str | None:
        """Return the id of the thread that an address names."""
        match = self.thread_id.search(address) if address else None
        return next((group for group in match.groups() if group), None) if match else None

    def page_of(self, page: Page) -> int | None:
        """Return which page of the thread this is, from 1."""
        paged = page.once(self._paged)
        if paged:
            return paged[0]
        now = (number_in(node.text()) for node in self._of_pager(page, self.page_now))
        in_address = _PAGE_IN_ADDRESS.search(page.url)
        return next((number for number in now if number), int(in_address[1]) if in_address else None)

    def pages_of(self, page: Page) -> int | None:
        """Return how many pages the thread has."""
        paged = page.once(self._paged)
        if paged:
            return paged[1]
        numbers = [number_in(node.text()) for node in self._of_pager(page, self.page_links)]
        return max((number for number in numbers if number), default=None)

    def claimed_of(self, page: Page) -> int | None:
        """Return how many posts the page says it shows: "Results 11 to 20 of 25" are ten."""
        for node in self._of_pager(page, self.shown):
            match = _SHOWN.search(node.text())
            if match:
                first, last, all_of_them = (int(re.sub(r"\D", "", number)) for number in match.groups())
                if first <= last <= all_of_them:
                    return last - first + 1
        return None

    def _paged(self, page: Page) -> tuple[int, int] | None:
        """Return what "Page 2 of 5" says."""
        for node in self._of_pager(page, self.pager):
            if _PAGED.search(node.text()[:500]):
                # Numbers beside it may run into the last one: what says it and nothing else is meant.
                said = min(
                    (text for each in (node, *node.walk()) if _PAGED.search(text := each.text())), key=len
                )
                match = _PAGED.search(said)
                if match and int(match[1]) <= int(match[2]):
                    return int(match[1]), int(match[2])
        return None

    def _of_pager(self, page: Page, selector: str) -> Iterator[Node]:
        """Yield what `selector` picks, but not in the trail to this thread: its pages are the board's."""
        for node in page.root.all(selector):
            if not any(_TRAIL.search(f"{up.get('class')} {up.get('id')}") for up in (node, *node.above())):
                yield node


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
        links = (self.thread_in(node.get("href")) for node in page.root.all("a[href]"))
        return super().thread_of(page) or next((found for found in links if found), None)
