"""The piece of a post a result shows: verbatim, cut at word borders, the matched words marked."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from bot.archive.model import PassageKind
from bot.archive.records import record
from bot.archive.spoken import Spoken
from bot.search.folding import fold_word
from bot.search.stems import SHORTEST, stems
from bot.search.tree import Phrase, Term, Words
from bot.search.words import is_plain, second_spellings, words
from bot.store.values import Post

LENGTH, REACH = 220, 40
"""Characters of a snippet, at most, and how far from either end a place is looked for where no word is cut."""
BEFORE, AFTER = LENGTH // 4, LENGTH - LENGTH // 4
"""Those before the place where most marks begin, and from there on."""

# Words of plain text, as `bot.search.words` has them.
_WORD = re.compile(r"[A-Za-z0-9]+(?:'+[A-Za-z0-9]+)*")
_BORDER = re.compile(r"(?<=\s)|(?=\s)")
_LAST_BLANK = re.compile(r"\s(?=\S*\Z)")
_KINDS = {
    Words.OWN: (PassageKind.OWN,),
    Words.QUOTED: (PassageKind.QUOTE,),
    Words.ALL: (PassageKind.OWN, PassageKind.QUOTE),
}


@record
class Snippet:
    """`words` are a piece of one passage (None: nothing to show); `marks` are the matched words in it, half open.

    `cut_before` and `cut_after` tell whether the passage goes on at either end.
    """

    words: Spoken | None = None
    marks: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False

    @property
    def text(self) -> str:
        """The words alone."""
        return self.words.text if self.words else ""

    @property
    def marked(self) -> tuple[int, int]:
        """Where in the body the matched words stand, from the first to the last; where none are, the whole piece."""
        at = self.words.start if self.words else 0
        marks = self.marks or ((0, len(self.text)),)
        return at + marks[0][0], at + marks[-1][1]

    @property
    def quoted(self) -> Spoken | None:
        """The words where they are not the poster's own."""
        return None if self.words is None or self.words.own else self.words


class Sought(NamedTuple):
    """What is looked for: the stems of words, and each phrase with what finds so many words in plain text.

    Words and phrases begin with one of `firsts`. `told` says of words that were met whether they have such a stem, or
    are a phrase by themselves (those `alone` are of one word), and which phrases of several words begin with them.
    """

    nodes: tuple[Term | Phrase, ...]
    roots: frozenset[str]
    alone: list[Phrase]
    phrases: list[tuple[Phrase, re.Pattern[str]]]
    firsts: set[str]
    told: dict[str, tuple[bool, list[tuple[Phrase, re.Pattern[str]]]]]


def snippet(post: Post, scope: Words, sought: Sought) -> Snippet:
    """Return the stretch of `post`, among the words of `scope`, with most of what is `sought`; own words first."""
    best, most = Snippet(), -1
    for kind in _KINDS[scope]:
        for spoken in [each for each in post.said if each.passage.kind is kind]:
            marks = _marks(spoken.text, sought)
            if len(marks) > most:
                piece = _densest(spoken, marks)
                if len(piece.marks) > most and piece.text:
                    best, most = piece, len(piece.marks)
    return best


def sought(nodes: Iterable[Term | Phrase]) -> Sought:
    """Return what finds these in the posts of a page."""
    asked = tuple(nodes)
    roots = frozenset(root for node in asked if isinstance(node, Term) for root in node.roots())
    phrases = [node for node in asked if isinstance(node, Phrase)]
    # A stem's last letter may differ from its forms' (`argui`, `argue`), unless it is a word too short to have any.
    firsts = {root[:-1] if len(root) >= SHORTEST else root for root in roots}
    firsts.update(first for each in phrases for first in (each.words[0], *chain(*each.seconds[:1])))
    several = [(each, _run(len(each.words))) for each in phrases if len(each.words) > 1]
    return Sought(asked, roots, [each for each in phrases if len(each.words) == 1], several, firsts, {})


@functools.cache
def _run(size: int) -> re.Pattern[str]:
    """Return what finds so many words of plain text."""
    return re.compile(rf"{_WORD.pattern}(?:[^A-Za-z0-9]+{_WORD.pattern}){{{size - 1}}}")


