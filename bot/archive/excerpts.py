"""Passages of somebody's own words, whole sentences each: what of a long post is worth showing apart from the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex  # for what the standard library cannot tell: grapheme clusters

from bot.archive.spoken import Spoken

LONGEST = 400
"""Characters after which what has no end is cut between two words."""
_ENDS = regex.compile(
    # What ends a sentence, unless it is an initial or goes on in a small letter; or the end of a line.
    r"(?:(?:(?<!(?:^|[^\p{L}])\p{L})\.|[!?…])(?<![.!?…]{2})[.!?…]*+[\"'”’»)\]]*(?=\s)(?!\s+\p{Ll})|[。！？]+[」』”’)]*|\n)\s*"
)
_CLUSTER = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a post's body that begins and ends with a sentence of its poster's own, in code points.

    `before` and `after` tell whether own words of the post stand on either side of it.
    """

    start: int
    end: int
    before: bool = False
    after: bool = False

    @property
    def whole(self) -> bool:
        """Whether it holds all of the post's own words."""
        return not (self.before or self.after)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a text begin and end; joined, they are the text. A line's end ends one, too."""
    start = 0
    for found in _ENDS.finditer(text):
        yield from _short(text, start, found.end())
        start = found.end()
    if start < len(text):
        yield from _short(text, start, len(text))


def _short(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is longer than a sentence should be, between words where there are any."""
    while end - start > LONGEST:
        blank = max(text.rfind(sign, start + LONGEST // 2, start + LONGEST) for sign in " \t\u00a0") + 1
        if not blank and text[start : start + LONGEST + 1].isascii():
            blank = start + LONGEST
        if not blank:
            clusters = _CLUSTER.finditer(text, start, min(end, start + 2 * LONGEST))
            blank = next((each.end() for each in clusters if each.end() - start >= LONGEST), end)
        yield start, blank
        start = blank
    if start < end:
        yield start, end


def own_sentences(said: Sequence[Spoken]) -> list[Spoken]:
    """Return the poster's own sentences in order, without the blanks around them; empty ones are left out."""
    found = []
    for words in said:
        if not words.own:
            continue
        for start, end in sentences(words.text):
            text = words.text[start:end]
            first, last = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
            if first < last:
                found.append(words.part(words.start + first, words.start + last))
    return found


def excerpt(said: Sequence[Spoken], start: int, end: int) -> Excerpt | None:
    """Return the whole sentences that stand, at least in part, between two places of a body; None: there are none."""
    own = own_sentences(said)
    inside = [at for at, words in enumerate(own) if words.start < end and words.end > start]
    return _of(own, inside[0], inside[-1]) if inside else None


def lead(said: Sequence[Spoken], room: int) -> Excerpt | None:
    """Return the first sentences that fit `room` characters, at least one; all where little would be left out."""
    own = own_sentences(said)
    if not own:
        return None
    used, last = 0, -1
    for at, words in enumerate(own):
        used += len(words.text) + 1
        if used > room and at:
            break
        last = at
    rest = sum(len(words.text) + 1 for words in own[last + 1 :])
    return _of(own, 0, len(own) - 1 if rest <= room // 3 else last)


def pieces(said: Sequence[Spoken], within: Excerpt, most: int) -> list[tuple[Excerpt, Spoken]]:
    """Return what `within` falls into: its sentences, or as many at a time as make at most `most` of them.

    Each comes with its first sentence.
    """
    own = own_sentences(said)
    inside = [at for at, words in enumerate(own) if within.start <= words.start and words.end <= within.end]
    each = -(-len(inside) // most) if inside else 1
    return [
        (_of(own, inside[at], inside[min(at + each, len(inside)) - 1]), own[inside[at]])
        for at in range(0, len(inside), each)
    ]


def _of(own: Sequence[Spoken], first: int, last: int) -> Excerpt:
    return Excerpt(own[first].start, own[last].end, before=first > 0, after=last + 1 < len(own))
