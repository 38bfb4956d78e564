"""Who answers whom: the earlier post each post replies to."""

from collections import Counter
from collections.abc import Sequence

from bot.archive.model import ParsedPost, Passage, PassageKind


def answers(posts: Sequence[ParsedPost], passages: Sequence[Sequence[Passage]]) -> list[int | None]:
    """Return, for each post, the number (from 1) of the earlier post it answers, or None where nothing tells.

    A post answers the one it quotes at first hand with the most letters, the nearest one where two are quoted
    alike; words that came by way of another post, and the poster's own, count only where there are no others.
    Without quotes it answers the post its archive names (`parent_ref`), where that stands earlier in `posts`.
    `passages` are those of `bot.archive.attribution.attribute` for the same posts.
    """
    numbers = {post.ref: number for number, post in enumerate(posts, 1) if post.ref is not None}
    found: list[int | None] = []
    for number, (post, tiles) in enumerate(zip(posts, passages, strict=True), 1):
        answered = _quoted(number, post, posts, tiles)
        if answered is None and post.parent_ref is not None:
            parent = numbers.get(post.parent_ref)
            answered = parent if parent is not None and parent < number else None
        found.append(answered)
    return found


def _quoted(
    number: int, post: ParsedPost, posts: Sequence[ParsedPost], tiles: Sequence[Passage]
) -> int | None:
    letters: Counter[tuple[bool, int]] = Counter()
    author = post.author.casefold()
    for tile in tiles:
        if tile.kind is not PassageKind.QUOTE or tile.number is None or not 0 < tile.number < number:
            continue
        first_hand = not tile.via and posts[tile.number - 1].author.casefold() != author
        letters[first_hand, tile.number] += tile.end - tile.start
    if not letters:
        return None
    return max(letters, key=lambda key: (key[0], letters[key], key[1]))[1]
