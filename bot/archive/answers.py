"""Who answers whom: the earlier post each post replies to."""

from collections.abc import Sequence

from bot.archive.model import ParsedPost, Passage, PassageKind


class Answering:
    """Says, post after post of a thread, the number (from 1) of the earlier post it answers.

    A post answers the one it quotes at first hand with the most letters, the nearest one where two are quoted
    alike; words that came by way of another post, and the poster's own, count only where there are no others.
    Without quotes it answers the earlier post its archive names (`parent_ref`), by its id or as `#5`, its place.
    """

    def __init__(self) -> None:
        self._authors: list[str] = []
        self._numbers: dict[str, int] = {}

    def next(self, post: ParsedPost, tiles: Sequence[Passage]) -> int | None:
        """Return what the next post answers, None where nothing tells; `tiles` is what attribution says of it."""
        author = post.author.casefold()
        named = self._numbers.get(post.parent_ref) if post.parent_ref is not None else None
        quoted = self._quoted(author, tiles) if tiles else None
        # An export of ours names what was found when the whole thread was known.
        answered = (named or quoted) if post.passages else (quoted or named)
        self._authors.append(author)
        self._numbers[post.ref or f"#{len(self._authors)}"] = len(self._authors)
        return answered

    def _quoted(self, author: str, tiles: Sequence[Passage]) -> int | None:
        letters: dict[tuple[bool, int], int] = {}
        for tile in tiles:
            if tile.kind is not PassageKind.QUOTE or tile.number is None:
                continue
            if 0 < tile.number <= len(self._authors):
                first_hand = not tile.via and self._authors[tile.number - 1] != author
                key = first_hand, tile.number
                letters[key] = letters.get(key, 0) + tile.end - tile.start
        if not letters:
            return None
        return max(letters, key=lambda key: (key[0], letters[key], key[1]))[1]
