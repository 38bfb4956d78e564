"""The index in parts: none grows beyond its size, what is removed leaves the part it stood in, the others rest."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.search.query import parse
from bot.search.tree import Words
from bot.store.archive import leaving
from bot.store.index import fulltext, parts
from bot.store.index.post_words import Entry
from bot.store.index.vocabulary import beginning, completions, holders, lost, together
from bot.store.privacy import remove
from bot.store.search.question import Question, Sort
from bot.store.sqlite.database import Database, Write
from bot.store.store import Store
from tests.store import make
from tests.store.raw import Held, answer, finish, opened, put, said

WORDS = [f"{letter}{letter}queduct" for letter in "bdefghjk"]
"""A word of each thread's own, which begins like no other: the index writes it in full."""
SMALL = 3_000
"""Of some five posts, in the tests."""


@pytest.fixture
def db(monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """An archive of eight threads of two posts, in several parts."""
    monkeypatch.setattr(parts, "FULL", SMALL)
    monkeypatch.setattr(fulltext, "FEW", 2)
    connection = opened()
    for number in range(8):
        put(connection, f"Thread {number}", thread(number))
    finish(connection)
    yield connection
    connection.close()


def thread(number: int, *more: str) -> Held:
    return said(f"the canal and {WORDS[number]}", f"the silt of {number}", *more)


def found(connection: sqlite3.Connection, query: str, sort: Sort = Sort.OLDEST) -> list[PostId]:
    question = Question(parse(query).tree, make.OPERATOR, Words.OWN, sort, 100)
    ids = answer(connection, question).ids
    slugs = dict(connection.execute("SELECT id, slug FROM threads"))
    return [PostId(slugs[each >> 20], each & 0xFFFFF) for each in ids]


def contents(connection: sqlite3.Connection) -> dict[int, list[bytes]]:
    """Every block of each part."""
    return {
        part.number: [block for (block,) in connection.execute(f"SELECT block FROM words_{part.number}_data")]  # noqa: S608
        for part in parts.held(connection)
    }


def holding(connection: sqlite3.Connection, word: str) -> list[int]:
    """The parts a word's letters stand in, removed or not."""
    return [
        number
        for number, blocks in contents(connection).items()
        if any(word[1:].encode() in b for b in blocks)
    ]


def test_a_part_is_closed_when_it_is_full_and_every_post_is_found(db: sqlite3.Connection) -> None:
    held = parts.held(db)
    assert len(held) > 2
    assert all(SMALL <= part.size < 2 * SMALL for part in held[:-1])
    for sort in Sort:
        assert len(found(db, "canal", sort)) == 8
    assert found(db, "silt OR canal") == [PostId(f"thread-{n}", k) for n in range(8) for k in (1, 2)]
    assert found(db, "(silt OR post:1) -3") == [
        PostId(f"thread-{n}", k) for n in range(8) for k in (1, 2) if (n, k) != (3, 2)
    ]


@pytest.mark.parametrize("best", range(8))
def test_the_best_match_comes_first_whichever_part_it_is_in(db: sqlite3.Connection, best: int) -> None:
    for number in range(8):
        kind = "oxen oxen oxen" if number == best else "few of those oxen" if number < 5 else "nothing of it"
        put(db, f"Thread {number}", thread(number, kind))
    assert len({part.number for part in parts.held(db)}) > 2
    question = Question(parse("oxen").tree, make.OPERATOR, Words.OWN, Sort.RELEVANCE, 1)
    assert answer(db, question).ids == (best + 1 << 20 | 3,)


def test_words_are_counted_and_looked_up_over_all_parts(db: sqlite3.Connection) -> None:
    assert completions(db, "the", 10, 1_000, 60.0) == ([("the", 16)], True)
    assert beginning(db, "", 5) == ["0", "1", "2", "3", "4"]
    assert lost(db, {"canal", WORDS[0], WORDS[7], "nobody"}) == {"nobody"}


@pytest.mark.parametrize("word", ["canal", "silt", WORDS[3], "unsaid"])
@pytest.mark.parametrize("most", [0, 1, 2, 7, 8, 9])
def test_who_holds_a_word_is_told_over_all_parts_unless_they_are_too_many(
    db: sqlite3.Connection, word: str, most: int
) -> None:
    all_ = [
        key for (key,) in db.execute("SELECT id FROM posts WHERE body LIKE ? ORDER BY id", (f"%{word}%",))
    ]
    told, _ = holders(db, word, make.OPERATOR, most)
    assert told == (all_ if len(all_) <= most else None)
    assert together(db, [word], make.OPERATOR, most) == all_[:most]


def test_a_removed_post_is_merged_out_of_its_part_and_the_others_are_left_alone(
    db: sqlite3.Connection,
) -> None:
    before = contents(db)
    (concerned,) = holding(db, WORDS[0])
    remove.remove_post_for_good(db, remove.quotations(db, PostId("thread-0", 1), make.OPERATOR))
    assert fulltext.waiting(db) == (0, True)
    finish(db)
    assert holding(db, WORDS[0]) == []
    after = contents(db)
    assert {number for number in before if after[number] != before[number]} == {concerned}


def test_what_a_post_said_before_an_edit_leaves_the_file_with_it(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = parts.held(db)[0]
    monkeypatch.setattr(parts, "FULL", 500)  # nothing has room, so the post goes into another part
    put(db, "Thread 0", said("the xylophone", "the silt of 0"))
    assert holding(db, WORDS[0]) == [first.number] != holding(db, "xylophone") != []
    remove.remove_post_for_good(db, remove.quotations(db, PostId("thread-0", 1), make.OPERATOR))
    finish(db)
    assert holding(db, WORDS[0]) == holding(db, "xylophone") == []


def test_posts_that_change_again_and_again_make_no_more_parts(db: sqlite3.Connection) -> None:
    before = [(part.number, part.first, part.last) for part in parts.held(db)]
    for turn in range(30):
        put(db, "Thread 1", thread(1 + turn % 2))
        fulltext.postpone(db, [2 << 20 | 1, 5 << 20 | 2])
        finish(db)
    assert [(part.number, part.first, part.last) for part in parts.held(db)] == before
    assert {len(found(db, word)) for word in ("canal", "silt")} == {8}


def test_a_thread_that_goes_on_is_found_whole_over_its_parts(db: sqlite3.Connection) -> None:
    number = len(parts.held(db))
    for posts in range(1, 20):
        put(db, "Thread 0", thread(0, *(f"and it goes on {post}" for post in range(posts))))
    assert len(parts.held(db)) > number
    assert all(part.size < 2 * SMALL for part in parts.held(db))
    assert len(found(db, "goes in:thread-0")) == 19
    assert len(found(db, "canal")) == 8


def test_an_index_in_one_large_part_is_filled_anew_in_parts(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "FULL", SMALL * 100)
    fulltext.empty(db)
    finish(db)
    assert len(parts.held(db)) == 1
    fulltext.renew(db)
    assert not fulltext.is_late(db)
    monkeypatch.setattr(parts, "FULL", SMALL)
    assert not fulltext.renew(db), "names are folded by the same rules"
    assert fulltext.is_late(db)
    finish(db)
    assert len(parts.held(db)) > 2
    fulltext.renew(db)
    assert not fulltext.is_late(db)
    assert len(found(db, "canal")) == 8
    tables = db.execute("SELECT count(*) FROM sqlite_master WHERE sql LIKE '%USING fts5 %'").fetchone()[0]
    assert tables == len(parts.held(db)), "what was set aside is dropped"


@pytest.fixture
def merging(monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """An archive in one part of some pages, which the first post is just being merged out of."""
    monkeypatch.setattr(parts, "PAGES", 1)
    connection = opened()
    many = " ".join(f"w{number}" for number in range(9_000))
    put(connection, "Thread", said(f"the canal and {WORDS[0]}", f"the silt and {WORDS[1]}", many))
    removed(connection, 1)
    assert parts.merge(connection)
    assert pieces(connection) > 2
    yield connection
    connection.close()


def removed(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("BEGIN")
    remove.remove_post_for_good(
        connection, remove.quotations(connection, PostId("thread", number), make.OPERATOR)
    )
    connection.execute("COMMIT")


def test_a_merge_that_more_was_removed_during_goes_on_until_that_has_left_too(
    merging: sqlite3.Connection,
) -> None:
    removed(merging, 2)
    finish(merging)
    assert holding(merging, WORDS[0]) == holding(merging, WORDS[1]) == []
    assert fulltext.waiting(merging) == (0, True)
    fulltext.erased(merging)
    assert fulltext.waiting(merging) == (0, False)


def test_what_was_edited_during_a_merge_leaves_the_file_when_it_is_asked_to(
    merging: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "FULL", 500)
    merging.execute("BEGIN")
    put(merging, "Thread", said(f"the canal and {WORDS[0]}", "the xylophone"))
    merging.execute("COMMIT")
    finish(merging)
    assert (holding(merging, WORDS[0]), len(holding(merging, WORDS[1]))) == ([], 1)
    removed(merging, 2)
    finish(merging)
    assert holding(merging, WORDS[1]) == holding(merging, "xylophone") == []


def pieces(connection: sqlite3.Connection, number: int = 1) -> int:
    """Of how many segments a part consists."""
    return int(connection.execute(f"SELECT count(DISTINCT segid) FROM words_{number}_idx").fetchone()[0])  # noqa: S608


def numbers(connection: sqlite3.Connection) -> list[int]:
    """The parts that are searched."""
    return [part.number for part in parts.held(connection)]


@pytest.mark.parametrize(
    "earlier",
    [
        "SELECT 1",
        "DELETE FROM words_1_config WHERE k IN ('automerge', 'crisismerge')",
        "UPDATE words_1_config SET v = 4 WHERE k IN ('automerge', 'crisismerge')",
    ],
    ids=["never", "unset", "set otherwise"],
)
def test_no_commit_merges_what_was_written_before_and_steps_do(earlier: str) -> None:
    connection = opened()
    put(connection, "Canal", said("canal"))
    if connection.execute(earlier).rowcount > 0:  # parts that merged whenever something was written
        assert not fulltext.renew(connection)
    kept = dict(connection.execute("SELECT k, v FROM words_1_config"))
    assert (kept["automerge"], kept["crisismerge"]) == (0, 500)
    for number in range(20):
        put(connection, f"Silt {number}", said(f"silt {number}"))
    assert pieces(connection) >= 20 > parts.SEGMENTS
    finish(connection)
    assert pieces(connection) <= parts.SEGMENTS
    assert len(found(connection, "silt")) == 20
    connection.close()


def test_commits_go_on_however_far_behind_the_steps_that_merge_are() -> None:
    connection = opened()
    for number in range(1, 1_201):
        parts.put(connection, [Entry(number, f"silt {number}", "", "")])
        connection.commit()
    # FTS5 makes no more than 2,000, and says then that the disk is full.
    assert pieces(connection) < 1_000
    connection.close()


@pytest.mark.parametrize(
    "work",
    [
        lambda _, write: write.run(fulltext.empty),
        lambda store, write: store.privacy.hide("Ada", make.OPERATOR, write=write),
        lambda store, write: store.privacy.remove_thread("canal", make.OPERATOR, write=write),
    ],
    ids=["fill", "hide", "remove"],
)
async def test_work_that_takes_many_steps_leaves_no_part_in_many_pieces(
    work: Callable[[Store, Write], Awaitable[object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fulltext, "SECONDS", 0.0)
    monkeypatch.setattr(fulltext, "FEW", 1)
    monkeypatch.setattr(leaving, "FEW", 1)
    monkeypatch.setattr(fulltext._fill, "__defaults__", (0.0,))  # noqa: SLF001
    made = make.thread("Canal", *(("Ada", f"the canal {number}") for number in range(60)))
    counted: list[int] = []
    transact = Database.transact

    async def watched(self: Database, *args: Any) -> Any:
        done = await transact(self, *args)
        counted.append(await self.read(lambda db: max(map(partial(pieces, db), numbers(db)), default=0)))
        return done

    async with Store.open(tmp_path / "a.db") as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(made, make.own(made)))
        monkeypatch.setattr(Database, "transact", watched)
        async with store.write() as write:
            await work(store, write)
        while not await store.settle():
            pass
    # FTS5 merges all of very many pieces in one commit, with the writer held.
    assert len(counted) > 60
    assert max(counted) <= parts.SEGMENTS + 1
