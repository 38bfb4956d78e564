"""Which posts a replay takes, and what they weigh, before anything is said."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.replay.cues import Markup, ScriptPost, compose
from bot.replay.ledger import PlannedPost
from bot.replay.pacing import Weight, reading_time, real_gap


@dataclass(frozen=True, slots=True)
class Selection:
    """Posts `first` to `last` of a thread (None: to the end), by `authors` (none: by anybody), among `numbers`."""

    slug: str
    first: int = 1
    last: int | None = None
    authors: frozenset[str] = frozenset()
    numbers: frozenset[int] | None = None

    def takes(self, post: ScriptPost) -> bool:
        """Tell whether `post` is one of them."""
        return (
            post.number >= self.first
            and (self.last is None or post.number <= self.last)
            and (not self.authors or post.author in self.authors)
            and (self.numbers is None or post.number in self.numbers)
        )


@dataclass(slots=True)
class Draft:
    """A plan being made, post by post, in the thread's order."""

    posts: list[PlannedPost] = field(default_factory=list)
    speakers: set[str] = field(default_factory=set)
    _last_at: datetime | None = None

    @property
    def weight(self) -> Weight:
        """Return what all of it weighs."""
        return Weight(
            lines=sum(post.lines for post in self.posts),
            posts=len(self.posts),
            reading=sum(post.reading for post in self.posts),
            real=sum(post.real_gap for post in self.posts),
        )

    def add(self, posts: Iterable[ScriptPost], markup: Markup) -> None:
        """Weigh `posts` and put them on the plan."""
        for post in posts:
            cues = compose(post, markup, lambda _: None)
            self.posts.append(
                PlannedPost(
                    number=post.number,
                    lines=len(cues),
                    reading=sum(reading_time(len(cue.text)) for cue in cues),
                    real_gap=real_gap(_between(self._last_at, post.posted_at)),
                )
            )
            self.speakers.add(post.author)
            self._last_at = post.posted_at


def _between(earlier: datetime | None, later: datetime | None) -> float | None:
    """Return the seconds between two posts, None where a time is missing or only one of them tells its zone."""
    if earlier is None or later is None or (earlier.tzinfo is None) != (later.tzinfo is None):
        return None
    return (later - earlier).total_seconds()
