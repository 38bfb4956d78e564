"""The reader of flattened threads: bytes in, one thread out."""

from collections.abc import Iterator, Sequence

from bot.archive.model import Notice, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.decoding import decode
from bot.importers.source import Source
from bot.importers.text.cut import Cut, Cutting, Dropped
from bot.importers.text.lines import same_length_lf, separators
from bot.importers.text.opening import read_opening
from bot.importers.text.separated import cut_separated
from bot.importers.text.unseparated import cut_unseparated


class TextReader:
    """Reads threads saved as plain text, with or without separators between the posts."""

    name = "text"

    def recognises(self, source: Source) -> bool:
        """Tell whether `source` is text that falls into posts."""
        try:
            next(self.read(source))
        except BadArchive:
            return False
        return True

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the thread in `source`; raises `BadArchive` where it holds none."""
        text = decode(source.data, name=source.name)
        if not text.strip():
            raise BadArchive("The file is empty." if not text else "The file is blank.", file=source.name)
        plain = same_length_lf(text)
        cutting = cut(plain)
        if cutting is None:
            message = "No thread was found in this text: no lines come back as the names above posts would."
            raise BadArchive(message, file=source.name)
        yield ParsedThread(
            title=cutting.title,
            posts=tuple(_posts(text, plain, cutting.cuts)),
            source=source.name,
            format=self.name,
            notices=tuple(_notices(source.name, plain, cutting.dropped)),
        )


def cut(plain: str) -> Cutting | None:
    """Cut a text with LF newlines into posts; None where it is no thread."""
    lines = separators(plain)
    if lines:
        cutting = cut_separated(plain, lines, read_opening(plain, lines[0][0]))
        if cutting.cuts:
            return cutting
    return cut_unseparated(plain, read_opening(plain, len(plain)))


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
            ref=None if cut.number is None else f"#{cut.number}",
            line=line,
        )


def _notices(source: str, plain: str, dropped: Sequence[Dropped]) -> Iterator[Notice]:
    line, seen = 1, 0
    for piece in dropped:
        line += plain.count("\n", seen, piece.at)
        seen = piece.at
        yield Notice(source, line, piece.text)
