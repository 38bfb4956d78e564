"""A document as one file of bounded size: as it is where it fits, else zipped."""

import io
import zipfile
from types import TracebackType
from typing import Self

from bot.errors import UserError

MEGABYTE = 1024 * 1024


class Packing:
    """Takes a document's text part by part and gives one file; never holds much more than `limit` bytes.

    Use it as a context manager: `add` every part, then `file`.
    """

    def __init__(self, name: str, suffix: str, limit: int) -> None:
        """Make `name.suffix`, at most `limit` bytes."""
        self._name = f"{name}.{suffix}"
        self._limit = limit
        self._plain: bytearray | None = bytearray()
        self._packed = io.BytesIO()
        self._zip = zipfile.ZipFile(self._packed, "w", zipfile.ZIP_DEFLATED)
        entry = zipfile.ZipInfo(self._name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        self._entry = self._zip.open(entry, "w", force_zip64=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entry.close()
        self._zip.close()

    def add(self, part: str) -> None:
        """Take in a part. Raises UserError as soon as the document cannot fit, not even zipped."""
        data = part.encode("utf-8", "replace")
        self._entry.write(data)
        if self._plain is not None:
            self._plain += data
            if len(self._plain) > self._limit:
                self._plain = None
        self._require(self._packed.tell())

    def file(self) -> tuple[str, bytes]:
        """Return the file's name and content; nothing can be added afterwards."""
        self._entry.close()
        self._zip.close()
        if self._plain is not None:
            return self._name, bytes(self._plain)
        self._require(len(self._packed.getvalue()))
        return f"{self._name}.zip", self._packed.getvalue()

    def _require(self, size: int) -> None:
        if self._plain is None and size > self._limit:
            raise UserError(
                "`{name}` has more than {megabytes} MB even when zipped, and Discord takes no more here. Whoever runs "
                "me can write it with `hansard export`.",
                name=self._name,
                megabytes=self._limit // MEGABYTE,
            )
