"""Text fit to be kept: no lone surrogates and no NULs, which SQLite and JSON cannot carry."""

import re
from dataclasses import replace

from bot.archive.model import Notice, ParsedPost, ParsedThread

_UNFIT = re.compile("[\ud800-\udfff\0]")
REPLACEMENT = "\ufffd"


def fit(text: str) -> str:
    """Return `text` with every lone surrogate and NUL as U+FFFD; lengths and offsets stay."""
    return _UNFIT.sub(REPLACEMENT, text) if _UNFIT.search(text) else text


def fit_thread(thread: ParsedThread) -> ParsedThread:
    """Return `thread` with every text fit to be kept, and a notice where a body or title had to change."""
    posts = tuple(_fit_post(post) for post in thread.posts)
    changed = sum(new.body != old.body for new, old in zip(posts, thread.posts, strict=True))
    notices = thread.notices
    if changed:
        text = (
            f"{changed} post(s) held characters no text may hold (lone surrogates or NULs); shown as \ufffd."
        )
        notices = (*notices, Notice(thread.source, None, text))
    return replace(
        thread,
        title=fit(thread.title),
        posts=posts,
        key=_maybe(thread.key),
        slug=_maybe(thread.slug),
        url=_maybe(thread.url),
        notices=notices,
    )


def _maybe(text: str | None) -> str | None:
    return None if text is None else fit(text)


def _fit_post(post: ParsedPost) -> ParsedPost:
    return replace(
        post,
        author=fit(post.author),
        body=fit(post.body),
        author_ref=_maybe(post.author_ref),
        author_title=_maybe(post.author_title),
        ref=_maybe(post.ref),
        parent_ref=_maybe(post.parent_ref),
        url=_maybe(post.url),
        aliases=tuple(fit(alias) for alias in post.aliases),
        marks=tuple(
            replace(mark, author=_maybe(mark.author), ref=_maybe(mark.ref), url=_maybe(mark.url))
            for mark in post.marks
        ),
    )
