"""Reddit threads as JSON: the pair of listings behind a thread's address, and dumps in the manner of Pushshift."""

import re
from collections.abc import Iterator

from bot.archive.model import Mark, MarkKind, Notice, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.angles import angle_quotes
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.html.fragment import only_absolute
from bot.importers.html.moments import moment
from bot.importers.jsonic import Object, fields, has_keys, load, load_lines, objects, text
from bot.importers.source import Source
from bot.languages import counted

_IN_LINK = re.compile(r"/comments/[^/]+/([^/]+)/")
_GONE = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]", "[removed by reddit]"})
_OPENINGS = ("submission", "post", "thread")
_SITES = ("https://www.reddit.com", "https://old.reddit.com", "https://reddit.com", "http://www.reddit.com")


class RedditReader:
    """Reads a thread as shown, depth first; a dump by ids, which Reddit counts up."""

    name = "reddit"

    def recognises(self, source: Source) -> bool:
        """Tell by listings of things, or by the fields every dumped comment has."""
        return has_keys(source, "kind", "children", "subreddit") or (
            has_keys(source, "subreddit", "author", "created_utc")
            and (has_keys(source, "link_id", "body") or has_keys(source, "selftext", "title"))
        )

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the threads in `source`."""
        things, more = _things(source)
        threads: dict[str, list[Object]] = {}
        for thing in things:
            threads.setdefault(_thread_of(thing), []).append(thing)
        threads.pop("", None)
        if not threads:
            raise BadArchive("This JSON holds no Reddit posts or comments.", file=source.name)
        for number, members in threads.items():
            lost = more if len(threads) == 1 else 0
            yield fit_thread(_thread(number, members, source.name, lost))


def _things(source: Source) -> tuple[list[Object], int]:
    """Return posts and comments in order, and how many comments the listing left out."""
    lines = source.data.strip().split(b"\n", 2)
    if lines[0].rstrip().endswith(b"}") and len(lines) > 1 and lines[1].lstrip().startswith(b"{"):
        return sorted((v for _, v in load_lines(source) if isinstance(v, dict)), key=_rank), 0
    value = load(source)
    if isinstance(value, dict) and text(value, "kind") != "Listing":
        value = objects(value, "data") or _wrapped(value)
    if isinstance(value, list) and not any(isinstance(one, dict) and "kind" in one for one in value):
        return sorted((one for one in value if isinstance(one, dict)), key=_rank), 0
    return _listed(value if isinstance(value, list) else [value])


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


def _listed(listings: list[object]) -> tuple[list[Object], int]:
    stack: list[object] = list(reversed(listings))
    things: list[Object] = []
    more = 0
    while stack:
        item = stack.pop()
        kind, data = (text(item, "kind"), fields(item, "data")) if isinstance(item, dict) else ("", {})
        if kind == "Listing":
            stack += reversed(objects(data, "children"))
        elif kind == "more":
            count = data.get("count")
            more += count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 0
        elif kind in {"t1", "t3"}:
            things.append({**data, "name": text(data, "name") or f"{kind}_{text(data, 'id')}"})
            stack.append(data.get("replies"))
    return things, more


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


def _thread(number: str, things: list[Object], name: str, more: int) -> ParsedThread:
    opening = next((thing for thing in things if not _is_comment(thing)), {})
    address = text(opening, "url")
    site = next((site for site in _SITES if address.startswith(site + "/r/")), "")
    notices = (
        [
            Notice(
                name,
                None,
                counted(
                    "{n} comment(s) were left out of this file by Reddit itself.",
                    "{n} comment(s) were left out of this file by Reddit itself.",
                    more,
                ),
            )
        ]
        if more
        else []
    )
    link = text(opening, "permalink")
    return ParsedThread(
        title=_plain(text(opening, "title")) or _title_beside(things) or number,
        posts=tuple(_post(thing, site) for thing in things),
        source=name,
        format=RedditReader.name,
        key=f"reddit:thread:{number}",
        url=only_absolute(site + link) if site and link else None,
        notices=tuple(notices),
    )


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
    )


def _body(thing: Object) -> tuple[str, tuple[Mark, ...]]:
    body = _plain(text(thing, "body", "selftext")).strip()
    if body in _GONE:
        return body, (Mark(0, len(body), MarkKind.FURNITURE),)
    linked = only_absolute(text(thing, "url"))
    if not body and linked and not _is_comment(thing):
        return linked, (Mark(0, len(linked), MarkKind.LINK, url=linked),)
    return body, angle_quotes(body, unattributed=True)


def _plain(words: str) -> str:
    """Undo the three escapes Reddit's interface puts into Markdown."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


reader = RedditReader()
