"""Flarum: its API's JSON, which saved pages hold too, and its page for browsers without scripts."""

import re
from collections.abc import Iterator
from html import unescape

from typing_extensions import override

from bot.archive.model import MarkKind, Notice, ParsedPost, ParsedThread, QuoteKeeping
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.html.elements import SKIP, Part, mark_of
from bot.importers.html.fragment import only_absolute, rendered
from bot.importers.html.layout import PlainView
from bot.importers.html.moments import moment
from bot.importers.html.page import host_of, page_text
from bot.importers.html.reading import PageReader
from bot.importers.html.tree import Node
from bot.importers.jsonic import Object, fields, has_keys, load_all, objects, starts_like_json, text, whole
from bot.importers.source import Source
from bot.languages import counted

_THREAD = re.compile(r"/d/(\d+)")
_PAYLOAD = re.compile(r"<script id=[\"']flarum-json-payload[\"'][^>]{0,60}>(?P<json>.*?)</script>", re.DOTALL)
_CANONICAL = re.compile(r"<link rel=[\"']canonical[\"'] href=[\"'](https?://[^\"'>]{1,500})[\"']")


def flarum_quote(node: Node) -> Part | None:
    """Say what boxes of Flarum mean: whoever is mentioned first in one is whose words it holds."""
    if node.tag == "blockquote":
        mention = _header(node)
        name = mention.text().lstrip("@") if mention else None
        return Part(mark_of(MarkKind.QUOTE, name, ref=mention.get("data-id") if mention else None))
    quote = next((up for up in node.above() if up.tag == "blockquote"), None)
    return SKIP if quote is not None and node is _header(quote) else None


def _header(quote: Node) -> Node | None:
    """Return the mention that a quote begins with; one further down stands among the quoted words."""
    mention = quote.first("a.PostMention")
    return mention if mention and mention.text() and quote.text().startswith(mention.text()) else None


class NoScript(PlainView):
    """`article` with `.PostUser-name` and `.Post-body`: neither ids nor dates."""

    sign = re.compile(rb"<noscript\b[^>]{0,40}\bid=[\"']flarum-content[\"']")
    post = "article"
    body = ".Post-body"
    author = ".PostUser-name"
    title = "h1"
    thread_id = _THREAD

    @override
    def rule(self, node: Node) -> Part | None:
        return flarum_quote(node)


class FlarumReader(PageReader):
    """Reads discussions as the API answers; of a page what it holds of that, else what it shows without scripts."""

    @override
    def recognises(self, source: Source) -> bool:
        held = has_keys(source, "contentHtml", "relationships", "attributes")
        return held or super().recognises(source)

    @override
    def read(self, source: Source) -> Iterator[ParsedThread]:
        if starts_like_json(source):
            answers = [fields(value) for _, value in load_all(source)]
            url = next(filter(None, (text(fields(one, "links"), "self", "first") for one in answers)), "")
        else:
            answers, url = _held(page_text(source), source.name)
        threads = list(_threads(answers, url, source.name))
        if not threads and not starts_like_json(source):
            yield from super().read(source)
            return
        if not threads:
            raise BadArchive(
                "This answer of Flarum's API holds no posts; ask it for `api/posts?filter[discussion]=…`.",
                file=source.name,
            )
        yield from map(fit_thread, threads)


def _held(page: str, name: str) -> tuple[list[Object], str]:
    """Return the answer that a page was made from, if it holds one that is whole, and the page's address."""
    held, address = _PAYLOAD.search(page), _CANONICAL.search(page)
    url = unescape(address[1]) if address else ""
    try:
        told = load_all(Source(name, (held["json"] if held else "").encode(errors="replace")))
        return [fields(value, "apiDocument") for _, value in told], url
    except BadArchive:
        return [], url


def _threads(answers: list[Object], url: str, name: str) -> Iterator[ParsedThread]:
    things: list[Object] = []
    for answer in answers:
        things += [fields(answer, "data"), *objects(answer, "data"), *objects(answer, "included")]
    known = {(text(thing, "type"), text(thing, "id")): thing for thing in things}
    only = [number for kind, number in known if kind == "discussions"]
    by_thread: dict[str, list[Object]] = {}
    for (kind, _), thing in known.items():
        if kind == "posts":
            number = _related(thing, "discussion") or (only[0] if len(only) == 1 else "")
            by_thread.setdefault(number, []).append(thing)
    for number, posts in by_thread.items():
        if any("contentHtml" in fields(post, "attributes") for post in posts):
            yield _thread(number, posts, known, url, name)


def _thread(
    number: str, posts: list[Object], known: dict[tuple[str, str], Object], url: str, name: str
) -> ParsedThread:
    discussion = fields(known.get(("discussions", number)))
    about = fields(discussion, "attributes")
    slug, host = text(about, "slug"), host_of(url)
    posts.sort(key=lambda post: whole(fields(post, "attributes"), "number") or 0)
    said = [post for post in posts if "contentHtml" in fields(post, "attributes")]
    shown = [post for post in said if fields(post, "attributes").get("isHidden") is not True]
    hidden, nameless = len(said) - len(shown), sum(not _related(post, "user") for post in shown)
    notes = (
        [counted("{n} hidden post passed over.", "{n} hidden posts passed over.", hidden)] if hidden else []
    )
    notes += [counted("{n} post names no author.", "{n} posts name no author.", nameless)] if nameless else []
    ids = {text(post, "id") for post in shown}
    return ParsedThread(
        title=text(about, "title") or slug.partition("-")[2].replace("-", " ") or name,
        posts=tuple(_post(post, known) for post in shown),
        source=name,
        format="flarum",
        key=_key(host, slug, number),
        url=url if _THREAD.search(url) else None,
        notices=tuple(Notice(name, None, note) for note in notes),
        listed=tuple(text(post, "id") for post in objects(discussion, "relationships", "posts", "data")),
        passed=tuple(each for each in (text(post, "id") for post in posts) if each not in ids),
    )


def _key(host: str | None, slug: str, number: str) -> str | None:
    if not number or not (host or slug):
        return None
    return f"flarum:{host}:thread:{number}" if host else f"flarum:thread:{number}:{slug}"


def _related(thing: Object, name: str) -> str:
    return text(fields(thing, "relationships", name, "data"), "id")


def _post(post: Object, known: dict[tuple[str, str], Object]) -> ParsedPost:
    about = fields(post, "attributes")
    body, marks = rendered(text(about, "contentHtml"), flarum_quote, only_absolute)
    number = _related(post, "user")
    user = fields(known.get(("users", number)), "attributes")
    author = text(user, "displayName", "username")
    login = text(user, "username")
    return ParsedPost(
        author=author or NOBODY,
        body=body,
        author_ref=number or None,
        posted_at=moment(text(about, "createdAt", "time")),
        edited_at=moment(text(about, "editedAt", "editTime")),
        ref=text(post, "id") or None,
        marks=marks,
        aliases=(login,) if login and login != author else (),
        number=whole(about, "number"),
        quotes=QuoteKeeping.KEPT,
    )


reader = FlarumReader("flarum", NoScript())
