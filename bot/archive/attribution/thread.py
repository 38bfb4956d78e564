"""Attribution of a whole thread, post after post."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from bot.archive.attribution.align import Place
from bot.archive.attribution.altered import TELLING, says_otherwise
from bot.archive.attribution.boxes import OWN as NOT_QUOTED
from bot.archive.attribution.boxes import Step, best_path
from bot.archive.attribution.copied import Copied
from bot.archive.attribution.copies import is_copy, verbatim
from bot.archive.attribution.credit import (
    SURE,
    Box,
    Crediting,
    boxes_of,
    joined,
    renumbered,
    tiled,
    with_carriers,
)
from bot.archive.attribution.declared import Places, cuts, marked_hints, unmarked
from bot.archive.attribution.headers import glued
from bot.archive.attribution.index import Index
from bot.archive.attribution.lines import Lines, Options, has_few
from bot.archive.attribution.order import written_order
from bot.archive.attribution.pages import FEW, Page
from bot.archive.attribution.posters import reworked, said_alike
from bot.archive.attribution.prior import UNKNOWN, ThreadPrior, Weights
from bot.archive.attribution.regions import OWN, Hint, hints, shows_ends
from bot.archive.attribution.signatures import Signatures
from bot.archive.model import ParsedPost, Passage, PassageKind, QuoteKeeping

WEIGHTS = Weights()
"""What the prices of a quote box are; only measurements put others in their place."""

_TRIED = 8  # times a post is cut anew because lines in it say something else than their sources


def attribute(posts: Sequence[ParsedPost]) -> list[tuple[Passage, ...]]:
    """Say whose words each post holds: one tuple of passages per post, tiling its body.

    Offsets are code points. Posts are numbered from 1 in the order given, which must be the thread's own: words
    are looked for in earlier posts only. Marks of the archive are taken as the truth; where it has none, boxes
    are found again by their words. Pure: the same posts give the same passages.
    """
    return list(attribute_each(posts))


def attribute_each(posts: Sequence[ParsedPost]) -> Iterator[tuple[Passage, ...]]:
    """Yield what `attribute` returns post by post, so that a long thread's passages need not be held at once.

    All posts must be there from the start: signatures and who is a member are read from the whole thread.
    """
    order = written_order(posts)
    if order is None:
        yield from map(_Thread(posts).add, posts)
        return
    thread = _Thread([posts[at] for at in order], [at + 1 for at in order])
    waiting: dict[int, tuple[Passage, ...]] = {}
    due = 0
    for at in order:
        waiting[at] = tuple(renumbered(thread.add(posts[at]), order))
        while due in waiting:
            yield waiting.pop(due)
            due += 1


class _Thread:
    def __init__(self, posts: Sequence[ParsedPost], numbers: Sequence[int] | None = None) -> None:
        self._members = {post.author.casefold(): post.author for post in posts}
        self._members.update(
            (alias.casefold(), post.author)
            for post in posts
            for alias in post.aliases
            if alias.casefold() not in self._members
        )
        self._places = Places(posts, numbers)
        # Where every quote is marked, neither ends of boxes nor signatures are asked for.
        searched = any(post.quotes is not QuoteKeeping.KEPT for post in posts)
        self._closed = searched and any(shows_ends(post.body) for post in posts)
        self._signatures = Signatures(posts if searched else ())
        self._index = Index(sum(len(post.body) for post in posts))
        self._weights = WEIGHTS
        self._pages: list[Page] = []
        self._lines = Lines(self._pages)
        self._quoted: dict[int, list[Passage]] = {}
        self._headings: dict[bytes, tuple[int, int, int]] = {}
        self._copied = Copied(self._pages)

    def add(self, post: ParsedPost) -> tuple[Passage, ...]:
        """Attribute the next post and remember its own words."""
        borders = [*cuts(post), *glued(post.body, self._members)]
        page = Page(len(self._pages) + 1, post.author, post.body, borders)
        told = self._told(page, post)
        passages: list[Passage] = []
        taken: list[int] = []
        if post.passages:
            taken = [line for line, start in enumerate(page.starts) if _credited(start, post.passages)]
            self._quoted[page.number] = [tile for tile in post.passages if tile.number]
        elif told is not None and all(hint is OWN or hint.settled for hint in told):
            if any(hint.furniture for hint in told):
                passages, taken = self._find(page, (), told)
        else:
            sources = self._index.sources(page)
            if sources or told or has_few(page):
                lines = len(page.starts)
                told = told or unmarked(lines)
                passages, taken = self._find(page, self._steps(page, sources or [set()] * lines, told), told)
        self._index.add(page, taken)
        self._pages.append(page)
        return post.passages or tiled(post.body, passages)

    def _told(self, page: Page, post: ParsedPost) -> list[Hint] | None:
        """Return what is known about each line before its words are compared; None where nothing is."""
        told = hints(page, self._members)
        if post.quotes is not QuoteKeeping.FLATTENED:
            answered = self._places.of_ref(post.parent_ref, page.number)
            rest = Hint(within=answered) if post.quotes is QuoteKeeping.ANSWERED and answered else OWN
            return marked_hints(post, page, self._places, told, rest)
        if post.marks:
            told = marked_hints(post, page, self._places, told, None)
        signature = self._signatures.start(post)
        if signature:
            told = told or unmarked(len(page.starts))
            for at, start in enumerate(page.starts):
                if signature[0] <= start < signature[1] and not told[at].must:
                    told[at] = Hint(furniture=True, signature=True)
        return told

    def _find(
        self, page: Page, steps: Sequence[Step], told: Sequence[Hint]
    ) -> tuple[list[Passage], list[int]]:
        """Return the passages that are not the poster's own, and the lines that others are not to find here."""
        crediting = Crediting(page, self._pages, self._members)
        passages: list[Passage] = []
        taken: list[int] = []
        boxed: set[int] = set()
        quoted = False  # whether somebody else was quoted further up
        for box in boxes_of(steps, told):
            if (
                box.source != UNKNOWN
                and not (told[box.first].must or told[box.first].who)
                and self._is_copy(page, box)
            ):
                copies = list(self._copies(page, box))
                passages += copies
                self._copied.add(page.number, copies)
                continue
            found = list(self._copied.first(page, crediting.passage(box, told[box.first])))
            passage = found[0]
            if passage.author is None and told[box.first].typed:
                continue  # a tag that the poster typed: what stands nowhere is theirs
            passages += found
            boxed.update(range(box.first, box.last + 1))
            # Whoever repeats themselves in mid-post has said it again: a later quote may be of either post.
            again = passage.author == page.name and box.first > 0 and not quoted
            many = page.firsts[box.last + 1] - page.firsts[box.first] > FEW
            quoted = quoted or (passage.author != page.name and many)
            if passage.author and not again:
                taken += range(box.first, box.last + 1)
        sources_quoted = {passage.number for passage in passages}
        for at, hint in enumerate(told):
            if hint.furniture and not (hint.offered and boxed.isdisjoint((at - 1, at + 1))):
                passages += self._furniture(page, at, hint, sources_quoted)
                if not hint.signature:
                    taken.append(at)
        passages = list(with_carriers(joined(passages, page.body), self._quoted))
        quotes = [passage for passage in passages if passage.number]
        if quotes:
            self._quoted[page.number] = quotes
        return passages, taken

    def _furniture(self, page: Page, at: int, hint: Hint, quoted: Container[int | None]) -> Iterator[Passage]:
        """Yield the passage for a line that is nobody's, unless it came along with a post that is quoted here, too.

        What the poster's own mail program wrote above a quote is the poster's.
        """
        start, end = page.starts[at], page.ends[at]
        if hint.heading:
            key = page.words[page.firsts[at] : page.firsts[at + 1]].tobytes()
            number, low, high = self._headings.setdefault(key, (page.number, start, end))
            if number != page.number and number in quoted:
                name = self._pages[number - 1].name
                yield Passage(start, end, PassageKind.QUOTE, name, number, low, high)
                return
        if not hint.written:
            yield Passage(start, end, PassageKind.FURNITURE)

    def _steps(self, page: Page, sources: list[set[int]], told: Sequence[Hint]) -> list[Step]:
        options = self._lines.options(page, sources, told)
        must = [hint.must for hint in told]
        named = [self._named(hint) if hint.who else hint for hint in told]
        prior = ThreadPrior(
            page, self._pages, self._index, named, self._quoted, self._weights, closed=self._closed
        )
        path = best_path(options, must, prior)
        if len(page.words) < SURE and said_alike(page, path, told):
            return [Step()] * len(path)
        for _ in range(_TRIED):
            altered, handed_back = list(self._altered(page, path, told)), list(reworked(page, path, told))
            if not altered and not handed_back:
                return path
            for at in altered:
                options[at] = _without(options[at], path[at])
            for at in handed_back:
                options[at] = {}
            path = best_path(options, must, prior)
        for at in range(len(path)):
            options[at] = {} if options[at] and not must[at] and not told[at].may else options[at]
        return best_path(options, must, prior)

    def _named(self, hint: Hint) -> Hint:
        """Return a hint with the name of the member whose alias it has."""
        who = self._members.get(hint.who.casefold()) if hint.who else None
        return hint if who is None or who == hint.who else replace(hint, who=who)

    def _altered(self, page: Page, path: Sequence[Step], told: Sequence[Hint]) -> Iterator[int]:
        """Yield the lines that stand in no box for certain and say something else than their source.

        Lines right beside them that are the source's to the letter speak for them, where the post has words of its own.
        """
        changed = [at for at, step in enumerate(path) if step.source > NOT_QUOTED and _has_other_words(step)]
        if not changed:
            return
        only = all(
            step.source != NOT_QUOTED or told[at].furniture or page.firsts[at] == page.firsts[at + 1]
            for at, step in enumerate(path)
        )
        typed = {
            box.first for box in boxes_of(path, told) if box.source != UNKNOWN and self._is_copy(page, box)
        }
        for at in changed:
            step, hint = path[at], told[at]
            if hint.must or hint.number or hint.who or hint.signed or at in typed:
                continue
            if not only and any(
                0 <= beside < len(path) and _speaks_for(path[beside], step) for beside in (at - 1, at + 1)
            ):
                continue
            source = self._pages[step.source - 1]
            if step.place is not None and says_otherwise(page, at, source, step.place, alone=only):
                yield at

    def _is_copy(self, page: Page, box: Box) -> bool:
        place = box.places[0]
        return place is not None and is_copy(page, box.first, self._pages[box.source - 1], place)

    def _copies(self, page: Page, box: Box) -> Iterator[Passage]:
        source = self._pages[box.source - 1]
        for line, place in enumerate(box.places, box.first):
            if place is None:
                continue
            for start, end, low, high in verbatim(page, line, source, place):
                copy = Passage(start, end, PassageKind.QUOTE, source.name, box.source, low, high)
                yield from self._copied.first(page, copy)


def _is_verbatim(place: Place) -> bool:
    return place.equal == place.length == place.high - place.low


def _has_other_words(step: Step) -> bool:
    return step.place is not None and step.place.length > 0 and not _is_verbatim(step.place)


def _speaks_for(beside: Step, step: Step) -> bool:
    """Tell whether a line stands in the same source to the letter, with so many words that this is no chance."""
    place = beside.place
    return (
        beside.source == step.source and place is not None and _is_verbatim(place) and place.length >= TELLING
    )


def _without(options: Options | None, step: Step) -> Options | None:
    """Return the options of a line but for the place that this step takes."""
    if options is None or step.place is None:
        return options
    left = [place for place in options.get(step.source, ()) if place != step.place]
    return {**options, step.source: left}


def _credited(place: int, tiles: Sequence[Passage]) -> bool:
    """Tell whether the words at this place are somebody else's, or nobody's."""
    return any(
        tile.start <= place < tile.end
        and (
            tile.kind is PassageKind.FURNITURE or (tile.kind is PassageKind.QUOTE and tile.author is not None)
        )
        for tile in tiles
    )
