"""Values that nobody changes: what the type checker alone holds, and what holds when they run."""

import pickle

import pytest

from bot.archive.model import Mark, MarkKind, ParsedPost


def test_records_with_the_same_fields_are_one_value() -> None:
    one, other = (ParsedPost("Tilda", "warm it", marks=(Mark(0, 4, MarkKind.LINK),)) for _ in range(2))
    assert one == other
    assert len({one, other, ParsedPost("Ulf", "warm it")}) == 2
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes


def test_a_record_takes_no_field_that_it_does_not_have() -> None:
    with pytest.raises(AttributeError):
        setattr(Mark(0, 4, MarkKind.LINK), "begin", 1)  # noqa: B010 - what the type checker would refuse
