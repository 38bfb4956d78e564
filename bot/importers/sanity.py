"""Whether a thread that was read can be right, whatever format it came in: doubts are told, nothing is changed.

A reader takes the wrong element of a page for a name, a date or a title without noticing. What comes of it shows in
the thread as a whole: one name at all posts, the same date at all posts of a member, a title that is a log-in box's.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from bot.archive.model import Notice, ParsedThread
from bot.importers.cleaning import NOBODY
from bot.importers.html.titles import is_menu
from bot.languages import Text, counted

_ENOUGH = 6
"""Fewer posts than this may well be all by one member, or dated in any order."""


def checked(thread: ParsedThread) -> ParsedThread:
    """Return a whole thread with a notice for everything about it that can hardly be right."""
    doubts = tuple(Notice(thread.source, None, text) for text in _doubts(thread))
    return replace(thread, notices=(*thread.notices, *doubts)) if doubts else thread


def _doubts(thread: ParsedThread) -> Iterator[Text]:
    for check in (_title, _authors, _nobody, _dates, _order):
        doubt = check(thread)
        if doubt is not None:
            yield doubt


def _title(thread: ParsedThread) -> Text | None:
    if thread.title.strip() and not is_menu(thread.title):
        return None
    return Text("The title {title!r} is hardly this thread's: none was found.", title=thread.title)


def _authors(thread: ParsedThread) -> Text | None:
    names = {post.author for post in thread.posts}
    if len(thread.posts) < _ENOUGH or len(names) > 1 or names == {NOBODY}:
        return None
    return Text(
        "All {n} posts of {title!r} are by {author!r}: if others wrote in it, its look was misread.",
        n=len(thread.posts),
        title=thread.title,
        author=thread.posts[0].author,
    )


def _nobody(thread: ParsedThread) -> Text | None:
    nameless = sum(post.author == NOBODY for post in thread.posts)
    if nameless * 2 < max(len(thread.posts), 2):
        return None
    return counted(
        "{n} of {all} posts of {title!r} names nobody: its look was misread.",
        "{n} of {all} posts of {title!r} name nobody: its look was misread.",
        nameless,
        all=len(thread.posts),
        title=thread.title,
    )


def _dates(thread: ParsedThread) -> Text | None:
    """A date that every post of a member has is the day they joined."""
    told: dict[str, list[datetime]] = defaultdict(list)
    for post in thread.posts:
        if post.posted_at is not None:
            told[post.author].append(post.posted_at)
    again = [dates for dates in told.values() if len(dates) > 1]
    if sum(map(len, again)) < _ENOUGH or len(again) < 2 or any(len(set(dates)) > 1 for dates in again):
        return None
    if len({date for dates in again for date in dates}) == 1:
        return None
    return Text(
        "In {title!r} all posts of a member have the same date: it is hardly the day they were written.",
        title=thread.title,
    )


def _order(thread: ParsedThread) -> Text | None:
    """Posts stand in the order they were written or in the other one, answers beside what they answer."""
    if any(post.parent_ref for post in thread.posts):
        return None
    dates = [post.posted_at.replace(tzinfo=None) for post in thread.posts if post.posted_at is not None]
    back = sum(later < earlier for earlier, later in pairwise(dates))
    if len(dates) < _ENOUGH or min(back, len(dates) - 1 - back) * 3 < len(dates) - 1:
        return None
    return Text(
        "The dates in {title!r} go back and forth: they are hardly those of its posts.", title=thread.title
    )
