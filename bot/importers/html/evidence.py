"""What a post's structure tells where a look's own selectors find nothing: who wrote it, and when.

A skin renames classes, but keeps the shape of a post: the name is a link to a profile, and the date of a post
stands outside its words and has no word such as "Joined" or "Edited" before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.archive.date_words import OTHER_DAYS
from bot.importers.dates import date_within
from bot.importers.html.moments import date_text, moment
from bot.importers.html.tree import APART, UNSEEN, Node

_LONGEST_LINE = 200
_LONGEST_LABEL = 40
_MOST_LINES = 60
_MOST_TRIED = 8
_LONGEST_NAME = 80
_WORD = re.compile(r"[^\W\d_]+")
_LIKELY = re.compile(r"\d[:h.]\d\d|(?:19|20)\d\d|\d[-/.]\d\d?[-/.]\d")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d[:h.]\d\d")
_MACHINE = "time[datetime], abbr[title], [itemprop=datePublished], [itemprop=dateCreated], [data-timestamp]"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a post outside its words, and the line before it where that is a label."""

    text: str
    before: str


def date_in(post: Node, body: Node | None) -> str:
    """Return the post's date as text, empty where no date outside its words is plainly its own."""
    for node in post.all(_MACHINE):
        text = date_text(node)
        if not _within(node, body) and moment(text) and not _of_another_day(_label_of(node)):
            return text
    # A post tells the time; a bare day is more likely one of its author's.
    days = []
    tried = 0
    for line in _lines(post, body):
        digit = _DIGIT.search(line.text)
        if (
            not digit
            or not _LIKELY.search(line.text)
            or _of_another_day(line.text[: digit.start()] or line.before)
        ):
            continue
        tried += 1
        found = date_within(line.text) if tried <= _MOST_TRIED else ""
        if found and not _of_another_day(line.text.partition(found)[0] or line.before):
            if _CLOCK.search(found):
                return found
            days.append(found)
    return days[0] if len(days) == 1 else ""


def author_in(post: Node, body: Node | None, profile: re.Pattern[str]) -> str:
    """Return the words of the first link to a profile outside the post's words, empty where there is none."""
    for link in post.all("a[href]"):
        text = link.text() if profile.search(link.get("href")) and not _within(link, body) else ""
        if text and len(text) <= _LONGEST_NAME and not _of_another_day(_label_of(link)):
            return text
    return ""


def _within(node: Node, body: Node | None) -> bool:
    return body is not None and (node is body or body.holds(node))


def _of_another_day(text: str) -> bool:
    """Tell whether the words before a date say that it is not the post's."""
    words = _WORD.findall(text[-_LONGEST_LABEL:].casefold())
    return not OTHER_DAYS.isdisjoint(words)


def _label_of(node: Node) -> str:
    """Return the words right before an element, in what holds it or in the element before that."""
    parent = node.parent
    if parent is None:
        return ""
    words: list[str] = []
    for each in reversed(parent.children[max(node.at - 4, 0) : node.at]):
        if isinstance(each, Node) and each.tag in APART:
            break
        words.insert(0, each if isinstance(each, str) else each.text())
    if "".join(words).strip() or parent.tag not in {"dd", "td", "span", "a", "li"}:
        return " ".join(words)
    before = parent.before()
    return before.text() if before is not None else ""


def _lines(post: Node, body: Node | None) -> Iterator[_Line]:
    """Yield the first lines of a post, as a browser parts them, without its words, quotes and signature."""
    pieces: list[str] = []
    before = ""
    told = 0
    stack: list[Node | str | None] = [None, *reversed(post.children)]
    while stack and told < _MOST_LINES:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
            continue
        if isinstance(item, Node) and item.tag not in APART:
            if not _left_out(item, post, body):
                stack += reversed(item.children)
            continue
        text = " ".join("".join(pieces).split())
        pieces.clear()
        if text:
            told += 1
            if len(text) <= _LONGEST_LINE:
                yield _Line(text, before)
            before = text if len(text) <= _LONGEST_LABEL and not _DIGIT.search(text) else ""
        if item is not None and not _left_out(item, post, body):
            stack += [None, *reversed(item.children)]


def _left_out(node: Node, post: Node, body: Node | None) -> bool:
    """Tell whether an element of a post holds its words, a signature, another post, or nothing to be seen."""
    return (
        node is body
        or node.tag in UNSEEN
        or node in post.holes
        or any("signature" in name.casefold() for name in node.classes)
        or node.get("id").startswith("sig")
    )
