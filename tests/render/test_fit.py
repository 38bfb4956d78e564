import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.fit import Room, fit, line, reads_right_to_left, tokenise
from bot.render.fonts import Fonts
from tests.render.samples import HOSTILE, LONG, MIXED, SHORT

ROOM = Room(300, ((20, 60), (14, 90)), 1000)


def graphemes(text: str) -> set[int]:
    """Every offset in a text where a grapheme ends."""
    return {match.end() for match in regex.finditer(r"\X", text)} | {0}


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_what_is_shown_begins_the_authors_text_and_ends_at_a_grapheme(fonts: Fonts, text: str) -> None:
    fitted = fit(text, ROOM, fonts, face="serif")
    assert text.startswith(fitted.shown)
    assert fitted.cut == (fitted.shown != text)
    assert len(fitted.shown) in graphemes(text)


@given(st.text())
def test_tokens_join_to_the_text_and_never_split_a_grapheme(text: str) -> None:
    tokens = tokenise(text)
    assert "".join(tokens) == text
    ends = graphemes(text)
    at = 0
    for token in tokens:
        at += len(token)
        assert at in ends


def test_a_short_text_takes_the_largest_size_and_a_longer_one_a_smaller(fonts: Fonts) -> None:
    assert fit("Yes.", ROOM, fonts, face="serif").size == 20
    smaller = fit(SHORT, ROOM, fonts, face="serif")
    assert (smaller.size, smaller.cut) == (14, False) or smaller.size == 20
    assert fit(SHORT * 2, ROOM, fonts, face="serif").size == 14


def test_a_long_text_is_cut_behind_a_sentence(fonts: Fonts) -> None:
    fitted = fit(LONG, ROOM, fonts, face="serif")
    assert fitted.cut
    assert fitted.shown.endswith(".")
    assert LONG[len(fitted.shown)] == " "


def test_without_a_sentence_a_text_is_cut_behind_a_word(fonts: Fonts) -> None:
    text = "words and more words " * 100
    fitted = fit(text, ROOM, fonts, face="serif")
    assert fitted.cut
    assert fitted.shown.endswith(("words", "and", "more"))


def test_a_word_without_end_is_cut_between_letters_and_fills_the_room(fonts: Fonts) -> None:
    fitted = fit("a" * 10_000, ROOM, fonts, face="serif")
    assert fitted.cut
    assert 100 < len(fitted.shown) < 500


def test_chinese_is_cut_behind_a_full_stop(fonts: Fonts) -> None:
    fitted = fit("大家都知道，這句話不應該從這裡斷開。" * 50, ROOM, fonts, face="serif")
    assert fitted.shown.endswith("。")


def test_hostile_texts_stay_bounded(fonts: Fonts) -> None:
    for name, text in HOSTILE.items():
        fitted = fit(text, ROOM, fonts, face="serif")
        assert len(fitted.shown) <= 1000, name
        assert text.startswith(fitted.shown), name
        assert len(fitted.shown) in graphemes(text[:6_000]), name


def test_each_line_reads_the_way_its_first_letter_does() -> None:
    assert [reads_right_to_left(row) for row in MIXED.split("\n")] == [False, False, False, True, True]
    assert not reads_right_to_left("123 … !")
    assert reads_right_to_left("123 אבג abc")


def test_a_name_on_a_line_has_no_breaks_and_an_end() -> None:
    assert line("  two\nlines\t here ") == "two lines here"
    assert line("x" * 1_000_000) == "x" * 80 + "…"
    assert len(line("e" + "\u0301" * 100_000)) <= 241


def test_a_name_cannot_turn_the_furniture_around_or_pile_up_marks() -> None:
    assert line("\u202eevil\u2066\x00name\u200f") == "evil name"
    assert line("e" + "\u0301" * 9 + "f") == "e\u0301\u0301\u0301f"
    assert line("👩‍👩‍👧‍👦 שָׁלוֹם") == "👩‍👩‍👧‍👦 שָׁלוֹם"


@given(st.text())
def test_any_name_becomes_one_bounded_line(name: str) -> None:
    assert len(line(name)) <= 321
    assert "\n" not in line(name)
