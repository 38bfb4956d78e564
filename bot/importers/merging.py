"""Pages of one thread, found in any order in several files, as one thread.

`identity` tells which fragments are of one thread. Posts go by the pages' order, else by their declared numbers,
else by their ids, else as they came; never by their clocks.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from bot.archive.model import Mark, MarkKind, Notice, ParsedPost, ParsedThread
from bot.importers.claims import checked
from bot.importers.copies import Words, by_page, words_of
from bot.importers.identity import Group, group, is_mail, outline
from bot.importers.mail.threading import parents_first, settled
from bot.languages import Text, counted

_TREE = "reddit"
"""Tells answers by their parents, and may give them before those."""


def merge(fragments: Iterable[ParsedThread]) -> list[ParsedThread]:
    """Return the threads that fragments make up, in the order of their first ones, each post once."""
    given = list(fragments)
    groups = group([outline(each) for each in given if each.key])
    keyed = [place for place, each in enumerate(given) if each.key]
    of_key = [([keyed[member] for member in each.members], each) for each in groups]
    alone = [([place], None) for place, each in enumerate(given) if not each.key]
    return [
        join([given[place] for place in places], told)
        for places, told in sorted([*of_key, *alone], key=lambda each: each[0])
    ]


def join(fragments: list[ParsedThread], told: Group | None = None) -> ParsedThread:
    """Return the one thread that `fragments` make up, each post once; `told` is what they are by their outlines.

    Quotes and answers that name a post by its declared number or its id are settled here: `Mark.number`
    becomes the place in the merged thread (None if that post is not in it), a parent "#7" its ref, or its place
    where it has none. So is what an export of ours says of passages. A page that is missing leaves a notice.
    """
    if told is not None:
        fragments = [replace(each, key=told.key) for each in fragments]
    thread = _settled(_joined(fragments))
    if told is None or not told.alike:
        return thread
    alike = Text(
        "Another thread is called {title!r}, too. Nothing in the files says that they are one: each is kept by itself.",
        title=thread.title,
    )
    return replace(thread, notices=(*thread.notices, Notice(thread.source, None, alike)))


def _joined(cluster: list[ParsedThread]) -> ParsedThread:
    cluster = _ordered(cluster)
    first = cluster[0]
    posts: list[ParsedPost] = []
    seen: dict[tuple[object, ...], int] = {}
    for place, fragment in by_page(cluster):
        repeated: Counter[Words] = Counter()
        for post in fragment.posts:
            identity: tuple[object, ...]
            if post.ref:
                identity = (post.ref,)
            elif post.number:
                identity = post.number, *words_of(post)
            else:
                words = words_of(post)
                repeated[words] += 1
                identity = place, repeated[words], *words
            if identity in seen:
                if _edited_since(posts[seen[identity]], post):
                    posts[seen[identity]] = post
                continue
            seen[identity] = len(posts)
            posts.append(post)
    numbers = [post.number for post in posts]
    if None not in numbers and len(set(numbers)) == len(numbers):
        posts.sort(key=lambda post: post.number or 0)
    if (is_mail(first) or first.format == _TREE) and len(cluster) > 1:
        posts = parents_first(sorted(posts, key=lambda post: bool(post.parent_ref)))
        posts = list(settled(posts)) if is_mail(first) else posts
    notices = [notice for fragment in cluster for notice in fragment.notices]
    notices += _missing(cluster, {post.ref for post in posts})
    return replace(
        first,
        posts=tuple(posts),
        page=None if len(cluster) > 1 else first.page,
        url=next((fragment.url for fragment in cluster if fragment.url), None),
        title=next((fragment.title for fragment in cluster if fragment.title), ""),
        notices=tuple(dict.fromkeys(notices)),
    )


def _edited_since(one: ParsedPost, other: ParsedPost) -> bool:
    """Tell whether `other` is a later state of the same post."""
    if other.edited_at is None or one.edited_at is None:
        return other.edited_at is not None
    return other.edited_at.replace(tzinfo=None) > one.edited_at.replace(tzinfo=None)


def _ordered(cluster: list[ParsedThread]) -> list[ParsedThread]:
    pages = [fragment.page for fragment in cluster]
    # The first post may be repeated on every page, so pages go by their last one.
    numbers = [next((p.number for p in reversed(one.posts) if p.number), None) for one in cluster]
    refs = [next((p.ref for p in reversed(one.posts) if p.ref), "") for one in cluster]
    ranks: list[int | None]
    if None not in pages:
        ranks = pages
    elif None not in numbers:
        ranks = numbers
    else:
        ranks = [int(ref) if ref.isdecimal() and len(ref) < 20 else None for ref in refs]
    if None in ranks:
        # What answers something is not how a thread begins.
        return sorted(cluster, key=lambda one: bool(one.posts and one.posts[0].parent_ref))
    order = sorted(range(len(cluster)), key=lambda index: ranks[index] or 0)
    return [cluster[index] for index in order]


def _missing(cluster: list[ParsedThread], refs: set[str | None]) -> list[Notice]:
    """Say what was not given, as far as what was given tells: posts of a list, pages, posts between two numbers."""
    title, source = cluster[0].title, cluster[0].source
    listed = dict.fromkeys(ref for fragment in cluster for ref in fragment.listed)
    if listed:
        here = refs.union(*(fragment.passed for fragment in cluster))
        lost = sum(ref not in here for ref in listed)
        text = counted(
            "{n} of the {all} posts of {title!r} was not given.",
            "{n} of the {all} posts of {title!r} were not given.",
            lost,
            all=len(listed),
            title=title,
        )
        return [Notice(source, None, text)] if lost else []
    return _missing_pages(cluster) or _missing_numbers(cluster)


def _missing_numbers(cluster: list[ParsedThread]) -> list[Notice]:
    """Say which posts are missing before and between fragments of numbered posts that tell no pages."""
    if any(fragment.page for fragment in cluster):
        return []
    told = [{post.number for post in fragment.posts if post.number} for fragment in cluster]
    spans = sorted((min(numbers), max(numbers)) for numbers in told if numbers)
    gaps, reached = [], 0
    for first, last in spans:
        if first > reached + 1:
            gaps.append(_span(reached + 1, first - 1))
        reached = max(reached, last)
    text = Text(
        "Of {title!r} these posts were not given: {gaps}.", title=cluster[0].title, gaps=", ".join(gaps)
    )
    return [Notice(cluster[0].source, None, text)] if gaps else []


def _missing_pages(cluster: list[ParsedThread]) -> list[Notice]:
    """Say which pages were not given."""
    pages = {fragment.page for fragment in cluster if fragment.page}
    last = max((fragment.pages or fragment.page or 0 for fragment in cluster), default=0)
    last = max(last, *pages, 0) if pages else last
    title = cluster[0].title
    if len(pages) == len({id(fragment) for fragment in cluster}) or len(pages) > 1:
        gaps = _ranges(pages, last)
        text = Text("Of {title!r} these pages were not given: {gaps}.", title=title, gaps=gaps)
        return [Notice(cluster[0].source, None, text)] if gaps else []
    text = Text("{title!r} has {last} pages, {given} given.", title=title, last=last, given=len(cluster))
    return [Notice(cluster[0].source, None, text)] if last > len(cluster) else []


def _ranges(pages: set[int], last: int) -> str:
    """Name the pages from 1 to `last` that are not in `pages`."""
    stops = [0, *sorted(pages), last + 1]
    gaps = [(low + 1, high - 1) for low, high in pairwise(stops) if high - low > 1]
    return ", ".join(_span(low, high) for low, high in gaps)


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _settled(thread: ParsedThread) -> ParsedThread:
    places = {post.ref: place for place, post in enumerate(thread.posts, 1) if post.ref}
    declared = {post.number: place for place, post in enumerate(thread.posts, 1) if post.number}

    def settle(mark: Mark) -> Mark:
        if mark.kind is not MarkKind.QUOTE:
            return mark
        if mark.ref in places:
            return replace(mark, number=places[mark.ref])
        if mark.number is None or not declared:
            return mark
        place = declared.get(mark.number)
        return replace(mark, number=place, ref=mark.ref or (thread.posts[place - 1].ref if place else None))

    def parent(ref: str | None) -> str | None:
        if ref is None or not ref.startswith("#"):
            return ref
        place = declared.get(int(ref[1:])) if ref[1:].isdecimal() else None
        return (thread.posts[place - 1].ref or f"#{place}") if place else None

    def settled_post(post: ParsedPost) -> ParsedPost:
        marks, parent_ref = tuple(map(settle, post.marks)), parent(post.parent_ref)
        if parent_ref == post.parent_ref and marks == post.marks:
            return post
        return replace(post, marks=marks, parent_ref=parent_ref)

    posts = tuple(settled_post(post) if post.marks or post.parent_ref else post for post in thread.posts)
    thread = replace(thread, posts=posts)
    return checked(thread) if any(post.passages for post in posts) else thread
