"""Words of texts: however they are looked for, they are the same."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.words import LONGEST, index_text, index_words, spaced_text, words

texts = st.text() | st.text(alphabet="ab'’“”‘—–…•·«»é ж\u0301漢ก\u00a0-_xA\n", max_size=40)


@given(text=texts)
@example(text="don’t")
@example(text="“one—two”…three")
def test_the_fast_ways_find_the_words_the_thorough_way_finds(text: str) -> None:
    thorough = [word.text for word in words(text)]
    assert index_words(text) == thorough
    assert index_text(text).split() == thorough
    assert [word[:LONGEST] for word in spaced_text(text).split()] == thorough


def test_a_long_word_is_told_by_its_beginning_in_any_script() -> None:
    for letter in ("x", "ж"):
        text = f"a {letter * 100} b"
        assert index_words(text) == ["a", letter * LONGEST, "b"]
        assert [word[:LONGEST] for word in spaced_text(text).split()] == index_words(text)
