"""The message that is answered, copied below the answer: under its header ("From: … Sent: …"), or under "X wrote:".

No sign says where it ends. It goes to the end of the body, or of the quote the header stands in; where the message
that is answered is known, only what stands in that counts, so that answers written in between stay the poster's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.archive.model import Mark, MarkKind
from bot.archive.phrases import Phrases
from bot.importers.angles import MAX_LEVEL, Heading, Line, heading_before, heading_ending
from bot.importers.mail.people import sender

_KINDS = ("from", "sent", "to", "subject")
_LABELS = {kind: Phrases(kind) for kind in _KINDS}
_ORIGINAL = Phrases("original")
_FIELD = re.compile(
    r"[ \t]*[*_]{0,2}(?P<label>[^\W\d_][^:：*_<>\n]{0,30}?)[*_]{0,2}[ \t\u00a0]*[:：][*_]{0,2}[ \t\u00a0]*(?P<value>.*)"
)
_DASHES = r"(?:[-‐–—]{2,}|_{2,}|={2,}|\*{2,})"
_RULE = re.compile(rf"\s*{_DASHES}\s*(?P<words>\S.{{0,100}}?)?\s*{_DASHES}?\s*")
_PLAIN_RULE = re.compile(r"[ \t]*(?:_{10,}|-{10,}|={10,})[ \t]*")
_MOST_FIELDS = 20
_MOST_WRAPPED = 3  # lines a field goes on for
_MOST_HEADERS = 200  # copied headers of one body
_FIRST_FIELDS = 4  # among which From must be
_RUN = 4
"""Words in a row that must stand in the answered message, too."""
_MOSTLY = 0.5
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Original:
    """A message copied into another: where its heading stands, where its words do, and whose they are.

    `level` is how deep in quotes. `sure`: it is marked even where the message that is answered is not known.
    """

    heading: int
    start: int
    end: int
    author: str | None
    level: int
    ref: str | None = None
    sure: bool = True


def originals(body: str, lines: Sequence[Line]) -> list[Original]:
    """Return the messages copied into a body, each reaching to the end of the quote it stands in.

    A line that attributes counts where none quoted deeper follow it: those it would stand over are marked as they are.
    It is not sure where nothing of the poster's stands above: the answer must then be below.
    """
    found: list[Original] = []
    ends = _ends(lines)
    last_signed = max((place for place, line in enumerate(lines) if line.level), default=-1)
    own = next((line.start for line in lines if line.level == 0 and line.text.strip()), len(body))
    at = 0
    while at < len(lines) and len(found) < _MOST_HEADERS:
        line = lines[at]
        copied = _copied_header(lines, at)
        if copied is not None and (copied.named or last_signed < copied.below):
            end = lines[ends[at]].end
            start = lines[copied.below].start if copied.below < len(lines) else end
            found.append(Original(_announced(lines, at), start, end, copied.author, line.level))
            at = copied.below
            continue
        at += 1
        heading = _bare_heading(lines, at - 1)
        if heading is not None:
            below = next(place for place in range(at, len(lines)) if lines[place].text.strip())
            if line.level:
                named, start, end = heading.named, lines[below].start, lines[ends[at - 1]].end
                if not _begins_named(lines, at - 1, heading):
                    found.append(Original(heading.start, start, end, named.name, line.level, named.ref))
                at = below
                continue
            sure = own < heading.start
            # Signs further down are quotes within what is copied; without words above they say that quotes are marked.
            if sure or last_signed < below:
                named, start = heading.named, lines[below].start
                found.append(Original(heading.start, start, len(body), named.name, 0, named.ref, sure=sure))
                at = below
    return found


def marks_of(body: str, found: Sequence[Original], answered: Sequence[str] = ()) -> list[Mark]:
    """Return the marks of copied messages. `answered` are the bodies they may be copied from, the nearest first."""
    marks: list[Mark] = []
    kept = None
    if answered and found:
        start, end = min(one.start for one in found), max(one.end for one in found)
        kept = _Runs(answered).kept(body, start, end)
    for depth, one in enumerate(found):
        if kept is None and not one.sure:
            continue
        marks.append(Mark(one.heading, _trimmed(body, one.heading, one.start), MarkKind.HEADER))
        if depth >= MAX_LEVEL:
            continue
        whole = Mark(one.start, _trimmed(body, one.start, one.end), MarkKind.QUOTE, one.author, one.ref)
        stretches = [(whole.start, whole.end)] if kept is None or one.level else kept
        marks += [
            replace(whole, start=max(start, whole.start), end=min(end, whole.end))
            for start, end in stretches
            if max(start, whole.start) < min(end, whole.end)
        ]
    return marks


def _trimmed(body: str, start: int, end: int) -> int:
    return start + len(body[start:end].rstrip())


class _Runs:
    """The runs of words in some bodies, and the whole short lines."""

    def __init__(self, bodies: Iterable[str]) -> None:
        self._runs: set[tuple[str, ...]] = set()
        self._short: set[tuple[str, ...]] = set()
        for body in bodies:
            words = _words(body)
            self._runs.update(zip(*(words[shift:] for shift in range(_RUN)), strict=False))
            lines = (tuple(_words(line)) for line in body.split("\n"))
            self._short.update(line for line in lines if 0 < len(line) < _RUN)

    def kept(self, body: str, start: int, end: int) -> list[tuple[int, int]] | None:
        """Return the stretches of whole lines that stand in the bodies; None where most of the words do not.

        Then what is answered is another message, or was written down otherwise, and nothing can be told from it.
        """
        stretches: list[tuple[int, int]] = []
        total = hits = 0
        at = start
        open_from: int | None = None
        last = start
        for paragraph in re.split(r"(?<=\n)(?=[ \t>]*\n)", body[start:end]):
            for low, high, count, found in self._lines(paragraph, at):
                total += count
                hits += count if found else 0
                if found:
                    open_from = low if open_from is None else open_from
                    last = high
                elif count and open_from is not None:
                    stretches.append((open_from, last))
                    open_from = None
            at += len(paragraph)
        if open_from is not None:
            stretches.append((open_from, last))
        return stretches if hits >= _MOSTLY * total else None

    def _lines(self, paragraph: str, at: int) -> Iterator[tuple[int, int, int, bool]]:
        """Yield where the lines of a paragraph stand, how many words each has, and whether the bodies have them."""
        lines = paragraph.split("\n")
        words = [_words(line) for line in lines]
        flat = [word for line in words for word in line]
        covered = bytearray(len(flat))
        for place in range(len(flat) - _RUN + 1):
            if tuple(flat[place : place + _RUN]) in self._runs:
                covered[place : place + _RUN] = b"\1" * _RUN
        seen = 0
        for line, its in zip(lines, words, strict=True):
            share = sum(covered[seen : seen + len(its)])
            seen += len(its)
            found = share >= 0.8 * len(its) if share else tuple(its) in self._short
            yield at, at + len(line), len(its), bool(its) and found
            at += len(line) + 1


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def _bare_heading(lines: Sequence[Line], at: int) -> Heading | None:
    """Return the attribution that ends at line `at`, certain to be one, where words without signs follow it."""
    text = lines[at].text.rstrip()
    if not text.endswith((":", "：", "-", ">", "…", "...")):
        return None
    level = lines[at].level
    below = next((place for place in range(at + 1, len(lines)) if lines[place].text.strip()), None)
    if below is None or any(line.level != level for line in lines[at + 1 : below + 1] if level or line.level):
        return None
    heading = heading_ending(lines, at)
    return heading if heading and heading.named.certain else None


def _begins_named(lines: Sequence[Line], at: int, heading: Heading) -> bool:
    """Tell whether a quote that has somebody's name above it begins with this heading: then their answer is below."""
    level = lines[at].level
    while at and lines[at - 1].level >= level:
        at -= 1
    while not lines[at].text.strip():
        at += 1
    return lines[at].start == heading.start and heading_before(lines, at) is not None


