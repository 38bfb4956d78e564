"""Threads copied off the screen of a forum's page: every post stands under the lines its software prints above one.

Such heads cannot be mistaken: a date and a number or a label, in the software's own order, under a name and what it
prints of its owner. The lines it prints below a post ("Like Reply", "Logged") are left out.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.importers.dates import day_first, is_relative, parse_date
from bot.importers.text.copied_styles import FOOT, OPENING, REACTIONS, STYLES, TOPIC, TRAIL, Style
from bot.importers.text.cut import Cut, Cutting, Dropped
from bot.importers.text.furniture import is_menu
from bot.importers.text.lines import trimmed
from bot.importers.text.screen import names_the_page
from bot.languages import Text

_BEGINNING = 1 << 18
"""Where the software shows that printed a page."""
_EDGES = re.compile(r"(?<![^\S\n])[^\S\n]++(?=\n|\Z)|^[^\S\n\u00a0]++", re.MULTILINE)
_MOST_BELOW = 30
_LONGEST_BELOW = 90
_SAMPLE = 400
_MENU = 4000


def cut_copied(text: str, title: str) -> Cutting | None:
    """Cut a text with LF newlines by the first software whose heads stand at its beginning; None where none's do."""
    lean = _Lean.of(text[:_BEGINNING])
    for style in STYLES:
        heads = [head for head in style.head.finditer(lean.text) if _dated(head["date"])]
        if len(heads) >= style.enough and not names_the_page((head["author"] for head in heads), lean.text):
            if len(text) > _BEGINNING:
                lean = _Lean.of(text)
                heads = [head for head in style.head.finditer(lean.text) if _dated(head["date"])]
            return lean.meant(_cutting(lean.text, title, style, heads))
    return None


@dataclass(frozen=True, slots=True)
class _Lean:
    """A text without the blanks its lines begin or end with, and where they stood: browsers set lists in."""

    text: str
    places: Sequence[int]
    """Where in the lean text blanks were left out, in order."""
    gone: Sequence[int]
    """How many characters, up to and with each of them."""

    @classmethod
    def of(cls, text: str) -> "_Lean":
        places, gone = array("q"), array("q")
        count = 0
        for blanks in _EDGES.finditer(text):
            places.append(blanks.start() - count)
            count += blanks.end() - blanks.start()
            gone.append(count)
        return cls(_EDGES.sub("", text) if count else text, places, gone)

    def _at(self, offset: int) -> int:
        before = bisect_left(self.places, offset)
        return offset + (self.gone[before - 1] if before else 0)

    def meant(self, cutting: Cutting) -> Cutting:
        """Return `cutting` with its offsets as they are in the whole text."""
        cuts = [
            replace(cut, start=self._at(cut.start), body=(self._at(cut.body[0]), self._at(cut.body[1])))
            for cut in cutting.cuts
        ]
        return Cutting(cutting.title, cuts, cutting.dropped)


def _dated(text: str) -> bool:
    text = text.strip()
    return parse_date(text, day_first=True) is not None or is_relative(text)


def _cutting(text: str, title: str, style: Style, heads: Sequence[re.Match[str]]) -> Cutting:
    order = day_first(head["date"].strip() for head in heads[:_SAMPLE])
    cuts = [
        _cut(text, style, head, heads[place + 1] if place + 1 < len(heads) else None, order=order)
        for place, head in enumerate(heads)
    ]
    opening = OPENING.search(text, 0, heads[0].start())
    if opening:
        body = trimmed(text, *opening.span("body"))
        cuts.insert(0, Cut(opening.start("author"), opening["author"], None, body))
    first = opening or heads[0]
    told = TOPIC.fullmatch(title)
    subject = (first.groupdict().get("subject") or "").strip().removeprefix("Re: ")
    named = (
        (told["title"] if told else "")
        or subject
        or _title(text[: first.start()], text[first.start() :])
        or title
    )
    return Cutting(named, cuts, list(_above(text, first.start())))


def _cut(
    text: str, style: Style, head: re.Match[str], after: re.Match[str] | None, *, order: bool | None
) -> Cut:
    groups = head.groupdict()
    author, title = head["author"].strip(), (groups.get("title") or "").strip()
    number = re.sub(r"\D", "", groups.get("number") or "")
    start, stop = trimmed(text, head.end(), after.start() if after else _foot(text, head.end()))
    around = {author, after["author"].strip() if after else author} if style.profiles else set()
    return Cut(
        head.start("author"),
        author,
        title or None,
        trimmed(text, start, _above_furniture(text, start, stop, style, around)),
        parse_date(head["date"].strip(), day_first=order),
        int(number) + style.replies if number else 1 if style.replies else None,
    )


def _above_furniture(text: str, start: int, stop: int, style: Style, names: set[str]) -> int:
    """Return where a body ends before the lines, and `names`, that its software prints below one."""
    reactions = REACTIONS.search(text, max(start, stop - 220), stop)
    stop = reactions.start() if reactions else stop
    for _ in range(_MOST_BELOW):
        at = max(text.rfind("\n", start, stop) + 1, start)
        line = text[at:stop].strip()
        furniture = len(line) <= _LONGEST_BELOW and style.below.fullmatch(line) is not None
        if line and line not in names and not furniture:
            return stop
        if at == start:
            return start
        stop = at - 1
    return stop


def _foot(text: str, start: int) -> int:
    """Return where the page's foot begins below the last post, the end of `text` where it has none."""
    found = list(islice(FOOT.finditer(text, start), 2))
    return found[0].start() if len(found) > 1 else len(text)


def _title(above: str, below: str) -> str:
    """Return the line above the posts that answers repeat ("Re: …"), else the first that is no trail or menu."""
    lines = [line.strip() for line in above[-_MENU:].split("\n")]
    likely = [
        line for line in lines if len(line) > 3 and not TRAIL.search(line) and not is_menu([line, line])
    ]
    answered = (line for line in likely if f"\nRe: {line}\n" in below)
    return next(answered, next(iter(likely), ""))


def _above(text: str, first: int) -> Iterator[Dropped]:
    if "\n" in text[:first].strip():
        yield Dropped(0, Text("What stands above the first post was left out."))
