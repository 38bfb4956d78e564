"""What waits to be read again, on disk: memory holds only where it stands."""

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

IN_MEMORY = 8 << 20
"""Bytes up to which nothing is written to disk."""


class Shelf:
    """Bytes by the place they were put at, in a temporary file that has no name once it is there."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by __exit__
        self._ends = [0]

    def put(self, data: bytes) -> int:
        """Keep `data`; return its place."""
        self._file.seek(self._ends[-1])
        self._file.write(data)
        self._ends.append(self._ends[-1] + len(data))
        return len(self._ends) - 2

    def size(self, place: int) -> int:
        """Return how many bytes stand at `place`."""
        return self._ends[place + 1] - self._ends[place]

    def get(self, place: int) -> bytes:
        """Return what was put at `place`."""
        self._file.seek(self._ends[place])
        return self._file.read(self.size(place))

    def __iter__(self) -> Iterator[bytes]:
        return map(self.get, range(len(self._ends) - 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
