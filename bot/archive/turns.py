"""The course of a debate: who spoke when, and how long."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Turn:
    """One post: its number from 1, its author, its own words counted, its time if known."""

    number: int
    author: str
    words: int
    at: datetime | None = None


class Course(Sequence[Turn]):
    """The turns of a thread, kept as columns.

    A hundred thousand values in memory make Python look at every one of them now and then (garbage collection), and
    everything else waits meanwhile; columns are looked at as one.
    """

    def __init__(self, turns: Iterable[Turn]) -> None:
        self._numbers = array("q")
        self._authors: list[str] = []
        self._words = array("q")
        self._times: list[datetime | None] = []
        names: dict[str, str] = {}
        for turn in turns:
            self._numbers.append(turn.number)
            self._authors.append(names.setdefault(turn.author, turn.author))
            self._words.append(turn.words)
            self._times.append(turn.at)

    @override
    def __len__(self) -> int:
        return len(self._numbers)

    @override
    def __iter__(self) -> Iterator[Turn]:
        return map(Turn, self._numbers, self._authors, self._words, self._times)

    @overload
    def __getitem__(self, at: int) -> Turn: ...

    @overload
    def __getitem__(self, at: slice) -> "Course": ...

    @override
    def __getitem__(self, at: int | slice) -> "Turn | Course":
        if isinstance(at, slice):
            return Course(list(self)[at])
        return Turn(self._numbers[at], self._authors[at], self._words[at], self._times[at])