def _marks(text: str, sought: Sought) -> list[tuple[int, int]]:
    """Return in order where in `text` stands what was asked for."""
    if not sought.nodes:
        return []
    if not is_plain(text):
        return sorted(set(_marked_in(text, sought.nodes)))
    marks = []
    told = sought.told
    for start in _starts(text, sought.firsts):
        found = _WORD.match(text, start)
        word = found[0] if found else ""
        if word not in told:
            run = [(fold_word(word),)]
            has_root = bool(word) and not sought.roots.isdisjoint(stems(*run[0]))
            told[word] = (
                has_root or any(each.stands_in(run) for each in sought.alone),
                [
                    each
                    for each in sought.phrases
                    if run[0][0] in (each[0].words[0], *chain(*each[0].seconds[:1]))
                ],
            )
        alone, begun = told[word]
        if found and alone:
            marks.append(found.span())
        for phrase, several in begun:
            found = several.match(text, start)
            if found and phrase.stands_in([(fold_word(each),) for each in _WORD.findall(found[0])]):
                marks.append(found.span())
    return sorted(set(marks)) if sought.phrases else marks


def _starts(text: str, firsts: Iterable[str]) -> list[int]:
    """Return where in a plain text a word may begin that is asked for, or the first word of a phrase."""
    # Apostrophes join what stands around them to one word, for `don't` is `dont`.
    bare = text.lower().replace("'", "")
    starts = []
    for first in firsts:
        at = bare.find(first)
        while at >= 0:
            if not at or not bare[at - 1].isalnum():
                starts.append(at)
            at = bare.find(first, at + 1)
    found = sorted(set(starts))
    seen = apostrophes = 0
    for i, start in enumerate(found if len(bare) < len(text) else ()):
        while more := text.count("'", seen, start + apostrophes + 1):
            seen, apostrophes = start + apostrophes + 1, apostrophes + more
        found[i] = start + apostrophes
    return found


def _marked_in(text: str, asked: Sequence[Term | Phrase]) -> Iterator[tuple[int, int]]:
    found = list(words(text))
    spelt = [(word.text, *second_spellings(text[word.start : word.end])) for word in found]
    for node in asked:
        roots = node.roots() if isinstance(node, Term) else frozenset[str]()
        size = len(node.words) if isinstance(node, Phrase) else 1
        for at in range(len(found) - size + 1):
            run = spelt[at : at + size]
            if (
                node.stands_in(run)
                if isinstance(node, Phrase)
                else any(not roots.isdisjoint(stems(each)) for each in run[0])
            ):
                yield found[at].start, found[at + size - 1].end


def _densest(passage: Spoken, marks: Sequence[tuple[int, int]]) -> Snippet:
    """Cut the window of at most `LENGTH` characters that holds most marks, a little before the first of them."""
    text = passage.text
    first, most = marks[0][0] if marks else 0, 0
    # Ends ascend as starts do, but for words inside of a phrase that is longer than a snippet.
    ends = sorted([end for _, end in marks])
    for at, (start, _) in enumerate(marks):
        while at + most < len(ends) and ends[at + most] <= start + AFTER:
            first, most = start, most + 1
    start = max(0, first - BEFORE)
    if start and (border := _BORDER.search(text, start, start + REACH)):
        start = border.start()
    start = len(text) - len(text[start:].lstrip())
    end = start + LENGTH
    if end < len(text) and (border := _LAST_BLANK.search(text, end - REACH, end + 1)):
        end = min(border.end(), end)
    end = start + len(text[start:end].rstrip())
    kept: list[tuple[int, int]] = []
    upto = start
    for first, last in marks:
        if first >= start and last <= end:
            # Marks overlap as the pairs of unspaced scripts do: they are joined.
            begun = kept.pop()[0] if first < upto else first - start
            upto = max(upto, last)
            kept.append((begun, upto - start))
    return Snippet(
        passage.part(passage.start + start, passage.start + end),
        tuple(kept),
        bool(text[:start].strip()),
        bool(text[end:].strip()),
    )