@dataclass(frozen=True, slots=True)
class _Copied:
    """A copied header: the first line below, and who wrote what stands there. `named`: it has a From field."""

    below: int
    author: str | None
    named: bool


def _copied_header(lines: Sequence[Line], at: int) -> _Copied | None:
    """Return the copied header that begins at line `at`, None where none does."""
    level, first = lines[at].level, at
    said = _rule(lines[at].text)
    if said is None and _field(lines[at], level) is None:
        return None
    if said is not None:
        first = _below(lines, at + 1, level)
    fields: dict[str, str] = {}
    place = first
    for count in range(_MOST_FIELDS):
        while place < len(lines) and _field(lines[place], level) is None:
            following = _next_field(lines, place, level) if fields else None
            if following is None:
                break
            last = next(reversed(fields))
            fields[last] += " " + " ".join(line.text.strip() for line in lines[place:following])
            place = following
        field = _field(lines[place], level) if place < len(lines) else None
        if field is None or (count >= _FIRST_FIELDS and "from" not in fields):
            break
        fields.setdefault(*field)
        place += 1
    while fields and place < len(lines) and lines[place].level == level and _goes_on(lines[place].text):
        place += 1
    if "from" in fields and len(fields) >= (2 if said else 3):
        name, address = sender(fields["from"])
        # Who is known by the address alone is named by the messages they sent, if any are here.
        alone = address.partition("@")[0] == name
        return _Copied(_below(lines, place, level), (address if alone else name) or None, named=True)
    # "-----Original Message-----" says enough alone.
    return _Copied(first, None, named=False) if said and not fields else None


