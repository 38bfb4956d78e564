"""Attribution's work grows with the posts, counted in lines of Python run: quotes and lines do not multiply."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import Mark, MarkKind, ParsedPost, QuoteKeeping
from tests.work import growth

KEPT, ANSWERED = QuoteKeeping.KEPT, QuoteKeeping.ANSWERED


def sentence(number: int) -> str:
    return f"Lamp {number * 7} on buoy {number} burns {number * 11} hours when the wind is {number * 13}."


def other(number: int) -> str:
    return sentence(number).replace("burns", "sleeps")


def long(number: int) -> str:
    return (
        f"{sentence(number)} So says keeper {number * 17} and so says keeper {number * 19}, her uncle or his."
    )


def lines(count: int, *, every: Callable[[int], str] = sentence, gap: str = "\n\n") -> str:
    return gap.join(map(every, range(count)))


def marked(count: int) -> ParsedPost:
    body, marks = "", []
    for number in range(count):
        start = len(body)
        body += sentence(number)
        marks.append(Mark(start, len(body), MarkKind.QUOTE))
        body += f"\nAnswer {number}.\n"
    return ParsedPost(author="Olaf", body=body, marks=tuple(marks), quotes=KEPT)


def post(
    author: str,
    body: str,
    quotes: QuoteKeeping = QuoteKeeping.FLATTENED,
    ref: str | None = None,
    parent_ref: str | None = None,
) -> ParsedPost:
    return ParsedPost(author=author, body=body, quotes=quotes, ref=ref, parent_ref=parent_ref)


SHAPES: dict[str, Callable[[int], list[ParsedPost]]] = {
    "lines of one post quoted with an answer below each": lambda n: [
        post("Marta", lines(n)),
        post("Olaf", "".join(f"{sentence(i)}\nAnswer {i}.\n\n" for i in range(n))),
    ],
    "lines in the other order": lambda n: [
        post("Marta", lines(n)),
        post("Olaf", "\n\n".join(sentence(n - i) for i in range(1, n + 1))),
    ],
    "a line of each of many posts": lambda n: [
        *(post(f"member {i}", sentence(i)) for i in range(n)),
        post("Olaf", lines(n)),
    ],
    "opposites of many lines": lambda n: [post("Marta", lines(n)), post("Olaf", lines(n, every=other))],
    "boxes that are marked and name nobody": lambda n: [post("Marta", lines(n), KEPT), marked(n)],
    "signs that people typed": lambda n: [
        post("Marta", lines(n), KEPT),
        post("Olaf", "".join(f"> {sentence(i)}\nAnswer {i}.\n" for i in range(n)), KEPT),
    ],
    "headers over each": lambda n: [
        post("Marta", lines(n)),
        post("Olaf", "".join(f"Marta said:\n{sentence(i)}\nClick to expand...\nA {i}.\n" for i in range(n))),
    ],
    "ends of boxes that nothing opens": lambda n: [
        post("Marta", lines(n)),
        post("Olaf", "".join(f"{other(i)}\nClick to expand...\n" for i in range(n))),
    ],
    "a mail sent back below its answer": lambda n: [
        post("Marta", lines(n), ANSWERED, ref="1"),
        post("Olaf", f"I doubt it.\n\n{lines(n)}", ANSWERED, parent_ref="1"),
    ],
    "copies typed between quotation marks": lambda n: [
        post("Marta", lines(n)),
        post("Olaf", "\n\n".join(f'As for that: "{sentence(i)}"' for i in range(n))),
        post("Pia", "\n\n".join(f'As for that: "{sentence(i)}"' for i in range(n))),
    ],
    "a quote of many copies, with other signs": lambda n: [
        post("Marta", lines(n, every=long)),
        post("Olaf", "\n\n".join(f'Yes, "{long(i)}" Indeed.' for i in range(n)) + "\n\nSo there."),
        post("Pia", "\n\n".join(f"Yes, &quot;{long(i)}&quot; Indeed." for i in range(n)) + "\n\nHm."),
    ],
    "a few words over and over": lambda n: [
        post("Marta", "Oh yes.\n\n" * n),
        post("Olaf", "Oh yes.\n\n" * n),
    ],
    "answers before what they answer": lambda n: [
        each
        for i in range(0, n, 2)
        for each in (
            post("Olaf", f"{long(i)}\n{long(i + 1)}\n\n{other(i)}"),
            post("Marta", f"{long(i)}\n{long(i + 1)}\n\nMarta"),
        )
    ],
    "a long answer before what it answers": lambda n: [
        post("Olaf", f"{lines(n)}\n\n{long(n)}"),
        post("Marta", f"{lines(n)}\n\nMarta"),
        post("Pia", f"{lines(n)}\n\nMarta\n\n{other(n)}"),
    ],
    "mails quoted before they came": lambda n: [
        each
        for i in range(0, n, 2)
        for each in (
            ParsedPost("Olaf", long(i), marks=(Mark(0, len(long(i)), MarkKind.QUOTE),), quotes=ANSWERED),
            post("Marta", long(i), ANSWERED),
        )
    ],
    "many quotes in a mail that came before what it quotes": lambda n: [
        replace(marked(n), quotes=ANSWERED),
        post("Marta", lines(n), ANSWERED),
    ],
    "posts that each quote the one before": lambda n: [
        post(f"member {i}", f"{sentence(i - 1)}\n\n{sentence(i)}") for i in range(n)
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_posts_and_not_with_their_square(shape: str) -> None:
    def make(count: int) -> Callable[[], object]:
        posts = SHAPES[shape](count)
        return lambda: attribute(posts)

    assert growth(make, 300) < 2.3
