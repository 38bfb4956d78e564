"""Somebody's words as they leave the archive: text that cannot be parted from whose it is.

`tiled` is the only place that makes them, out of the passages attribution found. Outside the archive nobody holds a
post's raw body: there is nothing to put beside a wrong name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import regex  # for what the standard library cannot tell: scripts

from bot.archive.ids import PostId
from bot.archive.model import Passage, PassageKind
from bot.archive.records import record

LONG_QUOTE = 100
"""Words from which on a quote is a wall where it stands above an answer: a small line says whose it is."""
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}]|\w+(?:['’]\w+)*")
GAP = "\n\n[…]\n\n"
"""What stands where a quote was left out between two passages of one post."""


@record
class Spoken:
    """A verbatim stretch of `post`, and whose words it is: a whole passage, a piece of one, or joined own words.

    `start` is where it begins in the body, in code points. `poster` is the name `post` stands under, which need not be
    whose words these are: that is `writer`. `uncovered` is `text` without the stars of a server's masked words, where
    they may stand under a spoiler.
    """

    text: str
    start: int
    post: PostId
    poster: str
    passage: Passage
    uncovered: str | None = None

    @property
    def kind(self) -> PassageKind:
        """Whether they are the poster's own, quoted, or nobody's."""
        return self.passage.kind

    @property
    def own(self) -> bool:
        """Whether they are the poster's own."""
        return self.passage.kind is PassageKind.OWN

    @property
    def writer(self) -> str | None:
        """Whose words they are; None where nobody vouched for, or where they are nobody's."""
        match self.passage.kind:
            case PassageKind.OWN:
                return self.poster
            case PassageKind.QUOTE:
                return self.passage.author
            case PassageKind.FURNITURE:
                return None

    @property
    def source(self) -> PostId | None:
        """The post in which their writer wrote them; None where that is not in the archive."""
        if self.own:
            return self.post
        return None if self.passage.number is None else PostId(self.post.slug, self.passage.number)

    @property
    def altered(self) -> bool:
        """Whether a quote differs from what its writer wrote; every view says so."""
        return self.kind is PassageKind.QUOTE and self.passage.altered

    @property
    def size(self) -> int:
        """How many words they are; of scripts that know no blanks, how many signs."""
        return len(_WORD.findall(self.text))

    @property
    def long(self) -> bool:
        """Whether they are a wall in front of an answer to them."""
        return self.kind is PassageKind.QUOTE and self.size > LONG_QUOTE

    @property
    def end(self) -> int:
        """Where the stretch ends in the body, in code points."""
        return self.start + len(self.text)

    def part(self, start: int, end: int) -> "Spoken":
        """Return what of these words stands between two places of the body, in code points."""
        first, last = max(start - self.start, 0), max(end - self.start, 0)
        uncovered = None if self.uncovered is None else self.uncovered[first:last]
        return Spoken(
            self.text[first:last], self.start + first, self.post, self.poster, self.passage, uncovered
        )


def tiled(
    post: PostId, poster: str, body: str, passages: Iterable[Passage], uncovered: str | None = None
) -> tuple[Spoken, ...]:
    """Return the words of a post, passage by passage; joined, their texts are the body where the passages tile it."""
    # By way of a list: a generator takes longer than what it makes of the one passage most posts are.
    return tuple(
        [
            Spoken(
                body[each.start : each.end],
                each.start,
                post,
                poster,
                each,
                None if uncovered is None else uncovered[each.start : each.end],
            )
            for each in passages
        ]
    )


def own_words(said: Sequence[Spoken], start: int = 0, end: int | None = None) -> Spoken | None:
    """Return the poster's own words joined, `[…]` where others' words stood between them; None where there are none.

    With `start` and `end` (code points into the body) only those between.
    """
    found = list(_own(said, start, end))
    if not found:
        return None
    text = found[0][1].text
    for apart, words in found[1:]:
        text += (GAP if apart else "\n\n") + words.text
    return replace(found[0][1], text=text, uncovered=None)


def _own(said: Sequence[Spoken], start: int, end: int | None) -> Iterator[tuple[bool, Spoken]]:
    """Yield own words without the blanks around them, each after whether a quote stands before it."""
    apart = False
    for words in said:
        piece = _trimmed(words.part(start, words.end if end is None else min(end, words.end)))
        if piece.text and words.kind is PassageKind.QUOTE:
            apart = True
        elif piece.text and words.own:
            yield apart, piece
            apart = False


def _trimmed(words: Spoken) -> Spoken:
    text = words.text.strip()
    at = words.start + len(words.text) - len(words.text.lstrip())
    return words.part(at, at + len(text))
