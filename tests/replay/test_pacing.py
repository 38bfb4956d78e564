import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replay.pacing import CAP, FLOOR, Pace, Tempo, Weight, reading_time, real_gap


@given(
    st.sampled_from(Pace),
    st.sampled_from((50, 100, 300)),
    st.booleans(),
    st.integers(0, 5000),
    st.floats(0, 1e9),
)
def test_no_pace_goes_below_what_a_channel_takes(
    pace: Pace,
    speed: int,
    first: bool,  # noqa: FBT001 - drawn
    letters: int,
    real: float,
) -> None:
    gap = Tempo(pace, speed).gap(first=first, letters_before=letters, real=real_gap(real))
    assert FLOOR <= gap <= CAP * 2


def test_as_it_happened_shortens_long_silences_and_bears_missing_dates() -> None:
    assert real_gap(7.5) == 7.5
    assert real_gap(86_400.0) == CAP
    assert real_gap(None) == real_gap(-5.0) == 5.0


@pytest.mark.parametrize(("pace", "seconds"), [(Pace.SLOW, 100.0), (Pace.FAST, 25.0), (Pace.READING, 70.0)])
def test_a_preview_foretells_what_the_gaps_add_up_to(pace: Pace, seconds: float) -> None:
    weight = Weight(lines=10, posts=8, reading=10 * reading_time(140), real=40.0)
    tempo = Tempo(pace)
    gaps = sum(tempo.gap(first=True, letters_before=140, real=5.0) for _ in range(10))
    assert tempo.takes(weight) == pytest.approx(gaps) == pytest.approx(seconds)


def test_step_by_step_takes_as_long_as_people_do() -> None:
    assert Tempo(Pace.STEP).takes(Weight(10, 10, 1.0, 1.0)) is None


def test_slower_and_faster_stop_at_the_ends_of_the_scale() -> None:
    tempo = Tempo()
    for _ in range(9):
        tempo = tempo.faster()
    assert tempo == tempo.faster() == Tempo(speed=300)
    assert tempo.slower().speed == 200
