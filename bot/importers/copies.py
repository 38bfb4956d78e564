"""Which pages of a thread are copies of one page, where posts tell neither ids nor numbers.

A copy may have been saved later and go on for longer. Words that are said twice on a page were said twice.
"""

from collections.abc import Sequence
from datetime import datetime, time
from itertools import accumulate
from operator import itemgetter

from bot.archive.model import ParsedPost, ParsedThread

Words = tuple[str | None, str, str, datetime | None]


def told_apart(post: ParsedPost) -> bool:
    """Tell whether the archive itself says which post this is."""
    return bool(post.ref or post.number)


def words_of(post: ParsedPost) -> Words:
    """Return what two copies of a post have in common; two posts may, too."""
    return post.ref, post.author, post.body, post.posted_at


def by_page(fragments: Sequence[ParsedThread]) -> list[tuple[int, ParsedThread]]:
    """Put copies of a page behind the first of them, each with which of all pages it is, from 0."""
    pages = _Pages()
    return sorted(((pages.place(fragment), fragment) for fragment in fragments), key=itemgetter(0))


class _Pages:
    """The pages seen so far: their longest copies, found by their own number or by how they begin."""

    def __init__(self) -> None:
        self._longest: list[ParsedThread] = []
        self._told: dict[int, int] = {}
        self._by_start: dict[int, int] = {}
        self._by_whole: dict[int, int] = {}

    def place(self, fragment: ParsedThread) -> int:
        """Return which page this is."""
        if all(map(told_apart, fragment.posts)):
            self._longest.append(fragment)
            return len(self._longest) - 1
        starts = list(accumulate(map(words_of, fragment.posts), lambda *both: hash(both), initial=0))[1:]
        place = self._told.get(fragment.page) if fragment.page else None
        if place is None:
            # Either it is how a known page starts, or a known page is how it starts.
            alike = [self._by_start.get(starts[-1]), *map(self._by_whole.get, starts)]
            places = (one for one in alike if one is not None and _are_copies(self._longest[one], fragment))
            place = next(places, len(self._longest))
        if place == len(self._longest):
            self._longest.append(fragment)
        elif len(fragment.posts) > len(self._longest[place].posts):
            self._longest[place] = fragment
        self._by_whole.setdefault(starts[-1], place)
        for start in starts:
            self._by_start.setdefault(start, place)
        if fragment.page:
            self._told.setdefault(fragment.page, place)
        return place


def _are_copies(one: ParsedThread, other: ParsedThread) -> bool:
    """Tell whether one is certainly a copy of the other, which may go on for longer.

    Several posts in a row do not come twice; a single one may ("+1"), unless the address or the minute is the same.
    """
    if any(words_of(post) != words_of(same) for post, same in zip(one.posts, other.posts, strict=False)):
        return False
    posted = one.posts[0].posted_at
    return (
        min(len(one.posts), len(other.posts)) > 1
        or (one.url is not None and one.url == other.url)
        or (posted is not None and posted.time() != time())
    )
