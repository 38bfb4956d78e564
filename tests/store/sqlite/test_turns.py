import asyncio
from collections.abc import Awaitable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.search.query import parse
from bot.store.search.search import LEISURE
from bot.store.sqlite import turns
from bot.store.sqlite.database import Database
from bot.store.sqlite.turns import PATIENCE, Turns, asker
from bot.store.store import Store
from bot.store.values import Viewer


class Desk:
    """Two readers whose borrowers give back when they are told to; notes who was admitted, in order."""

    def __init__(self, things: int = 2) -> None:
        self.now = 0.0
        self.turns = Turns(range(things), lambda: self.now)
        self.admitted: list[str] = []
        self.shares: dict[str, float] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._done: dict[str, asyncio.Event] = {}

    async def ask(self, server: int | None, *names: str, hurried: bool = False) -> None:
        """Ask for `server` once for each name."""
        for name in names:
            self._done[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._work(server, name, hurried))
        await self.settle()

    async def _work(self, server: int | None, name: str, hurried: bool) -> None:  # noqa: FBT001
        asker.set(server)
        turns.hurried.set(hurried)
        async with turns.Turn(self.turns):
            self.shares[name] = self.turns.share()
            self.admitted.append(name)
            await self._done[name].wait()

    async def finish(self, *names: str) -> None:
        """Let these give back, one after the other."""
        for name in names:
            self._done[name].set()
            await self.settle()

    async def finish_all(self) -> list[str]:
        """Let each give back as it was admitted; return who was admitted in that order."""
        given: set[str] = set()
        while left := [name for name in self.admitted if name not in given]:
            given.add(left[0])
            await self.finish(left[0])
        return self.admitted

    @staticmethod
    async def settle() -> None:
        for _ in range(5):
            await asyncio.sleep(0)


async def test_what_an_announcement_waits_for_comes_before_all_else_of_its_server() -> None:
    desk = Desk()
    await desk.ask(1, *(f"a{n}" for n in range(5)))
    await desk.ask(1, "name", hurried=True)
    await desk.finish("a0")
    assert desk.admitted == ["a0", "a1", "name"]


async def test_one_question_beside_a_flood_comes_next() -> None:
    desk = Desk()
    await desk.ask(1, *(f"a{n}" for n in range(200)))
    await desk.ask(2, "b0")
    assert desk.admitted == ["a0", "a1"]
    await desk.finish("a0")
    assert desk.admitted == ["a0", "a1", "b0"]
    await desk.ask(2, "b1")
    await desk.finish("a1", "b0")
    assert desk.admitted[3:] == ["a2", "b1"], "each holds one reader, so they go in turns"


async def test_servers_that_wait_are_served_round_robin_each_in_its_own_order() -> None:
    desk = Desk(1)
    await desk.ask(1, "a0", "a1", "a2", "a3")
    await desk.ask(2, "b0", "b1", "b2")
    await desk.ask(None, "own")
    await desk.ask(3, "c0")
    assert await desk.finish_all() == ["a0", "a1", "b0", "own", "c0", "a2", "b1", "a3", "b2"]


async def test_those_who_come_later_do_not_hold_up_who_waits() -> None:
    desk = Desk(1)
    await desk.ask(1, "a0", "a1")
    for server in range(2, 6):
        await desk.ask(server, f"new{server}")
    assert (await desk.finish_all())[:2] == ["a0", "a1"]


async def test_who_goes_away_leaves_no_gap_and_keeps_nothing() -> None:
    desk = Desk(1)
    await desk.ask(1, "a0", "a1", "a2")
    desk.tasks["a1"].cancel()
    await desk.settle()
    desk.tasks["a0"].cancel()
    await desk.settle()
    assert desk.admitted == ["a0", "a2"]
    await desk.ask(1, "a3")
    desk._done["a2"].set()  # noqa: SLF001 - handed over and cancelled in the same moment
    await asyncio.sleep(0)
    desk.tasks["a3"].cancel()
    await desk.ask(2, "b0")
    assert desk.admitted[-1] == "b0"


async def test_a_server_that_asks_for_too_much_is_told_so_and_nobody_else() -> None:
    desk = Desk(1)
    await desk.ask(1, *(f"a{n}" for n in range(turns.MOST_WAITING + 2)))
    await desk.ask(2, "b0")
    await desk.ask(None, *(f"own{n}" for n in range(turns.MOST_WAITING + 2)))
    refused = {name for name, task in desk.tasks.items() if task.done()}
    assert refused == {f"a{turns.MOST_WAITING + 1}"}
    with pytest.raises(UserError, match="Too much is being asked here at once"):
        await desk.tasks[refused.pop()]
    assert len(set(await desk.finish_all())) == 2 * turns.MOST_WAITING + 4


