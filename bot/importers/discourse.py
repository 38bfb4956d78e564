"""Discourse topics as JSON (`/t/slug/123.json`), their posts as cooked HTML."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from bot.archive.model import Mark, MarkKind, Notice, ParsedPost, ParsedThread, QuoteKeeping
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.discourse_page import Cooked
from bot.importers.html.fragment import only_absolute, rendered
from bot.importers.html.moments import moment
from bot.importers.jsonic import Object, fields, has_keys, load_all, objects, text, whole
from bot.importers.source import Source
from bot.languages import counted

_SMALL_ACTION = 3
_TAGS = re.compile(r"<[^>]*>")


class DiscourseReader:
    """Reads topics, whole or in chunks, and posts alone: one, an array, one a line."""

    name = "discourse"

    def recognises(self, source: Source) -> bool:
        """Tell by the post stream, or by what every post has."""
        return has_keys(source, "post_stream", "posts") or has_keys(
            source, "cooked", "post_number", "topic_id"
        )

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the topics in `source`."""
        values = [value for _, value in load_all(source)]
        if len(values) == 1 and isinstance(values[0], list):
            values = values[0]
        topics = [value for value in values if fields(value, "post_stream")]
        topics += _topics([post for value in values for post in _posts(value)])
        if not any(objects(topic, "post_stream", "posts") for topic in topics):
            raise BadArchive(
                "This JSON is no Discourse topic: it has no posts in a post stream.", file=source.name
            )
        for topic in topics:
            yield fit_thread(_topic(topic, source.name))


def _posts(value: object) -> list[Object]:
    """Return the posts that stand in a value without a topic around them: a list of them, or the value itself."""
    alone = fields(value, "post") or fields(value)
    return objects(value, "latest_posts") or objects(value, "posts") or [alone]


def _topics(posts: list[Object]) -> list[Object]:
    """Return the topics that posts without one around them are of."""
    topics: dict[tuple[str, str], Object] = {}
    for post in posts:
        number, slug = text(post, "topic_id"), text(post, "topic_slug")
        if number and "cooked" in post:
            about = {"id": number, "slug": slug, "post_stream": {"posts": []}}
            topic = topics.setdefault((number, slug), about)
            topic["title"] = topic.get("title") or text(post, "topic_title")
            topic["post_stream"]["posts"].append(post)
    return list(topics.values())


def _topic(topic: Object, name: str) -> ParsedThread:
    raw = objects(topic, "post_stream", "posts")
    number = text(topic, "id", "topic_id") or next((text(post, "topic_id") for post in raw), "")
    shown = [post for post in raw if post.get("post_type") != _SMALL_ACTION]
    refs = {whole(post, "post_number"): text(post, "id") for post in raw}
    notices: list[Notice] = []
    if len(shown) < len(raw):
        notices.append(
            Notice(
                name,
                None,
                counted(
                    "{n} note(s) of the forum itself (closed, moved) passed over.",
                    "{n} note(s) of the forum itself (closed, moved) passed over.",
                    len(raw) - len(shown),
                ),
            )
        )
    rule = Cooked(number or None)
    return ParsedThread(
        title=text(topic, "title")
        or _TAGS.sub("", text(topic, "fancy_title"))
        or text(topic, "slug").replace("-", " ")
        or PurePosixPath(name).stem,
        posts=tuple(_post(post, rule, refs) for post in shown),
        source=name,
        format=DiscourseReader.name,
        key=_key(topic, raw, number),
        url=only_absolute(text(topic, "url", "canonical_url")),
        notices=tuple(notices),
        listed=_listed(topic),
        passed=tuple(text(post, "id") for post in raw if post.get("post_type") == _SMALL_ACTION),
    )


def _key(topic: Object, posts: list[Object], number: str) -> str | None:
    """Return number and slug: nothing in the file tells the site, but its slug is hardly another's, too."""
    slug = text(topic, "slug") or next(filter(None, (text(post, "topic_slug") for post in posts)), "")
    return ":".join(filter(None, ("discourse:thread", number, slug))) if number else None


def _listed(topic: Object) -> tuple[str, ...]:
    """Return the ids of all the topic's posts, where the file tells them."""
    stream = fields(topic, "post_stream").get("stream")
    return tuple(str(one) for one in stream if isinstance(one, int)) if isinstance(stream, list) else ()


def _post(post: Object, rule: Cooked, refs: dict[int | None, str]) -> ParsedPost:
    body, marks = rendered(text(post, "cooked"), rule.rule, only_absolute)
    if post.get("user_deleted") is True or post.get("hidden") is True:
        marks = (Mark(0, len(body), MarkKind.FURNITURE),) if body else ()
    author = text(post, "username", "name")
    answered = whole(post, "reply_to_post_number")
    version = whole(post, "version") or 1
    name = text(post, "name", "display_username")
    return ParsedPost(
        author=author or NOBODY,
        body=body,
        author_ref=text(post, "user_id") or None,
        author_title=text(post, "user_title") or None,
        posted_at=moment(text(post, "created_at")),
        edited_at=moment(text(post, "updated_at")) if version > 1 else None,
        ref=text(post, "id") or None,
        parent_ref=(refs.get(answered) or f"#{answered}") if answered else None,
        url=only_absolute(text(post, "url")),
        marks=marks,
        aliases=(name,) if name and name != author else (),
        number=whole(post, "post_number"),
        quotes=QuoteKeeping.KEPT,
    )


reader = DiscourseReader()
