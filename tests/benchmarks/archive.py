"""An invented archive of any size for the search benchmark: the same for the same seed and number of posts.

Words are drawn by Zipf's law, and few authors write much; a quarter of the posts open with a quote of an earlier one.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind

SEED = 20_260
VOCABULARY = 200_000
STEEPNESS = 1.05
MEDIAN_WORDS, SPREAD, MOST_WORDS = 80, 0.85, 2_000
MEAN_THREAD = 60
POSTS_AN_AUTHOR = 20
BEGUN = datetime(2004, 1, 1, tzinfo=UTC)
DAYS = 7_000


@dataclass(frozen=True)
class Debate:
    """A thread, whose words are whose, and the own words of each post for those who index nothing else."""

    parsed: ParsedThread
    passages: list[tuple[Passage, ...]]
    own: list[str]


class Archive:
    """`posts` posts, made thread by thread."""

    def __init__(self, posts: int, seed: int = SEED) -> None:
        self.posts = posts
        self.authors = max(20, posts // POSTS_AN_AUTHOR)
        self._seed = seed

    @cached_property
    def words(self) -> list[str]:
        """Return the vocabulary, the commonest word first. Words end in vowels, so that none is a form of another."""
        dice = random.Random(self._seed)  # noqa: S311 - the same archive every time
        syllables = [a + b for a in "bcdfghklmnprstvwz" for b in "aiou"]
        seen: dict[str, None] = {}
        while len(seen) < VOCABULARY:
            size = dice.choice((1, 2, 2, 3)) + min(2, len(seen) // 10_000)
            seen["".join(dice.choices(syllables, k=size))] = None
        return list(seen)

    @cached_property
    def _odds(self) -> npt.NDArray[np.float64]:
        shares = 1 / np.arange(1, VOCABULARY + 1) ** STEEPNESS
        return np.cumsum(shares / shares.sum())

    def debates(self) -> Iterator[Debate]:
        """Yield the threads in order."""
        dice = np.random.default_rng(self._seed + 1)
        names = np.array(self.words, dtype=object)
        made = number = 0
        while made < self.posts:
            number += 1
            size = min(1 + int(dice.geometric(1 / MEAN_THREAD)), self.posts - made)
            begun = BEGUN + timedelta(days=DAYS * made / self.posts)
            lengths = np.minimum(
                dice.lognormal(np.log(MEDIAN_WORDS), SPREAD, size).astype(int) + 3, MOST_WORDS
            )
            drawn = np.searchsorted(self._odds, dice.random(int(lengths.sum())))
            text = names[np.minimum(drawn, VOCABULARY - 1)].tolist()
            bounds = np.concatenate(([0], np.cumsum(lengths))).tolist()
            own = [" ".join(text[a:b]) for a, b in pairwise(bounds)]
            authors = (self.authors * dice.random(size) ** 2).astype(int).tolist()
            sources = dice.integers(0, np.arange(size) + 1).tolist()
            quotes = (dice.random(size) < 0.25).tolist()
            posts: list[ParsedPost] = []
            passages: list[tuple[Passage, ...]] = []
            for i in range(size):
                body = own[i]
                held: tuple[Passage, ...] = (Passage(0, len(body)),)
                if quotes[i] and sources[i] < i:
                    source = sources[i]
                    end = min(len(own[source]), 200)
                    body = f"{own[source][:end]}\n{body}"
                    held = (
                        Passage(0, end, PassageKind.QUOTE, f"author {authors[source]}", source + 1, 0, end),
                        Passage(end, len(body)),
                    )
                at = begun + timedelta(minutes=11 * i)
                posts.append(ParsedPost(f"author {authors[i]}", body, posted_at=at))
                passages.append(held)
            title = " ".join(names[np.searchsorted(self._odds[:2_000], dice.random(5) * self._odds[1_999])])
            yield Debate(
                ParsedThread(f"{title} {number}", tuple(posts), source="invented", format="text"),
                passages,
                own,
            )
            made += size
