"""How near words that somebody remembers come to words that were said, and where the two differ. Pure.

Both texts come as tokens, `(start, end, folded word)` with code points into the text, as `bot.search.words` cuts them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

Token = tuple[int, int, str]
Tokens = Sequence[Token]

SLACK = 4
"""Words that may have been left out of, or put into, a remembered quote besides a third of its length."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Where remembered words were said: tokens `first` to `last` (exclusive), code points `start` to `end`.

    `confidence` is the share of letters both sides have in common, 0…1; 1.0 only where every word stands there in
    order with nothing in between.
    """

    first: int
    last: int
    start: int
    end: int
    confidence: float


class Side(StrEnum):
    """Who has a stretch of words."""

    BOTH = "both"
    ASKED = "asked"  # only the remembered quote: never said there
    SAID = "said"  # only the original


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comparison; the text of BOTH is the original's."""

    side: Side
    text: str


def likeness(asked: Tokens, said: Tokens) -> Likeness | None:
    """Find the stretch of `said` most like the whole of `asked`; None where no word is the same.

    Linear in `said`; only the most promising stretch is compared word by word.
    """
    sought = [word for *_, word in asked]
    heard = [word for *_, word in said]
    first = _window(sought, heard)
    if first is None:
        return None
    size = len(sought) + len(sought) // 3 + SLACK
    part = heard[first : first + size]
    blocks = [
        (block.b, block.b + block.size, _weight(part[block.b : block.b + block.size]))
        for block in SequenceMatcher(None, sought, part, autojunk=False).get_matching_blocks()
        if block.size
    ]
    best = max(
        (
            (_dice(sought, part, blocks[i:j]), blocks[i][0], blocks[j - 1][1])
            for i in range(min(len(blocks), SLACK))
            for j in range(max(i + 1, len(blocks) - SLACK), len(blocks) + 1)
        ),
        key=lambda found: (found[0], found[1] - found[2]),
    )
    confidence, begin, stop = best[0], first + best[1], first + best[2]
    return Likeness(begin, stop, said[begin][0], said[stop - 1][1], confidence)


def difference(asked: str, asked_tokens: Tokens, said: str, said_tokens: Tokens) -> Iterator[Piece]:
    """Yield what two wordings share and what each has alone, in order; words differ where their folded forms do.

    `said_tokens` are those of the stretch compared alone; the texts keep their signs and capitals.
    """
    left, right = [word for *_, word in asked_tokens], [word for *_, word in said_tokens]
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Side.BOTH, _text(said, said_tokens, c, d))
            continue
        if a != b:
            yield Piece(Side.ASKED, _text(asked, asked_tokens, a, b))
        if c != d:
            yield Piece(Side.SAID, _text(said, said_tokens, c, d))


def _window(sought: Sequence[str], heard: Sequence[str]) -> int | None:
    """Return where a stretch of `heard` begins that holds most of what is sought, each word counted once."""
    wanted = set(sought)
    size = len(sought) + len(sought) // 3 + SLACK
    held: dict[str, int] = {}
    weight = most = 0
    best = None
    for at, word in enumerate(heard):
        if word in wanted:
            held[word] = held.get(word, 0) + 1
            weight += len(word) if held[word] == 1 else 0
        gone = heard[at - size] if at >= size else None
        if gone in wanted and gone is not None:
            held[gone] -= 1
            weight -= len(gone) if held[gone] == 0 else 0
        if weight > most:
            most, best = weight, max(at - size + 1, 0)
    return best


def _dice(sought: Sequence[str], part: Sequence[str], blocks: Sequence[tuple[int, int, int]]) -> float:
    common = sum(weight for *_, weight in blocks)
    return 2 * common / (_weight(sought) + _weight(part[blocks[0][0] : blocks[-1][1]]))


def _weight(words: Sequence[str]) -> int:
    return sum(map(len, words))


def _text(text: str, tokens: Tokens, first: int, last: int) -> str:
    """Return tokens `first` to `last` as written, with the signs behind them."""
    end = tokens[last][0] if last < len(tokens) else tokens[last - 1][1]
    return text[tokens[first][0] : max(end, tokens[first][0] + 1)].strip()
