"""Packs hold what the full-text index holds, whatever happens to the posts: every answer is compared with plain SQL."""

import functools
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.search import tree
from bot.search.tree import Node, Words
from bot.store import maintenance, pack_writing, packing
from bot.store.archive import save, threads
from bot.store.holding import Indexed
from bot.store.index import post_words
from bot.store.lexicon import Places
from bot.store.pack import FARTHEST, build
from bot.store.privacy import hide, remove
from bot.store.search import fts_query, fts_search
from bot.store.search.question import Found, Question, Sort
from bot.store.shelf import Shelf
from bot.store.sqlite import schema
from bot.store.values import Viewer
from tests.store.make import OPERATOR

WORDS = ("canal", "canals", "silt", "dredger", "the", "isthmus", "канал", "運河", "cafe", "silting")
NAMES = ("Ada", "Bert", "Cleo Vidal", "Dora")
TITLES = ("The canal", "Silt and mud", "Nothing else")
GUILD, OTHER = 7, 8
MISCOUNTED = """
    SELECT a.name FROM authors a
    WHERE (a.posts, a.words) <> (SELECT count(*), coalesce(sum(words), 0) FROM posts WHERE author_id = a.id)"""
VIEWERS = (OPERATOR, Viewer(None), Viewer(GUILD), Viewer(OTHER))

REMOVALS = (threads.remove_thread, remove.remove_thread_for_good)
Held = dict[str, list[tuple[ParsedPost, tuple[Passage, ...]]]]

bodies = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)


@st.composite
def posts(draw: st.DrawFn) -> tuple[ParsedPost, tuple[Passage, ...]]:
    own, quoted = draw(bodies), draw(st.none() | bodies)
    at = draw(st.none() | st.integers(0, 40))
    made = ParsedPost(
        draw(st.sampled_from(NAMES)),
        own if quoted is None else f"{quoted}\n{own}",
        author_title=draw(st.sampled_from((None, "Engineer", "Old engineer"))),
        posted_at=None if at is None else datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=at),
    )
    if quoted is None:
        return made, (Passage(0, len(own)),)
    end = len(quoted) + 1
    who = draw(st.sampled_from(NAMES))
    return made, (Passage(0, end, PassageKind.QUOTE, who), Passage(end, len(made.body)))


leaves: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from(WORDS).map(tree.Term),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: tree.Phrase(tuple(words))),
    st.builds(
        lambda front, last: tree.Phrase((*front, last), open_end=True),
        st.lists(st.sampled_from(WORDS), max_size=1),
        st.sampled_from(("c", "si", "кан", "運")),
    ),
    st.sampled_from((*NAMES, "nobody")).map(tree.From),
    st.sampled_from((*NAMES, "nobody")).map(tree.Quoting),
    st.sampled_from(("the-canal", "Silt and mud", "nowhere")).map(tree.In),
    st.sampled_from((("canal",), ("silt", "m"), ("x",))).map(tree.Title),
    st.sampled_from((("engineer",), ("old",), ("x",))).map(tree.Role),
    st.builds(tree.Number, st.integers(0, 5), st.none() | st.integers(0, 1 << 40)),
    st.builds(tree.Length, st.integers(0, 9), st.none() | st.integers(0, 1 << 40)),
    st.builds(
        tree.Dated,
        st.none() | st.dates(date(2020, 1, 1), date(2020, 3, 1)),
        st.none() | st.just(date(2020, 2, 1)),
    ),
    st.sampled_from(tree.Trait).map(tree.Has),
    st.just(tree.Everything()),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: tree.And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: tree.Or(tuple(parts))),
        inner.map(tree.Not),
    ),
    max_leaves=5,
)


@functools.cache
def empty() -> bytes:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    image = connection.serialize()
    connection.close()
    return image


def opened() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(empty())
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def put(
    connection: sqlite3.Connection,
    title: str,
    held: Sequence[tuple[ParsedPost, tuple[Passage, ...]]],
    guild: int | None = None,
) -> None:
    parsed = ParsedThread(title, tuple(post for post, _ in held), "test", "text", key=f"test:{title}")
    incoming = Incoming.of(parsed, [passages for _, passages in held])
    save.save(connection, incoming, guild, None, lambda *_: None)


def pack(connection: sqlite3.Connection) -> None:
    while packing.settle(connection, first=1, again=1):
        pass