async def test_settings_wait_for_no_search_of_their_server_and_are_never_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MOST_WAITING", 2)
    done: list[str] = []

    async def noted(name: str, work: Awaitable[object]) -> None:
        await work
        done.append(name)

    async with Store.open(tmp_path / "a.db") as store:
        database = store._database  # noqa: SLF001 - its readers are lent out here alone
        asker.set(7)
        # Of the two readers one is lent out all the time, so that what waits is done one after the other.
        async with database.reader(), asyncio.TaskGroup() as group, database.reader():
            for name in ("first", "second"):
                group.create_task(noted(name, store.threads.list(Viewer(7))))
            await Desk.settle()
            group.create_task(noted("settings", store.settings.all(7)))
            await Desk.settle()
    assert done == ["settings", "first", "second"]


async def test_a_share_is_the_servers_part_however_much_others_ask() -> None:
    desk = Desk()
    await desk.ask(1, "a0")
    assert desk.shares["a0"] == PATIENCE * 2
    await desk.ask(1, *(f"a{n}" for n in range(1, 101)))
    await desk.ask(2, "b0")
    await desk.finish("a0")
    assert desk.shares["b0"] == PATIENCE * 2 / 2
    desk.now = PATIENCE / 2
    await desk.finish("a1")
    assert desk.shares["a2"] == pytest.approx(PATIENCE / 2 * 2 / 2 / 99)
    desk.now = PATIENCE * 3
    await desk.finish("a2")
    assert desk.shares["a3"] == 0


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["ask", "ask", "give", "leave"])), max_size=60),
    st.integers(1, 3),
)
def test_nothing_is_lost_and_nothing_idles_while_somebody_waits(
    steps: list[tuple[int, str]], things: int
) -> None:
    async def play() -> None:
        desk = Desk(things)
        names: Iterator[str] = (f"{n}" for n in range(1000))
        for server, step in steps:
            held = [name for name in desk.admitted if not desk.tasks[name].done()]
            waiting = [
                name for name, task in desk.tasks.items() if not task.done() and name not in desk.admitted
            ]
            if step == "ask":
                await desk.ask(server, next(names))
            elif step == "give" and held:
                await desk.finish(held[server % len(held)])
            elif step == "leave" and waiting:
                desk.tasks[waiting[server % len(waiting)]].cancel()
                await desk.settle()
            left = [name for name, task in desk.tasks.items() if not task.done()]
            running = [name for name in left if name in desk.admitted]
            assert len(running) == min(things, len(left))
            assert sum(map(len, desk.turns._queues.values())) == len(left) - len(running)  # noqa: SLF001
        await desk.finish_all()
        assert all(task.done() for task in desk.tasks.values())
        assert sorted(desk.turns._idle) == list(range(things))  # noqa: SLF001
        assert not desk.turns._queues  # noqa: SLF001
        assert not desk.turns._last  # noqa: SLF001
        assert not desk.turns._held  # noqa: SLF001

    asyncio.run(play())


async def test_writers_take_turns_likewise(tmp_path: Path) -> None:
    order: list[str] = []
    async with Database.open(tmp_path / "a.db") as database:

        async def write(server: int, name: str) -> None:
            asker.set(server)
            await database.transact(lambda _: order.append(name))

        first = [asyncio.create_task(write(1, f"a{n}")) for n in range(4)]
        await asyncio.sleep(0)
        await asyncio.gather(*first, asyncio.create_task(write(2, "b0")))
    assert order == ["a0", "a1", "b0", "a2", "a3"]


async def test_a_search_that_was_brief_because_others_waited_is_not_remembered(
    canal: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def facets(query: str = "canal", *, brief: bool = True) -> int:
        found = await canal.search.find(parse(query), viewer=Viewer(None), facets=True, brief=brief)
        return len(found.threads)

    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    monkeypatch.setattr("bot.store.search.fts_search.BRIEF", 0.0)
    assert await facets() == 0
    assert await facets("silt", brief=False) == 1, "what must be whole is not cut short for others"
    monkeypatch.setattr(turns, "PATIENCE", LEISURE)
    assert await facets() == 1
