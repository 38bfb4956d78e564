"""The reader of saved pages, for any software whose looks are told as layouts."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice, takewhile

from bot.archive.model import Notice, ParsedPost, ParsedThread
from bot.archive.records import record
from bot.errors import BadArchive
from bot.importers.bbcode import with_bbcode
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.dates import is_relative
from bot.importers.html.day_order import day_order
from bot.importers.html.elements import SKIP
from bot.importers.html.evidence import author_in, date_in
from bot.importers.html.layout import Layout, PlainView
from bot.importers.html.missing import missing_posts
from bot.importers.html.moments import moment
from bot.importers.html.page import Page, plain_bytes
from bot.importers.html.rendering import Renderer
from bot.importers.html.texts import around
from bot.importers.html.tree import Node
from bot.importers.source import Source
from bot.importers.undated import undated_notices
from bot.languages import Text

_NAMED = re.compile(r"(?:p|pid|post|msg|entry|comment|post_message|td_post)[_-]?(\d+)")
_MARKUP_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<[!a-zA-Z?]")


@record
class _Found:
    """A post's element, the element of its words, its id, and its dates as text."""

    node: Node
    body: Node | None
    ref: str | None
    posted: str
    edited: str


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
        return next(self._signed(data), None) is not None

    def _signed(self, data: bytes) -> Iterator[Layout]:
        """Yield the looks whose sign is in the markup."""
        return (layout for layout in self._layouts if layout.sign_word in data and layout.sign.search(data))

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the page's thread, or nothing more than BadArchive where it holds no post."""
        with closing(Page(source)) as page:
            thread = self._read(page)
        yield fit_thread(thread)

    def _read(self, page: Page) -> ParsedThread:
        # Looks share classes: of several that find posts, the one that reads most of them is meant.
        looks = [(layout, posts) for layout in self._layouts if (posts := layout.posts(page))]
        # A skin may name a post otherwise and its words as ever: then what is around the words is the post.
        looks = looks or [
            (layout, _around_words(page, layout))
            for layout in self._signed(page.markup.encode(errors="replace"))
            if layout.body
        ]
        read = [self._thread(page, layout, posts) for layout, posts in looks if posts]
        if not read:
            raise BadArchive(
                "This page holds no post in the markup of {software}.", file=page.name, software=self.name
            )
        best = max(read, key=_told)
        if best.posts and all(post.author == NOBODY for post in best.posts):
            raise BadArchive(
                "This page holds {n} posts in the markup of {software}, but no author of any: its look is not known. "
                "Save the printable view of the thread, or export it in another format.",
                file=page.name,
                n=len(best.posts),
                software=self.name,
            )
        return best

    def _thread(self, page: Page, layout: Layout, nodes: list[Node]) -> ParsedThread:
        inner = set(map(id, nodes))
        for at, node in enumerate(nodes):
            node.holes = tuple(takewhile(node.holds, islice(nodes, at + 1, None)))
        rule = layout.rules(page)
        if any(node.holes for node in nodes):
            renderer = Renderer(lambda node: SKIP if id(node) in inner else rule(node), page.absolute)
        else:
            renderer = Renderer(rule, page.absolute)
        found = [self._found(layout, node) for node in nodes]
        order = day_order(
            page,
            [each.body for each in found if each.body],
            [(each.ref, each.posted) for each in found],
            [each.edited for each in found],
        )
        printed = (text for each in found for text in (each.posted, each.edited))
        counted_from = any(not moment(text, order=True) and is_relative(text) for text in printed)
        today = layout.clock_of(page) if counted_from else None
        undated: list[str] = []
        posts: list[ParsedPost] = []
        notices: list[Notice] = []
        for each in found:
            times = [moment(text, order=order, today=today) for text in (each.posted, each.edited)]
            post, notice = self._post(page, layout, each, renderer, times)
            if post is not None:
                posts.append(post)
                undated += [each.posted] if times[0] is None else []
            if notice:
                notices.append(Notice(page.name, page.line_of(layout.marked_by(each.node)), notice))
        notices += [
            Notice(page.name, None, text)
            for text in (*undated_notices(undated), *missing_posts(page, layout, nodes, posts))
        ]
        title = page.once(layout.title_of)
        return ParsedThread(
            title=title,
            posts=tuple(posts),
            source=page.name,
            format=self.name,
            key=self._key(page, layout, title),
            url=page.url or None,
            page=page.once(layout.page_of),
            pages=page.once(layout.pages_of),
            notices=tuple(notices),
        )

    def _key(self, page: Page, layout: Layout, title: str) -> str | None:
        place = f"{self.name}:{page.host}" if page.host else self.name
        number = layout.thread_of(page)
        if number:
            return f"{place}:thread:{number}"
        return f"{place}:title:{title}" if title else None

    def _ref(self, layout: Layout, node: Node) -> str | None:
        """Return a post's id; where its element has none, that of its words or of an anchor tells."""
        known = layout.ref_of(node)
        if known or isinstance(layout, PlainView):
            return known
        names = (each.get("id") or each.get("name") for each in node.all("[id], a[name]"))
        match = next((found for name in names if (found := _NAMED.fullmatch(name))), None)
        return match[1] if match else None

    def _found(self, layout: Layout, node: Node) -> "_Found":
        body = layout.body_of(node)
        return _Found(node, body, self._ref(layout, node), _date(layout, node, body), layout.edited_of(node))

    def _post(
        self,
        page: Page,
        layout: Layout,
        found: "_Found",
        renderer: Renderer,
        times: Sequence[datetime | None],
    ) -> tuple[ParsedPost | None, Text | None]:
        node, body, ref = found.node, found.body, found.ref
        line = page.line_of(layout.marked_by(node))
        if body is None:
            return None, Text("{post} shows no words (deleted or hidden); passed over.", post=_called(ref))
        words, marks = layout.finished(*renderer.render(body))
        marks = with_bbcode(words, marks)
        author = layout.author_of(node) or author_in(node, body, layout.author_id)
        post = ParsedPost(
            author=author or NOBODY,
            body=words,
            author_ref=layout.author_ref_of(node),
            author_title=layout.title_of_author(node),
            posted_at=times[0],
            edited_at=times[1],
            ref=ref,
            parent_ref=layout.parent_of(node),
            url=layout.permalink_of(page, node),
            marks=marks,
            line=line,
            aliases=layout.aliases_of(node),
            number=layout.number_of(node),
            quotes=layout.quotes,
        )
        return post, None if author else Text("{post} names no author.", post=_called(ref))


def _called(ref: str | None) -> Text:
    return Text("post {number}", number=ref) if ref else Text("a post")


def _around_words(page: Page, layout: Layout) -> list[Node]:
    """Return what stands around the posts' words; around a single post's, as far as its author."""
    bodies = list(page.root.all(layout.body))
    if len(bodies) != 1:
        return around(bodies)
    return [next((up for up in bodies[0].above() if layout.author_of(up)), bodies[0])]


def _date(layout: Layout, node: Node, body: Node | None) -> str:
    """Return a post's date as text: as the look has it, else as the post's structure tells."""
    told = layout.date_of(node)
    if moment(told, order=True) or is_relative(told):
        return told
    return date_in(node, body) or told


def _told(thread: ParsedThread) -> int:
    """Return how much was read of a page."""
    return sum(
        1 + (post.author != NOBODY) + (post.posted_at is not None) + bool(post.body) + bool(post.ref)
        for post in thread.posts
    )
