"""A saved page: its tree and what it says about itself; of the file's name no more than an address in it."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import unquote, urljoin, urlsplit

from bot.importers.decoding import decode
from bot.importers.html.tree import Node, parse
from bot.importers.source import Source

Told = TypeVar("Told")

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(\S{1,2000})\s"
)
_WAYBACK = re.compile(r"(?:https?://web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(https?://.+)")
_QUERY_MARK = re.compile(r"@(\w{1,20}=)")
_WITH_AN_ID = re.compile(
    r"[?&;]\w{1,20}=\d|\.php\?\d|(?:^|/)(?:threads|topic|t)/[^/]*\d|-t\d+(?:-\d+)?\.html?$|topic[,=]?\d+"
)
_NAMED = re.compile(r"[\s\"'](?:id|name|data-(?:node-id|content|post-id))=[\"']?([\w-]{1,60})")
_HEAD = 65536
_LONGEST_URL = 4000


def page_text(source: Source) -> str:
    """Return the page's text by its own declared charset, without NULs. Raises BadArchive for binary data."""
    data = source.data
    if not data.startswith(_WIDE_MARKS):
        data = data.replace(b"\0", b"")
    declared = _CHARSET.search(data[:_HEAD])
    return decode(data, declared[1].decode("ascii") if declared else None, name=source.name)


class Page:
    """A parsed page. Every address is absolute only if the page itself tells what it is relative to."""

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.markup = page_text(source)
        self.root: Node = parse(self.markup)
        self._told: dict[object, Any] = {}
        canonical = self._link("link[rel=canonical]", "href") or self._link(
            "meta[property=og:url]", "content"
        )
        saved = _SAVED_FROM.search(self.markup, 0, _HEAD)
        self.url = canonical or (_original(saved[1]) if saved and _is_web(saved[1]) else "")
        """Where the page came from, empty if it does not say."""
        base = self._link("base", "href")
        self.base = base or self.url
        """What its links are relative to, empty if it does not say."""

    def once(self, ask: Callable[["Page"], Told]) -> Told:
        """Return what `ask`, a method of a look, says of this page; it is asked once."""
        if ask not in self._told:
            self._told[ask] = ask(self)
        told: Told = self._told[ask]
        return told

    def _link(self, selector: str, attribute: str) -> str:
        found = (_original(node.get(attribute)) for node in self.root.all(selector))
        return next((url for url in found if _is_web(url)), "")

    @property
    def host(self) -> str:
        """The forum's host, empty if the page does not say."""
        return host_of(self.base)

    @property
    def title(self) -> str:
        """The page's own title."""
        node = self.root.first("title")
        return node.text() if node else ""

    @cached_property
    def named(self) -> str:
        """The file's name where it is an address with an id, such as `viewtopic.php@t=7.html`, which mirrors write."""
        name = _QUERY_MARK.sub(r"?\1", unquote(self.name))
        return name if _WITH_AN_ID.search(name) else ""

    @cached_property
    def titles(self) -> list[str]:
        """What the page is called: its own title, and the one it tells other sites, where it has them."""
        metas = self.root.all("meta[property=og:title], meta[name=twitter:title], meta[itemprop=headline]")
        return [title for title in (self.title, *(meta.get("content") for meta in metas)) if title]

    @cached_property
    def site(self) -> str:
        """The site's name, empty if the page does not say."""
        node = self.root.first("meta[property=og:site_name], meta[name=application-name]")
        return node.get("content") if node else ""

    @cached_property
    def language(self) -> str:
        """The page's language as it declares it, such as "fr" or "en-GB"; empty if it does not."""
        node = self.root.first("html")
        return (node.get("lang") or node.get("xml:lang")).casefold() if node else ""

    def absolute(self, href: str) -> str | None:
        """Return `href` as an absolute web address; None where the page does not tell, or it is none."""
        if not href or len(href) > _LONGEST_URL or (href.startswith("#") and not self.url):
            return None
        try:
            joined = urljoin(self.url if href.startswith("#") else self.base, _original(href.strip()))
        except ValueError:
            return None
        return joined if _is_web(joined) else None

    def close(self) -> None:
        """Part the tree's elements, which hold each other, so that their memory is free at once."""
        self.root.release()

    def line_of(self, mark: str) -> int | None:
        """Return the line, from 1, of the element with this id, or of the anchor with this name."""
        return self._lines.get(mark) if mark else None

    @cached_property
    def _lines(self) -> dict[str, int]:
        found: dict[str, int] = {}
        line, seen = 1, 0
        for match in _NAMED.finditer(self.markup):
            line += self.markup.count("\n", seen, match.start(1))
            seen = match.start(1)
            found.setdefault(match[1], line)
        return found


def _original(url: str) -> str:
    """Return the address a copy in the Wayback Machine was made of; any other as it is."""
    match = _WAYBACK.fullmatch(url)
    return match[1] if match else url


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and bool(host_of(url))


def host_of(url: str) -> str:
    """Return the host an address names, empty where it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def plain_bytes(data: bytes) -> bytes:
    """Return `data` with UTF-16 and stray NULs thinned out, so that ASCII markup can be searched for."""
    return (
        data.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
        if b"\0" in data
        else data
    )
