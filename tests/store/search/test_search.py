"""What the store finds: the cases of the language in SQLite; and what nobody may see, or make slow."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.errors import OutOfService
from bot.search import tree
from bot.search.query import parse
from bot.search.tree import Words
from bot.store.index import fulltext, vocabulary
from bot.store.privacy import hide
from bot.store.search import fts_query, fts_search, plan, search, spellings
from bot.store.search.large import FTS5, TANTIVY
from bot.store.search.question import Question, Sort
from bot.store.search.search import narrowed
from bot.store.store import Store
from bot.store.values import Viewer
from tests.search.test_language import ALL_CASES, PASSAGES, PIECES, THREADS, TODAY
from tests.store.make import OPERATOR, own, thread
from tests.store.raw import answer, finish, opened, put, put_in, said

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
        put_in(connection, Incoming.of(parsed, tiles))
    yield connection
    connection.close()


@pytest.mark.parametrize(("query", "scope", "expected"), ALL_CASES)
def test_the_store_finds_what_the_tree_says(
    small: sqlite3.Connection, query: str, scope: Words, expected: str
) -> None:
    question = Question(parse(query, today=TODAY).tree, EVERYONE, scope, Sort.RELEVANCE, 100)
    found = answer(small, question)
    assert sorted(f"{key >> 20}.{key & 0xFFFFF}" for key in found.ids) == expected.split()
    assert found.total == len(found.ids)


@pytest.fixture(scope="module")
def wall() -> Iterator[sqlite3.Connection]:
    """An archive with a thread of one guild's, one of a hidden author, and one for all."""
    connection = opened()
    body = f"the secret word {SECRET} canal"
    whole = (Passage(0, len(body)),)
    put(connection, "Guild only", [(ParsedPost("Maren", body), whole)] * 3, GUILD)
    put(connection, "Open", [(ParsedPost("Ada", "the canal is open"), (Passage(0, 17),))])
    put(connection, "Hidden", [(ParsedPost("Bert", body), whole)] * 2)
    hide.hide(connection, "Bert", None, None)
    yield connection
    connection.close()


TERMS = st.sampled_from(
    [SECRET, "canal", "-canal", "-nothing", "OR", "NOT", "(", ")", "from:maren", "from:bert", "-from:ada",
     "in:guild-only", "title:guild",
     "post:1..", "is:op", "-has:quote", "sec*", '"the secret"', "len:..99", "|", "-in:open"]
)  # fmt: skip


def test_no_word_is_told_of_that_only_a_hidden_author_quoted() -> None:
    connection = opened()
    body = "xyzzy plugh\nthe canal"
    tiles = (Passage(0, 12, PassageKind.QUOTE, None), Passage(12, len(body)))
    put(connection, "Quoting", [(ParsedPost("Ada", body), tiles)])
    assert vocabulary.beginning(connection, "x", 1) == [SECRET]
    assert vocabulary.together(connection, [SECRET], OPERATOR, 1)
    hide.hide(connection, "Ada", None, None)
    assert not vocabulary.together(connection, [SECRET], OPERATOR, 1)
    connection.close()


@given(query=st.lists(TERMS | PIECES, max_size=8).map(" ".join), scope=st.sampled_from(Words))
def test_no_term_shows_what_another_guild_or_a_hidden_author_wrote(
    wall: sqlite3.Connection, query: str, scope: Words
) -> None:
    node = parse(query).tree
    for asked in (node, tree.Not(node), tree.Or((node, tree.Everything()))):
        for viewer, seen in (
            (EVERYONE, {"open"}),
            (Viewer(8), {"open"}),
            (Viewer(GUILD), {"open", "guild-only"}),
        ):
            found = answer(wall, Question(asked, viewer, scope, Sort.RELEVANCE, 100))
            assert {slug for slug, _ in found.threads} <= seen
            slugs = wall.execute(
                "SELECT DISTINCT t.slug FROM threads t WHERE t.id IN (SELECT value >> 20 FROM json_each(?))",
                (str(list(found.ids)),),
            )
            assert {slug for (slug,) in slugs} <= seen


def statements(connection: sqlite3.Connection, question: Question) -> list[str]:
    """The SQL that answering takes, as it was written, parameters not filled in."""
    seen: list[str] = []

    class Spy:
        def execute(self, sql: str, parameters: object = ()) -> sqlite3.Cursor:
            seen.append(sql)
            return connection.execute(sql, parameters)  # type: ignore[arg-type]

        def __getattr__(self, name: str) -> object:
            return getattr(connection, name)

    answer(Spy(), question)  # type: ignore[arg-type]
    return seen


