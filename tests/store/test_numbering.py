"""Words as numbers: what a dictionary would say."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.folding import LONGEST
from bot.search.words import index_text, spaced_text
from bot.store.numbering import Numbering

words = st.sampled_from(
    (
        "a",
        "ab",
        "canal",
        "канал",
        "運河",
        "¶",
        "abcdefgh",
        "abcdefghi",
        "abcdefgh" * 8,
        "я" * 64,
        "я" * 65,
        "b" * 200,
    )
)
texts = st.lists(words, max_size=8).map(" ".join) | st.text().map(index_text) | st.text().map(spaced_text)


@settings(deadline=None)
@given(st.lists(st.lists(texts, max_size=6), max_size=4))
def test_every_word_has_one_number_and_every_number_one_word(batches: list[list[str]]) -> None:
    numbering = Numbering()
    for batch in batches:
        numbers, counts = numbering.of(batch)
        assert counts.tolist() == [len(text.split()) for text in batch]
        said = [word[:LONGEST] for text in batch for word in text.split()]
        assert [numbering.words[number] for number in numbers] == said
    assert len(set(numbering.words)) == len(numbering.words)


def test_words_that_want_the_same_slot_keep_numbers_of_their_own() -> None:
    many = [f"w{number}" for number in range(30_000)]
    numbering = Numbering()
    for _ in range(2):
        numbers, _ = numbering.of([" ".join(many)])
        assert [numbering.words[number] for number in numbers] == many
