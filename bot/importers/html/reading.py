"""The reader of saved pages, for any software whose looks are told as layouts."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.archive.model import Notice, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.bbcode import with_bbcode
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.dates import day_first, is_relative
from bot.importers.html.elements import SKIP
from bot.importers.html.layout import Layout
from bot.importers.html.moments import moment
from bot.importers.html.page import Page, plain_bytes
from bot.importers.html.rendering import Renderer
from bot.importers.html.tree import Node
from bot.importers.source import Source
from bot.languages import Text, counted

_MARKUP_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<[!a-zA-Z?]")


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
        raise BadArchive(
            "This page holds no post in the markup of {software}.", file=source.name, software=self.name
        )

    def _thread(self, page: Page, layout: Layout, nodes: list[Node]) -> ParsedThread:
        inner = set(map(id, nodes))
        rule = layout.rules(page)
        renderer = Renderer(lambda node: SKIP if id(node) in inner else rule(node), page.absolute)
        printed = [(layout.date_of(node), layout.edited_of(node)) for node in nodes]
        order = day_first(text for pair in printed for text in pair)
        today = layout.clock_of(page)
        undated = 0
        posts: list[ParsedPost] = []
        notices: list[Notice] = []
        for node, (posted, edited) in zip(nodes, printed, strict=True):
            post, notice = self._post(page, layout, node, renderer)
            if post is not None:
                times = [moment(text, order=order, today=today) for text in (posted, edited)]
                posts.append(replace(post, posted_at=times[0], edited_at=times[1]))
                undated += times[0] is None and is_relative(posted)
            if notice:
                notices.append(Notice(page.name, page.lines.get(layout.marked_by(node)), notice))
        if undated:
            note = counted(
                "{n} post is dated by a word like “Yesterday”, from an unknown day; no date was kept.",
                "{n} posts are dated by words like “Yesterday”, from an unknown day; no dates were kept.",
                undated,
            )
            notices.append(Notice(page.name, None, note))
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
    ) -> tuple[ParsedPost | None, Text | None]:
        ref = layout.ref_of(node)
        label = Text("post {number}", number=ref) if ref else Text("a post")
        line = page.lines.get(layout.marked_by(node))
        body = layout.body_of(node)
        if body is None:
            return None, Text("{post} shows no words (deleted or hidden); passed over.", post=label)
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
            quotes=layout.quotes,
        )
        return post, None if author else Text("{post} names no author.", post=label)
