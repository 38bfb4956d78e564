"""Shards: which servers a process serves, and how processes of one bot share what Discord counts for all of them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway import IDENTIFY_SECONDS, REQUESTS, Share, seconds_to_turn
from bot.shards import Shards


@pytest.mark.parametrize(
    ("text", "ids", "count"),
    [("0/1", (0,), 1), ("0-3/16", (0, 1, 2, 3), 16), (" 16-17, 0 /32", (0, 16, 17), 32), ("5/8", (5,), 8)],
)
def test_shards_are_read_and_written(text: str, ids: tuple[int, ...], count: int) -> None:
    shards = Shards.parse(text)
    assert (shards.ids, shards.count) == (ids, count)
    assert Shards.parse(str(shards)) == shards


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "how many shards"),
        ("0-3", "how many shards"),
        ("0-3/0", "how many shards"),
        ("0-3/99999", "how many shards"),
        ("0-16/16", "not within the shards 0 to 15"),
        ("3-1/16", "not within"),
        ("x/16", "no shard"),
        ("0,,1/16", "no shard"),
        ("0-2,2/16", "twice"),
        ("-1/4", "no shard"),
        ("²/4", "no shard"),
    ],
)
def test_what_is_no_list_of_shards_is_told(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Shards.parse(text)


@given(guild=st.integers(0, 2**63 - 1), count=st.integers(1, 64), cuts=st.sets(st.integers(1, 63)))
def test_every_server_is_served_by_one_process(guild: int, count: int, cuts: set[int]) -> None:
    borders = [0, *sorted(cut for cut in cuts if cut < count), count]
    processes = [Shards(tuple(range(a, b)), count) for a, b in pairwise(borders) if a < b]
    assert sum(each.serves(guild) for each in processes) == 1
    assert sum(each.first for each in processes) == 1


@given(guild=st.integers(0, 2**63 - 1), count=st.integers(1, 32))
def test_doubling_the_shards_splits_each_process_and_mixes_nothing(guild: int, count: int) -> None:
    shard = (guild >> 22) % count
    assert Shards((shard, shard + count), 2 * count).serves(guild)


@given(now=st.floats(0, 4e9), processes=st.integers(1, 16), each=st.integers(1, 8))
def test_no_two_processes_begin_a_session_in_the_same_five_seconds(
    now: float, processes: int, each: int
) -> None:
    count = processes * each
    begun = sorted(
        now + seconds_to_turn(Shards(tuple(range(n * each, n * each + each)), count), processes, now)
        for n in range(processes)
    )
    assert begun[-1] - now <= processes * IDENTIFY_SECONDS
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    assert all(gap == pytest.approx(IDENTIFY_SECONDS, abs=1e-3) for gap in gaps)


def test_processes_together_ask_discord_no_more_than_it_takes() -> None:
    clock = 0.0
    shares = [Share(Shards(ids, 4), lambda: clock) for ids in ((0,), (1,), (2, 3))]
    asked = 0
    for share in shares:
        while share.wait() < 10:
            asked += 1
    assert asked <= REQUESTS * 11 + len(shares)
    assert asked >= REQUESTS * 9
