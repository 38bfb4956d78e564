"""Files that are no text: what they are by their first bytes, and what to do with them."""

import re
from typing import NamedTuple

from bot.languages import Text

UNPACK = Text("Unpack it, and import the files in it or a zip of them.")
_PAGES = Text("Save the thread's pages from the browser, or copy its text into a text file, and import that.")
AS_TEXT = Text("Save it as plain text or as a web page, and import that.")
POSTS = Text(
    "Have it turned into lines of JSON, a post each, with `thread_id`, `id`, `author`, `date`, `body`: such are read."
)
TABLES = Text(
    "Load it into the program it is from and save its threads as pages, or have its posts turned into lines of JSON, a "
    "post each, with `thread_id`, `id`, `author`, `date` and `body`: those are read."
)


class Other(NamedTuple):
    """One kind of file: what its first bytes match, what it is, what can be done, and what stands in all such bytes."""

    sign: re.Pattern[bytes]
    what: Text
    advice: Text
    word: bytes = b""

    @property
    def sentence(self) -> Text:
        """Say both."""
        return Text("This is {what}, not an archived thread. {advice}", what=self.what, advice=self.advice)


def starts(pattern: bytes) -> re.Pattern[bytes]:
    """Return a sign that the first bytes of a file match; `.` is any byte."""
    return re.compile(pattern, re.DOTALL)


BINARY = (
    Other(starts(rb"\x89PNG\r\n\x1a\n"), Text("a PNG picture"), _PAGES),
    Other(starts(rb"\xff\xd8\xff"), Text("a JPEG picture"), _PAGES),
    Other(starts(rb"GIF8[79]a"), Text("a GIF picture"), _PAGES),
    Other(starts(rb"RIFF.{4}WEBP"), Text("a WebP picture"), _PAGES),
    Other(starts(rb"BM.{4}\0{4}|II\*\0|MM\0\*|\0\0..ftyp(?:heic|heif|mif1|avif)"), Text("a picture"), _PAGES),
    Other(
        starts(rb"RIFF.{4}(?:WAVE|AVI )|ID3[\x02-\x04]|OggS\0|\0\0..ftyp|\x1aE\xdf\xa3"),
        Text("sound or film"),
        _PAGES,
    ),
    Other(starts(rb"%PDF-"), Text("a PDF document"), AS_TEXT),
    Other(starts(rb"\{\\rtf"), Text("a rich text document"), AS_TEXT),
    Other(starts(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Text("an old Office document"), AS_TEXT),
    Other(
        starts(rb"!BDN"),
        Text("an Outlook mailbox"),
        Text("Turn it into an mbox file, with `readpst` for example, and import that."),
    ),
    Other(starts(rb"BZh[1-9]1AY&SY"), Text("bzip2-compressed data"), UNPACK),
    Other(starts(rb"\xfd7zXZ\x00"), Text("xz-compressed data"), UNPACK),
    Other(starts(rb"\x28\xb5\x2f\xfd"), Text("Zstandard-compressed data"), UNPACK),
    Other(starts(rb"\x1f\x8b"), Text("gzip-compressed data"), UNPACK),
    Other(starts(rb"7z\xbc\xaf\x27\x1c"), Text("a 7-Zip archive"), UNPACK),
    Other(starts(rb"Rar!\x1a\x07"), Text("a RAR archive"), UNPACK),
    Other(starts(rb".{257}ustar[\0 ]"), Text("a tar archive"), UNPACK),
    Other(starts(rb"PK\x05\x06"), Text("an empty ZIP archive"), UNPACK),
    Other(starts(rb"PK\x03\x04"), Text("a ZIP archive or an office document"), UNPACK),
    Other(
        starts(rb"ZIM\x04"),
        Text("an offline copy of a site (ZIM)"),
        Text("Unpack its pages, with `zimdump` for example, and import them."),
    ),
    Other(
        starts(rb"SQLite format 3\x00"),
        Text("an SQLite database"),
        Text(
            "A backup of Hansard's own goes in with `hansard restore`. Of another program: have its posts turned into "
            "lines of JSON, a post each, with `thread_id`, `id`, `author`, `date` and `body`."
        ),
    ),
    Other(starts(rb"PGDMP|.{4}Standard (?:Jet|ACE) DB|\xfe\x01"), Text("a database"), TABLES),
    Other(starts(rb"\x7fELF|MZ\x90\x00"), Text("a program"), _PAGES),
)
"""Known by their first bytes, which no text has."""


def binary_in(data: bytes) -> Text | None:
    """Say what the content is if it is no text, and what to do; None where its first bytes do not tell."""
    return next((kind.sentence for kind in BINARY if kind.sign.match(data)), None)
