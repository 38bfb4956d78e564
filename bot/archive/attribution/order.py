"""The order in which posts were written, where an archive holds an answer before what it answers.

Mail travels on different ways, and news archives keep what they got in the order they got it. Where quotes are marked,
what an earlier post quotes and a later one says was quoted from that. In flattened text a post that has little but what
an earlier one begins with, while that one goes on, was quoted by it: nobody quotes at length without a word below.
Words are looked for in the order found here, so that whoever wrote them is asked first.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

from bot.archive.attributions import attribution
from bot.archive.model import Mark, MarkKind, ParsedPost, QuoteKeeping

_BACK = 64  # posts back that an answer may stand before what it answers
_TELLING = 20  # letters a line must have to be known by
_ENOUGH = 40  # words that are quoted, at least
_RUN = 12  # and at the end of the post they were written in
_FEW = 8  # words that count for nothing
_LINES = 6  # lines of a farewell, at most
_WORDS = 4  # words of each, up to the name
_NAME = 3  # letters by which a name is known
_TRIED = 3  # earlier posts that are compared
_AROUND = " \t\r>|:"


def written_order(posts: Sequence[ParsedPost]) -> list[int] | None:
    """Return the places of the posts (from 0) in the order they were written; None where they stand in it.

    Only mail and text without marks are asked: what else keeps its quotes keeps its order, too.
    """
    if any(post.passages for post in posts):
        return None
    kept = {post.quotes for post in posts}
    turned: Iterable[tuple[int, int]] = ()
    if kept == {QuoteKeeping.ANSWERED}:
        turned = _answered_late(posts)
    elif kept == {QuoteKeeping.FLATTENED} and not any(_quotes(post) for post in posts if post.marks):
        turned = _turned(posts)
    needed: dict[int, list[int]] = {}
    for answer, original in turned:
        needed.setdefault(answer, []).append(original)
    return list(_ordered(len(posts), needed)) if needed else None


def _ordered(many: int, needed: dict[int, list[int]]) -> Iterator[int]:
    """Yield each place after those it needs; where they need each other, the earlier one first."""
    begun: set[int] = set()
    for first in range(many):
        if first in begun:
            continue
        begun.add(first)
        stack = [(first, iter(needed.get(first, ())))]
        while stack:
            place, rest = stack[-1]
            following = next((each for each in rest if each not in begun), None)
            if following is None:
                stack.pop()
                yield place
            else:
                begun.add(following)
                stack.append((following, iter(needed.get(following, ()))))


def _answered_late(posts: Sequence[ParsedPost]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a mail and a later one that says what it quotes, which nobody said before."""
    said, asked = _Window(), _Window()
    for at, post in enumerate(posts):
        own, quoted = _apart(post)
        words: Counter[int] = Counter()
        for line in dict.fromkeys(own):
            if said.first(line) is None:
                for answer in asked.holding([line], -1):
                    words[answer] += _words([line])
        yield from ((answer, at) for answer, many in words.items() if many >= _RUN)
        said.add(at, own)
        asked.add(at, [line for line in quoted if said.first(line) is None])


def _apart(post: ParsedPost) -> tuple[list[str], list[str]]:
    """Return the lines of a post outside its marked quotes, and those inside."""
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    for mark in sorted(_quotes(post), key=lambda mark: mark.start):
        if mark.end > at:
            own += _lines(post.body[at : max(at, mark.start)])
            quoted += _lines(post.body[max(at, mark.start) : mark.end])
            at = mark.end
    return own + _lines(post.body[at:]), quoted


def _quotes(post: ParsedPost) -> list[Mark]:
    return [mark for mark in post.marks if mark.kind is MarkKind.QUOTE]


