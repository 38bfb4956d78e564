"""The turns of a thread as columns."""

import gc
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.turns import Course, Turn

TURNS = st.builds(
    Turn,
    st.integers(1, 1 << 20),
    st.sampled_from(["Ann", "Ни шагу"]),
    st.integers(0, 1 << 40),
    st.none() | st.datetimes(),
)


@given(st.lists(TURNS, max_size=9))
def test_a_course_is_the_sequence_of_its_turns(turns: list[Turn]) -> None:
    course = Course(turns)
    assert list(course) == turns
    assert [course[at] for at in range(-len(course), len(course))] == turns * 2
    assert list(course[1:5:2]) == turns[1:5:2]


def test_the_garbage_collector_does_not_look_at_each_turn() -> None:
    begun = datetime(2005, 1, 1)  # noqa: DTZ001 - archives rarely tell a zone
    gc.collect()
    before = len(gc.get_objects())
    course = Course(Turn(n, f"Author {n}", n, begun + timedelta(minutes=n)) for n in range(5_000))
    assert len(gc.get_objects()) - before < 100
    assert len(course) == 5_000
