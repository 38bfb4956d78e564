"""What there is to read."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.importers.source import Source
from bot.importers.unpacking import DEFAULT
from bot.languages import Text

LARGEST = DEFAULT.member_bytes
"""Bytes of a file, packed or not; all of it and several times more is held in memory."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to import, read already or not. One `named` by a person must be an archive; others may be anything."""

    source: Source | Path
    named: bool = True

    @property
    def name(self) -> str:
        """Return what the file is called."""
        return self.source.name if isinstance(self.source, Source) else str(self.source)

    def size(self) -> int:
        """Return its bytes; 0 where they cannot be told."""
        if isinstance(self.source, Source):
            return len(self.source.data)
        try:
            return self.source.stat().st_size
        except OSError:
            return 0

    def read(self) -> "Source | FileProblem":
        """Return its content, or why there is none."""
        if isinstance(self.source, Source):
            return self.source
        try:
            refused = _refused(self.name, self.source.stat())
            if refused is not None:
                return FileProblem(self.name, refused, failed=True)
            return Source(self.name, self.source.read_bytes())
        except OSError as error:
            reason = Text("{path}: cannot be read ({reason}).", path=self.name, reason=error.strerror)
            return FileProblem(self.name, reason, failed=True)


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that gave no thread: `failed` where it should have, else it was no archive and passed over."""

    source: str
    reason: Text
    failed: bool


def candidates(paths: Iterable[Path]) -> Iterator[Candidate]:
    """Name the files at `paths`, those of a folder in order of their names, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            for inside in sorted(path.rglob("*")):
                if inside.is_file() and not any(
                    part.startswith(".") for part in inside.relative_to(path).parts
                ):
                    yield Candidate(inside, named=False)
        else:
            yield Candidate(path)


def _refused(name: str, about: os.stat_result) -> Text | None:
    """Say why a file is not even opened: a pipe would be waited for, and a very large one fills the memory."""
    if not stat.S_ISREG(about.st_mode):
        return Text("{path}: is neither a file nor a folder.", path=name)
    if about.st_size > LARGEST:
        return Text(
            "{path}: has {size} MB; a file has at most {most} MB. Split it, or pack its parts into a zip.",
            path=name,
            size=about.st_size >> 20,
            most=LARGEST >> 20,
        )
    return None
