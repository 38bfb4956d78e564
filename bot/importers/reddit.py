"""Reddit threads as JSON: the pair of listings behind a thread's address, more of its comments, and dumps."""

import re
from collections.abc import Iterator
from typing import Any

from bot.archive.model import Mark, MarkKind, Notice, ParsedPost, ParsedThread, QuoteKeeping
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.html.fragment import only_absolute
from bot.importers.html.moments import moment
from bot.importers.jsonic import Object, fields, has_keys, load_all, objects, text, whole
from bot.importers.signs import sign_quotes
from bot.importers.source import Source
from bot.languages import counted

_IN_LINK = re.compile(r"/comments/[^/]+/([^/]+)/")
_GONE = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]", "[removed by reddit]"})
_MORE = "more"
_OPENINGS = ("submission", "post", "thread")
_NO_SIGN = re.compile(r"```.*?(?:```|\Z)|^[ \t]{0,3}>!(?=.*!<)", re.MULTILINE | re.DOTALL)
"""Code, and the beginning of a spoiler."""
_SITES = ("https://www.reddit.com", "https://old.reddit.com", "https://reddit.com", "http://www.reddit.com")


class RedditReader:
    """Reads a thread as shown, depth first; a dump by ids, which Reddit counts up."""

    name = "reddit"

    def recognises(self, source: Source) -> bool:
        """Tell by listings of things, or by the fields every dumped comment has."""
        return has_keys(source, "kind", "subreddit", "children") or (
            has_keys(source, "subreddit", "author")
            and (
                has_keys(source, "things", "kind", "link_id")
                or has_keys(source, "created_utc", "link_id", "body")
                or has_keys(source, "created_utc", "selftext", "title")
            )
        )

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the threads in `source`."""
        things = _things([value for _, value in load_all(source)])
        threads: dict[str, list[Object]] = {}
        for thing in things:
            threads.setdefault(_thread_of(thing), []).append(thing)
        left_out = [thing for thing in threads.pop("", []) if text(thing, "kind") == _MORE]
        if not threads:
            raise BadArchive("This JSON holds no Reddit posts or comments.", file=source.name)
        for number, members in threads.items():
            yield fit_thread(_thread(number, members, source.name, left_out if len(threads) == 1 else []))


def _things(values: list[Any]) -> list[Object]:
    """Return posts and comments in order, among them, as kind "more", what tells of comments that are not here."""
    if len(values) > 1:
        return sorted((value for value in values if isinstance(value, dict)), key=_rank)
    value = values[0] if values else None
    if isinstance(value, dict) and text(value, "kind") != "Listing":
        value = _things_of(value) or objects(value, "data") or _wrapped(value)
    if isinstance(value, list) and not any(isinstance(one, dict) and "kind" in one for one in value):
        return sorted((one for one in value if isinstance(one, dict)), key=_rank)
    return _listed(value if isinstance(value, list) else [value])


def _things_of(value: Object) -> list[Object]:
    """Return what Reddit answers to a request for more comments of a thread."""
    return (
        objects(value, "json", "data", "things")
        or objects(value, "data", "things")
        or objects(value, "things")
    )


def _wrapped(value: Object) -> list[Object]:
    """Return a post and the comments it holds or that stand beside it, answers behind what they answer."""
    opening = next((inside for name in _OPENINGS if (inside := fields(value, name))), value)
    stack: list[Object] = [*reversed(objects(value, "comments")), opening]
    things: list[Object] = []
    while stack:
        thing = stack.pop()
        things.append(thing)
        stack += reversed(objects(thing, "replies"))
    return things


def _listed(listings: list[object]) -> list[Object]:
    stack: list[object] = list(reversed(listings))
    things: list[Object] = []
    while stack:
        item = stack.pop()
        kind, data = (text(item, "kind"), fields(item, "data")) if isinstance(item, dict) else ("", {})
        if kind == "Listing":
            stack += reversed(objects(data, "children"))
        elif kind == _MORE:
            things.append({"kind": kind, "count": data.get("count"), "children": data.get("children")})
        elif kind in {"t1", "t3"}:
            things.append({**data, "name": text(data, "name") or f"{kind}_{text(data, 'id')}"})
            stack.append(data.get("replies"))
    return things


def _rank(thing: Object) -> tuple[bool, int]:
    """Posts before comments, each by its id, a number in base 36."""
    try:
        return _is_comment(thing), int(text(thing, "id")[:12] or "0", 36)
    except ValueError:
        return _is_comment(thing), 0


def _is_comment(thing: Object) -> bool:
    return bool(text(thing, "link_id", "parent_id")) or "body" in thing


def _name(thing: Object) -> str:
    number = text(thing, "id")
    return text(thing, "name") or (f"{'t1' if _is_comment(thing) else 't3'}_{number}" if number else "")


def _thread_of(thing: Object) -> str:
    if not _is_comment(thing):
        return _name(thing).removeprefix("t3_")
    return text(thing, "link_id").removeprefix("t3_")


def _thread(number: str, things: list[Object], name: str, left_out: list[Object]) -> ParsedThread:
    opening = next((thing for thing in things if not _is_comment(thing)), {})
    address = text(opening, "url")
    site = next((site for site in _SITES if address.startswith(site + "/r/")), "")
    link = text(opening, "permalink")
    posts = tuple(_post(thing, site) for thing in things)
    named, more = _left_out(left_out)
    lost = counted(
        "{n} comment(s) were left out of this file by Reddit itself.",
        "{n} comment(s) were left out of this file by Reddit itself.",
        more,
    )
    return ParsedThread(
        title=_plain(text(opening, "title")) or _title_beside(things) or number,
        posts=posts,
        source=name,
        format=RedditReader.name,
        key=f"reddit:thread:{number}",
        url=only_absolute(site + link) if site and link else None,
        notices=(Notice(name, None, lost),) if more else (),
        listed=tuple(dict.fromkeys((*(post.ref for post in posts if post.ref), *named))) if named else (),
    )


def _left_out(stubs: list[Object]) -> tuple[list[str], int]:
    """Return the refs of the comments that stubs name, and how many more they count."""
    named, counts = [], 0
    for stub in stubs:
        children = stub.get("children")
        refs = [f"t1_{one}" for one in children if isinstance(one, str)] if isinstance(children, list) else []
        named += refs
        counts += max(0, (whole(stub, "count") or 0) - len(refs))
    return named, counts


def _title_beside(things: list[Object]) -> str:
    """Return the title comments tell: as it is, else as it stands in their addresses."""
    told = next((title for title in (text(thing, "link_title") for thing in things) if title), "")
    links = (_IN_LINK.search(text(thing, "permalink")) for thing in things)
    slug = next((link[1] for link in links if link), "")
    return _plain(told) or slug.replace("_", " ").strip()


def _post(thing: Object, site: str) -> ParsedPost:
    body, marks = _body(thing)
    link = text(thing, "permalink")
    return ParsedPost(
        author=text(thing, "author") or NOBODY,
        body=body,
        author_ref=text(thing, "author_fullname") or None,
        author_title=text(thing, "author_flair_text") or None,
        posted_at=moment(text(thing, "created_utc")),
        edited_at=moment(text(thing, "edited", "edited_at")),
        ref=_name(thing) or None,
        parent_ref=text(thing, "parent_id") or None,
        url=only_absolute(site + link) if site and link else None,
        marks=marks,
        quotes=QuoteKeeping.KEPT,
    )


def _body(thing: Object) -> tuple[str, tuple[Mark, ...]]:
    # Blanks before the first word make it code.
    body = _plain(text(thing, "body", "selftext")).strip("\r\n").rstrip()
    if body in _GONE:
        return body, (Mark(0, len(body), MarkKind.FURNITURE),)
    linked = only_absolute(text(thing, "url"))
    if not body and linked and not _is_comment(thing):
        return linked, (Mark(0, len(linked), MarkKind.LINK, url=linked),)
    return body, sign_quotes(body, _NO_SIGN)


def _plain(words: str) -> str:
    """Undo the three escapes Reddit's interface puts into Markdown."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


reader = RedditReader()
