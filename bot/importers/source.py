"""What every reader is given, and what it must offer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from bot.archive.model import ParsedThread


@dataclass(frozen=True, slots=True)
class Source:
    """One file's bytes and the name it was given under (`inner.html` of a zip: `pack.zip/inner.html`)."""

    name: str
    data: bytes


class Reader(Protocol):
    """One archive format. Readers are pure: bytes in, threads out; no files, no network, no store."""

    name: str
    """What `--format` calls it, such as `text` or `xenforo`."""

    def recognises(self, source: Source) -> bool:
        """Tell cheaply, from the content alone, whether this reader should read `source`."""
        ...

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the threads in `source`.

        Raises `bot.errors.BadArchive`, naming file and line, where the content is not this format after all.
        """
        ...
