"""Sets of posts answer like sets of numbers, whichever way they are kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store import sets
from bot.store.sets import PostSet, both, either, meeting, there

SIZE = 200
MORE = 3

members = st.sets(st.integers(0, SIZE - 1), max_size=SIZE)
kept = members | st.sets(st.integers(0, SIZE - 1), max_size=4)


def made(held: set[int], *, marked: bool) -> PostSet:
    ordinals = np.array(sorted(held), dtype=np.int32)
    if not marked:
        return PostSet.of(ordinals, SIZE)
    counts = np.zeros(SIZE, dtype=np.uint8)
    counts[ordinals] = MORE  # marks may be counts
    return PostSet.marked(counts)


def of(posts: PostSet) -> set[int]:
    found = posts.ordinals().tolist()
    assert found == sorted(set(found))
    assert len(posts) == len(found)
    return set(found)


@given(st.lists(st.tuples(kept, st.booleans()), min_size=1, max_size=4))
def test_what_is_in_all_and_what_is_in_any(parts: list[tuple[set[int], bool]]) -> None:
    posts = [made(held, marked=marked) for held, marked in parts]
    assert of(both(posts)) == set.intersection(*(held for held, _ in parts))
    assert of(either(posts)) == set.union(*(held for held, _ in parts))
    assert [of(each) for each in posts] == [held for held, _ in parts], (
        "the sets themselves stay as they were"
    )


@given(kept, kept, st.booleans(), st.booleans())
def test_what_is_in_one_and_not_in_another(one: set[int], other: set[int], first: bool, last: bool) -> None:  # noqa: FBT001
    assert of(made(one, marked=first).without(made(other, marked=last))) == one - other
    assert of(PostSet.everything(SIZE).without(made(other, marked=last))) == set(range(SIZE)) - other


@given(kept, kept, st.booleans())
def test_who_is_a_member(held: set[int], asked: set[int], marked: bool) -> None:  # noqa: FBT001
    ordinals = np.array(sorted(asked), dtype=np.int32)
    assert made(held, marked=marked).holds(ordinals).tolist() == [each in held for each in sorted(asked)]


@given(kept, st.integers(1, 5), st.booleans())
def test_a_sample_holds_members_alone(held: set[int], step: int, marked: bool) -> None:  # noqa: FBT001
    some = made(held, marked=marked).sample(step).tolist()
    assert some == sorted(set(some))
    assert set(some) <= held
    assert step > 1 or set(some) == held


@given(st.binary(max_size=70))
def test_where_marks_are_not_0(marks: bytes) -> None:
    found = there(np.frombuffer(marks, np.uint8))
    assert found.tolist() == [at for at, mark in enumerate(marks) if mark]


@given(members, members)
def test_where_two_meet(one: set[int], other: set[int]) -> None:
    first, last = (np.array(sorted(held), dtype=np.int32) for held in (one, other))
    mine, theirs = meeting(first, last)
    assert first[mine].tolist() == last[theirs].tolist() == sorted(one & other)


def test_many_are_kept_as_marks_and_few_as_ordinals(monkeypatch: pytest.MonkeyPatch) -> None:
    few = np.arange(SIZE // sets.SPARSE, dtype=np.int32)
    assert PostSet.of(few, SIZE).few is few
    monkeypatch.setattr(sets, "SPARSE", SIZE)
    assert PostSet.of(few, SIZE).few is None
