"""Words are covered in whatever spelling they stand in a text, sign for sign, and no others are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.covering import replaced, starred


@pytest.mark.parametrize(
    ("word", "text", "shown"),
    [
        ("köln", "In Köln, KOELN und Koln.", "In ****, ***** und ****."),
        ("koeln", "In Köln, KOELN und Koln.", "In ****, ***** und Koln."),
        ("koln", "In Köln, KOELN und Koln.", "In ****, KOELN und ****."),
        ("poet", "Poet pöt pot Pœt", "**** *** pot ***"),
        ("strasse", "Straße, STRASSE, Strase", "******, *******, Strase"),
        ("lodz", "Łódź i Lodz", "**** i ****"),
        ("Łódź", "Łódź i lodz", "**** i ****"),
        ("ısparta", "Isparta ISPARTA'dan", "******* *******'dan"),
        ("đinh", "Dinh, Đinh", "****, ****"),
        ("søren", "Soeren Søren Sören Soren", "****** ***** ***** *****"),
        ("åse", "Aase åse ase", "**** *** ***"),
        ("еж", "Ёж и еж", "** и **"),
        ("мой", "мой мои", "*** мои"),
        ("か", "か が", "* が"),
        ("c++", "C++ c+", "*** c+"),
        ("a b", "A b, ab", "***, ab"),
        ("ass", "class ass", "class ***"),
        ("fée", "fe\u0301e Fee", "**** ***"),
        ("fe\u0301e", "fée", "***"),
        ("köln", "Ko\u0308ln", "*****"),
        ("мой", "мои\u0306", "****"),
        ("قلم", "قَلَم", "*****"),
        ("canal", "ca\u00adnal ca\u200b\u200bnal\u2060 can al", "****** ******** can al"),
    ],
)
def test_a_word_is_covered_however_it_is_spelt(word: str, text: str, shown: str) -> None:
    assert starred(text, (word, "nothing")) == shown


@given(
    text=st.text("aäæåoöøœuüßseTł*\\ й", max_size=30),
    words=st.sets(st.text("aäoöuüßseł", min_size=1, max_size=3)),
)
def test_nothing_but_what_is_covered_changes(text: str, words: set[str]) -> None:
    shown = starred(text, tuple(words))
    assert len(shown) == len(text)
    assert all(one in {other, "*"} for one, other in zip(shown, text, strict=True))


def test_what_may_stand_between_two_signs_is_covered_with_them() -> None:
    assert replaced(r"c\+\+ is Über", ("c++", "ueber"), "|{}|".format, r"\\?") == r"|c\+\+| is |Über|"
    assert replaced("W Łodzi, w Łódź", ("lodz",), "|{}|".format) == "W Łodzi, w |Łódź|"
