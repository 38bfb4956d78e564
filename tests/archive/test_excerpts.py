"""Passages of own words: whole sentences, to the letter, nobody else's among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.excerpts import LONGEST, excerpt, lead, own_sentences, pieces, sentences
from bot.archive.ids import PostId
from bot.archive.model import Passage, PassageKind
from bot.archive.spoken import Spoken, own_words, tiled

TEXT = st.text(st.sampled_from("ab.!?… \n\"')漢。é\u0301U"), max_size=300)
TILES = st.lists(st.tuples(st.sampled_from(PassageKind), TEXT.map(lambda text: text * 3)), max_size=6)


def a_post(tiles: list[tuple[PassageKind, str]]) -> tuple[Spoken, ...]:
    body, passages = "", []
    for kind, text in tiles:
        passages.append(Passage(len(body), len(body) + len(text), kind))
        body += text
    return tiled(PostId("t", 1), "Ada", body, passages)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One. Two! Three? Four", ["One. ", "Two! ", "Three? ", "Four"]),
        ("He said “no.” Then he left.", ["He said “no.” ", "Then he left."]),
        ("It is in the U.S. Navy's book, e.g. on page 3.5 of it.",
         ["It is in the U.S. Navy's book, e.g. on page 3.5 of it."]),
        ("J. R. Holt wrote it... and left.", ["J. R. Holt wrote it... and left."]),
        ("A line\nand another\n\nand more", ["A line\n", "and another\n\n", "and more"]),
        ("第一句。第二句！", ["第一句。", "第二句！"]),
        ("Что это? Это шлюз.", ["Что это? ", "Это шлюз."]),
        ("See https://a.example/b.c?d=e! Yes.", ["See https://a.example/b.c?d=e! ", "Yes."]),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_would_stop(text: str, cut: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == cut


@given(TEXT)
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(text[start:end] for start, end in sentences(text)) == text
    assert all(start < end for start, end in sentences(text))


@given(st.sampled_from(["a", "漢", "e\u0301", "word ", "👩‍👩‍👧"]), st.integers(1, 2_000))
def test_what_never_ends_is_cut_in_pieces(unit: str, times: int) -> None:
    text = unit * times
    found = [text[start:end] for start, end in sentences(text)]
    assert "".join(found) == text
    assert all(len(piece) <= LONGEST + len(unit) for piece in found)
    assert all(not len(piece) % len(unit) for piece in found), "no sign is cut"


@given(TILES, st.integers(0, 2_000), st.integers(0, 2_000))
def test_an_excerpt_is_whole_sentences_of_ones_own_and_says_what_it_leaves_out(
    tiles: list[tuple[PassageKind, str]], start: int, end: int
) -> None:
    said = a_post(tiles)
    own = own_sentences(said)
    found = excerpt(said, start, end)
    touched = [words for words in own if words.start < end and words.end > start]
    if found is None:
        assert not touched
        return
    assert (found.start, found.end) == (touched[0].start, touched[-1].end)
    assert found.before == any(words.end <= found.start for words in own)
    assert found.after == any(words.start >= found.end for words in own)
    words = own_words(said, found.start, found.end)
    assert words is not None
    assert words.own
    letters = [piece.text for piece in touched]
    assert "".join("".join(letters).split()) == "".join(words.text.replace("[…]", "").split())


@given(TILES, st.integers(1, 500))
def test_a_lead_begins_with_the_first_sentence_and_fits(
    tiles: list[tuple[PassageKind, str]], room: int
) -> None:
    said = a_post(tiles)
    own, found = own_sentences(said), lead(said, room)
    if found is None:
        assert not own
        return
    inside = [words for words in own if words.end <= found.end]
    assert found.start == own[0].start
    assert inside
    if found.after:
        assert len(inside) == 1 or sum(len(words.text) + 1 for words in inside) <= room


@given(TILES, st.integers(1, 25))
def test_the_pieces_of_an_excerpt_are_all_of_it(tiles: list[tuple[PassageKind, str]], most: int) -> None:
    said = a_post(tiles)
    whole = excerpt(said, 0, 1 << 30)
    if whole is None:
        return
    found = pieces(said, whole, most)
    assert len(found) <= most
    assert found[0][0].start == whole.start
    assert found[-1][0].end == whole.end
    held = [
        w for each, _ in found for w in own_sentences(said) if each.start <= w.start and w.end <= each.end
    ]
    assert held == own_sentences(said)
    assert [first for _, first in found] == [
        next(w for w in own_sentences(said) if w.start == each.start) for each, _ in found
    ]