def _turned(posts: Sequence[ParsedPost]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of an answer and the later post that it answers.

    So does that one with posts between them that hold what stands above in it, for it may answer them.
    """
    window = _Window()
    for at, post in enumerate(posts):
        lines = _lines(post.body)
        below: list[str] = []  # lines that nobody wrote before
        tried: set[int] = set()
        for end in range(len(lines), 0, -1) if window.may_hold(lines[-_LINES - 1 :]) else ():
            answer = window.first(lines[end - 1])
            if answer is None:
                below.insert(0, lines[end - 1])
                if len(below) > _LINES or len(lines[end - 1].split()) > _FEW:
                    break
            elif below and not _is_farewell(below, post.author):
                break
            elif answer not in tried:
                tried.add(answer)
                most = None if below else _FEW
                start = window.quoted_from(_lines(posts[answer].body), answer, lines[:end], most)
                if start is not None:
                    yield answer, at
                    yield from ((at, other) for other in window.holding(lines[:start], answer))
                if start is not None or len(tried) == _TRIED:
                    break
        window.add(at, lines)


class _Window:
    """Which of the last posts holds a line first."""

    def __init__(self) -> None:
        self._recent: deque[tuple[int, set[str]]] = deque(maxlen=_BACK)
        self._new: set[str] = set()  # lines of fewer than _BACK posts,
        self._old: set[str] = (
            set()
        )  # and of the _BACK before: nearly every line is in neither, which ends the search

    def add(self, at: int, lines: Sequence[str]) -> None:
        """Remember the lines of the next post, which stands at this place."""
        telling = {line for line in lines if len(line) >= _TELLING}
        self._recent.append((at, telling))
        if at % _BACK == 0:
            self._old, self._new = self._new, set()
        self._new |= telling

    def first(self, line: str) -> int | None:
        """Return the first of the last posts that holds the line; None where none does."""
        return next(self._with(line), None)

    def may_hold(self, lines: Sequence[str]) -> bool:
        """Tell quickly whether any of the last posts may hold one of the lines."""
        return not (self._new.isdisjoint(lines) and self._old.isdisjoint(lines))

    def holding(self, lines: Iterable[str], after: int) -> list[int]:
        """Return those of the last posts, after this place, that hold any of the lines."""
        return sorted({place for line in lines for place in self._with(line) if place > after})

    def _with(self, line: str) -> Iterator[int]:
        if self.may_hold([line]):
            yield from (place for place, lines in self._recent if line in lines)

    def quoted_from(
        self, answer: Sequence[str], place: int, original: Sequence[str], most: int | None
    ) -> int | None:
        """Return from which line on the post `answer`, at this place, quotes a later one; None where it does not.

        The last of that one's lines stands in it. No more than `most` words of its own may stand above what is quoted;
        None: fewer than are quoted.
        """
        here, there = set(answer), set(original)
        begins = next((line for line in answer if not _introduces(line)), "")
        start = len(original)
        while start and original[start - 1] in here:
            start -= 1
        answered = answer[answer.index(original[start]) :]
        shared = _words(line for line in original if line in here and self.first(line) in {None, place})
        lead = _words(line for line in original[:start] if self.first(line) is None and not _introduces(line))
        turned = (
            begins in there
            and _words(line for line in answered if line not in there and self.first(line) in {None, place})
            > _FEW
            and shared >= _ENOUGH
            and _words(original[start:]) >= _RUN
            and lead <= (shared if most is None else most)
            and not (start and _introduces(original[start - 1]))
        )
        return start if turned else None


def _lines(text: str) -> list[str]:
    return [line for each in text.split("\n") if (line := each.strip(_AROUND))]


def _is_farewell(lines: Sequence[str], author: str) -> bool:
    """Tell whether somebody takes leave in these lines: few words, then their name and at most an address."""
    words = [line.split() for line in lines]
    if any(len(each) > _FEW for each in words):
        return False
    name = author.casefold()
    signed = next((at for at, each in enumerate(words) if any(_is_of(word, name) for word in each)), None)
    if signed is None and len(lines) > 1 and all(word.isalpha() and word[0].isupper() for word in words[-1]):
        signed = len(lines) - 1
    return signed is not None and all(
        len(each) <= (_WORDS if at <= signed else _FEW) for at, each in enumerate(words)
    )


def _is_of(word: str, name: str) -> bool:
    return len(word) >= _NAME and word.casefold() in name


def _introduces(line: str) -> bool:
    return attribution(line) is not None or attribution(line + ":") is not None


def _words(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)
