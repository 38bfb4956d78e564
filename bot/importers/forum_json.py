"""Threads as JSON with HTML or BBCode bodies, as forum archivers write them.

The shape is a thread (or an array of threads) that holds an array of posts, or posts alone that name their thread, in
an array or one a line; posts have an author and a body. The names of the fields differ; those we know stand below.
A body keeps the markup of the forum it came from, which its classes tell.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from bot.archive.model import Notice, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.dates import date_within
from bot.importers.forum_bodies import Bodies
from bot.importers.html.day_order import order_of_posts
from bot.importers.html.fragment import is_html, only_absolute
from bot.importers.html.layout import Layout
from bot.importers.html.moments import LONGEST_NOTE, moment
from bot.importers.html.page import host_of
from bot.importers.jsonic import Object, fields, load, load_lines, objects, starts_like_json, text, whole
from bot.importers.source import Source
from bot.importers.undated import undated_notices
from bot.languages import Text, counted

_POSTS = ("posts", "messages", "replies", "comments")
_BODY = ("content", "body", "message", "html", "cooked", "post_text", "text", "contentHtml", "messageHtml")
_AUTHOR = ("username", "displayName", "display_name", "name", "author", "poster", "nick")
_AUTHORS = ("author", "user", "poster", "member")
"""Fields that hold the author: as a name, or as an object that has one."""
_AUTHOR_ID = ("userId", "user_id", "authorId", "author_id", "id", "uid", "poster_id", "userid")
_AUTHOR_ID_BESIDE = ("userId", "user_id", "authorId", "author_id", "userid", "poster_id")
_TITLE = ("userTitle", "user_title", "profileRank", "rank", "title", "usertitle")
_TITLE_OF_AUTHOR = ("userTitle", "user_title", "usertitle", "rank_title", "profileRank")
_PROFILE = ("userinfo", "user_info", "user_extra")
"""Fields with what the page printed under the name, as pairs."""
_PROFILE_LINKS = ("user_link", "userLink", "author_link", "profileUrl")
_RANKS = frozenset({"rank", "title", "user title", "usertitle", "group", "postgroup", "membergroup"})
_REF = ("postId", "post_id", "postid", "id", "pid", "messageId", "message_id")
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
            _names_one(source, names) for names in (_BODY, (*_AUTHORS, *_AUTHOR))
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
            posts = objects(holder, name)
            if any(_author(post) and text(post, *_BODY) for post in posts):
                return posts
    return []


def _holder(post: Object) -> Object:
    """Return the object that tells about the author, an empty one where there is none."""
    return next((found for name in _AUTHORS if (found := fields(post, name))), {})


def _author(post: Object) -> str:
    return text(_holder(post), *_AUTHOR) or text(post, *_AUTHOR, *_AUTHORS)


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
    printed = [(text(post, *_DATE), _edited(post)) for post in worded]
    refs = [text(post, *_REF) for post in worded]
    order = order_of_posts(
        [(ref, posted or edited) for ref, (posted, edited) in zip(refs, printed, strict=True)],
        [edited for posted, edited in printed if posted],
    )
    bodies = Bodies([text(post, *_BODY) for post in worded], resolve)
    # An author's id that is the post's own id on every post is a slip of the exporter, not an id.
    slip = all(_author_id(post) == text(post, *_REF) for post in posts)
    read = tuple(
        _post(post, times, bodies, order=order, with_ids=not slip)
        for post, times in zip(worded, printed, strict=True)
    )
    lost = [
        posted or edited for one, (posted, edited) in zip(read, printed, strict=True) if one.posted_at is None
    ]
    return ParsedThread(
        title=title,
        posts=read,
        notices=tuple(
            Notice(name, None, said) for said in (*_missing(posts, worded, read), *undated_notices(lost))
        ),
        source=name,
        format=ForumJsonReader.name,
        key=f"{place}:thread:{number}" if number else f"{place}:title:{title}" if title else None,
        url=url,
        page=whole(thread, "pageNumber", "page_number", "page") or None,
        pages=whole(thread, "totalPages", "total_pages", "pages") or None,
    )


def _missing(posts: list[Object], worded: list[Object], read: Sequence[ParsedPost]) -> Iterator[Text]:
    """Say how many posts have no words or no author."""
    if len(worded) < len(posts):
        yield counted(
            "{n} post without words passed over.",
            "{n} posts without words passed over.",
            len(posts) - len(worded),
        )
    nameless = sum(post.author == NOBODY for post in read)
    if nameless:
        yield counted("{n} post names no author.", "{n} posts name no author.", nameless)


def _author_id(post: Object) -> str:
    told = text(_holder(post), *_AUTHOR_ID) or text(post, *_AUTHOR_ID_BESIDE)
    link = text(post, *_PROFILE_LINKS) or text(_holder(post), "link")
    match = Layout.author_id.search(link) if not told else None
    return told or (match[match.lastindex or 0] if match else "")


def _edited(post: Object) -> str:
    """Return the date of the last edit: a date, an object that has one, or a note that tells it."""
    told = text(post, *_EDITED) or text(fields(post, "edited"), *_DATE) or text(post, "edited")
    return told if moment(told, order=True) else date_within(told[:LONGEST_NOTE])


def _user_title(post: Object) -> str | None:
    told = text(_holder(post), *_TITLE) or text(post, *_TITLE_OF_AUTHOR)
    pairs = (pair for name in _PROFILE for pair in objects(post, name))
    ranks = (
        text(pair, "value") for pair in pairs if text(pair, "key", "name").strip(": ").casefold() in _RANKS
    )
    return told or next((rank for rank in ranks if rank and not is_html(rank)), None)


def _post(
    post: Object,
    printed: tuple[str, str],
    bodies: Bodies,
    *,
    order: bool | None,
    with_ids: bool,
) -> ParsedPost:
    body, marks = bodies.read(text(post, *_BODY))
    posted, edited = printed
    if not posted:  # the only date there is: when the post came to be as it is
        posted, edited = edited, ""
    url = next(
        (found for key in _URL if (found := bodies.resolve(text(post, key)) if text(post, key) else None)),
        None,
    )
    return ParsedPost(
        author=_author(post).strip() or NOBODY,
        body=body,
        author_ref=(_author_id(post) or None) if with_ids else None,
        author_title=_user_title(post),
        posted_at=moment(posted, order=order),
        edited_at=moment(edited, order=order),
        ref=text(post, *_REF) or None,
        parent_ref=text(post, *_PARENT) or None,
        url=url,
        marks=marks,
        number=whole(post, *_NUMBER),
        quotes=bodies.quotes,
    )


reader = ForumJsonReader()
