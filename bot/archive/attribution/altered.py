"""Whether a line that stands in a source with other words still says what the source says.

A box that nothing but its words makes a quote needs its words: whoever says the opposite in nearly the same
words is not quoting. Words left out, typing errors, articles and what editors put in brackets change nothing; any
other word put in or exchanged does, and so does a negation left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from bot.archive.attribution.align import Place
from bot.archive.attribution.pages import Page, starts_sentence, visible

_MOST = 300
"""Words of a line, and of its source, that are compared; longer lines speak for themselves."""
_TYPED = 4  # letters a word must have before another spelling of it is taken for a typing error
_MISSPELT = 7  # and before one letter in place of another is
_LEFT_OVER = 2  # letters of a word that a careless cut leaves
_ENDS = ".!?…"
_DOTS = ("[", "<")
_MARKUP = re.compile(
    r"\[/?\w{1,9}(?:[=\s][^\]\n]{0,300})?\]|<[^<>\n]{1,300}>|https?://\S+|www\.\S+|:\w{2,20}:?(?!\S)"
)
TELLING = 5
"""Words that speak for what stands right beside them, where they are the source's to the letter."""
_CLAUSE = 12  # words in a row that do so within a line, where words were only put in
_PASSED = 4  # words that a negation is left out with, or an end of the line is looked for behind, at most
_NEGATION_WORDS = (
    "no not never none nobody nothing nor neither without hardly barely seldom rarely only cannot isn aren wasn "
    "weren don doesn didn won wouldn shouldn couldn can hasn haven hadn nicht kein keine keinen keiner nie niemals "
    "ohne kaum ne pas jamais sans aucun rien nunca nada sin ningún non mai senza niet geen nooit inte aldrig ikke "
    "aldri nie nigdy bez не нет ни никогда без nem soha 不 没 没有 未 無"
)
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_ARTICLES = "a an the der die das den dem ein eine einen le la les un une el los las il lo gli"
_IDLE = frozenset(_ARTICLES.split())
_EDITING = (
    "sic emphasis mine added my bold b i u s em strong url img quote size color font code br nbsp amp gt lt snip "
    "snipped cut et al etc http https www com"
)
_EDITORS = frozenset(_EDITING.split())


_Word = tuple[str, int, int]  # the word, where it starts and ends


def says_otherwise(page: Page, line: int, source: Page, place: Place, *, alone: bool) -> bool:
    """Tell whether words were exchanged or put in at this place, or a negation left out.

    A sentence of the source that stands whole in the line speaks for the rest of it, and so do many words in a row
    where others were only put in; unless a number was changed, a negation put in or left out, or the line is `alone`:
    its post has no other words.
    """
    if place.length > _MOST or place.high - place.low > _MOST:
        return False
    here = _words(page, page.starts[line], page.ends[line])
    low, high = _sentence_around(source, place)
    there = _words(source, source.offsets(low, low + 1)[0], source.offsets(high - 1, high)[1])
    ours, theirs = [word.casefold() for word, *_ in here], [word.casefold() for word, *_ in there]
    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    others = [step for step in steps if _is_other(page.body, here, there, step)]
    if not others or alone:
        return bool(others)
    if any(_is_denial(ours, theirs, step) for step in others):
        return True
    added = all(kind == "delete" and not any(map(str.isdigit, ours[at:to])) for kind, at, to, *_ in others)
    return not any(
        kind == "equal" and ((added and to - at >= _CLAUSE) or _holds_sentence(page.body, here, at, to))
        for kind, at, to, *_ in steps
    )


def _sentence_around(source: Page, place: Place) -> tuple[int, int]:
    """Return the words of the source that a line's first and last words may stand for, if it has others there."""
    low, high = place.low, place.high
    for _ in range(place.lead and place.lead + _PASSED):
        low -= not starts_sentence(source, low)
    for _ in range(place.tail and place.tail + _PASSED):
        high += not starts_sentence(source, high)
    return low, high


def _is_other(
    body: str, here: Sequence[_Word], there: Sequence[_Word], step: tuple[str, int, int, int, int]
) -> bool:
    """Tell whether one step from the line's words to the source's changes what is said."""
    kind, at, to, said, until = step
    if kind == "delete":
        return not (_is_furnished(body, here[at:to]) or _is_left_over(body, here, at, to))
    if kind == "insert":
        left_out = [word.casefold() for word, *_ in there[said:until]]
        return 0 < at < len(here) and _is_denied(body[here[at - 1][2] : here[at][1]], left_out)
    if kind == "replace":
        if _is_snip(body, here[at:to]):
            return False
        # "(sic)" stands behind the word it speaks of.
        ours = [word for word in here[at:to] if word[0].casefold() != "sic"] or here[at:to]
        return not _is_same(body, ours, there[said:until], (at == 0, to == len(here)))
    return False


def _is_denial(ours: Sequence[str], theirs: Sequence[str], step: tuple[str, int, int, int, int]) -> bool:
    """Tell whether one step exchanges a number for another, or puts a negation in or takes one away."""
    _, at, to, said, until = step
    mine, other = ours[at:to], theirs[said:until]
    number = any(word.isdigit() for word in mine) and any(word.isdigit() for word in other)
    return number or _NEGATIONS.isdisjoint(mine) != _NEGATIONS.isdisjoint(other)


