"""Figures of attribution against known quotes, in percent of the non-space characters of the bodies."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from bot.archive.model import ParsedPost, Passage, PassageKind
from tests.benchmarks.truth import KnownThread

_SHORT = ((3, "1_3"), (7, "4_7"))
_SHARES = ("wrong", "wrong_rec", "to_poster", "to_poster_rec")


@dataclass(frozen=True, slots=True)
class Credit:
    """Who a stretch of the file was credited to. `author` is case folded, "" where nobody is vouched for."""

    start: int
    end: int
    author: str = ""
    number: int = 0
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A stretch credited to somebody who did not write it, or a quote that was missed."""

    thread: str
    post: int
    what: str
    wanted: str
    given: str
    chars: int
    text: str


@dataclass(frozen=True, slots=True)
class _Truth:
    """One span of the truth. `firsts` are copies without a box: start, end, first writer and their post."""

    thread: KnownThread
    post: int
    poster: str
    span: dict[str, Any]
    firsts: Sequence[tuple[int, int, str, int]]

    @property
    def names(self) -> set[str]:
        """Return everybody who may rightly be credited."""
        return {(self.span.get(key) or "").casefold() for key in ("owner", "decl", "alt_owner")} - {""}

    @property
    def own(self) -> bool:
        """Tell whether the words are the poster's."""
        return bool(self.span["kind"] == "own")

    def slip(self, what: str, given: str, start: int, end: int) -> Slip:
        """Describe what went wrong with this stretch of the span."""
        text = self.thread.text[start:end]
        wanted = f"{self.span.get('owner')}#{self.span.get('owner_post')}"
        size = _letters(text)
        return Slip(self.thread.name, self.post, what, wanted, given, size, text)


@dataclass(slots=True)
class Tally:
    """Counts over threads, and the figures they make."""

    counts: Counter[str] = field(default_factory=Counter)
    slips: list[Slip] = field(default_factory=list)

    def add(
        self, thread: KnownThread, posts: Sequence[ParsedPost], passages: Sequence[Sequence[Passage]]
    ) -> None:
        """Compare `passages` of the truth's own posts with the truth."""
        for known, post, tiles in zip(thread.posts, posts, passages, strict=True):
            credited = list(_credits(known["body"][0], post.author, tiles))
            firsts = [
                (origin["start"], origin["end"], origin["author"].casefold(), origin["post"])
                for origin in known.get("origins", ())
            ]
            for span in known["spans"]:
                if span["kind"] in ("own", "quote"):
                    truth = _Truth(thread, known["no"], known["author"].casefold(), span, firsts)
                    self._add_span(truth, credited)

    def _add_span(self, truth: _Truth, credited: list[Credit]) -> None:
        low, high = truth.span["start"], truth.span["end"]
        cuts = {low, high}
        for start, end in [*((c.start, c.end) for c in credited), *((f[0], f[1]) for f in truth.firsts)]:
            cuts |= {min(max(start, low), high), min(max(end, low), high)}
        seen = fine = 0
        for left, right in pairwise(sorted(cuts)):
            size = _letters(truth.thread.text[left:right])
            if size:
                seen += size
                fine += size * self._add_piece(truth, _at(credited, left), left, right)
        if not truth.own and truth.span.get("cls") == "exact" and seen:
            words = len(truth.thread.text[low:high].split())
            name = next((name for most, name in _SHORT if words <= most), "8_up")
            good = fine == seen and _at(credited, low).quoted
            self.counts["n_" + name] += 1
            self.counts["ok_" + name] += good
            if not good:
                self.slips.append(truth.slip("whole_" + name, "", low, high))

    def _add_piece(self, truth: _Truth, credit: Credit, left: int, right: int) -> bool:
        """Count one stretch credited to one person; tell whether rightly."""
        size = _letters(truth.thread.text[left:right])
        first = next(((name, post) for start, end, name, post in truth.firsts if start <= left < end), None)
        right_one = credit.author in truth.names or (first is not None and credit.author == first[0])
        right_one = right_one or (not truth.names and credit.quoted)
        there = truth.own or truth.span.get("cls") in ("exact", "edited")
        wrong = bool(credit.author) and not right_one
        to_poster = wrong and not truth.own and credit.author == truth.poster
        found = not truth.own and there and credit.quoted and bool(credit.author)
        edited = truth.span.get("cls") == "edited" and not truth.own
        known_post = credit.number in {
            truth.span.get("owner_post"),
            truth.span.get("alt_post"),
            first and first[1],
        }
        self.counts.update(
            chars=size,
            covered=size * bool(credit.author),
            lost=size * (not credit.author),
            wrong=size * wrong,
            wrong_rec=size * (wrong and there),
            own=size * truth.own,
            given_away=size * (truth.own and wrong and credit.quoted and credit.author != truth.poster),
            silenced=size * (truth.own and credit.quoted and not credit.author and first is None),
            to_poster=size * to_poster,
            to_poster_rec=size * (to_poster and there),
            rec=size * (not truth.own and there),
            rec_found=size * found,
            edited=size * edited,
            edited_found=size * (edited and found),
            author_ok=size * (found and right_one),
            post_ok=size * (found and known_post),
        )
        given = f"{credit.author}#{credit.number}"
        if wrong:
            what = "own" if truth.own else "quote" if there else "elsewhere"
            self.slips.append(truth.slip(what, given, left, right))
        elif found and not known_post:
            self.slips.append(truth.slip("post", given, left, right))
        elif not found and not truth.own and there:
            self.slips.append(truth.slip("lost", given, left, right))
        elif truth.own and not credit.author:
            self.slips.append(truth.slip("silenced", given, left, right))
        return right_one

    def figures(self) -> dict[str, float | None]:
        """Return the figures; None where nothing was there to count."""
        return {
            **{name: self._share(name, "chars") for name in _SHARES},
            "given_away": self._share("given_away", "own"),
            "silenced": self._share("silenced", "own"),
            "lost": self._share("lost", "chars"),
            "recall_rec": self._share("rec_found", "rec"),
            "recall_edited": self._share("edited_found", "edited"),
            "author": self._share("author_ok", "rec_found"),
            "post": self._share("post_ok", "rec_found"),
            "covered": self._share("covered", "chars"),
            **{f"whole_{name}": self._share("ok_" + name, "n_" + name) for name in ("1_3", "4_7", "8_up")},
        }

    def _share(self, part: str, whole: str) -> float | None:
        counts = self.counts
        return round(100 * counts[part] / counts[whole], 3) if counts[whole] else None


def _letters(text: str) -> int:
    return sum(not letter.isspace() for letter in text)


def _at(credited: Sequence[Credit], place: int) -> Credit:
    return next((credit for credit in credited if credit.start <= place < credit.end), Credit(place, place))


def _credits(start: int, poster: str, tiles: Sequence[Passage]) -> Iterator[Credit]:
    for tile in tiles:
        own = tile.kind is PassageKind.OWN
        author = poster if own else (tile.author or "")
        yield Credit(start + tile.start, start + tile.end, author.casefold(), tile.number or 0, not own)
