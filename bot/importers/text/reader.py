"""The reader of flattened threads: bytes in, one thread out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import PurePosixPath

from bot.archive.model import Notice, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.dates import parse_date
from bot.importers.decoding import decode
from bot.importers.source import Source
from bot.importers.text.copied import cut_copied
from bot.importers.text.cut import Cut, Cutting, Dropped
from bot.importers.text.lines import line_end, same_length_lf, separators
from bot.importers.text.opening import read_opening
from bot.importers.text.screen import looks_copied, names_the_page
from bot.importers.text.separated import cut_separated
from bot.importers.text.unseparated import cut_unseparated
from bot.languages import Text

_ENOUGH = 1 << 18
"""How many bytes tell whether a file is a thread."""

_LAST_EDITED = re.compile(r"last edited(?: by [^\n;:]{1,60})?\s*[:;,]\s*(?P<when>.{6,60})", re.IGNORECASE)


_LONGEST_EDITED = 140


class TextReader:
    """Reads threads saved as plain text, with or without separators between the posts.

    Bodies are verbatim pieces of the decoded file. No marks are made: a flattened text keeps no markup, and
    what its lines look like ("X said:", "Reactions: …") is for attribution to read.
    """

    name = "text"

    def recognises(self, source: Source) -> bool:
        """Tell whether `source` is text that falls into posts, from its beginning where that is enough."""
        if len(source.data) > 2 * _ENOUGH and self._falls_into_posts(
            Source(source.name, source.data[:_ENOUGH])
        ):
            return True
        return self._falls_into_posts(source)

    def _falls_into_posts(self, source: Source) -> bool:
        try:
            next(self.read(source))
        except BadArchive:
            return False
        return True

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the one thread in `source`; raises `BadArchive` where it holds none."""
        text = decode(source.data, name=source.name)
        if not text.strip():
            raise BadArchive("The file is empty." if not text else "The file is blank.", file=source.name)
        plain = same_length_lf(text)
        cutting = cut(plain)
        if cutting is None or names_the_page((cut.author for cut in cutting.cuts), plain):
            raise BadArchive(refusal(plain), file=source.name)
        yield ParsedThread(
            title=cutting.title or PurePosixPath(source.name).stem,
            posts=tuple(_posts(text, plain, cutting.cuts)),
            source=source.name,
            format=self.name,
            notices=tuple(_notices(source.name, plain, cutting)),
        )


def refusal(text: str) -> Text:
    """Say why a text is no thread that can be read, and what to do."""
    if looks_copied(text):
        return Text(
            "This looks like a forum's page copied off the screen, in a look that is not known: names cannot be told "
            "from menus and buttons. Save the page itself, as HTML, and import that."
        )
    return Text("No thread was found in this text: no lines stand above its paragraphs as names would.")


def cut(plain: str) -> Cutting | None:
    """Cut a text with LF newlines into posts; None where it is no thread."""
    lines = separators(plain)
    opening = read_opening(plain, lines[0][0] if lines else len(plain))
    copied = cut_copied(plain, opening.title)
    if copied is not None:
        return copied
    found = cut_separated(plain, lines, opening) if lines else None
    if found is None and lines:
        lines = []
        opening = read_opening(plain, len(plain))
    found = found or cut_unseparated(plain, opening)
    if found is not None and _lacks_title(
        found, plain[opening.first : line_end(plain, opening.first)].strip()
    ):
        untitled = replace(opening, title="", first=opening.at)
        found = (
            cut_separated(plain, lines, untitled) if lines else cut_unseparated(plain, untitled)
        ) or found
    return found


def _lacks_title(cutting: Cutting, below: str) -> bool:
    """Tell whether the thread's title is an author's name, and the line `below` it their user title."""
    return below in {one.title for one in cutting.cuts if one.author == cutting.title}


def _posts(text: str, plain: str, cuts: Sequence[Cut]) -> Iterator[ParsedPost]:
    line, seen = 1, 0
    for cut in cuts:
        line += plain.count("\n", seen, cut.start)
        seen = cut.start
        start, end = cut.body
        yield ParsedPost(
            author=cut.author,
            body=text[start:end],
            author_title=cut.title,
            posted_at=cut.posted_at,
            edited_at=_edited(plain, end),
            ref=None if cut.number is None else f"#{cut.number}",
            line=line,
        )


def _edited(plain: str, end: int) -> datetime | None:
    start = plain.rfind("\n", max(0, end - _LONGEST_EDITED), end)
    found = _LAST_EDITED.fullmatch(plain, start + 1, end) if start >= 0 else None
    return parse_date(found["when"]) if found else None


def _notices(source: str, plain: str, cutting: Cutting) -> Iterator[Notice]:
    pieces = [*cutting.dropped, *_gaps(cutting.cuts)]
    line, seen = 1, 0
    for piece in sorted(pieces, key=lambda piece: piece.at):
        line += plain.count("\n", seen, piece.at)
        seen = piece.at
        yield Notice(source, line, piece.text)
    if not cutting.title:
        yield Notice(source, None, Text("The file tells no title; its name is used."))


def _gaps(cuts: Sequence[Cut]) -> Iterator[Dropped]:
    """Yield a sentence for every run of post numbers that the file skips."""
    for before, after in pairwise(cuts):
        if before.number is not None and after.number is not None and after.number > before.number + 1:
            first, last = before.number + 1, after.number - 1
            if first == last:
                gap = Text("Post #{number} is not in this file.", number=first)
            else:
                gap = Text("Posts #{first} to #{last} are not in this file.", first=first, last=last)
            yield Dropped(after.start, gap)
