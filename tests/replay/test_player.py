import re
from contextlib import closing
from itertools import pairwise
from typing import Any

import pytest

from bot.archive.ids import PostId
from bot.languages import Text
from bot.replay.ledger import LeaseLost, RunState, Unsafe
from bot.replay.pacing import Pace, Tempo, Weight
from bot.store.replays.replays import Replays
from bot.store.store import Store
from bot.store.values import Viewer
from tests.replay.stage import CHANNEL, SLUG, Fate, QuickClock, Wire, plan, play, player
from tests.store import raw
from tests.store.make import remove_post

WORDS = ["one:", "two:", "three:", "four:", "five:", "six:"]


def wrapped(method: Any) -> Any:
    """The body of a method of the store, which takes a connection."""
    return method.__wrapped__


def spoken(wire: Wire) -> list[str]:
    """What stands in the channel; the addresses of links depend on message ids, which no two runs share."""
    return [re.sub(r"channels/[0-9/]+", "…", text) for text in wire.texts]


async def undisturbed(store: Store) -> list[str]:
    """What a replay without any fault says."""
    wire = Wire()
    await play(store, await store.replays.create(plan(channel=CHANNEL + 1), cap=9), wire, QuickClock())
    return spoken(wire)


async def test_a_replay_says_every_post_in_order_and_settles(store: Store) -> None:
    wire, clock = Wire(), QuickClock()
    run = await store.replays.create(plan(), cap=5)
    await play(store, run, wire, clock)
    after = await store.replays.get(run.id)
    assert (after.state, after.settled, after.position) == (RunState.FINISHED, True, 6)
    said = [word for text in wire.texts for word in WORDS if word in text]
    assert said == WORDS
    assert len(wire.texts) > len(WORDS)
    assert [m.utterance.persona for m in wire.messages][:2] == ["Ada (archive)", "Björn (archive)"]
    assert wire.panels[-1].end is not None
    assert wire.panels[-1].end.most_quoted == (1, 1)


async def test_a_quote_links_to_the_message_that_said_it_here(store: Store) -> None:
    wire = Wire()
    await play(store, await store.replays.create(plan(), cap=5), wire, QuickClock())
    first = wire.messages[0].id
    assert (
        f"> **Ada** · [a-bridge-over-the-strait#1](<https://discord.com/channels/1/10/{first}>)"
        in wire.texts[1]
    )


@pytest.mark.parametrize(
    "fate", [fate for fate in Fate if fate not in {Fate.HEARD, Fate.BARRED, Fate.PLACE_GONE}]
)
@pytest.mark.parametrize("at", range(8))
async def test_whatever_becomes_of_a_line_every_line_is_said_once_in_order(
    store: Store, fate: Fate, at: int
) -> None:
    wire = Wire()
    wire.fates.extend([Fate.HEARD] * at + [fate])
    await play(store, await store.replays.create(plan(), cap=5), wire, QuickClock())
    wire.arrive()
    assert spoken(wire) == await undisturbed(store)


async def test_a_line_that_would_arrive_late_is_silenced_before_it_is_said_again(store: Store) -> None:
    wire = Wire()
    wire.fates.extend([Fate.HEARD, Fate.DIES_LATE, Fate.LATE, Fate.DIES_LATE])
    await play(store, await store.replays.create(plan(), cap=5), wire, QuickClock())
    assert wire.under_way
    wire.arrive()
    assert spoken(wire) == await undisturbed(store)


