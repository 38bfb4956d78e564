"""What every form of transcript offers, and which there are."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from bot.store.values import Post, ThreadSummary
from bot.transcript.html import Page
from bot.transcript.jsonl import JsonLines
from bot.transcript.markdown import Markdown


class Form(Protocol):
    """One form. A document is `head`, then for every thread `thread` and its posts in order, then `foot`."""

    suffix: str
    """What a file of this form ends in, without the dot."""

    @property
    def head(self) -> str:
        """Return what stands above everything."""
        ...

    @property
    def foot(self) -> str:
        """Return what stands below everything."""
        ...

    def thread(self, thread: ThreadSummary) -> str:
        """Return what stands above a thread's posts."""
        ...

    def post(self, post: Post, thread: ThreadSummary) -> str:
        """Return one post, everybody's words under their own name; every part ends its own last line."""
        ...


FORMS: dict[str, Form] = {"jsonl": JsonLines(), "markdown": Markdown(), "html": Page()}
"""Every form by the name people give it."""


def document(form: Form, thread: ThreadSummary, posts: Iterable[Post]) -> Iterator[str]:
    """Yield a whole document of one thread in parts."""
    yield form.head
    yield form.thread(thread)
    for post in posts:
        yield form.post(post, thread)
    yield form.foot
