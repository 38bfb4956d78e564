"""What the store finds: the cases of the language in SQLite, both ways of searching; and what nobody may see."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.search import tree
from bot.search.query import parse
from bot.search.tree import Words
from bot.store import packing
from bot.store.archive import save
from bot.store.privacy import hide
from bot.store.search import fts_query, fts_search
from bot.store.search.question import Found, Question, Sort
from bot.store.shelf import Shelf
from bot.store.store import Store
from bot.store.values import Viewer
from tests.search.test_language import ALL_CASES, PASSAGES, PIECES, THREADS, TODAY
from tests.store.make import OPERATOR, own, thread
from tests.store.test_packs import opened, pack, plainly, put

EVERYONE = Viewer(None)
SECRET = "xyzzy"  # noqa: S105 - a word, no password
GUILD = 7


@pytest.fixture(scope="module")
def small() -> Iterator[sqlite3.Connection]:
    connection = opened()
    for number, parsed in enumerate(THREADS, 1):
        tiles = [
            PASSAGES.get((number, place), (Passage(0, len(each.body)),))
            for place, each in enumerate(parsed.posts, 1)
        ]
        save.save(connection, Incoming.of(parsed, tiles), None, None, lambda *_: None)
    pack(connection)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(scope="module")
def both_ways(small: sqlite3.Connection, shelf: Shelf) -> Iterator[Callable[[Question], list[Found | None]]]:
    full_text = plainly(small)
    yield lambda question: [
        fts_search.find(full_text, question, hurry=False),
        shelf.find(small, question, hurry=False),
    ]
    full_text.close()


@pytest.mark.parametrize(("query", "scope", "expected"), ALL_CASES)
def test_the_store_finds_what_the_tree_says(
    both_ways: Callable[[Question], list[Found | None]], query: str, scope: Words, expected: str
) -> None:
    question = Question(parse(query, today=TODAY).tree, EVERYONE, scope, Sort.RELEVANCE, 100)
    for found in both_ways(question):
        assert found is not None
        assert sorted(f"{key >> 20}.{key & 0xFFFFF}" for key in found.ids) == expected.split()
        assert found.total == len(found.ids)


def walled() -> sqlite3.Connection:
    """An archive with a thread of one guild's, one of a hidden author, and one for all."""
    connection = opened()
    body = f"the secret word {SECRET} canal"
    whole = (Passage(0, len(body)),)
    put(connection, "Guild only", [(ParsedPost("Maren", body), whole)] * 3, GUILD)
    put(connection, "Open", [(ParsedPost("Ada", "the canal is open"), (Passage(0, 17),))])
    put(connection, "Hidden", [(ParsedPost("Bert", body), whole)] * 2)
    connection.execute("UPDATE authors SET hidden = 1 WHERE name = 'Bert'")
    return connection


TERMS = st.sampled_from(
    [SECRET, "canal", "-canal", "-nothing", "OR", "NOT", "(", ")", "from:maren", "from:bert", "-from:ada",
     "in:guild-only", "title:guild",
     "post:1..", "is:op", "-has:quote", "sec*", '"the secret"', "len:..99", "|", "-in:open"]
)  # fmt: skip


@pytest.fixture(scope="module")
def walls() -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    """It in the full-text index, and packed."""
    indexed_one, packed_one = walled(), walled()
    pack(packed_one)
    yield indexed_one, packed_one
    indexed_one.close()
    packed_one.close()


@pytest.mark.parametrize("packed", [False, True])
def test_no_word_is_told_of_that_only_a_hidden_author_quoted(packed: bool) -> None:  # noqa: FBT001
    connection = opened()
    body = "xyzzy plugh\nthe canal"
    tiles = (Passage(0, 12, PassageKind.QUOTE, None), Passage(12, len(body)))
    put(connection, "Quoting", [(ParsedPost("Ada", body), tiles)])
    if packed:
        pack(connection)
    for shown in (True, False):
        held = Shelf().words(connection)
        assert held.beginning("x", 1) == [SECRET]
        assert held.said(SECRET, OPERATOR) is shown
        hide.hide(connection, "Ada", None, None, lambda: None)
    connection.close()


@settings(deadline=None)
@given(query=st.lists(TERMS | PIECES, max_size=8).map(" ".join), scope=st.sampled_from(Words))
def test_no_term_shows_what_another_guild_or_a_hidden_author_wrote(
    walls: tuple[sqlite3.Connection, sqlite3.Connection], shelf: Shelf, query: str, scope: Words
) -> None:
    wall, packed_one = walls
    node = parse(query).tree
    for asked in (node, tree.Not(node), tree.Or((node, tree.Everything()))):
        for viewer, seen in (
            (EVERYONE, {"open"}),
            (Viewer(8), {"open"}),
            (Viewer(GUILD), {"open", "guild-only"}),
        ):
            for hurry in (False, True):
                question = Question(asked, viewer, scope, Sort.RELEVANCE, 100)
                for found in (
                    fts_search.find(wall, question, hurry=hurry),
                    shelf.find(packed_one, question, hurry=hurry),
                ):
                    assert found is not None
                    assert {slug for slug, _ in found.threads} <= seen
                    slugs = wall.execute(
                        "SELECT DISTINCT t.slug FROM threads t WHERE t.id IN (SELECT value >> 20 FROM json_each(?))",
                        (str(list(found.ids)),),
                    )
                    assert {slug for (slug,) in slugs} <= seen