TYPED = re.compile(r"zqx|\ud800")


@given(text=st.lists(st.text(max_size=40) | PIECES | st.just("zqx'\";--"), max_size=150).map("".join))
@example(text="\ud800 in:\ud800 from:\ud801 quoting:\udfff title:\ud800 role:\ud800")
def test_what_people_type_reaches_sql_in_parameters_only(small: sqlite3.Connection, text: str) -> None:
    question = Question(parse(text[:6000], today=TODAY).tree, EVERYONE, Words.OWN, Sort.RELEVANCE, 10)
    for sql in statements(small, question):
        assert not TYPED.search(sql)
        assert re.fullmatch(r"[\x20-\x7e\n]*", sql)


PLANS = (
    "canal",
    '"the canal"',
    "from:maren canal",
    "quoting:maren",
    "in:mud-c-more",
    "title:mud role:engineer",
    "dredg* -silt",
    "canal OR len:>3",
)


@pytest.mark.parametrize("query", PLANS)
def test_no_search_scans_a_table_that_grows_with_the_posts(small: sqlite3.Connection, query: str) -> None:
    question = Question(parse(query).tree, EVERYONE, Words.OWN, Sort.RELEVANCE, 10)
    for sql in statements(small, question):
        names = re.findall(r":[a-z]\w*", sql)
        values = dict.fromkeys((name[1:] for name in names), "1") or ["1"] * sql.count("?")
        steps = [row[3] for row in small.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        grown = [
            step for step in steps if re.match(r"SCAN (posts|passages|p|g|w|words_1|words_1_docsize)\b", step)
        ]
        assert [step for step in grown if "VIRTUAL TABLE" not in step] == [], sql


def test_the_match_expression_holds_folded_tokens_in_quotation_marks_alone() -> None:
    connection = opened()
    for text in (
        "don't",
        "C++",
        "a AND",
        "author:x",
        'x" OR "y',
        "NEAR(a b)",
        "^a",
        "{own}: a",
        "from:ada on:2020",
    ):
        for scope in Words:
            made = fts_query.Compiled(
                plan.Plan(connection, parse(text).tree, OPERATOR, scope), lambda: [2020]
            )
            bare = re.sub(r"\"[\w· ]+\"", "x", made.match)
            assert re.fullmatch(r"(x|AND|OR|NOT|\{own\}|\{quoted\}|[ ():*])*", bare), made.match
            connection.execute("SELECT rowid FROM words_1 WHERE words_1 MATCH ?", (made.match,))
    connection.close()


@pytest.mark.parametrize("engine", [FTS5, TANTIVY])
async def test_a_word_only_another_server_has_is_no_word_to_the_others(tmp_path: Path, engine: str) -> None:
    open_, theirs = thread("Open", ("Ada", "the canal")), thread("Theirs", ("Bert", "the canals canall"))
    async with Store.open(tmp_path / "a.db", search=engine) as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(open_, own(open_)))
            await store.threads.take_in(write, Incoming.of(theirs, own(theirs)), guild_id=GUILD)
        await store.settle()
        await store.background.follow()
        for viewer, proposed in ((EVERYONE, (("canall", "canal"),)), (Viewer(GUILD), ())):
            found = await store.search.find(parse("canall -the"), viewer=viewer)
            assert (found.total, found.spellings) == (0, proposed), viewer


def asking(query: str, limit: int = 10) -> Question:
    return Question(parse(query).tree, OPERATOR, Words.OWN, Sort.RELEVANCE, limit)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """An archive of 300 posts that is looked through a few posts at a time."""
    connection = opened()
    put(connection, "Many", said(*(f"the canal {n} and silt" for n in range(300))))
    finish(connection)
    monkeypatch.setattr(fts_search, "A_POSTING", fts_search.WINDOW / 10)
    monkeypatch.setattr(fts_search, "GROWTH", 1)
    yield connection
    connection.close()


def test_a_search_cut_short_tells_what_it_counted_and_claims_no_exact_count(
    large: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fts_search, "COUNTING", 0.0)
    found = answer(large, asking("canal"))
    assert 0 < found.total < 300
    assert not found.total_exact
    assert list(found.ids) == sorted(found.ids, reverse=True), "those added last come first"
    assert found.order_note is not None
    assert "not all posts were looked through" in found.order_note


