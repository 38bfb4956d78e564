"""Words of a passage lead to the sentences that hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.passage import MOST_SENTENCES, meant

SAID = (
    "The canal had three locks.",
    "Nobody had dredged it since the war.",
    "The weirs came later, and the locks were closed.",
    "I would dredge the canal tomorrow!",
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("three locks", (0, 0)),
        ("THREE LOCKS Nobody had", (0, 1)),
        ("the weirs came lat", (2, 2)),  # as much of a word as fitted a suggestion
        ("dredge", (1, 1)),  # begun is near enough
        ("dredge the", (3, 3)),
        ("dredging canals", (3, 3)),  # in any form
        ("war weirs", (1, 2)),
        ("gallows", None),
        ("canal gallows", None),
        ("", None),
        ("?!", None),
    ],
)
def test_the_sentences_with_the_words_are_meant(asked: str, found: tuple[int, int] | None) -> None:
    assert meant(SAID, asked) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("köln", (0, 0)),
        ("in köln", (1, 1)),
        ("in köl", (1, 1)),
        ("dom kölner", (2, 2)),
        ("köln liegt", (0, 0)),
        ("Koeln lie", (0, 0)),
        ("kölner dom", (2, 2)),
        ("kolner", None),
    ],
)
def test_words_are_meant_with_letters_written_out_or_not(asked: str, found: tuple[int, int] | None) -> None:
    assert meant(("Köln liegt dort.", "In Koeln.", "Der Koelner Dom."), asked) == found


def test_words_that_stand_far_apart_mean_the_sentence_with_most_of_them() -> None:
    far = ["The canal and the lock.", *["Nothing."] * MOST_SENTENCES, "The canal and the weir and the lock."]
    assert meant([*far, *["Nothing."] * MOST_SENTENCES, "A gibbet."], "canal weir lock gibbet") == (9, 9)


@given(st.lists(st.text("ab .", max_size=20), max_size=12), st.text("ab ", max_size=8))
def test_what_is_meant_holds_every_word_unless_it_is_one_sentence(said: list[str], asked: str) -> None:
    found = meant(said, asked)
    if found is None:
        return
    first, last = found
    assert 0 <= first <= last < len(said)
    if last > first:
        assert all(word in " ".join(said[first : last + 1]) for word in asked.split())
