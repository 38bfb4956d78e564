"""Work shared among processes: its results come in order, and few of them wait."""

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import NoReturn, Self, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
Other = TypeVar("Other")

MOST = 4
AHEAD = 2
"""Tasks for each process that are given out before their results are asked for."""
_NICE = 5


class Hands:
    """Copies of this process, which share its memory; they end with it."""

    def __init__(self, count: int) -> None:
        """Start so many; there must be no other threads in this process, and it must be Linux that copies it."""
        self._pipes: list[Connection] = []
        self._ids: list[int] = []
        for _ in range(count):
            near, far = multiprocessing.Pipe()
            copy = os.fork()
            if not copy:
                _work(far, [*self._pipes, near])
            far.close()
            self._pipes.append(near)
            self._ids.append(copy)

    def each(
        self,
        work: Callable[[Task], Iterable[Result]],
        tasks: Iterable[Task],
        *,
        here: Callable[[Task], Iterable[Other] | None],
    ) -> Iterator[tuple[Task, Iterable[Result | Other]]]:
        """Yield each task with its results, in order.

        `here` does a task in this process, as its results are asked for, where they should not travel; else it
        returns None. Raises EOFError where the system ended one of the copies.
        """
        coming = iter(tasks)
        first = 0
        waiting: deque[Task] = deque()
        done: dict[int, Iterable[Result | Other]] = {}
        busy: dict[Connection, int] = {}
        idle = list(self._pipes)
        more = True
        while True:
            while more and idle and len(waiting) < AHEAD * len(self._pipes):
                for task in islice(coming, 1):
                    place = first + len(waiting)
                    waiting.append(task)
                    results = here(task)
                    if results is None:
                        pipe = idle.pop()
                        pipe.send((work, task))
                        busy[pipe] = place
                    else:
                        done[place] = results
                    break
                else:
                    more = False
            if not waiting:
                return
            if first in done:
                yield waiting.popleft(), done.pop(first)
                first += 1
                continue
            ready = wait(busy)
            for pipe in [one for one in busy if one in ready]:
                given, error = pipe.recv()
                if error is not None:
                    raise error
                done[busy.pop(pipe)] = given
                idle.append(pipe)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in self._pipes:
            pipe.close()
        for one in self._ids:
            os.kill(one, signal.SIGKILL)
            os.waitpid(one, 0)


def hands() -> int:
    """Return how many copies of a process may work at once; none where it should work alone."""
    count = min(MOST, len(os.sched_getaffinity(0))) if sys.platform == "linux" else 1
    return count if count > 1 else 0


def _work(pipe: Connection, others: list[Connection]) -> NoReturn:
    """Run in a copy, until there is nobody left to work for."""
    try:
        for other in others:
            other.close()
        os.nice(_NICE)
        while True:
            work, task = pipe.recv()
            answer: tuple[list[object] | None, Exception | None]
            try:
                answer = list(work(task)), None
            except Exception as error:  # noqa: BLE001 - raised where the result is asked for
                answer = None, error
            pipe.send(answer)
    finally:
        # Nothing of the process it is a copy of is to be cleaned up here, nor are its errors to be told twice.
        os._exit(0)
