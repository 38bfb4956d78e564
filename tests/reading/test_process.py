"""What one process tells another: every thread and problem in order, short threads in few messages."""

from collections.abc import Iterator

import pytest

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage
from bot.errors import BadArchive
from bot.languages import Text
from bot.reading import process
from bot.reading.encoding import Told, load, told
from bot.reading.files import FileProblem
from bot.reading.process import messages

PROBLEM = FileProblem("b.txt", Text("It is empty."), failed=True)


@pytest.fixture(autouse=True)
def without_a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SECONDS", float("inf"))


def thread(title: str) -> Incoming:
    parsed = ParsedThread(title, (ParsedPost("Ada", "The pump leaks."),), f"{title}.txt", "text")
    return Incoming.of(parsed, [(Passage(0, 15),)])


def kinds(sent: list[bytes]) -> list[object]:
    """What each message is, or how many threads it tells of."""
    return [len(content) if kind == "several" else kind for kind, content in map(load, sent)]


def test_short_threads_are_told_of_together_and_in_order() -> None:
    short: list[Told] = [tuple(told(thread(str(number)))) for number in range(5)]
    sent = list(messages([*short[:3], PROBLEM, *short[3:], thread("a")]))
    assert kinds(sent) == [3, "problem", 2, "thread", "piece", "sent"]
    assert [each for kind, content in map(load, sent) if kind == "several" for each in content] == short


def test_no_message_grows_beyond_its_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    short: list[Told] = [tuple(told(thread(str(number)))) for number in range(5)]
    monkeypatch.setattr(process, "TOGETHER", 2 * sum(map(len, short[0])))
    assert kinds(list(messages(short))) == [2, 2, 1]


def test_a_thread_does_not_wait_long_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SECONDS", -1.0)
    assert kinds(list(messages([tuple(told(thread(str(number)))) for number in range(2)]))) == [1, 1]


def test_what_was_read_before_a_fault_is_told() -> None:
    short: list[Told] = [tuple(told(thread(str(number)))) for number in range(2)]

    def breaks() -> Iterator[Told]:
        yield from short
        raise BadArchive("This thread has no posts.", file="c.txt")

    sent: list[bytes] = []
    telling = messages(breaks())
    with pytest.raises(BadArchive):
        sent.extend(telling)  # what came before the error stays
    assert kinds(sent) == [2]
