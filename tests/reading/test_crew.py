"""Work shared among processes comes in order, is done where it should be, and leaves nobody behind."""

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from bot.reading.crew import Hands

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies of a process are made on Linux alone")


def squares(number: int) -> Iterator[tuple[int, int]]:
    yield from ((number * number, os.getpid()) for _ in range(number % 3))


def broken(number: int) -> Iterator[int]:
    yield 1 // number


def ended(number: int) -> Iterator[int]:
    os.kill(os.getpid(), signal.SIGKILL)
    yield number


def nowhere(_: int) -> None:
    return None


def test_results_come_in_the_order_of_their_tasks_from_more_than_one_process() -> None:
    with Hands(2) as crew:
        found = [(task, list(results)) for task, results in crew.each(squares, range(60), here=nowhere)]
    assert [task for task, _ in found] == list(range(60))
    assert [[square for square, _ in results] for _, results in found] == [
        [task * task] * (task % 3) for task in range(60)
    ]
    processes = {process for _, results in found for _, process in results}
    assert len(processes) == 2
    assert os.getpid() not in processes
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_task_that_is_to_be_done_here_is_done_when_its_results_are_asked_for() -> None:
    asked: list[int] = []

    def here(task: int) -> Iterator[tuple[int, int]] | None:
        def results() -> Iterator[tuple[int, int]]:
            asked.append(task)
            yield task, os.getpid()

        return results() if task % 7 == 0 else None

    with Hands(2) as crew:
        for task, results in crew.each(squares, range(30), here=here):
            assert max(asked, default=-1) <= task
            assert all((process == os.getpid()) == (task % 7 == 0) for _, process in results)
    assert asked == [0, 7, 14, 21, 28]


def test_few_tasks_are_taken_before_their_results_are_asked_for() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for task in range(100):
            taken.append(task)
            yield task

    with Hands(2) as crew:
        for task, _ in crew.each(squares, tasks(), here=nowhere):
            assert len(taken) <= task + 1 + 4


def test_a_fault_is_raised_where_the_result_is_asked_for() -> None:
    with Hands(2) as crew, pytest.raises(ZeroDivisionError):
        list(crew.each(broken, [3, 2, 1, 0, 1], here=nowhere))


def test_a_process_that_the_system_ended_is_told() -> None:
    with Hands(2) as crew, pytest.raises(EOFError):
        list(crew.each(ended, [1], here=nowhere))
