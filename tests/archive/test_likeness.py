"""Remembered words against words that were said."""

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.likeness import Piece, Side, Token, difference, likeness

SAID = "Suppose the canal had been dug in 1825, and the silt alone had ruined them all by then."


def tokens(text: str) -> list[Token]:
    found, at = [], 0
    for raw in text.split(" "):
        word = raw.strip(".,").casefold()
        found.append((at, at + len(raw.rstrip(".,")), word))
        at += len(raw) + 1
    return found


def test_words_said_to_the_letter_are_certain() -> None:
    found = likeness(tokens("the silt alone had ruined them"), tokens(SAID))
    assert found is not None
    assert SAID[found.start : found.end] == "the silt alone had ruined them"
    assert found.confidence == 1.0


def test_a_wrong_word_costs_certainty_but_not_the_place() -> None:
    found = likeness(tokens("the silt alone would have ruined them"), tokens(SAID))
    assert found is not None
    assert SAID[found.start : found.end] == "the silt alone had ruined them"
    assert 0.7 < found.confidence < 1.0


def test_words_in_another_order_are_not_certain() -> None:
    found = likeness(tokens("ruined them alone the silt"), tokens(SAID))
    assert found is not None
    assert found.confidence < 0.8


def test_words_that_were_never_said_are_nowhere() -> None:
    assert likeness(tokens("bread and circuses"), tokens("Nothing of it here")) is None


def test_a_stray_word_far_off_does_not_stretch_the_place() -> None:
    found = likeness(tokens("the silt alone ruined"), tokens("ruined x y the silt alone z w"))
    assert found is not None
    assert (found.first, found.last) == (3, 6)


def test_a_difference_names_what_each_side_has_alone() -> None:
    said = "the silt alone had ruined them"
    asked = "the silt would have ruined them"
    assert list(difference(asked, tokens(asked), said, tokens(said))) == [
        Piece(Side.BOTH, "the silt"),
        Piece(Side.ASKED, "would have"),
        Piece(Side.SAID, "alone had"),
        Piece(Side.BOTH, "ruined them"),
    ]


WORDS = ["canal", "silt", "dredge", "ruin", "pay", "dig", "tide", "lock", "the", "of"]
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)


@given(SENTENCE, SENTENCE, SENTENCE)
def test_what_was_said_in_the_middle_of_anything_is_found_there_to_the_letter(
    before: list[str], quote: list[str], after: list[str]
) -> None:
    said = [*before, *quote, *after]
    found = likeness(tokens(" ".join(quote)), tokens(" ".join(said)))
    assert found is not None
    if len(set(quote)) == len(quote) and not set(quote) & {*before, *after}:
        assert said[found.first : found.last] == quote
        assert found.confidence == 1.0
    assert found.confidence <= 1.0


@given(SENTENCE, SENTENCE)
def test_a_difference_adds_up_to_both_wordings(asked: list[str], said: list[str]) -> None:
    left, right = " ".join(asked), " ".join(said)
    pieces = list(difference(left, tokens(left), right, tokens(right)))
    for side, words in ((Side.ASKED, asked), (Side.SAID, said)):
        assert " ".join(p.text for p in pieces if p.side in {side, Side.BOTH}).split() == words
