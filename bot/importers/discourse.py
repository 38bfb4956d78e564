"""Discourse topics as JSON (`/t/slug/123.json`), their posts as cooked HTML."""

import re
from collections.abc import Iterator

from bot.archive.model import Mark, MarkKind, Notice, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.discourse_page import Cooked
from bot.importers.html.fragment import only_absolute, rendered
from bot.importers.html.moments import moment
from bot.importers.jsonic import Object, fields, has_keys, load, objects, text, whole
from bot.importers.source import Source
from bot.languages import counted

_SMALL_ACTION = 3
_TAGS = re.compile(r"<[^>]*>")


class DiscourseReader:
    """Reads one topic, or an array of topics, whole or in chunks."""

    name = "discourse"

    def recognises(self, source: Source) -> bool:
        """Tell by the post stream."""
        return has_keys(source, "post_stream", "posts")

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the topics in `source`."""
        value = load(source)
        topics = [
            topic for topic in (value if isinstance(value, list) else [value]) if fields(topic, "post_stream")
        ]
        if not any(objects(topic, "post_stream", "posts") for topic in topics):
            raise BadArchive(
                "This JSON is no Discourse topic: it has no posts in a post stream.", file=source.name
            )
        for topic in topics:
            yield fit_thread(_topic(topic, source.name))


def _topic(topic: Object, name: str) -> ParsedThread:
    number = text(topic, "id", "topic_id")
    raw = objects(topic, "post_stream", "posts")
    shown = [post for post in raw if post.get("post_type") != _SMALL_ACTION]
    refs = {whole(post, "post_number"): text(post, "id") for post in raw}
    notices = list(_gaps(topic, raw, name))
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
        title=text(topic, "title") or _TAGS.sub("", text(topic, "fancy_title")),
        posts=tuple(_post(post, rule, refs) for post in shown),
        source=name,
        format=DiscourseReader.name,
        key=f"discourse:thread:{number}" if number else None,
        url=only_absolute(text(topic, "url", "canonical_url")),
        notices=tuple(notices),
    )


def _gaps(topic: Object, posts: list[Object], name: str) -> Iterator[Notice]:
    """Say which posts of the stream the file does not hold."""
    stream = fields(topic, "post_stream").get("stream")
    here = {text(post, "id") for post in posts}
    ids = [str(one) for one in stream if isinstance(one, int)] if isinstance(stream, list) else []
    lost = [one for one in ids if one not in here]
    if lost:
        gap = counted(
            "{n} of the topic's {all} posts are not in this file.",
            "{n} of the topic's {all} posts are not in this file.",
            len(lost),
            all=len(ids),
        )
        yield Notice(name, None, gap)


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
    )


reader = DiscourseReader()