async def test_nothing_is_said_or_taken_back_before_the_ledger_is_safe(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    wire, clock = Wire(), QuickClock()
    run = await store.replays.create(plan(), cap=5)
    lease = await store.replays.acquire(run.id, "a", clock.now(), 10.0)
    assert lease is not None
    speaker = player(store, wire, clock)
    asked: list[int] = []
    sync = store.replays.secured

    async def failing() -> None:
        asked.append(len(wire.texts))
        raise Unsafe(Text("The replica cannot be reached."))

    store.replays.secured = failing  # type: ignore[method-assign]
    for _ in range(9):
        await speaker.step(lease)
    assert set(asked) == {0}
    assert wire.texts == []
    assert "The replica cannot be reached." in caplog.text
    store.replays.secured = sync  # type: ignore[method-assign]
    for _ in range(5):
        await speaker.step(lease)
    said = list(wire.texts)
    assert said
    await store.replays.back(run.id)
    store.replays.secured = failing  # type: ignore[method-assign]
    for _ in range(5):
        await speaker.step(lease)
    assert wire.texts == said
    store.replays.secured = sync  # type: ignore[method-assign]
    await play(store, run, wire, clock)
    assert spoken(wire) == await undisturbed(store)


async def test_a_second_process_cannot_play_what_another_plays(store: Store) -> None:
    clock = QuickClock()
    run = await store.replays.create(plan(), cap=5)
    assert await store.replays.acquire(run.id, "a", clock.now(), 10.0) is not None
    assert await store.replays.acquire(run.id, "b", clock.now(), 10.0) is None
    await store.replays.renew("a", clock.now() + 9, 10.0)
    assert await store.replays.acquire(run.id, "b", clock.now() + 12, 10.0) is None


async def test_a_process_that_slept_through_its_lease_says_nothing_more(store: Store) -> None:
    wire, clock = Wire(), QuickClock()
    run = await store.replays.create(plan(), cap=5)
    old = await store.replays.acquire(run.id, "a", clock.now(), 10.0)
    assert old is not None
    sleeper = player(store, wire, clock)
    for _ in range(5):
        await sleeper.step(old)
    before = len(wire.texts)
    clock.passed += 11
    assert await store.replays.acquire(run.id, "b", clock.now(), 10.0) is not None
    with pytest.raises(LeaseLost):
        await sleeper.play(old)
    assert len(wire.texts) == before


async def test_a_lease_from_a_clock_that_was_set_back_does_not_last_for_ever(store: Store) -> None:
    clock = QuickClock()
    run = await store.replays.create(plan(), cap=5)
    assert await store.replays.acquire(run.id, "a", clock.now() + 86_400, 10.0) is not None
    assert await store.replays.acquire(run.id, "b", clock.now(), 10.0) is not None


async def test_a_jump_of_the_wall_clock_makes_no_burst(store: Store) -> None:
    wire, clock = Wire(), QuickClock()
    run = await store.replays.create(plan(), cap=5)
    lease = await store.replays.acquire(run.id, "a", clock.now(), 10.0)
    assert lease is not None
    first = player(store, wire, clock)
    moments = []
    while not (await store.replays.get(run.id)).settled:
        count = len(wire.texts)
        await first.step(lease)
        clock.wall += 86_400 if len(wire.texts) % 2 else -86_400 * 3
        if len(wire.texts) > count:
            moments.append(clock.passed)
    gaps = [b - a for a, b in pairwise(moments)]
    assert gaps
    assert all(gap == pytest.approx(5.0) for gap in gaps)


async def test_step_by_step_waits_for_next(store: Store) -> None:
    wire, clock = Wire(), QuickClock()
    run = await store.replays.create(plan(tempo=Tempo(Pace.STEP)), cap=5)
    lease = await store.replays.acquire(run.id, "a", clock.now(), 10.0)
    assert lease is not None
    first = player(store, wire, clock)
    for _ in range(10):
        await first.step(lease)
    assert len(wire.texts) == 1
    assert wire.panels[0].state is RunState.PLAYING
    await store.replays.step(run.id)
    for _ in range(10):
        await first.step(lease)
    assert len(wire.texts) == 2


async def test_a_hidden_author_speaks_no_line_and_a_removed_post_none_either(store: Store) -> None:
    wire, clock = Wire(), QuickClock()
    run = await store.replays.create(plan(), cap=1)
    async with store.write() as write:
        await store.privacy.hide("Ни шагу", Viewer(None), write=write)
        await remove_post(store, PostId(SLUG, 1), Viewer(None), write)
    await play(store, run, wire, clock)
    said = "\n".join(wire.texts)
    assert "six: We shall." in said
    assert "one:" not in said
    assert "bridge would pay" not in said
    assert "Нет" not in said


@pytest.mark.parametrize("halted", [RunState.PAUSED, RunState.FINISHED])
@pytest.mark.parametrize("steps", [4, 9, 40])
async def test_a_replay_is_undone_whatever_its_player_meets_or_ends_at_meanwhile(
    store: Store, halted: RunState, steps: int
) -> None:
    wire, clock = Wire(), QuickClock()
    run = await store.replays.create(plan(), cap=5)
    lease = await store.replays.acquire(run.id, "a", clock.now(), 1e6)
    assert lease is not None
    first = player(store, wire, clock)
    for _ in range(steps):
        await first.step(lease)
    said = list(wire.texts)
    assert said
    await store.replays.undo(run.id)
    await store.replays.halt(lease, halted, "What the player knew when it looked last.")
    for left in range(len(said), 0, -1):
        assert wire.texts == said[:left]
        for _ in range(5):
            if len(wire.texts) == left:
                await player(store, wire, clock).step(lease)
    assert not wire.texts
    assert (await store.replays.get(run.id)).state in {RunState.UNDOING, RunState.UNDONE}
    await store.replays.release(lease)
    await play(store, run, wire, clock)
    after = await store.replays.get(run.id)
    assert (after.state, after.settled) == (RunState.UNDONE, True)


@pytest.mark.parametrize("state", ["said", "withdrawn"])
def test_a_look_and_an_order_to_undo_take_as_long_however_much_was_said(state: str) -> None:
    taken: list[list[int]] = []
    for lines in (20, 2000):
        steps: list[int] = []
        with closing(raw.opened()) as db:
            run = wrapped(Replays.create)(None, db, plan(), cap=1)
            db.executemany(
                "INSERT INTO replay_lines (run_id, seq, ordinal, number, part, parts, author, persona, letters, "
                "digest, state) VALUES (?, ?, 0, 1, 1, 1, 'Ada', 'Ada', 9, '', ?)",
                [(run.id, seq, state) for seq in range(lines)],
            )
            lease = wrapped(Replays.acquire)(None, db, run.id, "a", 0.0, 10.0)
            db.set_progress_handler(lambda: steps.append(1), 1)  # noqa: B023 - called in the same round
            wrapped(Replays.snapshot)(None, db, lease)
            looked = len(steps)
            wrapped(Replays.undo)(None, db, run.id)
        taken.append([looked, len(steps) - looked])
    few, many = taken
    assert all(more < 2 * less for less, more in zip(few, many, strict=True)), taken


async def test_what_is_left_grows_less_and_what_was_gone_back_from_is_not_passed_over(store: Store) -> None:
    clock = QuickClock()
    run = await store.replays.create(plan(range(1, 4)), cap=5)
    lease = await store.replays.acquire(run.id, "a", clock.now(), 10.0)
    assert lease is not None
    for gone in range(4):
        now = await store.replays.snapshot(lease)
        rest = 3 - gone
        assert now.left == Weight(lines=rest, posts=rest, reading=4.0 * rest, real=5.0 * rest)
        assert (now.post and now.post.number) == (gone + 1 if rest else None)
        await store.replays.leave_out(lease, gone + 1)
        assert (await store.replays.get(run.id)).position == gone, "another post is the present one"
        await store.replays.leave_out(lease, gone)