def test_a_word_of_a_small_archive_is_looked_for_twice_once_to_count_and_once_to_rank() -> None:
    connection = opened()
    put(connection, "Many", said(*(f"the canal {n} and silt" for n in range(300))))
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    assert answer(connection, asking("canal silt")).total == 300
    assert sum(" FROM words_1 w WHERE " in sql for sql in asked) == 2


def test_ranking_gives_up_before_counting_does(
    large: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked = answer(large, asking("canal OR 7"))
    assert (ranked.total, ranked.total_exact, ranked.order_note) == (300, True, None)
    assert ranked.ids[0] & 0xFFFFF == 8
    monkeypatch.setattr(fts_search, "RANKING", 0.0)
    found = answer(large, asking("canal OR 7"))
    assert (found.total, found.total_exact) == (300, True)
    assert found.ids[0] & 0xFFFFF == 300
    assert found.order_note == "To be quick, the newest posts come first."


def test_a_beginning_of_too_many_words_finds_the_commonest_and_says_so(
    large: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(large, "Words", said(*(f"w{n} w0" for n in range(100))))
    assert answer(large, asking("w*")).total == 100
    monkeypatch.setattr(plan, "PREFIX_WORDS", 5)
    monkeypatch.setattr(plan, "MOST_ENDINGS", 1)
    found = answer(large, asking("w*"))
    assert (found.total, found.total_exact) == (100, False), "all of them hold the commonest"


def test_a_beginning_of_too_many_words_lets_nothing_through_where_it_must_not_stand(
    large: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(large, "Words", said(*(f"w{n} mud" for n in range(100)), "mud"))
    found = answer(large, asking("mud -w*"))
    assert (found.total, found.total_exact) == (1, True)
    monkeypatch.setattr(plan, "PREFIX_WORDS", 5)
    for query in ("mud -w*", "mud -(w* OR boat)", "mud -(mud -w*)", "w* mud -w*"):
        found = answer(large, asking(query))
        assert (found.total, found.total_exact, found.ids) == (0, False, ()), query


def test_posts_that_are_not_indexed_yet_are_left_out_and_said_to_be(large: sqlite3.Connection) -> None:
    fulltext.empty(large)
    found = answer(large, asking("canal"))
    assert (found.total, found.total_exact) == (0, False)
    assert found.order_note == "To be quick, posts that are being added at this moment were left out."
    put(large, "Fresh", said("a canal of its own"))
    finish(large)
    found = answer(large, asking("canal"))
    assert (found.total, found.total_exact, found.order_note) == (301, True, None)


async def test_an_answer_is_not_told_again_after_a_change(tmp_path: Path) -> None:
    first, second = thread("One", ("Ada", "the canal")), thread("Two", ("Bert", "a canal"))
    async with Store.open(tmp_path / "a.db") as store:

        async def total(viewer: Viewer = EVERYONE) -> int:
            return (await store.search.find(parse("canal"), viewer=viewer)).total

        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(first, own(first)))
        assert await total() == 1
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(second, own(second)), guild_id=GUILD)
        assert (await total(), await total(Viewer(GUILD)), await total(Viewer(8))) == (1, 2, 1)
        async with store.write() as write:
            await store.threads.share("two", OPERATOR, shared=True, write=write)
        assert await total(Viewer(8)) == 2
        async with store.write() as write:
            await store.privacy.hide("Ada", OPERATOR, write=write)
        assert await total(Viewer(8)) == 1
        async with store.write() as write:
            await store.privacy.remove_thread("two", OPERATOR, write=write)
        assert await total(Viewer(8)) == 0


async def test_searches_near_one_are_tried_until_enough_of_them_find_something_or_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = thread("One", ("Ada", "the canal"), ("Ada", "a canal of silt"), ("Bert", "silt"))
    tries = [
        Question(narrowed(parse(query), None, author), EVERYONE, Words.OWN, Sort.RELEVANCE, 1, facets=False)
        for query, author in (("boat", None), ("canal", None), ("silt", "Bert"), ("silt", None))
    ]
    async with Store.open(tmp_path / "a.db") as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(held, own(held)))
        assert await store.search.tried(tries, wanted=5) == {1: 2, 2: 1, 3: 2}
        assert await store.search.tried(tries, wanted=2) == {1: 2, 2: 1}
        monkeypatch.setattr(search, "TRYING", 0.0)
        assert await store.search.tried(tries, wanted=5) == {}


