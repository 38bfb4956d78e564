"""Quotes that stand in a body as BBCode, untouched by whatever showed or exported it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.archive.model import Mark, MarkKind

MAX_DEPTH = 50
"""Tags nested deeper are left as text."""
_TAG = re.compile(
    r"\[(?P<close>/)?(?P<name>quote|code|spoiler)(?P<args>[=\s:][^\[\]\n]{0,200})?\]", re.IGNORECASE
)
_KINDS = {"quote": MarkKind.QUOTE, "code": MarkKind.CODE, "spoiler": MarkKind.SPOILER}
_QUOTED = re.compile(r"=\s*(?P<mark>&quot;|[\"'])(?P<name>.*?)(?P=mark)(?:[:\s]|$)")
_NAMED = re.compile(r"\b(?:author|name)=(?P<mark>[\"']?)(?P<name>.+?)(?P=mark)(?=\s+\w+=|$)")
_BARE = re.compile(r"=\s*(?P<name>[^;]+?)(?:;\d+)?(?:\s+\w+=.*|:\w{4,10})?$")
_REF = re.compile(r"(?:post_id=|\bpost=|\bpid=|msg)[\"']?(\d+)|;(\d+)")
_PLACE = re.compile(r",\s*post:\s*(\d{1,12})")


@dataclass(frozen=True, slots=True)
class _Opened:
    name: str
    mark: Mark
    start: int
    end: int


def declared(args: str) -> Mark:
    """Return what the arguments of a quote tag declare, as a mark without a place."""
    match = _QUOTED.match(args) or _NAMED.search(args) or _BARE.match(args)
    name = match["name"].strip() if match else ""
    place = _PLACE.search(name) or _PLACE.search(args)
    ref = _REF.search(args)
    author = re.sub(r",\s*(?:post|topic|member|full|username):.*", "", name).strip(" “”„«»") or None
    mark = Mark(
        0, 0, MarkKind.QUOTE, author=author, ref=next((g for g in ref.groups() if g), None) if ref else None
    )
    if place is None:
        return mark
    # Discourse counts posts within a topic, XenForo over the whole board.
    return replace(mark, number=int(place[1])) if "topic:" in args else replace(mark, ref=place[1])


def with_bbcode(body: str, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return `marks` and those of the BBCode in `body`: the tags as HEADER, what they hold as QUOTE, CODE, SPOILER.

    A quote that is never closed ends with the box it stands in, if it stands in one, else declares nothing.
    """
    known = tuple(marks)
    if "[" not in body:
        return known
    found: list[Mark] = []
    stack: list[_Opened] = []
    for tag in _outside_code(body, known):
        name = tag["name"].lower()
        in_code = bool(stack) and stack[-1].name == "code"
        if tag["close"]:
            if any(opened.name == name for opened in stack) and (not in_code or name == "code"):
                while stack[-1].name != name:
                    stack.pop()
                found += _closed(body, stack.pop(), tag.start(), tag.end())
        elif not in_code and len(stack) < MAX_DEPTH:
            mark = declared(tag["args"] or "") if name == "quote" else Mark(0, 0, _KINDS[name])
            stack.append(_Opened(name, mark, tag.start(), tag.end()))
    quotes = [mark for mark in reversed(known) if mark.kind is MarkKind.QUOTE]
    for opened in stack:
        box = next((quote for quote in quotes if quote.start <= opened.start < quote.end), None)
        if box is not None:
            found += _closed(body, opened, box.end, box.end)
    return tuple(sorted((*known, *found), key=lambda mark: (mark.start, -mark.end)))


def _outside_code(body: str, marks: tuple[Mark, ...]) -> Iterator[re.Match[str]]:
    code = [mark for mark in marks if mark.kind is MarkKind.CODE]
    reached, end = 0, 0
    for tag in _TAG.finditer(body):
        while reached < len(code) and code[reached].start <= tag.start():
            end = max(end, code[reached].end)
            reached += 1
        if tag.start() >= end:
            yield tag


def _closed(body: str, opened: _Opened, end: int, after: int) -> list[Mark]:
    start = opened.end
    while start < end and body[start].isspace():
        start += 1
    stop = end
    while stop > start and body[stop - 1].isspace():
        stop -= 1
    marks = [Mark(opened.start, opened.end, MarkKind.HEADER)]
    if start < stop:
        marks.append(replace(opened.mark, start=start, end=stop))
    if after > end:
        marks.append(Mark(end, after, MarkKind.HEADER))
    return marks
