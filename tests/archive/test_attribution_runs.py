"""Runs of three words, numbered by one multiplication."""

from array import array

from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.attribution.runs import SAMPLED, Runs

WORDS = st.lists(st.integers(1, (1 << 32) - 1), max_size=40)


@given(WORDS)
def test_equal_runs_have_equal_numbers_and_others_differ(words: list[int]) -> None:
    runs = Runs(array("I", words))

    triples = list(zip(words, words[1:], words[2:], strict=False))
    assert len(runs.numbers) == len(triples)
    assert len(set(runs.numbers)) == len(set(triples))
    assert dict(zip(triples, runs.numbers, strict=True)) == {
        triple: Runs(array("I", triple)).numbers[0] for triple in triples
    }


@given(WORDS)
def test_one_run_in_eight_is_kept_with_its_place(words: list[int]) -> None:
    runs = Runs(array("I", words))

    assert runs.kept == [(at, run) for at, run in enumerate(runs.numbers) if run % SAMPLED == 0]


def test_the_largest_words_do_not_run_over() -> None:
    largest = (1 << 32) - 1

    assert max(Runs(array("I", [largest] * 4)).numbers) < 1 << 60


@given(WORDS, st.lists(st.integers(0, 40), max_size=8))
@example(list(range(1, 13)), [2, 5, 6, 9])
def test_runs_that_touch_a_blank_stretch_are_left_out(words: list[int], borders: list[int]) -> None:
    runs = Runs(array("I", words))
    before = list(runs.numbers)
    places = sorted(min(border, len(words)) for border in borders)
    blank = list(zip(places[::2], places[1::2], strict=False))

    runs.leave_out(blank)

    assert runs.numbers == [
        run for at, run in enumerate(before) if not any(low - 3 < at < high for low, high in blank)
    ]
    assert {run for _, run in runs.kept} == {run for run in runs.numbers if run % SAMPLED == 0}
