"""Text fit to be kept: no lone surrogates and no NULs, which SQLite and JSON cannot carry."""

import re
from dataclasses import replace

from bot.archive.model import Notice, ParsedPost, ParsedThread
from bot.languages import counted

_UNFIT = re.compile("[\ud800-\udfff\0]")
NOBODY = "(no name)"
"""The author of a post whose archive names none."""
REPLACEMENT = "\ufffd"
LONGEST_NAME = 300
"""Names, user titles and ids are cut to so many characters; none that is honest comes near."""
LONGEST_TITLE = 1000
LONGEST_ADDRESS = 4000
"""A longer address is dropped."""


def fit(text: str) -> str:
    """Return `text` with every lone surrogate and NUL as U+FFFD; lengths and offsets stay."""
    return text if _is_fit(text) else _UNFIT.sub(REPLACEMENT, text)


def _is_fit(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode()  # faster than any search
    except UnicodeEncodeError:
        return False
    return True


def fit_thread(thread: ParsedThread) -> ParsedThread:
    """Return `thread` with every text fit to be kept, and a notice where a body or title had to change."""
    posts = tuple(_fit_post(post) for post in thread.posts)
    changed = sum(new.body != old.body for new, old in zip(posts, thread.posts, strict=True))
    notices = thread.notices
    if changed:
        text = counted(
            "{n} post(s) held characters no text may hold (lone surrogates or NULs); shown as \ufffd.",
            "{n} post(s) held characters no text may hold (lone surrogates or NULs); shown as \ufffd.",
            changed,
        )
        notices = (*notices, Notice(thread.source, None, text))
    return replace(
        thread,
        title=fit(thread.title[:LONGEST_TITLE]),
        posts=posts,
        key=_maybe(thread.key),
        slug=_maybe(thread.slug),
        url=_address(thread.url),
        notices=notices,
    )


def _maybe(text: str | None) -> str | None:
    return text and fit(text)


def _name(text: str | None) -> str | None:
    return text and fit(text[:LONGEST_NAME])


def _address(text: str | None) -> str | None:
    return fit(text) if text is not None and len(text) <= LONGEST_ADDRESS else None


def _fit_post(post: ParsedPost) -> ParsedPost:
    names = [
        post.author,
        post.author_ref,
        post.author_title,
        post.ref,
        post.parent_ref,
        post.url,
        *post.aliases,
    ]
    names += [each for mark in post.marks for each in (mark.author, mark.ref, mark.url)]
    short = all(name is None or len(name) <= LONGEST_NAME for name in names)
    if short and not post.passages and _is_fit("".join(filter(None, (post.body, *names)))):
        return post
    return replace(
        post,
        author=fit(post.author[:LONGEST_NAME]),
        body=fit(post.body),
        author_ref=_name(post.author_ref),
        author_title=_name(post.author_title),
        ref=_name(post.ref),
        parent_ref=_name(post.parent_ref),
        url=_address(post.url),
        aliases=tuple(fit(alias[:LONGEST_NAME]) for alias in post.aliases),
        passages=tuple(
            replace(tile, author=_name(tile.author), declared=_name(tile.declared)) for tile in post.passages
        ),
        marks=tuple(
            replace(mark, author=_name(mark.author), ref=_name(mark.ref), url=_address(mark.url))
            for mark in post.marks
        ),
    )
