"""Threads as JSON with HTML or BBCode bodies, as forum archivers write them, phpBB's among them.

The shape is a thread (or an array of threads) that holds an array of posts, or posts alone that name their thread, in
an array or one a line; every post has an author and a body. The names of the fields differ; those we know stand below.
"""

from collections.abc import Iterator
from urllib.parse import urljoin

from bot.archive.model import Mark, Notice, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.bbcode import with_bbcode
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.dates import day_first
from bot.importers.html.elements import Resolve
from bot.importers.html.fragment import is_html, only_absolute, rendered
from bot.importers.html.moments import moment
from bot.importers.html.page import host_of
from bot.importers.jsonic import Object, fields, load, load_lines, objects, starts_like_json, text, whole
from bot.importers.phpbb3 import phpbb_quote
from bot.importers.source import Source
from bot.languages import counted

_POSTS = ("posts", "messages", "replies", "comments")
_BODY = ("content", "body", "message", "html", "cooked", "post_text", "text", "contentHtml", "messageHtml")
_AUTHOR = ("username", "displayName", "display_name", "name", "author", "poster", "nick")
_AUTHOR_ID = ("userId", "user_id", "authorId", "author_id", "id", "uid", "poster_id")
_TITLE = ("userTitle", "user_title", "profileRank", "rank", "title", "usertitle")
_REF = ("postId", "post_id", "id", "pid", "messageId", "message_id")
_OF_THREAD = ("threadId", "thread_id", "topicId", "topic_id", "tid")
_TITLE_BESIDE = ("threadTitle", "thread_title", "topicTitle", "topic_title", "subject")
_LISTS = ("threads", "topics")
_THREAD = ("threadId", "thread_id", "topicId", "topic_id", "tid", "id")
_DATE = (
    "postedAt",
    "posted_at",
    "createdAt",
    "created_at",
    "date",
    "timestamp",
    "time",
    "posted",
    "post_time",
    "dateline",
)
_EDITED = ("editedAt", "edited_at", "lastEdited", "last_edited", "updatedAt", "modified", "edit_time")
_NUMBER = ("number", "postNumber", "post_number", "position")
_PARENT = ("parentId", "parent_id", "replyTo", "reply_to", "inReplyTo")
_URL = ("originalUrl", "url", "permalink", "link")


