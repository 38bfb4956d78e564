"""What the furniture of quote boxes says about the lines around it, before any words are compared."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from bot.archive.attribution.headers import (
    Header,
    Line,
    Style,
    ends_box,
    is_subject,
    may_be_header,
    may_end_box,
    read_header,
)
from bot.archive.attribution.pages import Page
from bot.archive.records import record


@record
class Hint:
    """What is known about one line.

    `furniture`: it is the page's, nobody's words. `must`: it stands in a quote box for certain; `may`: in one
    that ends further down for certain, if it began before. `box` tells boxes apart (0: none known), `who` is the
    name the box declares, `typed` where the poster may have typed it, `loose` where
    it stands over somebody else's words as often, `mailed` where over all that a mail
    of theirs holds, quotes, too, `number` the post it declares, `via` the
    posts of the boxes around it, nearest first. `own`: the poster's for certain; `within`: the poster's, unless
    it stands word for word in that post; `signed`: the poster typed that it is quoted. `offered`: furniture only if the
    line beside it is quoted. `signature`: furniture that others may have quoted; `heading`: a line
    somebody's mail program or they themselves put above a quote; `written`: it is the poster's own.
    """

    furniture: bool = False
    must: bool = False
    may: bool = False
    box: int = 0
    who: str | None = None
    typed: bool = False
    loose: bool = False
    mailed: bool = False
    own: bool = False
    within: int | None = None
    number: int | None = None
    via: tuple[int, ...] = ()
    signed: bool = False
    offered: bool = False
    signature: bool = False
    heading: bool = False
    written: bool = False

    @property
    def settled(self) -> bool:
        """Whether earlier posts can tell nothing of the line: it is the poster's or nobody's, whatever they say."""
        return self.own or (self.furniture and not self.heading)


_LONGEST = 240
_ENDS = ":：] \r"
NOTHING = Hint()
OWN = Hint(own=True)
_FURNITURE = Hint(furniture=True)
_TAG = Hint(furniture=True, offered=True, written=True)
_SIGNED = Hint(signed=True)
_OPENING = {
    Style.TAG: _TAG,
    Style.LOOSE: Hint(furniture=True, heading=True),
    Style.MAIL: Hint(furniture=True, heading=True, written=True),
}
_LOOSE = frozenset({Style.LOOSE, Style.MAIL})


def hints(page: Page, members: Container[str]) -> list[Hint] | None:
    """Return one hint per line, or None where no line says anything. `members` are case-folded names."""
    headers = _headers(page, members)
    found = _Reading(len(page.starts), headers, members).hints if headers else None
    for at in headers:
        if found and at + 1 < len(found) and found[at + 1].must and _is_typed(page, at):
            found[at] = replace(found[at], offered=True)
            found[at + 1] = replace(_SIGNED, who=found[at + 1].who)
    if page.starts and is_subject(page.body[page.starts[0] : page.ends[0]]):
        found = found or [NOTHING] * len(page.starts)
        if found[0] == NOTHING:
            found[0] = OWN
    return found


def _is_typed(page: Page, at: int) -> bool:
    """Tell whether words stand behind a header, a blank between: nothing vouches for what people write in one line."""
    end, start = page.ends[at], page.starts[at + 1]
    return end == start and page.body[end - 1].isspace()


def shows_ends(body: str) -> bool:
    """Tell whether the body keeps the line that software puts at the end of every quote box."""
    return any(map(ends_box, filter(may_end_box, filter(None, body.split("\n")))))


class _Reading:
    """One pass over a post's lines, from the first to the last."""

    def __init__(self, lines: int, headers: dict[int, Header], members: Container[str]) -> None:
        self.hints = [NOTHING] * lines
        self._headers = headers
        self._members = members
        self._closed = _closed(headers)
        self._stack: list[Hint] = []  # boxes that are open, the innermost last
        self._fresh: Hint | None = None  # a box nothing closes, opened on the line before
        self._boxes = 0
        for at in range(lines):
            header = headers.get(at)
            self.hints[at] = self._furniture(at, header) if header else self._line()

    def _line(self) -> Hint:
        fresh, self._fresh = self._fresh, None
        if self._stack:
            return self._stack[-1]
        if fresh:
            return fresh
        return NOTHING

    def _furniture(self, at: int, header: Header) -> Hint:
        self._fresh = None
        if header.line is Line.OPENS:
            typed = header.style is Style.TAG
            if at in self._closed and typed and header.who is None:
                self._stack.append(_SIGNED)  # people also put their own words, or code, between such tags
                return _TAG
            if at in self._closed:
                self._stack.append(self._box(header.who, typed=typed))
            elif header.who is not None and header.who.casefold() in self._members:
                self._fresh = replace(self._box(header.who, typed=typed), loose=header.style in _LOOSE)
            else:  # somebody's own words that look like a header
                return self._stack[-1] if self._stack else NOTHING
        elif header.line is Line.CLOSES:
            if self._stack:
                self._stack.pop()
                return _TAG if header.style is Style.TAG else _FURNITURE
            if (
                header.style is Style.TAG
            ):  # left over: software took away the tag that it closed, or there was none
                return NOTHING
            self._end(at)
        return _OPENING.get(header.style, _FURNITURE) if header.line is Line.OPENS else _FURNITURE

    def _end(self, at: int) -> None:
        """Note that a box whose start nothing tells ends before line `at`."""
        start = at
        while start and self.hints[start - 1] == NOTHING:
            start -= 1
        if start < at:
            box = self._box(None)
            self.hints[start:at] = [Hint(may=True, box=box.box)] * (at - start)
            self.hints[at - 1] = box

    def _box(self, who: str | None, *, typed: bool = False) -> Hint:
        self._boxes += 1
        return Hint(must=True, box=self._boxes, who=who, typed=typed)


def _headers(page: Page, members: Container[str]) -> dict[int, Header]:
    body = page.body
    found: dict[int, Header] = {}
    for at, (start, end) in enumerate(zip(page.starts, page.ends, strict=True)):
        if end - start <= _LONGEST and (body[end - 1] in _ENDS or may_be_header(body[start:end])):
            header = read_header(body[start:end], members)
            if header:
                found[at] = header
    return found


def _closed(headers: dict[int, Header]) -> set[int]:
    """Return the opening lines for which a closing one stands further down."""
    opened: dict[Style, list[int]] = {style: [] for style in Style}
    closed: set[int] = set()
    for at in sorted(headers):
        header = headers[at]
        if header.line is Line.OPENS:
            opened[header.style].append(at)
        elif header.line is Line.CLOSES and opened[header.style]:
            closed.add(opened[header.style].pop())
    return closed