def _announced(lines: Sequence[Line], at: int) -> int:
    """Return where the heading of a copied header at `at` starts: with "Begin forwarded message:" above a quote."""
    above = next((line for line in reversed(lines[max(0, at - 3) : at]) if line.text.strip()), None)
    announced = above is not None and above.level < lines[at].level and _rule(above.text)
    return above.start if above is not None and announced else lines[at].start


def _rule(text: str) -> bool | None:
    """Tell whether a line is one of those above a copied header: True for one that says so, False for a bare rule."""
    if _PLAIN_RULE.fullmatch(text):
        return False
    match = _RULE.fullmatch(text)
    if match and match["words"]:
        return True if _ORIGINAL.at_start(match["words"].strip(" -:_")) else None
    bare = text.strip()
    return True if bare.endswith((":", "：")) and bare[:-1].rstrip() in _ORIGINAL else None


def _field(line: Line, level: int) -> tuple[str, str] | None:
    """Return which field of a header a line is, and its value."""
    match = _FIELD.fullmatch(line.text) if line.level == level else None
    if match is None:
        return None
    label = match["label"].strip()
    return next(((kind, match["value"]) for kind in _KINDS if label in _LABELS[kind]), None)


def _next_field(lines: Sequence[Line], place: int, level: int) -> int | None:
    """Return the line of the next field, where one blank line or the rest of the last field is between."""
    if not lines[place].text.strip():
        following = place + 1
        return following if following < len(lines) and _field(lines[following], level) else None
    for following in range(place, min(place + _MOST_WRAPPED + 1, len(lines))):
        if lines[following].level != level or not lines[following].text.strip():
            return None
        if _field(lines[following], level):
            return following
    return None


def _goes_on(text: str) -> bool:
    return text.startswith((" ", "\t")) and bool(text.strip())


def _below(lines: Sequence[Line], place: int, level: int) -> int:
    while place < len(lines) and lines[place].level == level and not lines[place].text.strip():
        place += 1
    return place


def _ends(lines: Sequence[Line]) -> list[int]:
    """Return for each line the last line of the quote it stands in; of no quote, the last of all."""
    ends = [len(lines) - 1] * len(lines)
    opened: list[int] = []
    for at, line in enumerate(lines):
        while opened and lines[opened[-1]].level > line.level:
            ends[opened.pop()] = at - 1
        opened.append(at)
    return ends