class ForumJsonReader:
    """Reads threads whose posts have an author and a body."""

    name = "forum-json"

    def recognises(self, source: Source) -> bool:
        """Tell by an array of posts with bodies; asked after the readers of one software's export."""
        if not starts_like_json(source):
            return False
        held = (_POSTS, _OF_THREAD)
        return any(_names_one(source, names) for names in held) and all(
            _names_one(source, names) for names in (_BODY, ("author", *_AUTHOR))
        )

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the threads in `source`."""
        value = _value(source)
        holders = (
            value
            if isinstance(value, list)
            else [value, *objects(value, *_LISTS[:1]), *objects(value, *_LISTS[1:])]
        )
        threads = [one for one in holders if isinstance(one, dict)]
        found = [(thread, posts) for thread in threads if (posts := _posts_of(thread))] or _by_thread(threads)
        if not found:
            raise BadArchive(
                "This JSON holds no thread: no posts with an author and a body.", file=source.name
            )
        for thread, posts in found:
            yield fit_thread(_thread(thread, posts, source.name))


def _names_one(source: Source, names: tuple[str, ...]) -> bool:
    return any(f'"{name}"'.encode() in source.data for name in names)


def _value(source: Source) -> object:
    """Return the value of the file, or of its lines if it holds one a line."""
    lines = source.data.strip().split(b"\n", 2)
    if len(lines) > 1 and lines[0].rstrip().endswith(b"}") and lines[1].lstrip().startswith(b"{"):
        return [value for _, value in load_lines(source)]
    return load(source)


def _by_thread(posts: list[Object]) -> list[tuple[Object, list[Object]]]:
    """Return posts that stand alone by the thread they name."""
    threads: dict[str, tuple[Object, list[Object]]] = {}
    for post in posts:
        number = text(post, *_OF_THREAD)
        if number and _author(post) and text(post, *_BODY):
            about = {"id": number, "title": text(post, *_TITLE_BESIDE) or number}
            threads.setdefault(number, (about, []))[1].append(post)
    return list(threads.values())


def _posts_of(thread: Object) -> list[Object]:
    holders = (thread, fields(thread, "thread"), fields(thread, "topic"), fields(thread, "data"))
    for holder in holders:
        for name in _POSTS:
            posts = [post for post in objects(holder, name) if _author(post)]
            if any(text(post, *_BODY) for post in posts):
                return posts
    return []


def _author(post: Object) -> str:
    return text(fields(post, "author") or fields(post, "user"), *_AUTHOR) or text(post, *_AUTHOR, "user")


def _thread(thread: Object, posts: list[Object], name: str) -> ParsedThread:
    told = (text(holder, key) for holder in (thread, fields(thread, "thread")) for key in _URL)
    url = next((found for address in told if (found := only_absolute(address)) and host_of(found)), None)

    def resolve(href: str) -> str | None:
        try:
            return only_absolute(urljoin(url or "", href))
        except ValueError:
            return None

    host = host_of(url or "")
    number = text(thread, *_THREAD) or text(fields(thread, "thread"), *_THREAD)
    place = f"{ForumJsonReader.name}:{host}" if host else ForumJsonReader.name
    title = text(thread, "title", "subject", "threadTitle", "topic_title", "name") or text(
        fields(thread, "thread"), "title"
    )
    worded = [post for post in posts if text(post, *_BODY)]
    wordless = counted(
        "{n} post without words passed over.",
        "{n} posts without words passed over.",
        len(posts) - len(worded),
    )
    order = day_first(text(post, *_DATE, *_EDITED) for post in posts)
    # An author's id that is the post's own id on every post is a slip of the exporter, not an id.
    slip = all(_author_id(post) == text(post, *_REF) for post in posts)
    return ParsedThread(
        title=title,
        posts=tuple(_post(post, resolve, order=order, with_ids=not slip) for post in worded),
        notices=(Notice(name, None, wordless),) if len(worded) < len(posts) else (),
        source=name,
        format=ForumJsonReader.name,
        key=f"{place}:thread:{number}" if number else f"{place}:title:{title}" if title else None,
        url=url,
        page=whole(thread, "pageNumber", "page_number", "page") or None,
        pages=whole(thread, "totalPages", "total_pages", "pages") or None,
    )


def _author_id(post: Object) -> str:
    return text(fields(post, "author") or fields(post, "user"), *_AUTHOR_ID) or text(post, *_AUTHOR_ID[:4])


def _post(post: Object, resolve: Resolve, *, order: bool | None, with_ids: bool) -> ParsedPost:
    body, marks = _body(text(post, *_BODY), resolve)
    author = fields(post, "author") or fields(post, "user")
    posted, edited = text(post, *_DATE), text(post, *_EDITED)
    if not posted:  # the only date there is: when the post came to be as it is
        posted, edited = edited, ""
    url = next(
        (found for key in _URL if (found := resolve(text(post, key)) if text(post, key) else None)), None
    )
    return ParsedPost(
        author=_author(post).strip() or NOBODY,
        body=body,
        author_ref=(_author_id(post) or None) if with_ids else None,
        author_title=text(author, *_TITLE) or text(post, *_TITLE[:2]) or None,
        posted_at=moment(posted, order=order),
        edited_at=moment(edited, order=order),
        ref=text(post, *_REF) or None,
        parent_ref=text(post, *_PARENT) or None,
        url=url,
        marks=marks,
        number=whole(post, *_NUMBER),
    )


def _body(words: str, resolve: Resolve) -> tuple[str, tuple[Mark, ...]]:
    if is_html(words):
        return rendered(words, phpbb_quote, resolve)
    words = words.strip()
    return words, with_bbcode(words, ())


reader = ForumJsonReader()
