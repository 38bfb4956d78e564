"""Boxes the archive's own markup declares: taken for the truth."""

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import Mark, MarkKind, ParsedPost, Passage, PassageKind, QuoteKeeping
from tests.archive.debates import BRIDGE, HARBOUR, credits_of

LINE = HARBOUR.split("\n\n")[0]
FIRST = ParsedPost(author="Marta", body=HARBOUR, ref="1001")
SECOND = ParsedPost(author="Olaf", body=BRIDGE, ref="1002")


def marked(body: str, *marks: Mark, author: str = "Pia") -> tuple[Passage, ...]:
    return attribute([FIRST, SECOND, ParsedPost(author=author, body=body, marks=marks)])[-1]


def test_a_ref_becomes_the_number_of_the_post_and_its_words_are_found_in_it() -> None:
    box = Mark(0, len(LINE), MarkKind.QUOTE, author="Marta", ref="1001")

    quote, _ = marked(LINE + "\nAgreed.", box)

    assert (quote.author, quote.number, quote.declared, quote.confidence) == ("Marta", 1, "Marta", 1.0)
    assert (quote.source_start, quote.source_end) == (0, len(LINE))


def test_the_declared_post_wins_over_where_the_words_stand() -> None:
    box = Mark(0, len(LINE), MarkKind.QUOTE, author="Olaf", number=2)

    quote, _ = marked(LINE + "\nAgreed.", box)

    assert (quote.author, quote.number, quote.source_start) == ("Olaf", 2, None)


def test_a_box_with_a_name_alone_is_found_by_its_words() -> None:
    box = Mark(0, len(LINE), MarkKind.QUOTE, author="Marta")

    quote, _ = marked(LINE + "\nAgreed.", box)

    assert (quote.author, quote.number) == ("Marta", 1)


def test_a_box_from_another_thread_keeps_its_name_and_no_post() -> None:
    words = "The lighthouse was painted twice that year."
    box = Mark(0, len(words), MarkKind.QUOTE, author="Gustav", ref="77")

    quote, _ = marked(words + "\nWhere did he say that?", box)

    assert (quote.author, quote.number, quote.declared) == ("Gustav", None, "Gustav")


@pytest.mark.parametrize(
    ("quotes", "found"), [(QuoteKeeping.KEPT, PassageKind.OWN), (QuoteKeeping.FLATTENED, PassageKind.QUOTE)]
)
def test_what_no_mark_covers_is_looked_for_where_the_format_does_not_keep_its_boxes(
    quotes: QuoteKeeping, found: PassageKind
) -> None:
    box = Mark(0, 3, MarkKind.QUOTE, author="Olaf", number=2)
    body = "Hm.\n" + HARBOUR

    tiles = attribute([FIRST, SECOND, ParsedPost(author="Pia", body=body, marks=(box,), quotes=quotes)])[-1]

    assert [tile.kind for tile in tiles if tile.end > 4] == [found]


def test_nested_marks_tell_by_whom_the_words_were_carried() -> None:
    body = f"{LINE} By whom? By the county."
    inner = Mark(0, len(LINE), MarkKind.QUOTE, author="Marta", number=1)
    outer = Mark(0, len(LINE) + 9, MarkKind.QUOTE, author="Olaf", number=2)

    quotes = [p for p in marked(body, outer, inner) if p.kind is PassageKind.QUOTE]

    assert [(body[p.start : p.end].strip(), p.author, p.via) for p in quotes] == [
        (LINE, "Marta", (2,)),
        ("By whom?", "Olaf", ()),
    ]


def test_headers_and_signatures_the_archive_declares_are_furniture() -> None:
    body = f"Marta said: {LINE}\nAgreed.\n-- Pia, by the pier"
    header = Mark(0, 11, MarkKind.HEADER)
    box = Mark(0, 12 + len(LINE), MarkKind.QUOTE, author="Marta", number=1)
    signature = Mark(body.index("--"), len(body), MarkKind.SIGNATURE)

    passages = marked(body, header, box, signature)

    assert [body[p.start : p.end] for p in passages if p.kind is PassageKind.FURNITURE] == [
        "Marta said:",
        "-- Pia, by the pier",
    ]
    assert credits_of(body, passages) == [(LINE, "Marta", 1)]


@pytest.mark.parametrize(
    ("words", "credit"), [(LINE, ("Marta", 1)), ("Words that nobody here has said.", (None, None))]
)
def test_a_box_that_names_a_post_yet_to_come_is_credited_by_its_words(
    words: str, credit: tuple[str | None, int | None]
) -> None:
    box = Mark(0, len(words), MarkKind.QUOTE, number=9)

    quote, _ = marked(words + "\nAgreed.", box)

    assert (quote.author, quote.number) == credit


def test_a_declared_number_counts_as_the_archive_counts() -> None:
    first = ParsedPost(author="Marta", body=HARBOUR, number=11)
    second = ParsedPost(author="Olaf", body=BRIDGE, number=14)
    box = Mark(0, len(LINE), MarkKind.QUOTE, number=11)
    third = ParsedPost(author="Pia", body=LINE + "\nAgreed.", number=15, marks=(box,))

    quote, _ = attribute([first, second, third])[-1]

    assert (quote.author, quote.number) == ("Marta", 1)


def test_an_alias_in_a_box_stands_for_the_member() -> None:
    first = ParsedPost(author="marta77", body=HARBOUR, aliases=("Marta of the Pier",))
    box = Mark(0, len(LINE), MarkKind.QUOTE, author="Marta of the Pier")
    second = ParsedPost(author="Pia", body=LINE + "\nAgreed.", marks=(box,))

    quote, _ = attribute([first, second])[-1]

    assert (quote.author, quote.number, quote.declared) == ("marta77", 1, "Marta of the Pier")


def test_passages_that_came_with_a_post_are_kept_as_they_are() -> None:
    known = (Passage(0, 5, PassageKind.QUOTE, "Olaf", 2), Passage(5, len(LINE)))
    third = ParsedPost(author="Pia", body=LINE, passages=known)

    assert attribute([FIRST, SECOND, third])[-1] == known
