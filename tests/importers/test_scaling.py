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
_COPIED = "From: Osse Line\nSent: Monday\nTo: all\nSubject: pots\n"
_MBOX = f"From tilda@tea.example Mon Dec 02 10:00:00 2024\n{_HEAD}\n"

_ANSWER = (
    "\nFrom x Mon Dec 02 10:00:00 2024\nIn-Reply-To: <k1@tea.example>\n"
    f"{_HEAD.replace('k1', 'k2')}\nlid\n\n{_COPIED}\n"
)

MAIL: dict[str, Callable[[int], str]] = {
    "a quote and an answer by turns": lambda n: _MBOX + "".join(f"> pot {i}\nlid {i}\n" for i in range(n)),
    "a line attributed, a quote, an answer by turns": lambda n: (
        _MBOX + "".join(f"On {i} May 2012, Osse wrote:\n> pot {i}\n\nlid {i}\n\n" for i in range(n))
    ),
    "copied headers": lambda n: _MBOX + "".join(f"lid {i}\n\n{_COPIED}\npot {i}\n\n" for i in range(n)),
    "copied headers within quotes": lambda n: (
        _MBOX + "".join(f"> lid {i}\n> {_COPIED.strip()}\n>> pot {i}\n\n" for i in range(n))
    ),
    "lines that attribute what has no signs": lambda n: (
        _MBOX + "".join(f"lid {i}\n\nOn {i} May 2012 10:00, Osse wrote:\n\npot {i}\n\n" for i in range(n))
    ),
    "other signs": lambda n: _MBOX + "".join(f"OL> pot {i}\n| lid {i}\nand so on\n" for i in range(n)),
    "broken fields without end": lambda n: f"{_MBOX}From: Osse\n" + "To: a\nb\nc\n" * n,
    "an answer to a long message": lambda n: (
        _MBOX
        + "".join(f"pot {i} stands on shelf {i}\n" for i in range(n))
        + _ANSWER
        + "".join(f"pot {i} stands on shelf {i}\nlid {i}\n" for i in range(n))
    ),
    "cited blocks": lambda n: (
        f"From tilda@tea.example Mon Dec 02 10:00:00 2024\n{_HEAD}Content-Type: text/html\n\n"
        + "".join(f"<p>lid {i}</p>Osse wrote:<blockquote>pot {i}</blockquote>" for i in range(n))
    ),
    "a digest": lambda n: (
        f"From tilda@tea.example Mon Dec 02 10:00:00 2024\n{_HEAD.replace('Kettles', 'Tea Digest')}\n{'-' * 70}\n\n"
        + "".join(f"Message: {i}\n{_HEAD.replace('k1', f'k{i}')}\npot\n\n{'-' * 30}\n\n" for i in range(n))
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


@pytest.mark.timeout(60)
def test_a_mail_of_very_many_cited_blocks_is_read_to_its_end() -> None:
    blocks = "".join(f"<blockquote>pot {i}</blockquote>lid" for i in range(80_000))
    head = f"From tilda@tea.example Mon Dec 02 10:00:00 2024\n{_HEAD}Content-Type: text/html\n\n"
    source = Source("kettles.mbox", (head + blocks).encode())

    [thread] = reader_for(source).read(source)

    assert thread.posts[0].body.endswith("lid")
