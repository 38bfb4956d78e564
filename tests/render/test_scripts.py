"""That scripts are shaped: the glyphs drawn, and their places, read from the outline of a page."""

import re

import pytest

from bot.render.fit import locale, paragraphs
from bot.render.fonts import Fonts
from bot.render.press import outline


def glyphs(text: str, fonts: Fonts, width: int = 2000) -> list[tuple[str, float]]:
    """The glyphs of a text in drawing order: a name that stands for the shape, and x within its run."""
    svg = outline(fonts, "passage", {"lines": paragraphs(text), "locale": locale(text), "width": width})
    return [
        (name, float(x or 0)) for name, x in re.findall(r'<use xlink:href="#([^"]+)"(?: x="([-\d.]+)")?', svg)
    ]


def names(text: str, fonts: Fonts) -> list[str]:
    return [name for name, _ in glyphs(text, fonts)]


def rows(text: str, fonts: Fonts, width: int) -> int:
    svg = outline(fonts, "passage", {"lines": paragraphs(text), "locale": locale(text), "width": width})
    found = re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)
    assert found
    return round(float(found[1]) / 20)


def test_arabic_letters_take_the_forms_of_their_places(fonts: Fonts) -> None:
    alone = names("ب", fonts)
    joined = names("ببب", fonts)
    assert len(joined) >= 3
    assert len(set(joined)) >= 3
    assert joined != alone * 3
    assert set(names("ب\u200cب\u200cب", fonts)) == set(alone)


def test_hebrew_runs_from_right_to_left(fonts: Fonts) -> None:
    assert names("אבג", fonts) == [names(letter, fonts)[0] for letter in "גבא"]
    assert names("abc", fonts) == [names(letter, fonts)[0] for letter in "abc"]


def test_the_full_stop_of_a_hebrew_sentence_stands_at_its_left_end(fonts: Fonts) -> None:
    stop = names(".", fonts)[0]
    assert names("שלום.", fonts)[0] == stop
    assert names("shalom.", fonts)[-1] == stop


def test_an_english_word_in_an_arabic_line_still_reads_from_the_left(fonts: Fonts) -> None:
    letters = [names(letter, fonts)[0] for letter in "hey"]
    line = names("مرحبا hey مرحبا", fonts)
    at = line.index(letters[0])
    assert line[at : at + 3] == letters


@pytest.mark.parametrize("emoji", ["👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪", "1️⃣", "⚽", "☺️", "🏳️‍⚧️", "❤️‍🔥", "⛹🏽‍♂️"])
def test_an_emoji_sequence_is_one_picture_in_colour(fonts: Fonts, emoji: str) -> None:
    values = {"lines": paragraphs(emoji), "locale": "SC", "width": 300}
    svg = outline(fonts, "passage", values)
    assert (svg.count("<use"), svg.count("<image")) == (1, 1)


def test_a_sign_without_the_emoji_mark_stays_with_the_words(fonts: Fonts) -> None:
    svg = outline(fonts, "passage", {"lines": paragraphs("☺ © 1 #"), "locale": "SC", "width": 300})
    assert (svg.count("<use"), svg.count("<image")) == (4, 0)


def test_chinese_breaks_between_characters_but_not_before_a_full_stop(fonts: Fonts) -> None:
    text = "大家都知道這句話不應該從這裡斷開"
    assert rows(text, fonts, 100) >= 3
    assert rows("大家都知道。", fonts, 101) == rows("大家都知道這", fonts, 101) == 2
    # The stop may not begin a line: the character before it goes down with it.
    assert [x for _, x in glyphs("大家都知道。", fonts, 101)].count(0.0) == 2


def test_han_takes_japanese_korean_or_chinese_forms_by_its_company(fonts: Fonts) -> None:
    assert names("直の", fonts)[0] != names("直", fonts)[0]
    assert [locale(text) for text in ("直の", "直 한국어", "直", "plain")] == ["JP", "KR", "SC", "SC"]


def test_every_promised_script_has_its_glyphs(fonts: Fonts) -> None:
    missing = names("\u0378", fonts)
    assert len(missing) == 1
    for word in [
        "façade",
        "Кириллица",
        "Ελληνικά",
        "שלום",
        "مرحبا",
        "नमस्ते",
        "ไทย",
        "한국어",
        "漢字",
        "かな",
        "Հայ",
        "ქარ",
    ]:
        assert not set(names(word, fonts)) & set(missing), word


def test_controls_and_nuls_leave_no_trace(fonts: Fonts) -> None:
    assert names("A\x00B\x01C\x7fD", fonts) == names("ABCD", fonts)


def test_a_word_too_long_for_a_line_breaks_and_shows_every_letter(fonts: Fonts) -> None:
    assert len(names("a" * 400, fonts)) == 400
    assert rows("a" * 400, fonts, 300) > 5
