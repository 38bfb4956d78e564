"""Formats that keep their quotes: what the reader declares holds whether or not the thread has a quote."""

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import Mark, MarkKind, ParsedPost, Passage, PassageKind, QuoteKeeping
from tests.archive.debates import BRIDGE, HARBOUR, credits_of, own_of

KEPT, ANSWERED = QuoteKeeping.KEPT, QuoteKeeping.ANSWERED


def said(quotes: QuoteKeeping, *bodies: str) -> list[tuple[Passage, ...]]:
    """Attribute posts by turns of Marta and Olaf, each an answer to the one before."""
    return attribute(
        [
            ParsedPost(
                author=("Marta", "Olaf")[at % 2],
                body=body,
                quotes=quotes,
                ref=f"p{at}",
                parent_ref=f"p{at - 1}" if at else None,
            )
            for at, body in enumerate(bodies)
        ]
    )


@pytest.mark.parametrize(
    "bodies",
    [
        ("the ferry leaves at noon from the west pier", "the ferry leaves at noon from the west pier"),
        (HARBOUR, HARBOUR + "\n\nMy words exactly."),
        ("as they do it:\n\ntake the early boat home before it is dark\n\nworks well", "ok"),
        (
            "one\nkeep well all of you",
            "a\nb",
            "two\nkeep well all of you",
            "c",
            "three\nkeep well all of you",
        ),
        ("… and what of it?\n\nhttps://tide.example/tables shows all of the tides of the year\n\nso there",),
    ],
)
def test_nothing_unmarked_is_a_quote_where_the_format_keeps_its_quotes(bodies: tuple[str, ...]) -> None:
    assert {tile.kind for tiles in said(KEPT, *bodies) for tile in tiles} == {PassageKind.OWN}


def test_a_mark_that_names_nobody_is_searched_for_its_writer() -> None:
    line = HARBOUR.split("\n\n")[0]
    first = ParsedPost(author="Marta", body=HARBOUR, quotes=KEPT)
    body = f"{line}\nBy whom?\n{BRIDGE}"
    second = ParsedPost(author="Olaf", body=body, quotes=KEPT, marks=(Mark(0, len(line), MarkKind.QUOTE),))

    tiles = attribute([first, second])[1]

    assert credits_of(body, tiles) == [(line, "Marta", 1)]
    assert own_of(body, tiles) == f"By whom?\n{BRIDGE}"


def test_a_mail_sent_back_below_its_answer_is_found_word_for_word() -> None:
    body = f"I doubt it.\n\n{HARBOUR}"

    tiles = said(ANSWERED, HARBOUR, body)[1]

    assert credits_of(body, tiles) == [(HARBOUR, "Marta", 1)]
    assert own_of(body, tiles) == "I doubt it."


def test_in_mail_nothing_unmarked_is_looked_for_outside_the_mail_it_answers() -> None:
    tiles = said(ANSWERED, HARBOUR, BRIDGE, f"Again, then.\n\n{HARBOUR}")[2]

    assert [tile.kind for tile in tiles] == [PassageKind.OWN]


def test_in_mail_nothing_unmarked_that_was_altered_is_a_quote() -> None:
    altered = HARBOUR.replace("autumn", "spring").replace("bread", "beer")

    assert [tile.kind for tile in said(ANSWERED, HARBOUR, f"{altered}\n\nThat is my view.")[1]] == [
        PassageKind.OWN
    ]


def test_one_quote_sign_in_a_mail_does_not_switch_the_search_off() -> None:
    sign = "> see below"
    body = f"{sign}\nI doubt it.\n\n{HARBOUR}"
    answer = ParsedPost(
        author="Olaf",
        body=body,
        quotes=ANSWERED,
        parent_ref="p0",
        marks=(Mark(0, len(sign), MarkKind.QUOTE),),
    )
    first = ParsedPost(author="Marta", body=HARBOUR, quotes=ANSWERED, ref="p0")

    assert credits_of(body, attribute([first, answer])[1]) == [(sign, None, None), (HARBOUR, "Marta", 1)]


NOON = "The old ferry leaves at noon from the western pier, every day but Sunday."
MARKED = ParsedPost(
    author="Bert",
    body=f"{NOON}\nThank you.",
    quotes=KEPT,
    marks=(Mark(0, len(NOON), MarkKind.QUOTE, author="Ada"),),
)


@pytest.mark.parametrize(
    ("typed", "header"),
    [
        (f">{NOON}", ""),
        (f"> {NOON}", ""),
        (f"&gt; {NOON}", ""),
        (f"Ada wrote:\n{NOON}", "Ada wrote:"),
        (f"Ada schrieb:\n{NOON}", "Ada schrieb:"),
        (f"[quote=Ada]\n{NOON}", "[quote=Ada]"),
        (f"[quote=Ada]{NOON}", "[quote=Ada]"),
    ],
)
@pytest.mark.parametrize("before", [(), (MARKED,)])
def test_what_people_typed_as_a_quote_is_looked_for_where_boxes_are_marked(
    typed: str, header: str, before: tuple[ParsedPost, ...]
) -> None:
    first = ParsedPost(author="Ada", body=NOON, quotes=KEPT)
    body = f"{typed}\n\nNot since last year; it leaves at one."

    tiles = attribute([first, *before, ParsedPost(author="Cleo", body=body, quotes=KEPT)])[-1]

    assert credits_of(body, tiles) == [(typed.removeprefix(header).strip(), "Ada", 1)]
    own = own_of(body, tiles).removeprefix("[quote=Ada]").strip()  # a tag is the poster's, who typed it
    assert own == "Not since last year; it leaves at one."


@pytest.mark.parametrize(
    "typed",
    [
        "> implying that the ferry ever left on time",
        "Ada wrote:\na letter to the council, which nobody has read",
        "[quote=Ada]\nthe ferry was never late, I was",
        "Reactions: mixed, at best, and mostly from the goats",
        "Last edited: never, I stand by it",
    ],
)
def test_what_looks_like_a_quote_and_stands_nowhere_is_the_posters(typed: str) -> None:
    first = ParsedPost(author="Ada", body=NOON, quotes=KEPT)

    tiles = attribute([first, MARKED, ParsedPost(author="Cleo", body=f"{typed}\n\nHm.", quotes=KEPT)])[-1]

    assert {tile.kind for tile in tiles} == {PassageKind.OWN}
