"""Which fragments are of one thread, told from little of each, so that very many can wait for one another.

An id of the forum, of the page's address or of its file's name is an identity; a title is none. Fragments that
have only a title in common are one thread where they say so: pages "2 of 5", declared numbers that go on, or
posts that both of them hold. Else each is a thread of its own.
"""

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from bot.archive.ids import is_title
from bot.archive.model import ParsedPost, ParsedThread
from bot.importers.mail.sets import DisjointSets

_MAIL = frozenset({"mbox", "usenet"})
_NONE = 0
_UNDATED = datetime(9999, 12, 31)  # noqa: DTZ001 - compared with times without zones


@dataclass(frozen=True, slots=True)
class Outline:
    """What tells which thread a fragment is of.

    `refs`, `parents`, `authors` and `words` have a digest for each post, 0 where it has none: of its id, of that of the
    post it answers, of who wrote it, and of author, words and time together. `precise` tells of each whether its
    time has a minute.
    """

    key: str
    title: str
    url: str | None
    mail: bool
    page: int | None
    pages: int | None
    begins: datetime | None
    ends: datetime | None
    numbers: "array[int]"
    refs: "array[int]"
    parents: "array[int]"
    authors: "array[int]"
    words: "array[int]"
    precise: bytes


@dataclass(frozen=True, slots=True)
class Group:
    """Places of the fragments of one thread, in order; `alike` where another thread has nothing else than its title."""

    members: tuple[int, ...]
    key: str
    alike: bool = False


def is_mail(fragment: ParsedThread) -> bool:
    """Tell whether messages say where they belong; in an export of ours they were put together already."""
    return fragment.format in _MAIL and fragment.slug is None


def outline(fragment: ParsedThread) -> Outline:
    """Return what is kept of a fragment that has a key."""
    posts = fragment.posts
    times = [post.posted_at.replace(tzinfo=None) for post in posts if post.posted_at]
    return Outline(
        fragment.key or "",
        fragment.title.casefold(),
        fragment.url,
        is_mail(fragment),
        fragment.page,
        fragment.pages,
        min(times, default=None),
        max(times, default=None),
        array("q", (post.number or _NONE for post in posts)),
        array("q", (_digest(post.ref) for post in posts)),
        array("q", (_digest(post.parent_ref) for post in posts)),
        array("q", (_author(post.author) for post in posts)),
        array("q", map(_words, posts)),
        bytes(post.posted_at is not None and post.posted_at.time() != time() for post in posts),
    )


def group(outlines: Sequence[Outline]) -> list[Group]:
    """Return the threads, in the order of their first fragments; work grows with the number of posts."""
    by_key: dict[str, list[int]] = {}
    for place, one in enumerate(_mail_with_one_key(outlines)):
        by_key.setdefault(one.key, []).append(place)
    groups: list[Group] = []
    for key, places in by_key.items():
        if not is_title(key):
            groups.append(Group(tuple(places), key))
            continue
        threads = _apart([outlines[place] for place in places])
        groups += [
            Group(tuple(places[inner] for inner in thread), key, alike=len(threads) > 1) for thread in threads
        ]
    return sorted(groups, key=lambda each: each.members[0])


def _mail_with_one_key(outlines: Sequence[Outline]) -> list[Outline]:
    """Give mail fragments that refer to each other one key: message ids hold across files."""
    places = [place for place, one in enumerate(outlines) if one.mail and one.refs]
    mail = [outlines[place] for place in places]
    sets = DisjointSets(len(mail))
    here = {ref: index for index, one in enumerate(mail) for ref in one.refs if ref}
    begun = {one.title: index for index, one in enumerate(mail) if not one.parents[0]}
    for index, one in enumerate(mail):
        root = _digest(one.key.partition(":thread:")[2].partition(" ")[0])
        found = [here[name] for name in (root, *one.parents) if name in here]
        if not found and one.parents[0] and one.title in begun:
            found = [begun[one.title]]
        for other in found:
            sets.join(index, other)
    result = list(outlines)
    for index, place in enumerate(places):
        result[place] = replace(outlines[place], key=mail[sets.root(index)].key)
    return result


