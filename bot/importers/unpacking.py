"""Packed archives as the files in them, in memory and within hard limits."""

import gzip
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from bot.errors import BadArchive
from bot.importers.mhtml import is_mhtml, page_in
from bot.importers.others import document_in
from bot.importers.source import Source

_CHUNK = 1 << 16
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_GZIP = b"\x1f\x8b"
_RESIDUE = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
_DEVICES = frozenset({"", ".", ".."})


@dataclass(frozen=True, slots=True)
class Limits:
    """What unpacking may cost, over one file and all that is packed in it. Bytes are unpacked bytes."""

    members: int = 10_000
    depth: int = 3
    member_bytes: int = 256 << 20
    total_bytes: int = 1 << 30
    ratio: int = 200
    """Unpacked bytes per packed byte of one member, asked only past `free_bytes`."""
    free_bytes: int = 1 << 20


DEFAULT = Limits()


@dataclass(slots=True)
class _Spent:
    limits: Limits
    members: int = 0
    total: int = 0
    file: str = field(default="")

    def member(self) -> None:
        self.members += 1
        if self.members > self.limits.members:
            raise BadArchive(
                "The archive holds more than {most} files.", file=self.file, most=self.limits.members
            )

    def data(self, name: str, size: int, packed: int) -> None:
        """Refuse a member that has become `size` bytes from `packed` so far."""
        limits = self.limits
        if size > limits.member_bytes:
            raise BadArchive(
                "The file unpacks to more than {most} bytes.", file=name, most=limits.member_bytes
            )
        if self.total + size > limits.total_bytes:
            raise BadArchive(
                "The archive unpacks to more than {most} bytes.", file=self.file, most=limits.total_bytes
            )
        if size > limits.free_bytes and size > packed * limits.ratio:
            raise BadArchive(
                "The file unpacks to more than {most} times its size.", file=name, most=limits.ratio
            )


def is_pack(source: Source) -> bool:
    """Tell whether `source` may hold several files."""
    return source.data.startswith(_ZIP)


def unpack(source: Source, limits: Limits = DEFAULT) -> Iterator[Source]:
    """Yield the plain files in `source`: itself if it is not packed, else what its zip or gzip layers hold.

    A page that a browser saved as one file (MHTML) comes out as that page.

    Members are named `pack.zip/inner.html`, whatever path tricks their names play: absolute paths, drives and
    `..` lead nowhere, as nothing is written. Raises BadArchive for what is encrypted, damaged, a link or too big;
    files yielded until then are whole.
    """
    yield from _unpack(source, _Spent(limits, file=source.name), 0)


def _unpack(source: Source, spent: _Spent, depth: int) -> Iterator[Source]:
    packed = source.data.startswith((*_ZIP, _GZIP))
    if packed and depth >= spent.limits.depth:
        raise BadArchive(
            "The archive is packed more than {most} times over.", file=source.name, most=spent.limits.depth
        )
    if source.data.startswith(_ZIP):
        yield from _zip(source, spent, depth)
    elif source.data.startswith(_GZIP):
        name = source.name.removesuffix(".gz") if source.name.endswith(".gz") else source.name
        yield from _unpack(Source(name, _gunzip(source, spent)), spent, depth + 1)
    elif is_mhtml(source):
        yield page_in(source) or source
    else:
        yield source


def _gunzip(source: Source, spent: _Spent) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(source.data)) as stream:
            return _drain(stream, source.name, len(source.data), spent)
    except (OSError, EOFError, zlib.error) as error:
        raise BadArchive("The gzip file is damaged or cut off.", file=source.name) from error


def _zip(source: Source, spent: _Spent, depth: int) -> Iterator[Source]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise BadArchive("The ZIP archive is damaged or cut off.", file=source.name) from error
    with archive:
        document = document_in(archive.NameToInfo)
        if document is not None:
            raise BadArchive(document, file=source.name)
        for info in archive.infolist():
            if info.is_dir() or _RESIDUE.search(info.filename):
                continue
            spent.member()
            name = f"{source.name}/{safe_name(info.filename)}"
            member = Source(name, _member(archive, info, name, spent))
            yield from _unpack(member, spent, depth + 1)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, spent: _Spent) -> bytes:
    # What the file was on the system it was packed on; zero where that had no such thing.
    if stat.S_ISLNK(info.external_attr >> 16):
        raise BadArchive("The file in the ZIP archive is a link, and links are not followed.", file=name)
    if info.flag_bits & 0x1:
        raise BadArchive("The file in the ZIP archive is encrypted; unpack it first.", file=name)
    try:
        with archive.open(info) as stream:
            return _drain(stream, name, info.compress_size, spent)
    except NotImplementedError as error:
        raise BadArchive("The file is packed in a way that cannot be read here.", file=name) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BadArchive("The file in the ZIP archive is damaged.", file=name) from error


def _drain(stream: gzip.GzipFile | IO[bytes], name: str, packed: int, spent: _Spent) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        spent.data(name, size, packed)
        pieces.append(chunk)
    spent.total += size
    return b"".join(pieces)


def safe_name(name: str) -> str:
    """Return a member's name without roots, drives and steps upwards, fit to be shown and stored."""
    parts = re.split(r"[/\\]", name.encode("utf-8", "replace").decode())
    kept = [part for part in parts if part not in _DEVICES and not re.fullmatch(r"[A-Za-z]:", part)]
    shown = "/".join("".join(char if char.isprintable() else "\ufffd" for char in part) for part in kept)
    return shown or "unnamed"
