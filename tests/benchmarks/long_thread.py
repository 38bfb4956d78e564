"""Measure attribution on one long made-up thread: `python -m tests.benchmarks.long_thread POSTS`.

Words follow Zipf's law over a vocabulary of 60,000; two posts in three open with a box holding all or a part of a
post a few places back, which is how quoting posts behave in real threads. Prints seconds, seconds a post and
peak memory, and the share of boxes credited to the right post.
"""

import argparse
import random
import resource
import time
from bisect import bisect_left
from itertools import accumulate

from bot.archive.attribution import attribute
from bot.archive.model import ParsedPost, PassageKind

_LETTERS = "etaoinshrdlucmfwygpbvk"


class Writer:
    """Makes up words, sentences and posts, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        """Make the vocabulary."""
        self._random = random.Random(seed)  # noqa: S311 - a made-up text, no secret
        words = {self._word() for _ in range(70_000)}
        self._words = sorted(words)[:60_000]
        self._random.shuffle(self._words)
        self._sums = list(accumulate(1 / (rank + 2) for rank in range(len(self._words))))

    def _word(self) -> str:
        return "".join(self._random.choices(_LETTERS, k=1 + int(self._random.gammavariate(4, 1.2))))

    def sentence(self) -> str:
        """Return a sentence of 5 to 25 words."""
        points = [self._random.random() * self._sums[-1] for _ in range(self._random.randint(5, 25))]
        words = [self._words[bisect_left(self._sums, point)] for point in points]
        return " ".join(words).capitalize() + "."

    def post(self, before: list[list[str]]) -> tuple[list[str], int, list[str]]:
        """Return the paragraphs of a post of its own, the post it quotes (0: none) and the box's paragraphs."""
        own = [" ".join(self.sentence() for _ in range(self._random.randint(1, 4))) for _ in range(3)]
        if not before or self._random.random() < 1 / 3:
            return own, 0, []
        number = max(1, len(before) - int(self._random.expovariate(1 / 3)))
        source = before[number - 1]
        if self._random.random() < 1 / 3:
            return own, number, source
        chosen = self._random.choice(source).split(". ")
        return own, number, [". ".join(chosen[: self._random.randint(1, 4)])]


def main() -> None:
    """Make the thread, attribute it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("posts", type=int)
    count = parser.parse_args().posts
    writer = Writer(1)
    paragraphs: list[list[str]] = []
    quoted: list[int] = []
    posts: list[ParsedPost] = []
    for at in range(count):
        own, number, box = writer.post(paragraphs)
        paragraphs.append(own)
        quoted.append(number)
        posts.append(ParsedPost(author=f"member{at % 97}", body="\n\n".join([*box, *own])))
    del paragraphs
    size = sum(len(post.body) for post in posts)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    before = time.process_time()
    passages = attribute(posts)
    spent = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    boxes = found = 0
    for number, tiles in zip(quoted, passages, strict=True):
        if number:
            boxes += 1
            found += any(tile.kind is PassageKind.QUOTE and tile.number == number for tile in tiles)
    print(f"{count} posts, {size / 1e6:.1f} MB: {spent:.2f} s, {spent / count * 1e6:.0f} µs a post")
    print(f"memory: {held / 1024:.0f} MB before, {peak / 1024:.0f} MB at most")
    print(f"boxes credited to the right post: {100 * found / max(boxes, 1):.2f} % of {boxes}")


if __name__ == "__main__":
    main()