def _holds_sentence(body: str, here: Sequence[_Word], at: int, to: int) -> bool:
    """Tell whether the words `at` … `to - 1` of a line hold a whole sentence of some words."""
    borders = [
        word
        for word in range(at, to + 1)
        if word in {0, len(here)} or any(sign in body[here[word - 1][2] : here[word][1]] for sign in _ENDS)
    ]
    return any(later - first >= TELLING for first, later in pairwise(borders))


def _words(page: Page, start: int, end: int) -> list[_Word]:
    """Return the words of a stretch and where they stand, without those of markup, addresses and picture codes."""
    text = _MARKUP.sub(_blank, visible(page.body[start:end]))
    return [(m[0], start + m.start(), start + m.end()) for m in page.pattern.finditer(text)]


def _blank(markup: re.Match[str]) -> str:
    return markup[0] if markup[0].strip("[]").casefold() in _NEGATIONS else " " * len(markup[0])


def _is_furnished(body: str, words: Sequence[_Word]) -> bool:
    """Tell whether words that were put in are an editor's, or what editing a quote leaves."""
    folded = [word.casefold() for word, *_ in words]
    if _is_enclosed(body, words, "[<", "]>"):
        return not _NEGATIONS.intersection(folded)
    return all(word in _IDLE or word in _EDITORS for word in folded)


def _is_snip(body: str, words: Sequence[_Word]) -> bool:
    """Tell whether words in the place of others are an editor's, between brackets."""
    editors = all(word.casefold() in _EDITORS for word, *_ in words)
    return editors and _is_enclosed(body, words, "[<(*", "]>)*")


def _is_enclosed(body: str, words: Sequence[_Word], opening: str, closing: str) -> bool:
    start, end = words[0][1], words[-1][2]
    return start > 0 and body[start - 1] in opening and end < len(body) and body[end] in closing


def _is_left_over(body: str, here: Sequence[_Word], at: int, to: int) -> bool:
    """Tell whether one word is a letter or two that stick to an end of the line."""
    if to - at != 1 or len(here[at][0]) > _LEFT_OVER or here[at][0].isdigit():
        return False
    first = at == 0 and len(here) > 1 and not body[here[0][2] : here[1][1]][-1:].isspace()
    return first or (to == len(here) and at > 0 and not body[here[at][1] - 1].isspace())


def is_nothing(page: Page, low: int, high: int) -> bool:
    """Tell whether what stands at an end of a line is markup, a picture code, an editor's or a letter left over."""
    line = bisect_right(page.firsts, low) - 1
    start, end = page.offsets(low, high)
    here = _words(page, page.starts[line], page.ends[line])
    words = [at for at, (_, first, last) in enumerate(here) if first < end and last > start]
    return not words or (
        _is_furnished(page.body, here[words[0] : words[-1] + 1])
        or _is_left_over(page.body, here, words[0], words[-1] + 1)
    )


def _is_denied(gap: str, left_out: Sequence[str]) -> bool:
    """Tell whether a negation was left out without a sign, in the midst of a sentence; `gap` is what stands there."""
    marked = any(sign in gap for sign in (*_DOTS, *_ENDS))
    return not marked and len(left_out) <= _PASSED and not _NEGATIONS.isdisjoint(left_out)


def _is_same(body: str, ours: Sequence[_Word], theirs: Sequence[_Word], outer: tuple[bool, bool]) -> bool:
    """Tell whether words that stand in the place of others are these, spelt otherwise."""
    one, other = ("".join(word for word, *_ in words) for words in (ours, theirs))
    if one.casefold() == other.casefold():
        return True
    if _is_glued(one, other, outer):
        return True
    if len(ours) == len(theirs):
        return all(
            _is_slip(mine, word, named=_named(body, place))
            for (mine, place, _), (word, *_) in zip(ours, theirs, strict=True)
        )
    return False


def _is_glued(one: str, other: str, outer: tuple[bool, bool]) -> bool:
    """Tell whether the cut that made the line went through a word, or left a letter or two of the next one."""
    first, last = outer
    over = len(one) - len(other)
    if any(map(str.isdigit, one)):
        return False
    if over > 0:
        return over <= _LEFT_OVER and (
            (first and one.endswith(other) and other[0].isupper()) or (last and one.startswith(other))
        )
    torn = len(one) <= _LEFT_OVER or -over > _LEFT_OVER + 1
    return torn and ((first and other.endswith(one)) or (last and other.startswith(one)))


def _named(body: str, place: int) -> bool:
    """Tell whether the word at this place may be a name: a capital letter in the midst of a sentence."""
    before = body[max(0, place - 3) : place].rstrip("\"“”«»'( ")
    return body[place].isupper() and bool(before) and before[-1] not in ".!?:\n"


def _is_slip(one: str, other: str, *, named: bool) -> bool:
    if one.casefold() == other.casefold():
        return True
    if one.casefold() in _IDLE and other.casefold() in _IDLE:
        return True
    mine, said = one.casefold(), other.casefold()
    if named and min(len(mine), len(said)) < _MISSPELT:
        return False
    if re.search(r"\d", mine + said) or mine[0] != said[0] or min(len(mine), len(said)) < _TYPED:
        return False
    if len(mine) == len(said):
        differ = [at for at, (a, b) in enumerate(zip(mine, said, strict=True)) if a != b]
        turned = len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(mine) == sorted(said)
        return turned or (len(differ) == 1 and len(mine) >= _MISSPELT)
    longer, shorter = sorted((mine, said), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer))
    )
