"""A thread as plain lines, every field of it, to hold beside a golden file."""

import json
from collections.abc import Iterable
from typing import Any

from bot.archive.model import Mark, ParsedPost, ParsedThread


def transcript(threads: Iterable[ParsedThread]) -> str:
    return "\n".join(line for thread in threads for line in _thread(thread)) + "\n"


def _fields(**values: Any) -> str:
    return " ".join(
        f"{name}={json.dumps(str(v), ensure_ascii=False)}"
        for name, v in values.items()
        if v not in (None, ())
    )


def _thread(thread: ParsedThread) -> Iterable[str]:
    yield f"thread {_fields(title=thread.title, format=thread.format, key=thread.key, url=thread.url)}"
    yield f"  {_fields(page=thread.page, pages=thread.pages, slug=thread.slug)}".rstrip()
    for notice in thread.notices:
        yield f"  notice {notice.text}"
    for post in thread.posts:
        yield from _post(post)


def _post(post: ParsedPost) -> Iterable[str]:
    yield f"post {_fields(number=post.number, ref=post.ref, parent=post.parent_ref, line=post.line)}"
    names = ", ".join(post.aliases) or None
    yield f"  by {_fields(author=post.author, ref=post.author_ref, title=post.author_title, aliases=names)}"
    yield f"  at {_fields(posted=post.posted_at, edited=post.edited_at, url=post.url)}".rstrip()
    for line in post.body.split("\n"):
        yield f"  | {line}"
    for passage in post.passages:
        words = json.dumps(post.body[passage.start : passage.end], ensure_ascii=False)
        told = _fields(
            author=passage.author, number=passage.number, start=passage.source_start, end=passage.source_end
        )
        yield f"  passage {passage.kind} {words} {told} sure={passage.confidence}"
    for mark in post.marks:
        yield f"  {_mark(mark, post.body)}"


def _mark(mark: Mark, body: str) -> str:
    declared = _fields(author=mark.author, ref=mark.ref, number=mark.number, url=mark.url)
    words = json.dumps(body[mark.start : mark.end], ensure_ascii=False)
    return f"{mark.kind} {words} {declared}".rstrip()
