"""Text made to be slow or large: it may cost what its length costs, no more (the suite's own time limit holds)."""

import pytest

from bot.archive.attribution import attribute
from bot.archive.attribution.align import Text
from bot.archive.attribution.fingerprints import Fingerprints
from bot.archive.attribution.pages import Page
from bot.archive.attribution.runs import SAMPLED
from bot.archive.model import PassageKind
from tests.archive.debates import posts

WORDS = [f"{first}{second}" for first in "bcdfghklmn" for second in ("a", "e", "ing", "ost", "urn")]
LONG = " ".join(WORDS[i * i % 50] + WORDS[i * 7 % 50] + str(i % 9973) for i in range(60_000))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("spam " * 200_000, "spam spam\n" * 10_000),
        ("x " * 95 + ":\n", ("on " + "a, " * 60 + ":\n") * 1_000),
        ("[quote]" * 5_000, "[/quote]" * 5_000),
        ("a said:\n" * 10_000, "Click to expand...\n" * 10_000),
        ("&" * 500_000, "&#1" * 100_000),
        ("\n" * 500_000, " " * 500_000),
        ('"' * 200_000, "…\n" * 50_000),
    ],
)
def test_repeated_text_is_tiled(one: str, other: str) -> None:
    said = posts(("a", one), ("b", other), ("c", one + "\n" + other))

    for post, tiles in zip(said, attribute(said), strict=True):
        assert "".join(post.body[tile.start : tile.end] for tile in tiles) == post.body


def test_a_line_of_half_a_million_letters_is_found_in_another() -> None:
    part = LONG[100_000:400_000].strip()

    quote, _ = attribute(posts(("a", LONG), ("b", part + "\n\nJust so.")))[-1]

    assert (quote.author, quote.number, quote.end) == ("a", 1, len(part))


def test_ten_thousand_equal_posts_all_quote_the_first() -> None:
    body = "The same words here, said by every one of us in turn."
    said = posts(*((f"member {i}", body) for i in range(10_000)))

    credited = {(tile.author, tile.number) for tiles in attribute(said)[1:] for tile in tiles}

    assert credited == {("member 0", 1)}


def test_a_round_up_of_thirty_posts_is_credited_line_by_line() -> None:
    said = [
        (f"member {i}", f"Report {i} from buoy {i * 3}: the lamp {i * 5} burns {i * 11} hours.")
        for i in range(30)
    ]
    body = "\n".join(text for _, text in said)

    quotes = [t for t in attribute(posts(*said, ("z", body)))[-1] if t.kind is PassageKind.QUOTE]

    assert [quote.number for quote in quotes] == list(range(1, 31))


def test_a_line_of_a_large_source_is_found_by_its_runs() -> None:
    source, line = Page(1, "a", LONG), Page(2, "b", " ".join(LONG.split(" ")[50_000:50_020]))
    source.cut()
    line.cut()

    places = Text(source.words).exact_places(line.words.tobytes())

    assert [(place.low, place.equal) for place in places] == [(50_000, 20)]


def test_fingerprints_keep_the_first_post_that_said_a_run() -> None:
    prints = Fingerprints(1000)
    run = 5 * SAMPLED
    prints.add([(0, run)], 3)
    prints.add([(7, run)], 4)

    assert prints.find([(2, run), (4, 9 * SAMPLED)]) == [(2, 3)]
