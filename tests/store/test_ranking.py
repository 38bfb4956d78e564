"""The first posts by BM25, told from bounds, are those that scoring all of them tells."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import postings, ranking, sets
from bot.store.postings import Counts, Lengths, Posting
from bot.store.ranking import best, first
from bot.store.sets import PostSet

SIZE = 300
KEYS = np.arange(SIZE, dtype=np.int64)

sizes = st.lists(st.integers(0, 40) | st.integers(0, 3_000), min_size=SIZE, max_size=SIZE)
words = st.dictionaries(st.integers(0, SIZE - 1), st.integers(1, 4) | st.integers(1, 255), max_size=SIZE)


def scored(held: list[dict[int, int]], lengths: Lengths, weight: float) -> npt.NDArray[np.float64]:
    """Score every post by the formula itself."""
    total = np.zeros(SIZE, dtype=np.float64)
    for word in held:
        rarity = max(np.log((SIZE - len(word) + 0.5) / (len(word) + 0.5)), postings.LEAST)
        for ordinal, times in word.items():
            often = times * weight
            total[ordinal] += rarity * (postings.K1 + 1) * often / (often + float(lengths.norms[ordinal]))
    return total


@settings(deadline=None)
@given(
    sizes,
    st.lists(words, min_size=1, max_size=3),
    st.none() | st.sets(st.integers(0, SIZE - 1)),
    st.integers(1, 30),
    st.sampled_from((1.0, 0.3)),
    st.sampled_from((1, 32, SIZE)),
    st.booleans(),
)
def test_the_best_are_the_best_whatever_their_lengths_and_counts(  # noqa: PLR0917
    held_sizes: list[int],
    held: list[dict[int, int]],
    narrowed: set[int] | None,
    count: int,
    weight: float,
    sparse: int,
    floats: bool,  # noqa: FBT001
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(ranking, "SCORED", 0)
        monkeypatch.setattr(ranking, "SAMPLED", 8)
        monkeypatch.setattr(postings, "AT_ONCE", 64)
        monkeypatch.setattr(sets, "SPARSE", sparse)
        lengths = Lengths(np.array(held_sizes, dtype=np.int32), float(np.mean(held_sizes)) or 1.0)
        leaves = []
        for word in held:
            ordinals = np.array(sorted(word), dtype=np.int32)
            often: Counts = np.array([word[each] for each in ordinals.tolist()], np.uint8)
            often = often.astype(np.float32) if floats else often
            leaves.append(Posting(ordinals, often, lengths=lengths, alive=SIZE, weight=weight))
        found = sets.either([leaf.posts for leaf in leaves])
        if narrowed is not None:
            found = PostSet.of(np.array(sorted(narrowed), dtype=np.int32), SIZE)
        told = best(found, leaves, count, lengths.norms, KEYS).tolist()
    scores = scored(held, lengths, weight)
    right = sorted(found.ordinals().tolist(), key=lambda ordinal: (-scores[ordinal], ordinal))[:count]
    assert len(told) == len(set(told)) == len(right)
    assert set(told) <= set(found.ordinals().tolist())
    assert scores[told].tolist() == pytest.approx(scores[right].tolist(), rel=1e-4)


@pytest.mark.parametrize("sparse", [1, SIZE])
def test_what_was_not_found_is_not_among_the_best_however_good(
    sparse: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "SCORED", 0)
    monkeypatch.setattr(sets, "SPARSE", sparse)
    lengths = Lengths(np.arange(SIZE, dtype=np.int32), SIZE / 2)
    ordinals = np.arange(SIZE - 1, dtype=np.int32)
    leaf = Posting(ordinals, np.ones(SIZE - 1, np.uint8), lengths=lengths, alive=3 * SIZE)
    found = PostSet.of(ordinals[1::2], SIZE)
    assert best(found, [leaf], 3, lengths.norms, KEYS).tolist() == [1, 3, 5]
    assert best(leaf.posts, [leaf], 3, lengths.norms, KEYS).tolist() == [0, 1, 2]


@settings(deadline=None)
@given(sizes, words.filter(len), st.floats(0.01, 0.999), st.sampled_from((1, SIZE)))
def test_no_post_gains_more_than_it_was_told_to_gain_at_most(
    held_sizes: list[int], word: dict[int, int], share: float, sparse: int
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(sets, "SPARSE", sparse)
        lengths = Lengths(np.array(held_sizes, dtype=np.int32), float(np.mean(held_sizes)) or 1.0)
        ordinals = np.array(sorted(word), dtype=np.int32)
        often = np.array([word[each] for each in ordinals.tolist()], np.uint8)
        leaf = Posting(ordinals, often, lengths=lengths, alive=SIZE)
        gains = leaf.gains(np.arange(SIZE), lengths.norms)
        assert gains.max() <= leaf.ceiling
        impact = share * float(gains.max())
        reaching = set(leaf.reaching(impact / ranking.SLACK).ordinals().tolist())
    assert set(np.flatnonzero(gains >= impact).tolist()) <= reaching


@given(st.lists(st.integers(-5, 5) | st.integers(), max_size=400), st.integers(0, 30))
def test_the_first_of_many_are_those_that_sorting_all_tells(values: list[int], count: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(ranking, "SAMPLED", 8)
        by = np.array([max(-(1 << 62), min(each, 1 << 62)) for each in values], dtype=np.int64)
        rows = first([by, np.arange(len(by))], count).tolist()
    assert rows == sorted(range(len(by)), key=lambda row: (by[row], row))[:count]