WHOLE = 6_000
HEAVY = {
    "phrases by or": " OR ".join(f'"the canal {n}"' for n in range(90)),
    "open-ended phrases": " OR ".join(f'"the {n % 9}*"' for n in range(90)),
    "prefixes": " ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz" * 4),
    "misspelt words": " OR ".join(f"cannl{n}x" for n in range(100)),
    "unknown names": " OR ".join(f"from:nobody{n}" for n in range(100)),
    "unknown threads": " OR ".join(f"in:nowhere{n}" for n in range(100)),
    "titles": " OR ".join(f"title:m role:e{n}" for n in range(50)),
    "one long phrase": '"' + "the " * 1_400 + '"',
    "characters without blanks": "運" * WHOLE,
    "negations": "-(" * 12 + "-canal " * 600,
    "dates": " ".join(f"-on:20{n:02}-0{n % 9 + 1}" for n in range(100)),
    "numbers": "post:..999999999 len:>999999999 len:<=999999999 post:>999999999",
}


@pytest.mark.parametrize("query", HEAVY.values(), ids=HEAVY)
def test_a_query_is_bounded_as_a_whole(small: sqlite3.Connection, query: str) -> None:
    parsed = parse(query[:WHOLE], today=TODAY)
    made = plan.Plan(small, parsed.tree, EVERYONE, Words.ALL)
    tokens = fts_query.Compiled(made, lambda: range(2000, 2030)).match.count('"') // 2
    assert tokens <= 2 * plan.MOST_TOKENS + 100 * 60
    assert len(made.unknown) <= plan.GUESSES
    longest = max(
        (len(node.words) for node in fts_query.wanted(parsed.tree) if isinstance(node, tree.Phrase)),
        default=0,
    )
    assert longest <= 100
    answer(small, Question(parsed.tree, EVERYONE, Words.ALL, Sort.RELEVANCE, 10))


@settings(max_examples=60)
@given(text=st.lists(PIECES | TERMS | st.characters(), max_size=600).map(" ".join))
def test_no_text_raises(small: sqlite3.Connection, text: str) -> None:
    for sort in Sort:
        answer(small, Question(parse(text[:WHOLE], today=TODAY).tree, Viewer(GUILD), Words.ALL, sort, 10))


async def test_a_damaged_index_is_told_in_a_sentence(tmp_path: Path) -> None:
    made = thread("One", ("Ada", "the canal"))
    async with Store.open(tmp_path / "a.db") as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(made, own(made)))
        async with store.write() as write:
            await write.run(lambda connection: connection.execute("DELETE FROM words_1_data WHERE id > 10"))
        with pytest.raises(OutOfService, match="damaged"):
            await store.search.find(parse("canal"), viewer=EVERYONE)


def test_a_thread_of_one_author_is_as_searchable_as_any() -> None:
    connection = opened()
    parsed = ParsedThread("One", (ParsedPost("Ada", "canal"),), "test", "text")
    put_in(connection, Incoming.of(parsed, [(Passage(0, 5),)]))
    question = Question(tree.Term("canal"), EVERYONE, Words.OWN, Sort.RELEVANCE, 10)
    assert answer(connection, question).total == 1
    connection.close()


async def test_no_more_answers_are_kept_than_a_page_turner_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "ANSWERS", 2)
    made = thread("One", ("Ada", "the canal, the mud, the barge and the lock"))
    async with Store.open(tmp_path / "a.db") as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(made, own(made)))
        for word in ("canal", "mud", "canal", "barge", "lock", "sluice"):
            await store.search.find(parse(word), viewer=EVERYONE)
        kept = list(store.search._answers)  # noqa: SLF001
    assert [question.tree for question in kept] == [tree.Term("barge"), tree.Term("lock")]


async def test_proposals_that_were_cut_short_are_looked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = thread("One", ("Ada", "canal " + " ".join(f"cao{n}" for n in range(3_000))))
    async with Store.open(tmp_path / "a.db") as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(made, own(made)))
        with monkeypatch.context() as hurried:
            hurried.setattr(spellings, "SECONDS", 0.0)
            assert not (await store.search.find(parse("canlal"), viewer=EVERYONE)).spellings
        assert (await store.search.find(parse("canlal"), viewer=EVERYONE)).spellings
