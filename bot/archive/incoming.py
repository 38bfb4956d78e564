"""A thread on its way into the archive: first what is known of the whole, then its posts, piece by piece.

A long thread need not be in memory twice, and can be written down while the rest of it is still on its way.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.archive.model import ParsedPost, ParsedThread, Passage

Piece = Sequence[tuple[ParsedPost, tuple[Passage, ...]]]
"""Some posts in a row, each with whose words it holds."""

PIECE = 1_000


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a post, as the archive has it; `title` is that of their first post."""

    author: str
    ref: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A thread and its posts to come.

    `head` is the thread without posts; `count` says how many there will be, `opening` is the first. `writers` are
    everybody who wrote, in the order they first did, and `written_by` has the place among them for each post.
    `pieces` yields all posts in order, once.
    """

    head: ParsedThread
    count: int
    opening: ParsedPost
    writers: tuple[Writer, ...]
    written_by: "array[int]"
    pieces: Iterator[Piece]

    @classmethod
    def of(cls, parsed: ParsedThread, passages: Iterable[tuple[Passage, ...]]) -> "Incoming":
        """Let a thread with at least one post come in whose posts, and passages for each, are there already."""
        posts = parsed.posts
        places: dict[tuple[str, str | None], int] = {}
        writers: list[Writer] = []
        written_by = array("i")
        for post in posts:
            place = places.setdefault((post.author, post.author_ref), len(writers))
            if place == len(writers):
                writers.append(Writer(post.author, post.author_ref, post.author_title))
            written_by.append(place)
        head = replace(parsed, posts=())
        return cls(head, len(posts), posts[0], tuple(writers), written_by, _pieces(posts, passages))

    def whole(self) -> tuple[ParsedThread, list[tuple[Passage, ...]]]:
        """Wait for all posts; there are no more to come then."""
        pairs = [pair for piece in self.pieces for pair in piece]
        return replace(self.head, posts=tuple(post for post, _ in pairs)), [tiles for _, tiles in pairs]


def _pieces(posts: Sequence[ParsedPost], passages: Iterable[tuple[Passage, ...]]) -> Iterator[Piece]:
    pairs = zip(posts, passages, strict=True)
    while piece := list(islice(pairs, PIECE)):
        yield piece