def statements(connection: sqlite3.Connection, question: Question, shelf: Shelf | None) -> list[str]:
    """The SQL that answering takes, as it was written, parameters not filled in."""
    seen: list[str] = []

    class Spy:
        def execute(self, sql: str, parameters: object = ()) -> sqlite3.Cursor:
            seen.append(sql)
            return connection.execute(sql, parameters)  # type: ignore[arg-type]

        def __getattr__(self, name: str) -> object:
            return getattr(connection, name)

    spy: sqlite3.Connection = Spy()  # type: ignore[assignment]
    if shelf is None:
        fts_search.find(spy, question, hurry=False)
    else:
        shelf.find(spy, question, hurry=False)
    return seen


MARK = re.compile(r"zqx|\ud800")


@settings(deadline=None)
@given(text=st.lists(st.text(max_size=40) | PIECES | st.just("zqx'\";--"), max_size=150).map("".join))
def test_what_people_type_reaches_sql_in_parameters_only(
    small: sqlite3.Connection, shelf: Shelf, text: str
) -> None:
    question = Question(parse(text[:6000], today=TODAY).tree, EVERYONE, Words.OWN, Sort.RELEVANCE, 10)
    for way in (None, shelf):
        for sql in statements(small, question, way):
            assert not MARK.search(sql)
            assert re.fullmatch(r"[\x20-\x7e\n]*", sql)


PLANS = (
    "canal",
    '"the canal"',
    "from:maren canal",
    "quoting:maren",
    "in:mud-c-more",
    "dredg* -silt",
    "canal OR silt",
)


@pytest.mark.parametrize("query", PLANS)
def test_no_search_of_packs_scans_a_table_that_grows_with_the_posts(
    small: sqlite3.Connection, shelf: Shelf, query: str
) -> None:
    question = Question(parse(query).tree, EVERYONE, Words.OWN, Sort.RELEVANCE, 10)
    assert shelf.refresh(small) is not None
    for sql in statements(small, question, shelf):
        values = ["1"] * sql.count("?")
        plan = [row[3] for row in small.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        grown = [
            step
            for step in plan
            if re.match(r"SCAN (posts|passages|pack_words|pack_rare_words|p|g|w|r|unpacked|words)\b", step)
        ]
        assert [step for step in grown if "VIRTUAL TABLE" not in step] == [], sql


def test_the_match_expression_holds_folded_words_alone() -> None:
    connection = opened()
    compiler = fts_query.Compiler(connection, OPERATOR, Words.ALL)
    for text in ("don't", "C++", "a AND", "author:x", 'x" OR "y', "NEAR(a b)", "^a", "{own}: a"):
        for node in fts_query.wanted(parse(text).tree):
            match = compiler.match(node)
            assert re.fullmatch(r"\{own quoted\} : \([\w\s\"*]+\)", match.replace(" OR ", " "))
            connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (match,))
    connection.close()


def test_a_thread_of_one_author_is_as_searchable_as_any() -> None:
    connection = opened()
    parsed = ParsedThread("One", (ParsedPost("Ada", "canal"),), "test", "text")
    save.save(connection, Incoming.of(parsed, [(Passage(0, 5),)]), None, None, lambda *_: None)
    question = Question(tree.Term("canal"), EVERYONE, Words.OWN, Sort.RELEVANCE, 10)
    assert Shelf().find(connection, question, hurry=False) is None
    assert fts_search.find(connection, question, hurry=False).total == 1
    connection.close()


@pytest.mark.parametrize(
    ("first", "rare"), [(packing.FIRST, 0), (1, 0), (1, 200)], ids=["indexed", "packed", "rare"]
)
async def test_a_word_only_another_server_has_is_no_word_to_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int, rare: int
) -> None:
    monkeypatch.setattr(packing, "FIRST", first)
    monkeypatch.setattr("bot.store.lexicon.RARE", rare)
    open_, theirs = thread("Open", ("Ada", "the canal")), thread("Theirs", ("Bert", "the canals canall"))
    async with Store.open(tmp_path / "a.db") as store:
        async with store.write() as write:
            await store.threads.save(write, open_, own(open_))
            await store.threads.save(write, theirs, own(theirs), guild_id=GUILD)
        if first == 1:
            assert await store._database.transact(partial(packing.settle, again=1))  # noqa: SLF001
        for viewer, proposed in ((EVERYONE, (("canall", "canal"),)), (Viewer(GUILD), ())):
            found = await store.search.find(parse("canall -the"), viewer=viewer)
            assert (found.total, found.spellings) == (0, proposed), viewer
