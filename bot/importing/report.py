"""What an import did, as it is told: of each thread, and of the files that gave none."""

from collections import Counter
from dataclasses import dataclass, field

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming, Piece
from bot.archive.model import Notice, ParsedPost, Passage, PassageKind
from bot.archive.spoken import Spoken, own_words, tiled
from bot.reading.files import FileProblem

NAMED = 10
"""Files passed over for one reason that a report names; more are only counted."""

WRITERS = 8
"""People a report names for each thread."""
GAPS = 4
"""Stretches of missing posts a report names."""
OPENING = 160
"""Letters of the first and the last post that a report shows."""
CLOSELY = 10
"""Threads of which a report tells how they begin and who wrote them; nobody reads that of ten thousand."""
_Post = tuple[ParsedPost, tuple[Passage, ...]]


@dataclass(frozen=True, slots=True)
class ThreadReport:
    """What became of one thread. `outcome` is added, extended, updated or unchanged.

    `writers`, `first` and `last` are told of a report's first `CLOSELY` threads.
    """

    slug: str
    title: str
    source: str
    format: str
    outcome: str
    posts: int
    posts_added: int
    authors: int
    quotes: int
    quotes_credited: int
    notices: tuple[Notice, ...]
    writers: tuple[tuple[str, int], ...] = ()
    """Those who wrote most, each with how many posts; `WRITERS` at most."""
    first: Spoken | None = None
    last: Spoken | None = None
    """How the first and the last post begin, in their posters' own words; None where they have none."""
    undated: int = 0
    """Posts without a date."""
    missing: int = 0
    """Posts that are not there, by the numbers the others have."""
    gaps: tuple[tuple[int, int], ...] = ()
    """The first and last number of the first gaps; `GAPS` at most."""


@dataclass(slots=True)
class Report:
    """What an import did, or, after a dry run, would do."""

    dry_run: bool = False
    threads: list[ThreadReport] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    """Every file that failed; of those passed over for one reason the first ones."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """How many files were passed over for each reason."""

    def add(self, problem: FileProblem) -> None:
        """Take in that a file gave no thread."""
        if not problem.failed:
            reason = problem.kind or problem.reason
            self.passed_over[reason] += 1
            if self.passed_over[reason] > NAMED:
                return
        self.problems.append(problem)

    @property
    def without_thread(self) -> int:
        """How many files gave no thread."""
        return sum(problem.failed for problem in self.problems) + self.passed_over.total()

    @property
    def failed(self) -> bool:
        """Whether anything that should have gone in did not."""
        return any(problem.failed for problem in self.problems)

    @property
    def posts_added(self) -> int:
        """Posts new to the archive, over all threads."""
        return sum(thread.posts_added for thread in self.threads)

    def outcomes(self) -> Counter[str]:
        """Count the threads by outcome."""
        return Counter(thread.outcome for thread in self.threads)


class Seen:
    """Keeps of a thread that passes what its report tells."""

    def __init__(self) -> None:
        self.quotes = 0
        self.credited = 0
        self.first: _Post | None = None
        self.last: _Post | None = None
        self.undated = 0
        self.missing = 0
        self.gaps: list[tuple[int, int]] = []
        self._number = 0

    def look(self, piece: Piece) -> Piece:
        """Take in a piece, and return it."""
        for post, tiles in piece:
            self.undated += post.posted_at is None
            self._count(post.number)
            for tile in tiles:
                if tile.kind is PassageKind.QUOTE:
                    self.quotes += 1
                    self.credited += tile.author is not None
        if piece:
            self.first = self.first or piece[0]
            self.last = piece[-1]
        return piece

    def _count(self, number: int | None) -> None:
        """Note a post by the number it says it has; one that says none leaves no gap."""
        if number is None:
            return
        if number > self._number + 1:
            self.missing += number - self._number - 1
            if len(self.gaps) < GAPS:
                self.gaps.append((self._number + 1, number - 1))
        self._number = max(self._number, number)


def opening(slug: str, number: int, post: _Post | None) -> Spoken | None:
    """Return how a post begins, as far as its poster wrote that."""
    if post is None:
        return None
    parsed, tiles = post
    words = own_words(tiled(PostId(slug or "-", number), parsed.author, parsed.body, tiles))
    return words and words.part(words.start, words.start + OPENING)


def most(incoming: Incoming) -> tuple[tuple[str, int], ...]:
    """Return who wrote most of a thread, with how many posts."""
    posts = Counter(incoming.written_by)
    return tuple((incoming.writers[at].author, count) for at, count in posts.most_common(WRITERS))
