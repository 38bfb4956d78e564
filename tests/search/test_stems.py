"""Which words are forms of one another, and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.stems import inflections, maybe_inflected, stems

FORMS = """
argue argues argued arguing | canal canals | pony ponies | stopped stopping stop | tree trees
try tries tried trying | sky skies | die dies died | movie movies | play plays played | 4chan 4chans | laing laings
travel travels travelled traveling | install installed | agree agreed agreeing agrees | exceed exceeded
война войны войной войну войне | воин воина воину воины | канал канала каналы каналов каналами
набережная набережной набережную | книга книг книгами | студент студентами студентов
كتاب الكتاب وكتاب والكتاب | مدرسه المدرسه للمدرسه | ανθρωποσ ανθρωποι ανθρωπου | किताब किताबें
"""
APART = """
войн воин | was wash | canal канал | мой мои | us use | 1825s 1825
sky ski | henry henri | sunny sunni | stale stalled | called cal | greed gre | seed see
universe university | general generous
"""


def groups(text: str) -> list[list[str]]:
    return [each.split() for line in text.strip().split("\n") for each in line.split("|")]


@pytest.mark.parametrize("forms", groups(FORMS), ids=" ".join)
def test_forms_of_a_word_share_a_stem(forms: list[str]) -> None:
    first, *others = forms
    assert [other for other in others if set(stems(first)).isdisjoint(stems(other))] == []


@pytest.mark.parametrize("words", groups(APART), ids=" ".join)
def test_other_words_share_none(words: list[str]) -> None:
    one, other = words
    assert set(stems(one)).isdisjoint(stems(other))


def test_inflected_words_are_sorted_out_with_all_their_stems() -> None:
    found = inflections({"canals", "canal", "канал", "silt"})
    assert found == [("canal", "canals"), ("кана", "канал")]


@given(st.lists(st.text(st.sampled_from("aegnrtuwyдный9ω学¶"), min_size=1)))
def test_no_inflected_word_of_a_text_is_passed_over(words: list[str]) -> None:
    found = maybe_inflected("  ".join(words))
    assert found == [word for word in words if word in found]
    assert inflections(words) == inflections(found)
