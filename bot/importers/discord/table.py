"""The exporter's CSV."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator

from bot.archive.model import ParsedThread
from bot.errors import BadArchive
from bot.importers.decoding import decode
from bot.importers.discord.dates import moments
from bot.importers.discord.message import (
    Piece,
    Speaker,
    channel_in,
    file,
    full_name,
    markdown,
    thread,
)
from bot.importers.discord.plain import is_notice, path_in
from bot.importers.html.fragment import file_name, only_absolute
from bot.importers.html.page import plain_bytes
from bot.importers.source import Source

_HEAD = re.compile(
    rb'(?:\xef\xbb\xbf)?"?(?:AuthorID"?[,;]"?)?Author"?[,;]"?Date"?[,;]"?Content"?[,;]"?Attachments\b'
)
_BETWEEN = re.compile(r",(?=https?://)")
_NEEDED = ("Author", "Date", "Content")

Row = dict[str, str]


def recognises(source: Source) -> bool:
    """Tell by the names of the columns."""
    return _HEAD.match(plain_bytes(source.data[:200])) is not None


def read(source: Source) -> ParsedThread:
    """Return the channel in `source`. Raises BadArchive, with the line, for a row that does not fit the columns."""
    rows = list(_rows(source))
    if not rows:
        raise BadArchive("This Discord export holds no messages.", file=source.name)
    people = _speakers(rows)
    spoken = [row for row in rows if not is_notice(row["Content"])]
    times = moments([(None, row["Date"]) for row in spoken])
    posts = [
        people[row.get("AuthorID", ""), row["Author"]].post(_pieces(row), None, at)
        for row, at in zip(spoken, times, strict=True)
    ]
    return thread(
        source, path_in(source.name), posts, channel=channel_in(source.name), system=len(rows) - len(spoken)
    )


def _rows(source: Source) -> Iterator[Row]:
    text = decode(source.data, name=source.name)
    mark = ";" if ";" in text.partition("\n")[0] else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    columns: list[str] = []
    before = 0
    try:
        for row in lines:
            if not columns:
                columns = row
            elif row and (len(row) < len(columns) or any(row[len(columns) :])):
                raise BadArchive(
                    "This row has {n} columns, the first has {due}.",
                    file=source.name,
                    line=before + 1,
                    n=len(row),
                    due=len(columns),
                )
            elif row:
                # Some versions end every row with a comma.
                yield dict(zip(columns, row, strict=False))
            before = lines.line_num
    except csv.Error as error:
        raise BadArchive("This is not well-formed CSV.", file=source.name, line=before + 1) from error


def _speakers(rows: list[Row]) -> dict[tuple[str, str], Speaker]:
    """Say who each row's author is: an id with several names, none of an account, is a webhook's."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if not full_name(row["Author"])[1]:
            names[row.get("AuthorID", "")].add(row["Author"])
    people = {}
    for row in rows:
        ref, told = row.get("AuthorID", ""), row["Author"]
        name, discriminator = full_name(told)
        webhook = not discriminator and len(names[ref]) > 1
        people[ref, told] = Speaker(name, ref or None, () if webhook else (told,), webhook)
    return people


def _pieces(row: Row) -> Iterator[Piece]:
    yield markdown(row["Content"].strip())
    for url in _BETWEEN.split(row.get("Attachments", "")):
        if url.strip():
            yield file(file_name(url), only_absolute(url.strip()))