def _apart(same: Sequence[Outline]) -> list[list[int]]:
    """Return which of the fragments that share a title are one thread, each in order."""
    sets = DisjointSets(len(same))
    _join_alike(sets, (_posts_known_again(one) for one in same))
    _join_alike(sets, ([one.url] if one.url else [] for one in same))
    _join_pages(sets, same)
    _join_numbered(sets, same)
    threads: dict[int, list[int]] = defaultdict(list)
    for place in range(len(same)):
        threads[sets.root(place)].append(place)
    return list(threads.values())


def _join_alike(sets: DisjointSets, marks: Iterable[Iterable[Hashable]]) -> None:
    first: dict[Hashable, int] = {}
    for place, each in enumerate(marks):
        for mark in each:
            sets.join(first.setdefault(mark, place), place)


def _posts_known_again(one: Outline) -> list[Hashable]:
    """Return marks that no two threads have: of a post with an id, one of a known minute, or two in a row."""
    marks: list[Hashable] = [
        ("ref", ref, author) for ref, author in zip(one.refs, one.authors, strict=True) if ref
    ]
    marks += [("minute", words) for words, precise in zip(one.words, one.precise, strict=True) if precise]
    if not any(one.refs) and not any(one.numbers):
        marks += [("row", *pair) for pair in pairwise(one.words)]
    return marks


def _join_pages(sets: DisjointSets, same: Sequence[Outline]) -> None:
    """Join pages "1 of 3", "2 of 3" and "3 of 3"; where several threads of one title have as many, by their times."""
    by_pages: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, one in enumerate(same):
        if one.page and (one.pages or one.page) > 1:
            by_pages[one.pages or _NONE][one.page].append(place)
    unsaid = by_pages.pop(_NONE, {})
    if unsaid and len(by_pages) == 1:
        for page, places in unsaid.items():
            next(iter(by_pages.values()))[page] += places
    elif unsaid:
        by_pages[_NONE] = unsaid
    for pages in by_pages.values():
        ends: list[int] = []
        for number in sorted(pages):
            ends = _go_on(sets, same, ends, pages[number])


def _go_on(sets: DisjointSets, same: Sequence[Outline], ends: list[int], pages: list[int]) -> list[int]:
    """Join each of `pages` to the one of `ends` it goes on from, and return where threads end now."""
    left = {sets.root(end): end for end in ends}
    rest: list[int] = []
    now: list[int] = []
    for root, place in {sets.root(place): place for place in pages}.items():
        (rest if left.pop(root, None) is None else now).append(place)
    if len(left) == 1 and len(rest) == 1:
        sets.join(*left.values(), *rest)
        return now + rest
    waiting = list(left.values())
    for place in sorted(rest, key=lambda place: (same[place].begins or _UNDATED, place)):
        begins = same[place].begins
        before = [
            (reached, end) for end in waiting if begins and (reached := same[end].ends) and reached <= begins
        ]
        if before and len(left) >= len(rest):
            end = max(before)[1]
            sets.join(end, place)
            waiting.remove(end)
    return now + rest + waiting


def _join_numbered(sets: DisjointSets, same: Sequence[Outline]) -> None:
    """Join fragments whose declared numbers go on, or have a gap where only one thread can have it."""
    spans: dict[int, tuple[int, int]] = {}
    for place, one in enumerate(same):
        numbers = [number for number in one.numbers if number]
        if numbers and one.pages != 1:
            root = sets.root(place)
            low, high = spans.get(root, (min(numbers), max(numbers)))
            spans[root] = min(low, *numbers), max(high, *numbers)
    order = sorted(spans, key=lambda root: spans[root])
    apart = all(spans[before][1] < spans[after][0] for before, after in pairwise(order))
    if apart:
        for before, after in pairwise(order):
            sets.join(before, after)
        return
    begun: dict[int, list[int]] = defaultdict(list)
    reached: dict[int, list[int]] = defaultdict(list)
    for root in order:
        begun[spans[root][0]].append(root)
        reached[spans[root][1]].append(root)
    for high, roots in reached.items():
        if len(roots) == 1 and len(begun[high + 1]) == 1:
            sets.join(roots[0], begun[high + 1][0])


def _words(post: ParsedPost) -> int:
    return _digest(f"{post.author}\0{post.body}\0{post.posted_at}")


@lru_cache(maxsize=4096)
def _author(name: str) -> int:
    return _digest(name)


def _digest(text: str | None) -> int:
    """Return a number that stands for `text`, the same in every process; 0 for nothing."""
    if not text:
        return _NONE
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
