"""Quotes typed with `>` and its like: in mail, in news, and where Markdown makes boxes of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.archive.attributions import Attribution, attribution, begins
from bot.archive.model import Mark, MarkKind

MAX_LEVEL = 30
"""Deeper levels count as this one."""
MOST_LINES = 3
"""Lines of one attribution."""
_SIGNS = re.compile(r"[ \t]?(?:>[ \t]?)+")
_OTHER_SIGNS = re.compile(
    r"[ \t]?(?:(?P<who>[^\W\d_][\w.-]{0,11})(?=>)|(?P<sign>[|:}%#=+&!\]]))(?P<more>(?:(?:[>|]|(?P=sign))[ \t]?)*)[ \t]?"
)
_SELDOM = frozenset(":}%&]")  # signs that begin a line of people's own so seldom that a quote proves them
_NO_SIGNS = re.compile(
    r">>> .*\d.*(?:>>>|:)\s*|>{3,} \".*\" == .*:\s*"
)  # GroupWise's, and Supercite's, lines over quotes


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a body: from `start` to `end`, quoted `level` deep, its `text` without its signs from `own` on."""

    start: int
    end: int
    level: int
    text: str
    own: int


@dataclass(frozen=True, slots=True)
class Heading:
    """An attribution in a body, from `start` to `end`."""

    start: int
    end: int
    named: Attribution


def angle_quotes(
    body: str, *, unattributed: bool, mail: bool = False, known: Sequence[str] = ()
) -> tuple[Mark, ...]:
    """Return the QUOTE marks over `>` lines, the HEADER marks over the lines that attribute them.

    A mark covers whole lines, their `>` included. Lines nobody is named for are marked only if `unattributed`.
    In `mail` one attribution holds until the next, lines of other signs (`|`, `:`, `AB>`) are quotes where somebody is
    named for them, above or by these initials among the `known` names; and a `>` alone on its line is nobody's.
    """
    if ">" not in body and not mail:
        return ()
    lines = list(lines_of(body, mail=mail, known=known))
    marks = list(_quotes(lines, unattributed=unattributed, lasting=mail))
    if mail:
        marks += _lone_signs(lines, marks)
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def _quotes(lines: Sequence[Line], *, unattributed: bool, lasting: bool) -> Iterator[Mark]:
    opened: list[Mark | None] = []
    named: dict[int, Attribution] = {}  # by the level of the quotes
    last_end = 0
    for index, line in enumerate(lines):
        if not line.text.strip():
            continue
        while len(opened) > line.level:
            yield from _closed(opened.pop(), last_end)
        if len(opened) < line.level:
            heading = heading_before(lines, index)
            if heading:
                named = {level: one for level, one in named.items() if level <= len(opened)}
                named[len(opened) + 1] = heading.named
                yield Mark(heading.start, heading.end, MarkKind.HEADER)
            while len(opened) < line.level:
                opened.append(_opened(line, named.get(len(opened) + 1), unattributed=unattributed))
            if not lasting:
                named = {}
        last_end = line.end
    while opened:
        yield from _closed(opened.pop(), last_end)


def lines_of(body: str, *, mail: bool = False, known: Sequence[str] = ()) -> Iterator[Line]:
    """Yield the lines of a body; for `mail` and `known` see `angle_quotes`."""
    found = list(_lines(body, mail=mail))
    if not mail:
        yield from found
        return
    proved: set[tuple[int, str]] = set()  # signs, and how deep in `>` they stand
    running: tuple[int, str] | None = None  # the sign of the quote the last line was in
    for index, line in enumerate(found):
        match = _OTHER_SIGNS.match(body, line.own, line.end)
        if match is not None:
            sign = line.level, match["who"] or match["sign"]
            if not (sign in proved or (match["sign"] and running == sign)):
                worded = body[match.end() : line.end].strip()
                heading = heading_before(found, index, line.level + 1) if worded else None
                names = [heading.named.name] if heading else []
                fits = (
                    bool(names) if match["sign"] else any(_fits(sign[1], name) for name in (*names, *known))
                )
                if fits and (sign[1] in _SELDOM or not match["sign"]):
                    proved.add(sign)
                match = match if fits else None
        if match is not None:
            running = sign
            more = match["more"].replace(" ", "").replace("\t", "")
            level = min(line.level + bool(match["sign"]) + len(more), MAX_LEVEL)
            line = Line(line.start, line.end, level, body[match.end() : line.end], match.end())  # noqa: PLW2901
            found[index] = line
        elif line.text.strip():
            running = None
        yield line


def _lines(body: str, *, mail: bool) -> Iterator[Line]:
    at = 0
    for raw in body.split("\n"):
        signs = None if mail and _NO_SIGNS.fullmatch(raw) and attribution(raw) else _SIGNS.match(raw)
        cut = signs.end() if signs else 0
        level = min(raw[:cut].count(">"), MAX_LEVEL)
        yield Line(at, at + len(raw.rstrip("\r")), level, raw[cut:], at + cut)
        at += len(raw) + 1


def _fits(sign: str, name: str) -> bool:
    """Tell whether `sign` is how a quoting program shortens `name`: its initials, or one of its words."""
    words = re.findall(r"\w+", name.casefold())
    sign = sign.casefold()
    return sign in words or (len(words) > 1 and sign == "".join(word[0] for word in words))


def heading_before(lines: Sequence[Line], index: int, level: int | None = None) -> Heading | None:
    """Return the attribution right above a line: one to three lines of a level below the line's, or below `level`."""
    level = lines[index].level if level is None else level
    last = index - 1
    while last >= 0 and index - last <= MOST_LINES and not lines[last].text.strip():
        last -= 1
    if last < 0 or not lines[last].text.strip() or lines[last].level >= level:
        return None
    return heading_ending(lines, last)


def heading_ending(lines: Sequence[Line], last: int) -> Heading | None:
    """Return the attribution whose last line is number `last`: the longest where several are."""
    found = None
    for first in range(last, max(-1, last - MOST_LINES), -1):
        if lines[first].level != lines[last].level or not lines[first].text.strip():
            break
        if first < last and not begins(lines[first].text, lines[first + 1].text):
            continue
        named = attribution(" ".join(line.text for line in lines[first : last + 1]))
        if named is not None:
            found = Heading(lines[first].start, lines[last].end, named)
    return found


def _opened(line: Line, named: Attribution | None, *, unattributed: bool) -> Mark | None:
    if named is None:
        return Mark(line.start, line.start, MarkKind.QUOTE) if unattributed else None
    return Mark(line.start, line.start, MarkKind.QUOTE, author=named.name, ref=named.ref)


def _closed(mark: Mark | None, end: int) -> Iterator[Mark]:
    if mark is not None and mark.start < end:
        yield replace(mark, end=end)


def _lone_signs(lines: Sequence[Line], marks: Sequence[Mark]) -> Iterator[Mark]:
    """Yield a FURNITURE mark for every line that is nothing but signs and stands in no quote."""
    spans = sorted((mark.start, mark.end) for mark in marks if mark.kind is MarkKind.QUOTE)
    place = covered = 0
    for line in lines:
        while place < len(spans) and spans[place][0] <= line.start:
            covered = max(covered, spans[place][1])
            place += 1
        if line.level and not line.text.strip() and line.start >= covered:
            yield Mark(line.start, line.end, MarkKind.FURNITURE)
