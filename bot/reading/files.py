"""What there is to read."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.importers.source import Source
from bot.importers.unpacking import DEFAULT
from bot.languages import Text

LARGEST = DEFAULT.member_bytes
"""Bytes of a file, packed or not; all of it and several times more is held in memory."""


_FURNITURE = re.compile(
    r"\.(?:css|js|mjs|json\.map|png|jpe?g|gif|svg|ico|bmp|webp|avif|woff2?|ttf|otf|eot|swf|mp[34]|webm|ogg|pdf)(?:[?@].*)?$",
    re.IGNORECASE,
)
"""What a saved page is shown with; a mirror keeps the query in the name."""
_BESIDE_PAGE = re.compile(
    r"(.+)(?:_files|_fichiers|_archivos|_arquivos|_file|-Dateien|_bestanden|_pliki|\.files)$"
)
"""Where a browser keeps what belongs to a page saved whole, in its own language."""
_ENDINGS = (".html", ".htm", ".xhtml", ".php", ".html.gz", ".htm.gz")
PASSED_OVER = Text("belongs to saved pages (pictures, scripts, styles)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to import, read already or not. One `named` by a person must be an archive; others may be anything."""

    source: Source | Path
    named: bool = True
    furniture: bool = False
    """Whether it is what a page is shown with, and not opened."""

    @property
    def name(self) -> str:
        """Return what the file is called."""
        return self.source.name if isinstance(self.source, Source) else str(self.source)

    def size(self) -> int:
        """Return its bytes; 0 where they cannot be told."""
        if isinstance(self.source, Source):
            return len(self.source.data)
        if self.furniture:
            return 0
        try:
            return self.source.stat().st_size
        except OSError:
            return 0

    def read(self) -> "Source | FileProblem":
        """Return its content, or why there is none."""
        if isinstance(self.source, Source):
            return self.source
        if self.furniture:
            return FileProblem.of(self.name, PASSED_OVER, failed=False)
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
    kind: Text | None = None
    """The reason without the file: what many files have in common."""

    @classmethod
    def of(cls, source: str, kind: Text, *, failed: bool) -> "FileProblem":
        """Say of a file what many may have in common."""
        return cls(source, Text("{file}: {reason}", file=source, reason=kind), failed, kind)


def candidates(paths: Iterable[Path]) -> Iterator[Candidate]:
    """Name the files at `paths`, those of a folder in order of their names, hidden ones left out."""
    for path in paths:
        if not path.is_dir():
            yield Candidate(path)
            continue
        for inside in sorted(path.rglob("*")):
            parts = inside.relative_to(path).parts
            if inside.is_file() and not any(part.startswith(".") for part in parts):
                yield Candidate(inside, named=False, furniture=_is_furniture(inside, len(parts)))


def _is_furniture(path: Path, depth: int) -> bool:
    """Tell whether a file in a folder is what a page is shown with, by its name and by the page beside its folder."""
    if _FURNITURE.search(path.name):
        return True
    for above in [*path.parents][: depth - 1]:
        found = _BESIDE_PAGE.match(above.name)
        if found and any((above.parent / f"{found[1]}{ending}").is_file() for ending in _ENDINGS):
            return True
    return False


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
