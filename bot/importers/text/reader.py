"""The reader of flattened threads: bytes in, one thread out."""

from collections.abc import Iterator

from bot.archive.model import Notice, ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.decoding import decode
from bot.importers.source import Source
from bot.importers.text.cut import Cut, Dropped
from bot.importers.text.lines import same_length_lf, separators
from bot.importers.text.separated import cut_separated


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
        title, cuts, dropped = cut_separated(plain, separators(plain))
        if not cuts:
            raise BadArchive("No posts were found in this text.", file=source.name)
        yield ParsedThread(
            title=title,
            posts=tuple(_posts(text, plain, cuts)),
            source=source.name,
            format=self.name,
            notices=tuple(_notices(source.name, plain, dropped)),
        )


def _posts(text: str, plain: str, cuts: list[Cut]) -> Iterator[ParsedPost]:
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


def _notices(source: str, plain: str, dropped: list[Dropped]) -> Iterator[Notice]:
    line, seen = 1, 0
    for piece in dropped:
        line += plain.count("\n", seen, piece.at)
        seen = piece.at
        yield Notice(source, line, piece.text)