def asked(shelf: Shelf, connection: sqlite3.Connection, question: Question) -> Found:
    found = shelf.find(connection, question, hurry=False)
    assert found is not None
    return found


def plainly(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A copy of an archive whose words stand in the full-text index, all of them, and in nothing else."""
    copied = sqlite3.connect(":memory:", isolation_level=None)
    copied.deserialize(connection.serialize())
    post_words.rebuild(copied)
    return copied


def agree(
    connection: sqlite3.Connection, full_text: sqlite3.Connection, shelf: Shelf, question: Question
) -> None:
    """Hold packs against plain FTS5: same posts, same counts, same order up to ties."""
    plain = fts_search.find(full_text, question, hurry=False)
    fast = asked(shelf, connection, question)
    assert replace(fast, ids=()) == replace(plain, ids=())
    assert len(fast.ids) == len(plain.ids)
    if plain.total <= question.limit:
        assert set(fast.ids) == set(plain.ids)
    match = fts_query.Compiler(full_text, question.viewer, question.scope).ranking(question.tree)
    if question.sort is not Sort.RELEVANCE or match is None:
        assert fast.ids == plain.ids
    else:
        scores = dict(
            full_text.execute("SELECT rowid, bm25(words, 1.0, 0.3) FROM words WHERE words MATCH ?", (match,))
        )
        assert [scores[key] for key in fast.ids] == pytest.approx(
            [scores[key] for key in plain.ids], rel=1e-4
        )


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_packs_and_the_full_text_index_answer_alike_whatever_becomes_of_the_posts(
    data: st.DataObject,
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        # Few posts, and all that is done for many.
        monkeypatch.setattr("bot.store.lexicon.RARE", data.draw(st.sampled_from((1, 3, 200))))
        monkeypatch.setattr("bot.store.lexicon.BLOCK", data.draw(st.sampled_from((1, 2, 32))))
        monkeypatch.setattr("bot.store.phrases.READ", data.draw(st.sampled_from((0, 24))))
        monkeypatch.setattr("bot.store.ranking.SCORED", data.draw(st.sampled_from((0, 5_000))))
        monkeypatch.setattr("bot.store.ranking.SAMPLED", data.draw(st.sampled_from((1, 4))))
        monkeypatch.setattr("bot.store.postings.AT_ONCE", data.draw(st.sampled_from((3, 32_768))))
        monkeypatch.setattr("bot.store.pack_writing.MOST", data.draw(st.sampled_from((2, 65_536))))
        monkeypatch.setattr("bot.store.pack_writing.MOST_WORDS", data.draw(st.sampled_from((9, 1 << 24))))
        monkeypatch.setattr("bot.store.pack.BATCH", data.draw(st.sampled_from((1, 2_000))))
        settled = data.draw(st.sampled_from((1, packing.AGAIN)))
        monkeypatch.setattr(packing.settle, "__kwdefaults__", {"first": settled, "again": settled})
        monkeypatch.setattr("bot.store.sets.SPARSE", data.draw(st.sampled_from((1, 32))))
        live(data)


def live(data: st.DataObject) -> None:
    """Make an archive, let things happen to it, and ask both ways."""
    connection = opened()
    shelf = Shelf()
    held = {title: data.draw(st.lists(posts(), min_size=1, max_size=6)) for title in TITLES}
    for title, guild in zip(TITLES, (None, GUILD, None), strict=True):
        put(connection, title, held[title], guild)
    pack(connection)
    for _ in range(3):
        full_text = plainly(connection)
        for _ in range(4):
            agree(
                connection,
                full_text,
                shelf,
                Question(
                    data.draw(trees),
                    data.draw(st.sampled_from(VIEWERS)),
                    data.draw(st.sampled_from(Words)),
                    data.draw(st.sampled_from(Sort)),
                    100,
                ),
            )
        words = tree.Or(
            (tree.Term(data.draw(st.sampled_from(WORDS))), tree.Term(data.draw(st.sampled_from(WORDS))))
        )
        for scope in Words:
            agree(connection, full_text, shelf, Question(words, OPERATOR, scope, Sort.RELEVANCE, 3))
        perhaps = {*WORDS, *(f"{word}s" for word in WORDS)}
        assert shelf.words(connection).lost(perhaps) == Indexed(full_text).lost(perhaps)
        full_text.close()
        happen(connection, held, data)
        assert connection.execute(MISCOUNTED).fetchall() == []


def happen(connection: sqlite3.Connection, held: Held, data: st.DataObject) -> None:
    """Let something happen to the archive."""
    step = data.draw(st.sampled_from(("append", "edit", "remove", "share", "pack", "join", "other")))
    title = data.draw(st.sampled_from(sorted(held)))
    if step == "append":
        held[title] = held[title] + data.draw(st.lists(posts(), min_size=1, max_size=3))
        put(connection, title, held[title], GUILD if title == TITLES[1] else None)
    elif step == "edit":
        held[title] = [data.draw(posts()), *held[title][1:]]
        put(connection, title, held[title], GUILD if title == TITLES[1] else None)
    elif step == "remove" and len(held) > 1:
        slug = connection.execute("SELECT slug FROM threads WHERE title = ?", (title,)).fetchone()[0]
        data.draw(st.sampled_from(REMOVALS))(connection, slug, OPERATOR, lambda: None)
        pack(connection)
        del held[title]
    elif step == "share":
        slug = connection.execute("SELECT slug FROM threads WHERE title = ?", (title,)).fetchone()[0]
        threads._share(connection, slug, OPERATOR, shared=True)  # noqa: SLF001
    elif step == "pack":
        pack(connection)
    elif step == "join":
        pack(connection)
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(packing, "SMALL_PACKS", 2)
            pack_writing._join(connection, pack_writing._small(connection))  # noqa: SLF001
        packing.touch(connection)
    elif step == "other":
        decide(connection, data)


def decide(connection: sqlite3.Connection, data: st.DataObject) -> None:
    """Let managers decide about somebody or a post, or the operator repair it all."""
    shown = "SELECT name FROM authors WHERE NOT hidden AND posts AND pseudonym IS NULL"
    unseen = "SELECT name FROM authors WHERE (hidden OR pseudonym IS NOT NULL) AND identity <> 'removed'"
    posts = (
        "SELECT t.slug, p.id - (t.id << 20) FROM posts p JOIN threads t ON t.id = p.id >> 20 "
        "JOIN authors a ON a.id = p.author_id WHERE a.identity <> 'removed'"
    )
    what = data.draw(st.sampled_from((shown, unseen, posts, None)))
    among = sorted(connection.execute(what).fetchall()) if what is not None else []
    if what is None:
        connection.execute("BEGIN")
        maintenance.rebuild(connection, lambda _: None)
        connection.execute("COMMIT")
        pack(connection)
    elif among and what == posts:
        which = PostId(*data.draw(st.sampled_from(among)))
        remove.remove_post_for_good(connection, which, OPERATOR, lambda: None)
    elif among and what == unseen:
        hide.unhide(connection, data.draw(st.sampled_from(among))[0], None, lambda: None)
    elif among:
        name = data.draw(st.sampled_from(among))[0]
        hide.hide(connection, name, None, data.draw(st.sampled_from((None, "Masked"))), lambda: None)


@pytest.fixture
def phrases() -> Iterator[sqlite3.Connection]:
    """An archive of three packs, with the same phrase in each of 300 posts."""
    connection = opened()
    held = [
        (ParsedPost("Ada", f"the canal {n} and silt"), (Passage(0, 5 + 7 + len(str(n)) + 7),))
        for n in range(300)
    ]
    held = [(post, (Passage(0, len(post.body)),)) for post, _ in held]
    for posts_so_far in (100, 200, 300):
        put(connection, "Many", held[:posts_so_far])
        pack(connection)
    assert connection.execute("SELECT count(*) FROM packs").fetchone() == (3,)
    yield connection
    connection.close()


def test_a_thread_is_found_whole_in_every_pack_and_among_what_is_not_packed_yet(
    phrases: sqlite3.Connection,
) -> None:
    put(phrases, "Before and behind", said("mud"))
    pack(phrases)
    put(phrases, "Many", said(*(f"the canal {n} and silt" for n in range(300)), "mud", "mud"))
    put(phrases, "Last", said("mud"))
    shelf, full_text = Shelf(), plainly(phrases)
    for thread, posts_found in (("many", 302), ("before-and-behind", 1), ("last", 1)):
        question = Question(tree.In(thread), OPERATOR, Words.OWN, Sort.OLDEST, 1_000)
        agree(phrases, full_text, shelf, question)
        assert asked(shelf, phrases, question).total == posts_found
    full_text.close()


def test_where_one_word_is_nowhere_the_others_are_not_read_but_names_are_looked_up(
    phrases: sqlite3.Connection,
) -> None:
    parts = (tree.Term("silt"), tree.Term("dredgers"), tree.From("nobody"), tree.Phrase(("the", "canal")))
    ran: list[str] = []
    phrases.set_trace_callback(ran.append)
    found = asked(Shelf(), phrases, Question(tree.And(parts[:2]), OPERATOR, Words.OWN, Sort.RELEVANCE, 10))
    assert (found.total, found.exact) == (0, True)
    assert any("'dredgers'" in sql for sql in ran)
    assert not any("w.word = 'silt'" in sql for sql in ran)
    found = asked(Shelf(), phrases, Question(tree.And(parts), OPERATOR, Words.OWN, Sort.RELEVANCE, 10))
    assert found.unknown == ("Nobody in the archive is called “nobody”.",)
    phrase = tree.And((parts[1], parts[3]))
    assert asked(Shelf(), phrases, Question(phrase, OPERATOR, Words.OWN, Sort.RELEVANCE, 10)).total == 0
    assert not any("w.word = 'canal'" in sql for sql in ran)
    either = tree.Or((tree.And(parts[:2]), tree.Term("canal")))
    asked(Shelf(), phrases, Question(either, OPERATOR, Words.OWN, Sort.RELEVANCE, 10))
    assert any("w.word = 'silt'" in sql for sql in ran), "posts with another word are ranked by this one, too"
    phrases.set_trace_callback(None)


def test_a_common_phrase_is_counted_as_far_as_was_looked_and_says_so(
    phrases: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.phrases.ENOUGH", 50)
    monkeypatch.setattr("bot.store.phrases.STEPS", 10)
    question = Question(tree.Phrase(("the", "canal")), OPERATOR, Words.OWN, Sort.RELEVANCE, 1_000)
    found = asked(Shelf(), phrases, question)
    assert (found.total, found.exact, len(found.ids)) == (100, False, 100)
    assert found.note == "To be quick, a phrase of common words was not looked for in older posts."
    narrowed = replace(question, tree=tree.And((question.tree, tree.Number(1, 3))))
    assert asked(Shelf(), phrases, narrowed).total == 3
    two = replace(question, tree=tree.And((question.tree, tree.Phrase(("canal", "3")))))
    assert asked(Shelf(), phrases, two).total == 1, "all but the last phrase are looked for everywhere"
    without = replace(question, tree=tree.Not(question.tree))
    assert asked(Shelf(), phrases, without).total == 0


def test_in_a_hurry_a_phrase_is_looked_for_in_the_last_posts(
    phrases: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.phrases.MOST_HURRIED", 10)
    question = Question(tree.Phrase(("canal", "the")), OPERATOR, Words.OWN, Sort.RELEVANCE, 1_000)
    found = Shelf().find(phrases, question, hurry=True)
    assert found is not None
    assert (found.total, found.exact) == (0, False)
    question = replace(question, tree=tree.Phrase(("the", "canal")))
    found = Shelf().find(phrases, question, hurry=True)
    assert found is not None
    assert (found.total, found.exact) == (100, False)


def test_a_phrase_that_goes_on_is_looked_for_in_the_last_posts(
    phrases: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.phrases.ENOUGH", 50)
    monkeypatch.setattr("bot.store.phrases.STEPS", 10)
    phrase = tree.Phrase(("the", "can"), open_end=True)
    question = Question(phrase, OPERATOR, Words.OWN, Sort.RELEVANCE, 1_000)
    found = asked(Shelf(), phrases, question)
    assert (found.total, found.exact, len(found.ids)) == (100, False, 100)
    without = Question(tree.Not(phrase), OPERATOR, Words.OWN, Sort.RELEVANCE, 1_000)
    assert asked(Shelf(), phrases, without).total == 0
    monkeypatch.undo()
    assert asked(Shelf(), phrases, question).total == 300
    monkeypatch.setattr("bot.store.phrases.PREFIX_ROWS", 1)
    few = asked(Shelf(), phrases, question)
    assert (few.total, few.exact) == (100, False), "words of the last pack alone"


def test_a_pack_tells_where_in_its_posts_a_word_stands_however_often_or_far() -> None:
    connection = opened()
    bodies = ["silt canal silt", "canal", *["mud silt"] * 8, "silt " * 300 + "mud", "x " * 70_000 + "silt"]
    held = [(ParsedPost("Ada", body), (Passage(0, len(body)),)) for body in bodies]
    put(connection, "Far", held)
    keys = [key for (key,) in connection.execute("SELECT id FROM posts ORDER BY id")]
    words = build(connection, keys).words
    assert words.find("mud") in words.common.values()
    silt = words.find("silt")
    assert silt is not None
    places = [0, 2, *[1] * 8, *range(300), FARTHEST]
    assert np.frombuffer(silt.positions, "<u2", len(places)).tolist() == places
    assert np.frombuffer(silt.positions, "<u4", offset=2 * len(places)).tolist() == [300]
    assert "canal" not in words.common, "it is rare"
    canal = words.find("canal")
    assert canal == Places(2, np.array([0, 1], "<u2").tobytes() + b"\1\1", np.array([1, 0], "<u2").tobytes())
    assert words.find("canals") is words.find("zebra") is None
    connection.close()


@pytest.fixture
def positions(monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """An empty archive, in which phrases are told by positions however few the posts."""
    monkeypatch.setattr("bot.store.phrases.READ", 0)
    connection = opened()
    yield connection
    connection.close()


def said(*bodies: str) -> list[tuple[ParsedPost, tuple[Passage, ...]]]:
    return [
        (ParsedPost("Ada", body, ref=str(place)), (Passage(0, len(body)),))
        for place, body in enumerate(bodies)
    ]


THE_CANAL = Question(tree.Phrase(("the", "canal")), OPERATOR, Words.OWN, Sort.RELEVANCE, 1_000)


def test_a_pack_that_is_full_of_words_leaves_the_other_posts_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.store.pack_writing.MOST_WORDS", 40)
    monkeypatch.setattr("bot.store.pack.BATCH", 2)
    connection = opened()
    bodies = ["the canal " * 8, "the canal"] * 12
    put(connection, "Long and short", said(*bodies))
    pack(connection)
    sizes = connection.execute("SELECT posts FROM packs ORDER BY id").fetchall()
    assert sizes == [(6,)] * 4, "each ends with the post that fills it, and is not small"
    assert packing.waiting(connection) == 0
    assert asked(Shelf(), connection, replace(THE_CANAL, tree=tree.Term("canal"))).total == 24
    connection.close()


def test_of_many_small_packs_as_many_are_made_one_as_it_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.pack_writing.MOST", 10)
    connection = opened()
    sizes = "SELECT posts FROM packs ORDER BY id"
    for number in range(9):
        put(connection, f"Thread {number}", said(*["the canal"] * (3 if number == 4 else 4)))
        pack(connection)
    assert connection.execute(sizes).fetchall() == [(4,)] * 7 + [(7,)], "the smallest, not all eight"
    assert asked(Shelf(), connection, replace(THE_CANAL, tree=tree.Term("canal"))).total == 35
    connection.close()


def test_of_a_pack_full_of_rare_words_the_first_are_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = opened()
    put(connection, "Numbers", said(" ".join(f"n{number}" for number in range(100, 200))))
    pack(connection)
    held = Shelf().words(connection)
    every = held.beginning("n", 500)
    assert len(every) == 100
    monkeypatch.setattr("bot.store.packed_words.MOST_BLOCKS", 2)
    assert held.beginning("n", 500) == every[:64]
    connection.close()


def test_a_phrase_is_told_by_positions_however_long_it_is(positions: sqlite3.Connection) -> None:
    words = [f"w{number}" for number in range(50)]
    held = said(
        " ".join(words), " ".join(words[1:]), " ".join(words[::-1]), "x " * 60 + " ".join(words), "the " * 45
    )
    put(positions, "Long", held)
    pack(positions)
    read: list[str] = []
    positions.set_trace_callback(read.append)
    for phrase, open_end, total in (
        (words, False, 2),
        (words[1:], False, 3),
        ([*words[1:45], "w4"], True, 3),
        (["the"] * 45, False, 1),
        (["the"] * 46, False, 0),
    ):
        node = tree.Phrase(tuple(phrase), open_end=open_end)
        assert asked(Shelf(), positions, replace(THE_CANAL, tree=node)).total == total
    positions.set_trace_callback(None)
    assert not [sql for sql in read if "p.body" in sql], "no text of a post was read"


def test_a_phrase_does_not_run_from_one_post_into_the_next(positions: sqlite3.Connection) -> None:
    put(positions, "Ends", said("canal silt the", "canal mud the", "the canal"))
    pack(positions)
    assert asked(Shelf(), positions, THE_CANAL).total == 1


def test_where_a_phrase_began_in_one_pack_means_nothing_in_another(positions: sqlite3.Connection) -> None:
    held = said("silt canal the mud canal", "the canal canal")
    for until in (1, 2):
        put(positions, "Two packs", held[:until])
        pack(positions)
    assert positions.execute("SELECT count(*) FROM packs").fetchone() == (2,)
    assert asked(Shelf(), positions, THE_CANAL).total == 1


def test_authors_are_hidden_while_something_is_read(phrases: sqlite3.Connection) -> None:
    reading = phrases.execute("SELECT id FROM posts")
    reading.fetchone()
    for pseudonym in ("Masked", None):
        hide.hide(phrases, "Ada", None, pseudonym, lambda: None)
    assert phrases.execute("SELECT hidden FROM authors WHERE name = 'Ada'").fetchone() == (1,)


def test_what_is_removed_for_good_no_pack_spells_any_more(phrases: sqlite3.Connection) -> None:
    body = "the canal and xyzzy"
    title = "Lord of xyzzy"
    put(phrases, "Gone", [(ParsedPost("Bert", body, author_title=title), (Passage(0, len(body)),))] * 10)
    pack(phrases)
    spelt = (
        "SELECT word FROM pack_words WHERE word = 'xyzzy' UNION ALL SELECT words FROM pack_rare_words "
        "WHERE words LIKE '%xyzzy%' UNION ALL SELECT roles FROM packs WHERE roles LIKE '%xyzzy%'"
    )
    assert len(phrases.execute(spelt).fetchall()) == 2
    remove.remove_thread_for_good(phrases, "gone", OPERATOR, lambda: None)
    pack(phrases)
    assert phrases.execute(spelt).fetchall() == []
    question = Question(tree.Term("canal"), OPERATOR, Words.OWN, Sort.RELEVANCE, 1_000)
    assert asked(Shelf(), phrases, question).total == 300


def test_posts_still_being_added_are_left_out_and_said_to_be(
    phrases: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "MOST_WAITING", 1)
    body = "the canal anew"
    put(phrases, "Fresh", [(ParsedPost("Bert", body), (Passage(0, len(body)),))] * 2)
    question = Question(tree.Term("canal"), OPERATOR, Words.OWN, Sort.RELEVANCE, 1_000)
    found = asked(Shelf(), phrases, question)
    assert (found.total, found.exact) == (300, False)
    assert found.note == "To be quick, posts that are being added at this moment were left out."


def test_a_small_archive_is_searched_without_numpy(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys, pathlib\n"
        "from bot.store.store import Store\nfrom bot.store.values import Viewer\nfrom bot.search.query import parse\n"
        "async def main():\n"
        " async with Store.open(pathlib.Path(sys.argv[1])) as store:\n"
        "  await store.search.settle()\n"
        "  found = await store.search.find(parse('silt'), viewer=Viewer(None))\n"
        "  print(found.total, 'numpy' in sys.modules)\n"
        "asyncio.run(main())"
    )
    path = str(tmp_path / "small.db")
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "False"]


class Cleared(dict[Viewer, Any]):
    """What is kept while another thread makes room in it all the time."""

    def __setitem__(self, key: Viewer, value: object) -> None:
        super().__setitem__(key, value)
        self.clear()


def test_what_a_viewer_may_see_is_told_though_another_thread_makes_room_for_its_own() -> None:
    connection = opened()
    put(connection, "Open", said("the canal"))
    put(connection, "Closed", said("the silt"), GUILD)
    pack(connection)
    packs = Shelf().refresh(connection)
    assert packs is not None
    packs = replace(packs, _visible=Cleared(), _closed=Cleared())
    mask = packs.visible(connection, Viewer(OTHER))
    assert mask is not None
    assert mask.tolist() == [True, False]
    assert packs.visible(connection, Viewer(GUILD)) is None
    connection.close()


def test_it_is_not_kept_for_more_viewers_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.snapshot.VIEWERS", 2)
    connection = opened()
    put(connection, "Closed", said("the silt"), GUILD)
    pack(connection)
    kept: tuple[dict[Viewer, Any], ...] = ({}, {})
    packs = Shelf().refresh(connection)
    assert packs is not None
    packs = replace(packs, _visible=kept[0], _closed=kept[1])
    for guild in range(5):
        packs.visible(connection, Viewer(guild))
        assert [0 < len(each) <= 2 for each in kept] == [True, True]
    connection.close()
