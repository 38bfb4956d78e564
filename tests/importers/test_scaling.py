"""Work grows with the size of a file, not with its square: quotes and lines do not multiply."""

from collections.abc import Callable

import pytest

from bot.archive.attribution import attribute
from bot.importers.detect import reader_for
from bot.importers.source import Source
from tests.work import growth

_HEAD = (
    "From: Tilda Pott <tilda@tea.example>\nSubject: Kettles\nDate: Mon, 2 Dec 2024 10:00:00 +0000\n"
    "Message-ID: <k1@tea.example>\n"
)
_MBOX = f"From tilda@tea.example Mon Dec 02 10:00:00 2024\n{_HEAD}\n"

MAIL = {
    "a quote and an answer by turns": lambda n: _MBOX + "".join(f"> pot {i}\nlid {i}\n" for i in range(n)),
    "a line attributed, a quote, an answer by turns": lambda n: (
        _MBOX + "".join(f"On {i} May 2012, Osse wrote:\n> pot {i}\n\nlid {i}\n\n" for i in range(n))
    ),
    "levels that rise and fall": lambda n: (
        _MBOX + "".join(f"{'>' * (i % 40 + 1)} pot {i}\n" for i in range(n))
    ),
}


@pytest.mark.parametrize("shape", MAIL)
def test_quotes_and_lines_do_not_multiply_in_mail(shape: str) -> None:
    def make(count: int) -> Callable[[], object]:
        source = Source("kettles.mbox", MAIL[shape](count).encode())
        reader = reader_for(source)

        def read() -> object:
            return [attribute(thread.posts) for thread in reader.read(source)]

        return read

    assert growth(make, 200) < 2.5
